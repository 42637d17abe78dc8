-- Catalogue promotions that were in force and are no more what they were.

-- part: held
INSERT INTO promotion_past (store_id, to_ms, promotion_id, rule, params,
    conditions, starts_at, ends_at, priority, is_exclusive, group_code,
    companion_of, created_at)
SELECT p.store_id, :now, p.id, p.rule, p.params, p.conditions,
    CASE WHEN p.starts_at > p.since THEN p.starts_at ELSE p.since END,
    CASE WHEN p.ends_at < :now THEN p.ends_at ELSE :now END,
    p.priority, p.is_exclusive, p.group_code, p.companion_of, p.created_at
FROM promotion p
WHERE p.store_id = :store_id AND p.id = :promotion_id
    AND p.stage = 'catalog' AND p.is_active = 1 AND p.needs_coupon = 0
    AND p.since < :now AND (p.starts_at IS NULL OR p.starts_at < :now)
    AND (p.ends_at IS NULL OR p.ends_at > p.since)

-- Goes before the upsert: nothing is kept of one that stays what it is.
-- name: promotion_past_add
{held}
    AND (p.rule <> :rule OR p.stage <> :stage OR p.params <> :params
        OR p.conditions <> :conditions OR p.is_active <> :is_active
        OR p.starts_at IS DISTINCT FROM :starts_at
        OR p.ends_at IS DISTINCT FROM :ends_at
        OR p.needs_coupon <> :needs_coupon OR p.priority <> :priority
        OR p.is_exclusive <> :is_exclusive
        OR p.group_code IS DISTINCT FROM :group_code
        OR p.companion_of IS DISTINCT FROM :companion_of);

-- Goes before it is deleted.
-- name: promotion_past_end
{held};

-- name: promotion_past_drop
DELETE FROM promotion_past WHERE store_id = :store_id AND to_ms < :before;

-- The last ones, as promotion.sql tells a row; nothing limits them any more.
-- name: promotion_past_latest
SELECT h.promotion_id, '', h.rule, 'catalog', h.params, h.conditions,
    h.starts_at, h.ends_at, 0, h.priority, h.is_exclusive, h.group_code, g.mode,
    h.companion_of, NULL, NULL, NULL, 0, 0, 0, 'skip', h.created_at, 1, 1,
    h.to_ms, h.starts_at
FROM promotion_past h
LEFT JOIN promotion_group g
    ON g.store_id = h.store_id AND g.code = h.group_code
WHERE h.store_id = :store_id
ORDER BY h.to_ms DESC, h.promotion_id
LIMIT :count;
