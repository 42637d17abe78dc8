-- What the index of the shelf keeps of a product.

-- name: shelf_all
SELECT id
FROM product
WHERE store_id = :store_id AND status = 'active'
ORDER BY id;

-- name: shelf_product
SELECT created_at, title_fold, vendor, attributes, options
FROM product
WHERE store_id = :store_id AND id = :product_id AND status = 'active';

-- What may be chosen in its variants.
-- name: shelf_variants
SELECT id, attributes, option_values
FROM variant
WHERE store_id = :store_id AND product_id = :product_id AND is_active = 1
ORDER BY position, id;
