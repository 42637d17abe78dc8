-- name: price_list_all
SELECT l.id, l.code, l.name, l.is_active, c.code, l.customer_group, l.starts_at,
    l.ends_at, l.version, l.pool, l.bands
FROM price_list l
LEFT JOIN channel c ON c.store_id = l.store_id AND c.id = l.channel_id
WHERE l.store_id = :store_id
ORDER BY l.code;

-- name: price_list_upsert
INSERT INTO price_list (store_id, id, code, name, is_active, channel_id,
    customer_group, starts_at, ends_at, pool, bands, version)
VALUES (:store_id, :list_id, :code, :name, :is_active, :channel_id,
    :customer_group, :starts_at, :ends_at, :pool, :bands, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET code = excluded.code, name = excluded.name, is_active = excluded.is_active,
    channel_id = excluded.channel_id, customer_group = excluded.customer_group,
    starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    pool = excluded.pool, bands = excluded.bands,
    version = price_list.version + 1;

-- name: price_list_get
SELECT l.id, l.code, l.name, l.is_active, c.code, l.customer_group, l.starts_at,
    l.ends_at, l.version, l.pool, l.bands
FROM price_list l
LEFT JOIN channel c ON c.store_id = l.store_id AND c.id = l.channel_id
WHERE l.store_id = :store_id AND l.id = :list_id;

-- name: price_list_by_code
SELECT id
FROM price_list
WHERE store_id = :store_id AND code = :code;

-- Goes on behind the row with :after and :after_id; empty filters and is_active
-- below 0 take all.
-- name: price_list_list_code
SELECT l.id, l.code, l.name, l.is_active, c.code, l.customer_group, l.starts_at,
    l.ends_at, l.version, l.pool, l.bands
FROM price_list l
LEFT JOIN channel c ON c.store_id = l.store_id AND c.id = l.channel_id
WHERE l.store_id = :store_id
    AND (:channel = '' OR c.code = :channel)
    AND (:customer_group = '' OR l.customer_group = :customer_group)
    AND (:is_active < 0 OR l.is_active = :is_active)
    AND (l.code, l.id) > (:after, :after_id)
ORDER BY l.code, l.id
LIMIT :count;

-- Want one row: another version, or one that is gone, refuses. Goes before
-- the upsert in the same transaction.
-- name: price_list_claim
UPDATE price_list
SET version = version
WHERE store_id = :store_id AND id = :list_id AND version = :version;

-- Its prices must be gone.
-- name: price_list_delete
DELETE FROM price_list
WHERE store_id = :store_id AND id = :list_id
    AND (:version < 0 OR version = :version);

-- name: price_list_prices
SELECT id, COUNT(*) OVER () AS number
FROM price
WHERE store_id = :store_id AND price_list_id = :list_id
ORDER BY id
LIMIT 1;
