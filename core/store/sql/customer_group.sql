-- name: customer_group_get
SELECT id, code, name, version
FROM customer_group
WHERE store_id = :store_id AND id = :group_id;

-- name: customer_group_by_code
SELECT id
FROM customer_group
WHERE store_id = :store_id AND code = :code;

-- name: customer_group_all
SELECT id, code, name, version
FROM customer_group
WHERE store_id = :store_id
ORDER BY code, id;

-- Goes on behind the row with :after and :after_id.
-- name: customer_group_list_code
SELECT id, code, name, version
FROM customer_group
WHERE store_id = :store_id
    AND (code, id) > (:after, :after_id)
ORDER BY code, id
LIMIT :count;

-- name: customer_group_upsert
INSERT INTO customer_group (store_id, id, code, name, version)
VALUES (:store_id, :group_id, :code, :name, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET code = excluded.code, name = excluded.name,
    version = customer_group.version + 1;

-- Want one row: another version, or one that is gone, refuses. Goes before
-- the upsert in the same transaction.
-- name: customer_group_claim
UPDATE customer_group
SET version = version
WHERE store_id = :store_id AND id = :group_id AND version = :version;

-- name: customer_group_delete
DELETE FROM customer_group
WHERE store_id = :store_id AND id = :group_id
    AND (:version < 0 OR version = :version);

-- What stands in the way of deleting: one of each kind, and how many.
-- name: customer_group_price_lists
SELECT l.id, COUNT(*) OVER () AS number
FROM customer_group g
JOIN price_list l ON l.store_id = g.store_id AND l.customer_group = g.code
WHERE g.store_id = :store_id AND g.id = :group_id
ORDER BY l.id
LIMIT 1;

-- name: customer_group_prices
SELECT p.id, COUNT(*) OVER () AS number
FROM customer_group g
JOIN price p ON p.store_id = g.store_id AND p.customer_group = g.code
WHERE g.store_id = :store_id AND g.id = :group_id
ORDER BY p.id
LIMIT 1;
