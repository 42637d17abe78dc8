-- Prices of a variant that may hold, with what their list adds to them.
-- name: price_of_item
SELECT p.amount, p.compare_at, p.min_amount, l.code,
    COALESCE(p.channel_id, l.channel_id),
    COALESCE(p.customer_group, l.customer_group), p.country, p.quantity_min,
    p.quantity_max, p.starts_at, p.ends_at, l.starts_at, l.ends_at
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

-- name: price_of_variant
SELECT p.id, p.currency, p.amount, p.compare_at, p.min_amount, l.code, c.code,
    p.customer_group, p.country, p.quantity_min, p.quantity_max, p.starts_at,
    p.ends_at
FROM price p
LEFT JOIN price_list l ON l.store_id = p.store_id AND l.id = p.price_list_id
LEFT JOIN channel c ON c.store_id = p.store_id AND c.id = p.channel_id
WHERE p.store_id = :store_id AND p.variant_id = :variant_id
ORDER BY p.currency, l.code NULLS FIRST, c.code NULLS FIRST, p.id;

-- name: price_upsert
INSERT INTO price (store_id, id, variant_id, currency, amount, compare_at,
    min_amount, price_list_id, channel_id, customer_group, country,
    quantity_min, quantity_max, starts_at, ends_at)
VALUES (:store_id, :price_id, :variant_id, :currency, :amount, :compare_at,
    :min_amount, :price_list_id, :channel_id, :customer_group, :country,
    :quantity_min, :quantity_max, :starts_at, :ends_at)
ON CONFLICT (store_id, id) DO UPDATE
SET variant_id = excluded.variant_id, currency = excluded.currency,
    amount = excluded.amount, compare_at = excluded.compare_at,
    min_amount = excluded.min_amount, price_list_id = excluded.price_list_id,
    channel_id = excluded.channel_id, customer_group = excluded.customer_group,
    country = excluded.country, quantity_min = excluded.quantity_min,
    quantity_max = excluded.quantity_max, starts_at = excluded.starts_at,
    ends_at = excluded.ends_at;

-- name: price_delete
DELETE FROM price
WHERE store_id = :store_id AND id = :price_id AND variant_id = :variant_id;

-- name: price_owner
SELECT variant_id FROM price WHERE store_id = :store_id AND id = :price_id;
