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
