-- What the quotes of a shop had in common at a time. The id is a hash of it.

-- name: quote_facts_insert
INSERT INTO quote_facts (store_id, id, rules_hash, packed, created_at)
VALUES (:store_id, :facts_id, :rules_hash, :packed, :now)
ON CONFLICT (store_id, id) DO NOTHING;

-- name: quote_facts_get
SELECT rules_hash, packed
FROM quote_facts
WHERE store_id = :store_id AND id = :facts_id;

-- name: quote_facts_list
SELECT id, packed FROM quote_facts WHERE store_id = :store_id ORDER BY id;
