-- name: product_type_all
SELECT id, code, name, attributes
FROM product_type
WHERE store_id = :store_id
ORDER BY code;

-- name: product_type_upsert
INSERT INTO product_type (store_id, id, code, name, attributes, version)
VALUES (:store_id, :type_id, :code, :name, :attributes, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET code = excluded.code, name = excluded.name,
    attributes = excluded.attributes, version = product_type.version + 1;
