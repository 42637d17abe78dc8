-- Rules in use, promotions apart. Who changes one calls kt_tx_touch_settings.

-- name: shop_rule_active
SELECT id, kind, code, title, rule, params, tax_class, channels, events,
    position, is_active, version, zones
FROM shop_rule
WHERE store_id = :store_id AND is_active = 1
ORDER BY kind, position, id;

-- name: shop_rule_all
SELECT id, kind, code, title, rule, params, tax_class, channels, events,
    position, is_active, version, zones
FROM shop_rule
WHERE store_id = :store_id
ORDER BY kind, code;

-- name: shop_rule_id_by_code
SELECT id
FROM shop_rule
WHERE store_id = :store_id AND kind = :kind AND code = :code;

-- name: shop_rule_upsert
INSERT INTO shop_rule (store_id, id, kind, code, title, rule, params, tax_class,
    channels, events, position, is_active, zones, version)
VALUES (:store_id, :rule_id, :kind, :code, :title, :rule, :params, :tax_class,
    :channels, :events, :position, :is_active, :zones, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET kind = excluded.kind, code = excluded.code, title = excluded.title,
    rule = excluded.rule, params = excluded.params,
    tax_class = excluded.tax_class, channels = excluded.channels,
    events = excluded.events, position = excluded.position,
    is_active = excluded.is_active, zones = excluded.zones,
    version = shop_rule.version + 1;

-- name: shop_rule_get
SELECT id, kind, code, title, rule, params, tax_class, channels, events,
    position, is_active, version, zones
FROM shop_rule
WHERE store_id = :store_id AND id = :rule_id;

-- A list goes on behind the row with :after and :after_id. An empty rule takes
-- all, so does is_active below 0.
-- name: shop_rule_list_position
SELECT id, kind, code, title, rule, params, tax_class, channels, events,
    position, is_active, version, zones
FROM shop_rule
WHERE store_id = :store_id AND kind = :kind
    AND (:rule = '' OR rule = :rule)
    AND (:is_active < 0 OR is_active = :is_active)
    AND (position, id) > (:after, :after_id)
ORDER BY position, id
LIMIT :count;

-- name: shop_rule_list_code
SELECT id, kind, code, title, rule, params, tax_class, channels, events,
    position, is_active, version, zones
FROM shop_rule
WHERE store_id = :store_id AND kind = :kind
    AND (:rule = '' OR rule = :rule)
    AND (:is_active < 0 OR is_active = :is_active)
    AND (code, id) > (:after, :after_id)
ORDER BY code, id
LIMIT :count;

-- Want one row: another version, or one that is gone, refuses. Goes before the
-- upsert in the same transaction.
-- name: shop_rule_claim
UPDATE shop_rule
SET version = version
WHERE store_id = :store_id AND id = :rule_id AND version = :version;

-- name: shop_rule_delete
DELETE FROM shop_rule
WHERE store_id = :store_id AND id = :rule_id
    AND (:version < 0 OR version = :version);

-- What names other records by their code or slug.
-- name: shop_rule_names
SELECT id, channels, params
FROM shop_rule
WHERE store_id = :store_id
ORDER BY id;
