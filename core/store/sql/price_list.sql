-- name: price_list_all
SELECT l.id, l.code, l.name, l.is_active, c.code, l.customer_group, l.starts_at,
    l.ends_at
FROM price_list l
LEFT JOIN channel c ON c.store_id = l.store_id AND c.id = l.channel_id
WHERE l.store_id = :store_id
ORDER BY l.code;

-- name: price_list_upsert
INSERT INTO price_list (store_id, id, code, name, is_active, channel_id,
    customer_group, starts_at, ends_at, version)
VALUES (:store_id, :list_id, :code, :name, :is_active, :channel_id,
    :customer_group, :starts_at, :ends_at, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET code = excluded.code, name = excluded.name, is_active = excluded.is_active,
    channel_id = excluded.channel_id, customer_group = excluded.customer_group,
    starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    version = price_list.version + 1;
