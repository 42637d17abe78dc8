-- Rules in use, promotions apart. Who changes one calls kt_tx_touch_settings.

-- name: shop_rule_active
SELECT id, kind, code, title, rule, params, tax_class, channels, events,
    position
FROM shop_rule
WHERE store_id = :store_id AND is_active = 1
ORDER BY kind, position, id;

-- name: shop_rule_all
SELECT id, kind, code, title, rule, params, tax_class, channels, events,
    position, is_active
FROM shop_rule
WHERE store_id = :store_id
ORDER BY kind, code;

-- name: shop_rule_id_by_code
SELECT id
FROM shop_rule
WHERE store_id = :store_id AND kind = :kind AND code = :code;

-- name: shop_rule_upsert
INSERT INTO shop_rule (store_id, id, kind, code, title, rule, params, tax_class,
    channels, events, position, is_active, version)
VALUES (:store_id, :rule_id, :kind, :code, :title, :rule, :params, :tax_class,
    :channels, :events, :position, :is_active, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET kind = excluded.kind, code = excluded.code, title = excluded.title,
    rule = excluded.rule, params = excluded.params,
    tax_class = excluded.tax_class, channels = excluded.channels,
    events = excluded.events, position = excluded.position,
    is_active = excluded.is_active, version = shop_rule.version + 1;

-- What names other records by their code or slug.
-- name: shop_rule_names
SELECT id, channels, params
FROM shop_rule
WHERE store_id = :store_id
ORDER BY id;
