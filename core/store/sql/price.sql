-- Prices of a variant that may hold, with what their list adds to them.
-- name: price_of_item
SELECT p.amount, p.compare_at, p.min_amount, l.code,
    COALESCE(p.channel_id, l.channel_id),
    COALESCE(p.customer_group, l.customer_group), p.country, p.quantity_min,
    p.quantity_max, p.starts_at, p.ends_at, l.starts_at, l.ends_at,
    COALESCE(l.pool, 'line'), COALESCE(l.bands, 'volume'),
    p.since
FROM price p
LEFT JOIN price_list l ON l.store_id = p.store_id AND l.id = p.price_list_id
WHERE p.store_id = :store_id AND p.variant_id = :variant_id
    AND p.currency = :currency
    AND (p.price_list_id IS NULL OR l.is_active = 1)
    AND (p.channel_id IS NULL OR l.channel_id IS NULL
        OR p.channel_id = l.channel_id)
    AND (p.customer_group IS NULL OR l.customer_group IS NULL
        OR p.customer_group = l.customer_group)
ORDER BY p.id;

-- SKUs whose price in a currency has a minimum.
-- name: price_with_minimum
SELECT DISTINCT v.sku
FROM price p
JOIN variant v ON v.store_id = p.store_id AND v.id = p.variant_id
WHERE p.store_id = :store_id AND p.currency = :currency AND p.min_amount > 0
ORDER BY v.sku
LIMIT :count;

-- name: price_of_variant
SELECT p.id, p.currency, p.amount, p.compare_at, p.min_amount, l.code, c.code,
    p.customer_group, p.country, p.quantity_min, p.quantity_max, p.starts_at,
    p.ends_at, p.since
FROM price p
LEFT JOIN price_list l ON l.store_id = p.store_id AND l.id = p.price_list_id
LEFT JOIN channel c ON c.store_id = p.store_id AND c.id = p.channel_id
WHERE p.store_id = :store_id AND p.variant_id = :variant_id
ORDER BY p.currency, l.code NULLS FIRST, c.code NULLS FIRST, p.id;

-- name: price_upsert
INSERT INTO price (store_id, id, variant_id, currency, amount, compare_at,
    min_amount, price_list_id, channel_id, customer_group, country,
    quantity_min, quantity_max, starts_at, ends_at, since, version)
VALUES (:store_id, :price_id, :variant_id, :currency, :amount, :compare_at,
    :min_amount, :price_list_id, :channel_id, :customer_group, :country,
    :quantity_min, :quantity_max, :starts_at, :ends_at, :since, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET variant_id = excluded.variant_id, currency = excluded.currency,
    amount = excluded.amount, compare_at = excluded.compare_at,
    min_amount = excluded.min_amount, price_list_id = excluded.price_list_id,
    channel_id = excluded.channel_id, customer_group = excluded.customer_group,
    country = excluded.country, quantity_min = excluded.quantity_min,
    quantity_max = excluded.quantity_max, starts_at = excluded.starts_at,
    ends_at = excluded.ends_at, since = excluded.since,
    version = price.version + 1;

-- Over the version that was seen.
-- name: price_change
UPDATE price
SET currency = :currency, amount = :amount, compare_at = :compare_at,
    min_amount = :min_amount, price_list_id = :price_list_id,
    channel_id = :channel_id, customer_group = :customer_group,
    country = :country, quantity_min = :quantity_min,
    quantity_max = :quantity_max, starts_at = :starts_at, ends_at = :ends_at,
    since = :now, version = version + 1
WHERE store_id = :store_id AND id = :price_id AND variant_id = :variant_id
    AND version = :version;

-- name: price_delete
DELETE FROM price
WHERE store_id = :store_id AND id = :price_id AND variant_id = :variant_id;

-- name: price_owner
SELECT variant_id FROM price WHERE store_id = :store_id AND id = :price_id;

-- name: price_get
SELECT p.id, p.currency, p.amount, p.compare_at, p.min_amount, l.code, c.code,
    p.customer_group, p.country, p.quantity_min, p.quantity_max, p.starts_at,
    p.ends_at, p.variant_id, p.version, v.sku, v.product_id
FROM price p
JOIN variant v ON v.store_id = p.store_id AND v.id = p.variant_id
LEFT JOIN price_list l ON l.store_id = p.store_id AND l.id = p.price_list_id
LEFT JOIN channel c ON c.store_id = p.store_id AND c.id = p.channel_id
WHERE p.store_id = :store_id AND p.id = :price_id;

-- Lists for staff go on behind the row with :after_id, whatever :after is; empty
-- filters take all.
-- name: price_page
SELECT p.id, p.currency, p.amount, p.compare_at, p.min_amount, l.code, c.code,
    p.customer_group, p.country, p.quantity_min, p.quantity_max, p.starts_at,
    p.ends_at, p.variant_id, p.version, v.sku, v.product_id
FROM price p
JOIN variant v ON v.store_id = p.store_id AND v.id = p.variant_id
LEFT JOIN price_list l ON l.store_id = p.store_id AND l.id = p.price_list_id
LEFT JOIN channel c ON c.store_id = p.store_id AND c.id = p.channel_id
WHERE p.store_id = :store_id
    AND (:currency = '' OR p.currency = :currency)
    AND (:channel = '' OR c.code = :channel)
    AND (:customer_group = '' OR p.customer_group = :customer_group)
    AND :after < 9223372036854775807 AND p.id > :after_id
ORDER BY p.id
LIMIT :count;

-- The same of a price list.
-- name: price_of_list
SELECT p.id, p.currency, p.amount, p.compare_at, p.min_amount, l.code, c.code,
    p.customer_group, p.country, p.quantity_min, p.quantity_max, p.starts_at,
    p.ends_at, p.variant_id, p.version, v.sku, v.product_id
FROM price p
JOIN variant v ON v.store_id = p.store_id AND v.id = p.variant_id
LEFT JOIN price_list l ON l.store_id = p.store_id AND l.id = p.price_list_id
LEFT JOIN channel c ON c.store_id = p.store_id AND c.id = p.channel_id
WHERE p.store_id = :store_id
    AND p.price_list_id = (
        SELECT id FROM price_list
        WHERE store_id = :store_id AND code = :price_list)
    AND (:currency = '' OR p.currency = :currency)
    AND (:channel = '' OR c.code = :channel)
    AND (:customer_group = '' OR p.customer_group = :customer_group)
    AND :after < 9223372036854775807 AND p.id > :after_id
ORDER BY p.id
LIMIT :count;

-- The same of a variant.
-- name: price_find
WITH found AS (
    SELECT vi.id
    FROM variant vi
    WHERE vi.store_id = :store_id AND vi.id = :variant_id
    UNION
    SELECT vs.id
    FROM variant vs
    WHERE vs.store_id = :store_id AND vs.sku = :sku
)
SELECT p.id, p.currency, p.amount, p.compare_at, p.min_amount, l.code, c.code,
    p.customer_group, p.country, p.quantity_min, p.quantity_max, p.starts_at,
    p.ends_at, p.variant_id, p.version, v.sku, v.product_id
FROM found f
CROSS JOIN price p
JOIN variant v ON v.store_id = p.store_id AND v.id = p.variant_id
LEFT JOIN price_list l ON l.store_id = p.store_id AND l.id = p.price_list_id
LEFT JOIN channel c ON c.store_id = p.store_id AND c.id = p.channel_id
WHERE p.store_id = :store_id AND p.variant_id = f.id
    AND (:variant_id IS NULL OR p.variant_id = :variant_id)
    AND (:sku = '' OR v.sku = :sku)
    AND (:price_list = '' OR l.code = :price_list)
    AND (:currency = '' OR p.currency = :currency)
    AND (:channel = '' OR c.code = :channel)
    AND (:customer_group = '' OR p.customer_group = :customer_group)
    AND :after < 9223372036854775807 AND p.id > :after_id
ORDER BY p.id
LIMIT :count;

-- name: price_drop
DELETE FROM price
WHERE store_id = :store_id AND id = :price_id AND variant_id = :variant_id
    AND (:version < 0 OR version = :version);
