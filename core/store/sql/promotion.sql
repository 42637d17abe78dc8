-- Promotions. Who changes one calls kt_tx_touch_settings; the counters are
-- promotion_use.sql's.

-- part: row
p.id, p.title, p.rule, p.stage, p.params, p.conditions, p.starts_at, p.ends_at,
    p.needs_coupon, p.priority, p.is_exclusive, p.group_code, g.mode,
    p.companion_of, p.uses_max, p.uses_per_customer_max, p.budget, p.uses,
    p.spent, p.keeps_use, p.on_error, p.created_at, p.is_active, p.version,
    p.updated_at, p.since
FROM promotion p
LEFT JOIN promotion_group g
    ON g.store_id = p.store_id AND g.code = p.group_code
WHERE p.store_id = :store_id

-- All that a quote may ask, in no promised order.
-- name: promotion_active
SELECT {row} AND p.is_active = 1 ORDER BY p.id;

-- name: promotion_get
SELECT {row} AND p.id = :promotion_id;

-- Oldest first, as they are exported.
-- name: promotion_all
SELECT {row} ORDER BY p.created_at, p.id;

-- What dates and the limit of uses make of one, as kt_window_names has it.
-- part: window
CASE
    WHEN p.is_active = 0 THEN 'off'
    WHEN p.starts_at > :now THEN 'scheduled'
    WHEN p.ends_at <= :now THEN 'ended'
    WHEN p.uses >= p.uses_max THEN 'used_up'
    ELSE 'running'
END

-- Lists go on behind the row with :after and :after_id; an empty filter takes
-- all, so does a number below 0. channels holds codes between blanks; without
-- any a promotion holds in all.
-- part: listed
{row}
    AND (:rule = '' OR p.rule = :rule)
    AND (:channel = '' OR p.channels = ''
        OR REPLACE(p.channels, :channel, '') <> p.channels)
    AND (:words = '' OR p.words LIKE :words)
    AND (:stage = '' OR p.stage = :stage)
    AND (:is_active < 0 OR p.is_active = :is_active)
    AND (:needs_coupon < 0 OR p.needs_coupon = :needs_coupon)
    AND (:state = '' OR {window} = :state)

-- name: promotion_list_newest
SELECT {listed} AND (p.created_at, p.id) < (:after, :after_id)
ORDER BY p.created_at DESC, p.id DESC
LIMIT :count;

-- name: promotion_list_oldest
SELECT {listed} AND (p.created_at, p.id) > (:after, :after_id)
ORDER BY p.created_at, p.id
LIMIT :count;

-- name: promotion_list_priority
SELECT {listed} AND (p.priority, p.id) < (:after, :after_id)
ORDER BY p.priority DESC, p.id DESC
LIMIT :count;

-- The counters of one that exists stay.
-- name: promotion_upsert
INSERT INTO promotion (store_id, id, title, rule, stage, params, conditions,
    is_active, starts_at, ends_at, needs_coupon, priority, is_exclusive,
    group_code, companion_of, uses_max, uses_per_customer_max, budget, uses,
    spent, keeps_use, on_error, channels, words, version, created_at,
    updated_at, since)
VALUES (:store_id, :promotion_id, :title, :rule, :stage, :params, :conditions,
    :is_active, :starts_at, :ends_at, :needs_coupon, :priority, :is_exclusive,
    :group_code, :companion_of, :uses_max, :uses_per_customer_max, :budget, 0,
    0, :keeps_use, :on_error, :channels, :words, 1, :created_at, :now, :now)
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
    on_error = excluded.on_error, channels = excluded.channels,
    words = excluded.words, version = promotion.version + 1,
    updated_at = excluded.updated_at,
    since = CASE
        WHEN promotion.rule = excluded.rule
            AND promotion.stage = excluded.stage
            AND promotion.params = excluded.params
            AND promotion.conditions = excluded.conditions
            AND promotion.is_active = excluded.is_active
            AND promotion.starts_at IS NOT DISTINCT FROM excluded.starts_at
            AND promotion.ends_at IS NOT DISTINCT FROM excluded.ends_at
            AND promotion.needs_coupon = excluded.needs_coupon
            AND promotion.priority = excluded.priority
            AND promotion.is_exclusive = excluded.is_exclusive
            AND promotion.group_code IS NOT DISTINCT FROM excluded.group_code
            AND promotion.companion_of
                IS NOT DISTINCT FROM excluded.companion_of
        THEN promotion.since
        ELSE excluded.since
    END;

-- Want one row: another version, or one that is gone, refuses. Goes before
-- the upsert in the same transaction.
-- name: promotion_claim
UPDATE promotion
SET version = version
WHERE store_id = :store_id AND id = :promotion_id AND version = :version;

-- name: promotion_delete
DELETE FROM promotion
WHERE store_id = :store_id AND id = :promotion_id
    AND (:version < 0 OR version = :version);

-- What goes along with one and so stands in the way of deleting it.
-- name: promotion_companions
SELECT id, COUNT(*) OVER () AS number
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
