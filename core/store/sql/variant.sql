-- name: variant_item
SELECT v.id, v.product_id, v.sku, v.title, v.tax_class, v.attributes,
    v.weight_g, v.length_mm, v.width_mm, v.height_mm, v.requires_shipping,
    v.is_discountable, v.is_gift_card
FROM variant v
WHERE v.store_id = :store_id AND v.id = :variant_id;

-- name: variant_items_of_product
SELECT v.id, v.product_id, v.sku, v.title, v.tax_class, v.attributes,
    v.weight_g, v.length_mm, v.width_mm, v.height_mm, v.requires_shipping,
    v.is_discountable, v.is_gift_card
FROM variant v
WHERE v.store_id = :store_id AND v.product_id = :product_id
    AND v.is_active = 1
ORDER BY v.position, v.id;

-- What items share with their product.
-- name: variant_product
SELECT p.slug, p.titles, p.vendor, p.tax_class, p.attributes
FROM product p
WHERE p.store_id = :store_id AND p.id = :product_id;

-- name: variant_by_sku
SELECT id, product_id FROM variant WHERE store_id = :store_id AND sku = :sku;

-- name: variant_by_id
SELECT sku, product_id
FROM variant
WHERE store_id = :store_id AND id = :variant_id;

-- name: variant_of_product
SELECT id, sku, option_values, barcode, tax_class, attributes, weight_g,
    length_mm, width_mm, height_mm, requires_shipping, is_discountable,
    is_gift_card, is_active, stock_policy, quantity_min, quantity_max, extra
FROM variant
WHERE store_id = :store_id AND product_id = :product_id
ORDER BY position, id;

-- What buyers see beside an item.
-- name: variant_shown
SELECT id, option_values, barcode, attributes, stock_policy, quantity_min,
    quantity_max
FROM variant
WHERE store_id = :store_id AND product_id = :product_id AND is_active = 1
ORDER BY position, id;

-- name: variant_keys
SELECT id, sku, is_active
FROM variant
WHERE store_id = :store_id AND product_id = :product_id
ORDER BY position, id;

-- name: variant_upsert
INSERT INTO variant (store_id, id, product_id, sku, title, position,
    option_values, attributes, barcode, tax_class, weight_g, length_mm,
    width_mm, height_mm, requires_shipping, is_discountable, is_gift_card,
    is_active, stock_policy, quantity_min, quantity_max, extra, version)
VALUES (:store_id, :variant_id, :product_id, :sku, :title, :position,
    :option_values, :attributes, :barcode, :tax_class, :weight_g, :length_mm,
    :width_mm, :height_mm, :requires_shipping, :is_discountable, :is_gift_card,
    :is_active, :stock_policy, :quantity_min, :quantity_max, :extra, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET product_id = excluded.product_id, sku = excluded.sku,
    title = excluded.title, position = excluded.position,
    option_values = excluded.option_values, attributes = excluded.attributes,
    barcode = excluded.barcode, tax_class = excluded.tax_class,
    weight_g = excluded.weight_g, length_mm = excluded.length_mm,
    width_mm = excluded.width_mm, height_mm = excluded.height_mm,
    requires_shipping = excluded.requires_shipping,
    is_discountable = excluded.is_discountable,
    is_gift_card = excluded.is_gift_card, is_active = excluded.is_active,
    stock_policy = excluded.stock_policy, quantity_min = excluded.quantity_min,
    quantity_max = excluded.quantity_max, extra = excluded.extra,
    version = variant.version + 1;

-- A variant that its product no longer has is kept, since orders name it; it
-- stands behind the others.
-- name: variant_retire
UPDATE variant
SET is_active = 0, position = :position, version = version + 1
WHERE store_id = :store_id AND id = :variant_id;
