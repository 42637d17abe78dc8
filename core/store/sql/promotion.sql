-- Promotions. Who changes one calls kt_tx_touch_settings; the counters are
-- promotion_use.sql's.

-- All that a quote may ask, in no promised order.
-- name: promotion_active
SELECT p.id, p.title, p.rule, p.stage, p.params, p.conditions, p.starts_at,
    p.ends_at, p.needs_coupon, p.priority, p.is_exclusive, p.group_code, g.mode,
    p.companion_of, p.uses_max, p.uses_per_customer_max, p.budget, p.uses,
    p.spent, p.keeps_use, p.on_error, p.created_at, p.is_active
FROM promotion p
LEFT JOIN promotion_group g
    ON g.store_id = p.store_id AND g.code = p.group_code
WHERE p.store_id = :store_id AND p.is_active = 1
ORDER BY p.id;

-- name: promotion_get
SELECT p.id, p.title, p.rule, p.stage, p.params, p.conditions, p.starts_at,
    p.ends_at, p.needs_coupon, p.priority, p.is_exclusive, p.group_code, g.mode,
    p.companion_of, p.uses_max, p.uses_per_customer_max, p.budget, p.uses,
    p.spent, p.keeps_use, p.on_error, p.created_at, p.is_active, p.version,
    p.updated_at
FROM promotion p
LEFT JOIN promotion_group g
    ON g.store_id = p.store_id AND g.code = p.group_code
WHERE p.store_id = :store_id AND p.id = :promotion_id;

-- Oldest first, as they are exported.
-- name: promotion_all
SELECT p.id, p.title, p.rule, p.stage, p.params, p.conditions, p.starts_at,
    p.ends_at, p.needs_coupon, p.priority, p.is_exclusive, p.group_code, g.mode,
    p.companion_of, p.uses_max, p.uses_per_customer_max, p.budget, p.uses,
    p.spent, p.keeps_use, p.on_error, p.created_at, p.is_active, p.version,
    p.updated_at
FROM promotion p
LEFT JOIN promotion_group g
    ON g.store_id = p.store_id AND g.code = p.group_code
WHERE p.store_id = :store_id
ORDER BY p.created_at, p.id;

-- Newest first; the last two parameters are the row to go on behind. An empty
-- filter takes all, so does is_active below 0.
-- name: promotion_list
SELECT p.id, p.title, p.rule, p.stage, p.params, p.conditions, p.starts_at,
    p.ends_at, p.needs_coupon, p.priority, p.is_exclusive, p.group_code, g.mode,
    p.companion_of, p.uses_max, p.uses_per_customer_max, p.budget, p.uses,
    p.spent, p.keeps_use, p.on_error, p.created_at, p.is_active, p.version,
    p.updated_at
FROM promotion p
LEFT JOIN promotion_group g
    ON g.store_id = p.store_id AND g.code = p.group_code
WHERE p.store_id = :store_id
    AND (:rule = '' OR p.rule = :rule)
    AND (:is_active < 0 OR p.is_active = :is_active)
    AND (p.created_at, p.id) < (:before_ms, :before_id)
ORDER BY p.created_at DESC, p.id DESC
LIMIT :count;

-- The counters of one that exists stay.
-- name: promotion_upsert
INSERT INTO promotion (store_id, id, title, rule, stage, params, conditions,
    is_active, starts_at, ends_at, needs_coupon, priority, is_exclusive,
    group_code, companion_of, uses_max, uses_per_customer_max, budget, uses,
    spent, keeps_use, on_error, version, created_at, updated_at)
VALUES (:store_id, :promotion_id, :title, :rule, :stage, :params, :conditions,
    :is_active, :starts_at, :ends_at, :needs_coupon, :priority, :is_exclusive,
    :group_code, :companion_of, :uses_max, :uses_per_customer_max, :budget, 0,
    0, :keeps_use, :on_error, 1, :created_at, :now)
ON CONFLICT (store_id, id) DO UPDATE
SET title = excluded.title, rule = excluded.rule, stage = excluded.stage,
    params = excluded.params, conditions = excluded.conditions,
    is_active = excluded.is_active, starts_at = excluded.starts_at,
    ends_at = excluded.ends_at, needs_coupon = excluded.needs_coupon,
    priority = excluded.priority, is_exclusive = excluded.is_exclusive,
    group_code = excluded.group_code, companion_of = excluded.companion_of,
    uses_max = excluded.uses_max,
    uses_per_customer_max = excluded.uses_per_customer_max,
    budget = excluded.budget, keeps_use = excluded.keeps_use,
    on_error = excluded.on_error, version = promotion.version + 1,
    updated_at = excluded.updated_at;

-- Want one row: another version, or one that is gone, refuses. Goes before
-- the upsert in the same transaction.
-- name: promotion_claim
UPDATE promotion
SET updated_at = :now
WHERE store_id = :store_id AND id = :promotion_id AND version = :version;

-- name: promotion_delete
DELETE FROM promotion
WHERE store_id = :store_id AND id = :promotion_id
    AND (:version < 0 OR version = :version);

-- name: promotion_companion
SELECT id
FROM promotion
WHERE store_id = :store_id AND companion_of = :promotion_id
ORDER BY id
LIMIT 1;

-- name: promotion_group_get
SELECT mode FROM promotion_group WHERE store_id = :store_id AND code = :code;

-- name: promotion_group_upsert
INSERT INTO promotion_group (store_id, code, mode)
VALUES (:store_id, :code, :mode)
ON CONFLICT (store_id, code) DO UPDATE
SET mode = excluded.mode;

-- What names other records by their code or slug.
-- name: promotion_names
SELECT id, conditions, params
FROM promotion
WHERE store_id = :store_id
ORDER BY id;
