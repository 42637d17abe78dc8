-- Tax classes. Products, variants and shipping methods name one by its code.

-- name: tax_class_all
SELECT id, code, name, version
FROM tax_class
WHERE store_id = :store_id
ORDER BY code;

-- name: tax_class_get
SELECT id, code, name, version
FROM tax_class
WHERE store_id = :store_id AND id = :class_id;

-- name: tax_class_by_code
SELECT id FROM tax_class WHERE store_id = :store_id AND code = :code;

-- name: tax_class_list_code
SELECT id, code, name, version
FROM tax_class
WHERE store_id = :store_id AND (code, id) > (:after, :after_id)
ORDER BY code, id
LIMIT :count;

-- name: tax_class_list_name
SELECT id, code, name, version
FROM tax_class
WHERE store_id = :store_id AND (name, id) > (:after, :after_id)
ORDER BY name, id
LIMIT :count;

-- name: tax_class_upsert
INSERT INTO tax_class (store_id, id, code, name, version)
VALUES (:store_id, :class_id, :code, :name, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET code = excluded.code, name = excluded.name, version = tax_class.version + 1;

-- Want one row: another version, or one that is gone, refuses. Goes before the
-- upsert in the same transaction.
-- name: tax_class_claim
UPDATE tax_class
SET version = version
WHERE store_id = :store_id AND id = :class_id AND version = :version;

-- name: tax_class_delete
DELETE FROM tax_class
WHERE store_id = :store_id AND id = :class_id
    AND (:version < 0 OR version = :version);

-- What stands in the way of deleting: one of a kind that uses it, and how many.
-- name: tax_class_products
SELECT p.id, COUNT(*) OVER () AS number
FROM tax_class c
JOIN product p ON p.store_id = c.store_id AND p.tax_class = c.code
WHERE c.store_id = :store_id AND c.id = :class_id
ORDER BY p.id
LIMIT 1;

-- name: tax_class_variants
SELECT v.id, COUNT(*) OVER () AS number
FROM tax_class c
JOIN variant v ON v.store_id = c.store_id AND v.tax_class = c.code
WHERE c.store_id = :store_id AND c.id = :class_id
ORDER BY v.id
LIMIT 1;

-- name: tax_class_methods
SELECT r.id, COUNT(*) OVER () AS number
FROM tax_class c
JOIN shop_rule r ON r.store_id = c.store_id AND r.tax_class = c.code
WHERE c.store_id = :store_id AND c.id = :class_id
ORDER BY r.id
LIMIT 1;

-- name: tax_class_rates
SELECT id, COUNT(*) OVER () AS number
FROM tax_rate
WHERE store_id = :store_id AND tax_class_id = :class_id
ORDER BY id
LIMIT 1;
