-- What the quotes of a shop had in common at a time. The id is a hash of it. It
-- is packed as a whole, or :pieces are the ids of its pieces in their order.

-- name: quote_facts_insert
INSERT INTO quote_facts (store_id, id, rules_hash, packed, pieces, created_at)
VALUES (:store_id, :facts_id, :rules_hash, :packed, :pieces, :now)
ON CONFLICT (store_id, id) DO NOTHING;

-- name: quote_facts_get
SELECT rules_hash, packed, pieces
FROM quote_facts
WHERE store_id = :store_id AND id = :facts_id;

-- name: quote_facts_list
SELECT id, packed, pieces FROM quote_facts WHERE store_id = :store_id ORDER BY id;

-- The id is a hash of the text.
-- name: quote_facts_insert_piece
INSERT INTO quote_piece (store_id, id, packed)
VALUES (:store_id, :piece_id, :packed)
ON CONFLICT (store_id, id) DO NOTHING;

-- name: quote_facts_get_piece
SELECT packed FROM quote_piece WHERE store_id = :store_id AND id = :piece_id;
