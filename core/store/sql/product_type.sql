-- name: product_type_all
SELECT id, code, name, attributes, version
FROM product_type
WHERE store_id = :store_id
ORDER BY code;

-- name: product_type_upsert
INSERT INTO product_type (store_id, id, code, name, attributes, version)
VALUES (:store_id, :type_id, :code, :name, :attributes, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET code = excluded.code, name = excluded.name,
    attributes = excluded.attributes, version = product_type.version + 1;

-- name: product_type_get
SELECT id, code, name, attributes, version
FROM product_type
WHERE store_id = :store_id AND id = :type_id;

-- name: product_type_by_code
SELECT id
FROM product_type
WHERE store_id = :store_id AND code = :code;

-- Goes on behind the row with :after and :after_id.
-- name: product_type_list_code
SELECT id, code, name, attributes, version
FROM product_type
WHERE store_id = :store_id
    AND (code, id) > (:after, :after_id)
ORDER BY code, id
LIMIT :count;

-- Want one row: another version, or one that is gone, refuses. Goes before
-- the upsert in the same transaction.
-- name: product_type_claim
UPDATE product_type
SET version = version
WHERE store_id = :store_id AND id = :type_id AND version = :version;

-- name: product_type_delete
DELETE FROM product_type
WHERE store_id = :store_id AND id = :type_id
    AND (:version < 0 OR version = :version);

-- What stands in the way of deleting: one of them, and how many.
-- name: product_type_products
SELECT id, COUNT(*) OVER () AS number
FROM product
WHERE store_id = :store_id AND type_id = :type_id
ORDER BY id
LIMIT 1;

-- The values that a change must fit.
-- name: product_type_values
SELECT id, attributes
FROM product
WHERE store_id = :store_id AND type_id = :type_id
ORDER BY id;

-- name: product_type_variant_values
SELECT v.id, v.attributes
FROM product p
JOIN variant v ON v.store_id = p.store_id AND v.product_id = p.id
WHERE p.store_id = :store_id AND p.type_id = :type_id
ORDER BY v.id;
