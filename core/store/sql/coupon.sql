-- name: coupon_by_code
SELECT id, promotion_id, is_active, starts_at, ends_at, uses_max, uses,
    uses_per_customer_max
FROM coupon
WHERE store_id = :store_id AND code_fold = :code_fold;

-- Takes a use when an order is placed.
-- name: coupon_take_use
UPDATE coupon
SET uses = uses + 1
WHERE store_id = :store_id AND id = :coupon_id AND is_active = 1
    AND (uses_max IS NULL OR uses < uses_max);

-- One that may still be used.
-- name: coupon_usable_of_promotion
SELECT id
FROM coupon
WHERE store_id = :store_id AND promotion_id = :promotion_id AND is_active = 1
    AND (ends_at IS NULL OR ends_at > :now)
    AND (uses_max IS NULL OR uses < uses_max)
LIMIT 1;

-- name: coupon_give_use
UPDATE coupon
SET uses = uses - 1
WHERE store_id = :store_id AND id = :coupon_id AND uses > 0;

-- part: row
c.id, c.promotion_id, c.code, c.code_fold, c.is_active, c.starts_at, c.ends_at,
    c.uses_max, c.uses_per_customer_max, c.uses, c.created_at, c.version
FROM coupon c
WHERE c.store_id = :store_id

-- name: coupon_get
SELECT {row} AND c.id = :coupon_id;

-- Oldest first, as they are exported.
-- name: coupon_all
SELECT {row} ORDER BY c.created_at, c.id;

-- What dates and the limit of uses make of one, as kt_window_names has it.
-- part: window
CASE
    WHEN c.is_active = 0 THEN 'off'
    WHEN c.starts_at > :now THEN 'scheduled'
    WHEN c.ends_at <= :now THEN 'ended'
    WHEN c.uses >= c.uses_max THEN 'used_up'
    ELSE 'running'
END

-- Lists go on behind the row with :after and :after_id; an empty filter takes
-- all. Codes stand between :code_first and :code_last; :prefix tells a beginning
-- again, for when those are one whole code.
-- part: listed
{row}
    AND (:promotion_id IS NULL OR c.promotion_id = :promotion_id)
    AND +c.code_fold >= :code_first AND +c.code_fold <= :code_last
    AND SUBSTR(c.code_fold, 1, LENGTH(:prefix)) = :prefix
    AND (:state = '' OR {window} = :state)

-- The first page begins with the first code.
-- part: behind_code
(c.code_fold, c.id)
    > (CASE WHEN :after = '' THEN :code_first ELSE :after END, :after_id)

-- name: coupon_list_newest
SELECT {listed} AND (c.created_at, c.id) < (:after, :after_id)
ORDER BY c.created_at DESC, c.id DESC
LIMIT :count;

-- name: coupon_list_code
SELECT {listed} AND c.code_fold <= :code_last AND {behind_code}
ORDER BY c.code_fold, c.id
LIMIT :count;

-- name: coupon_list_promotion_newest
SELECT {listed} AND c.promotion_id = :promotion_id
    AND (c.created_at, c.id) < (:after, :after_id)
ORDER BY c.created_at DESC, c.id DESC
LIMIT :count;

-- name: coupon_list_promotion_code
SELECT {listed} AND c.promotion_id = :promotion_id
    AND c.code_fold <= :code_last AND {behind_code}
ORDER BY c.code_fold, c.id
LIMIT :count;

-- Sorts the codes that are asked for.
-- name: coupon_list_coded_newest
SELECT {listed} AND c.code_fold >= :code_first AND c.code_fold <= :code_last
    AND (+c.created_at, c.id) < (:after, :after_id)
ORDER BY +c.created_at DESC, c.id DESC
LIMIT :count;

-- The counter of one that exists stays.
-- name: coupon_upsert
INSERT INTO coupon (store_id, id, promotion_id, code, code_fold, is_active,
    starts_at, ends_at, uses_max, uses_per_customer_max, uses, version,
    created_at)
VALUES (:store_id, :coupon_id, :promotion_id, :code, :code_fold, :is_active,
    :starts_at, :ends_at, :uses_max, :uses_per_customer_max, 0, 1, :created_at)
ON CONFLICT (store_id, id) DO UPDATE
SET promotion_id = excluded.promotion_id, code = excluded.code,
    code_fold = excluded.code_fold, is_active = excluded.is_active,
    starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    uses_max = excluded.uses_max,
    uses_per_customer_max = excluded.uses_per_customer_max,
    version = coupon.version + 1;

-- Want one row: another version, or one that is gone, refuses. Goes before
-- the upsert in the same transaction.
-- name: coupon_claim
UPDATE coupon
SET version = version
WHERE store_id = :store_id AND id = :coupon_id AND version = :version;

-- name: coupon_delete
DELETE FROM coupon
WHERE store_id = :store_id AND id = :coupon_id
    AND (:version < 0 OR version = :version);

-- name: coupon_delete_of_promotion
DELETE FROM coupon
WHERE store_id = :store_id AND promotion_id = :promotion_id;
