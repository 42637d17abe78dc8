-- What pricing knows of a variant.
-- part: item
v.id, v.product_id, v.sku, v.title, v.tax_class, v.attributes, v.weight_g,
    v.length_mm, v.width_mm, v.height_mm, v.requires_shipping,
    v.is_discountable, v.is_gift_card
FROM variant v
WHERE v.store_id = :store_id

-- name: variant_item
SELECT {item} AND v.id = :variant_id;

-- name: variant_items_of_product
SELECT {item} AND v.product_id = :product_id AND v.is_active = 1
    AND (v.position, v.id) > (:after, :after_id)
ORDER BY v.position, v.id
LIMIT :count;

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

-- All of a variant.
-- part: row
v.id, v.sku, v.option_values, v.barcode, v.tax_class, v.attributes, v.weight_g,
    v.length_mm, v.width_mm, v.height_mm, v.requires_shipping,
    v.is_discountable, v.is_gift_card, v.is_active, v.stock_policy,
    v.quantity_min, v.quantity_max, v.extra, v.product_id, v.position,
    v.version

-- part: all
variant v
WHERE v.store_id = :store_id

-- name: variant_of_product
SELECT {row} FROM {all} AND v.product_id = :product_id
ORDER BY v.position, v.id;

-- What buyers see beside an item, and what can be sold over active locations;
-- behind a place.
-- name: variant_shown
SELECT v.id, v.option_values, v.barcode, v.attributes, v.stock_policy,
    v.quantity_min, v.quantity_max, v.position,
    (SELECT CAST(COALESCE(SUM(s.available), 0) AS BIGINT)
     FROM stock s
     JOIN location l ON l.store_id = s.store_id AND l.id = s.location_id
     WHERE s.store_id = v.store_id AND s.variant_id = v.id AND l.is_active = 1)
FROM variant v
WHERE v.store_id = :store_id AND v.product_id = :product_id AND v.is_active = 1
    AND (v.position, v.id) > (:after, :after_id)
ORDER BY v.position, v.id
LIMIT :count;

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

-- name: variant_get
SELECT {row} FROM {all} AND v.id = :variant_id;

-- Lists for staff go on behind the row with :after and :after_id; is_active
-- below 0 and an empty policy take all.

-- part: filtered
(:is_active < 0 OR v.is_active = :is_active)
    AND (:policy = '' OR v.stock_policy = :policy)

-- part: by_sku
(v.sku, v.id) > (:after, :after_id)
ORDER BY v.sku, v.id
LIMIT :count

-- part: by_position
(v.position, v.id) > (:after, :after_id)
ORDER BY v.position, v.id
LIMIT :count

-- name: variant_list_sku
SELECT {row} FROM {all} AND {filtered} AND {by_sku};

-- The same of a product, with a sku or a barcode.

-- part: found
WITH found AS (
    SELECT vp.id
    FROM variant vp
    WHERE vp.store_id = :store_id AND vp.product_id = :product_id
    UNION
    SELECT vs.id
    FROM variant vs
    WHERE vs.store_id = :store_id AND vs.sku = :sku
    UNION
    SELECT vb.id
    FROM variant vb
    WHERE vb.store_id = :store_id AND vb.barcode = :barcode
        AND vb.barcode <> ''
)
SELECT {row}
FROM found f
CROSS JOIN {all} AND v.id = f.id
    AND (:product_id IS NULL OR v.product_id = :product_id)
    AND (:sku = '' OR v.sku = :sku)
    AND (:barcode = '' OR v.barcode = :barcode)
    AND {filtered}

-- name: variant_find_sku
{found} AND {by_sku};

-- name: variant_find_position
{found} AND {by_position};

-- The same of a product alone, which has them in that order.
-- name: variant_page
SELECT {row} FROM {all} AND v.product_id = :product_id AND {filtered}
    AND {by_position};

-- Another active one of the product with the same option values.
-- name: variant_twin
SELECT id
FROM variant
WHERE store_id = :store_id AND product_id = :product_id AND title = :title
    AND is_active = 1 AND id <> :variant_id
LIMIT 1;

-- name: variant_next_position
SELECT CAST(COALESCE(MAX(position), -1) + 1 AS BIGINT)
FROM variant
WHERE store_id = :store_id AND product_id = :product_id;

-- Want one row: another version, or one that is gone, refuses. Goes before the
-- upsert in the same transaction.
-- name: variant_claim
UPDATE variant
SET version = version
WHERE store_id = :store_id AND id = :variant_id AND version = :version;

-- Its prices and its stock go along.
-- name: variant_delete
DELETE FROM variant
WHERE store_id = :store_id AND id = :variant_id
    AND (:version < 0 OR version = :version);

-- What stands in the way of deleting: an order that holds units of it, and how
-- many do.
-- name: variant_orders
SELECT m.order_id, COUNT(*) OVER () AS number
FROM stock s
JOIN stock_move m ON m.store_id = s.store_id AND m.variant_id = s.variant_id
    AND m.location_id = s.location_id
WHERE s.store_id = :store_id AND s.variant_id = :variant_id
    AND s.allocated > 0 AND m.order_id IS NOT NULL
GROUP BY m.order_id
HAVING SUM(m.quantity) < 0
ORDER BY m.order_id
LIMIT 1;
