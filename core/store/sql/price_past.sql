-- What a price and its list say together, where pages could show it.
-- part: held
SELECT p.store_id, p.variant_id, p.currency, :now, p.id, p.since, p.amount,
    p.compare_at, l.code, COALESCE(p.channel_id, l.channel_id), p.quantity_max,
    CASE WHEN l.starts_at > COALESCE(p.starts_at, 0) THEN l.starts_at
        ELSE p.starts_at END,
    CASE WHEN l.ends_at < COALESCE(p.ends_at, 9223372036854775807)
        THEN l.ends_at ELSE p.ends_at END
FROM price p
LEFT JOIN price_list l ON l.store_id = p.store_id AND l.id = p.price_list_id
WHERE p.store_id = :store_id AND p.since < :now
    AND p.customer_group IS NULL AND l.customer_group IS NULL
    AND p.country IS NULL AND COALESCE(p.quantity_min, 1) <= 1
    AND (p.price_list_id IS NULL OR l.is_active = 1)
    AND (p.channel_id IS NULL OR l.channel_id IS NULL
        OR p.channel_id = l.channel_id)

-- Goes before the price is changed or deleted.
-- name: price_past_add
INSERT INTO price_past (store_id, variant_id, currency, to_ms, price_id,
    from_ms, amount, compare_at, list, channel_id, quantity_max, starts_at,
    ends_at)
{held}
    AND p.id = :price_id AND p.variant_id = :variant_id;

-- Goes before a list changes in what its prices depend on.
-- name: price_past_add_list
INSERT INTO price_past (store_id, variant_id, currency, to_ms, price_id,
    from_ms, amount, compare_at, list, channel_id, quantity_max, starts_at,
    ends_at)
{held}
    AND l.id = :list_id
    AND (l.is_active <> :is_active
        OR l.channel_id IS DISTINCT FROM :channel_id
        OR l.customer_group IS DISTINCT FROM :customer_group
        OR l.starts_at IS DISTINCT FROM :starts_at
        OR l.ends_at IS DISTINCT FROM :ends_at);

-- name: price_past_begin_list
UPDATE price
SET since = :now
WHERE store_id = :store_id AND price_list_id = (
    SELECT l.id
    FROM price_list l
    WHERE l.store_id = :store_id AND l.id = :list_id
        AND (l.is_active <> :is_active
            OR l.channel_id IS DISTINCT FROM :channel_id
            OR l.customer_group IS DISTINCT FROM :customer_group
            OR l.starts_at IS DISTINCT FROM :starts_at
            OR l.ends_at IS DISTINCT FROM :ends_at));

-- name: price_past_drop
DELETE FROM price_past
WHERE store_id = :store_id AND variant_id = :variant_id AND to_ms < :before;

-- name: price_past_of_variant
SELECT from_ms, to_ms, amount, compare_at, list, channel_id, quantity_max,
    starts_at, ends_at
FROM price_past
WHERE store_id = :store_id AND variant_id = :variant_id
    AND currency = :currency
ORDER BY to_ms, price_id;

-- part: told
SELECT h.price_id, h.variant_id, v.sku, h.currency, h.amount, h.compare_at,
    h.list, c.code, h.quantity_max, h.starts_at, h.ends_at, h.from_ms, h.to_ms
FROM price_past h
JOIN variant v ON v.store_id = h.store_id AND v.id = h.variant_id
LEFT JOIN channel c ON c.store_id = h.store_id AND c.id = h.channel_id
WHERE h.store_id = :store_id

-- For staff, the last one that ended first: behind the row with :after and
-- :after_id.
-- name: price_past_page
{told}
    AND (:currency = '' OR h.currency = :currency)
    AND (h.to_ms, h.price_id) < (:after, :after_id)
ORDER BY h.to_ms DESC, h.price_id DESC
LIMIT :count;

-- The same of a variant, the one with this id or sku.
-- name: price_past_find
{told}
    AND h.variant_id = COALESCE(:variant_id, (
        SELECT id FROM variant WHERE store_id = :store_id AND sku = :sku))
    AND (:sku = '' OR v.sku = :sku)
    AND (:currency = '' OR h.currency = :currency)
    AND (h.to_ms, h.price_id) < (:after, :after_id)
ORDER BY h.to_ms DESC, h.price_id DESC
LIMIT :count;
