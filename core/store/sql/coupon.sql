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

-- name: coupon_give_use
UPDATE coupon
SET uses = uses - 1
WHERE store_id = :store_id AND id = :coupon_id AND uses > 0;

-- name: coupon_get
SELECT id, promotion_id, code, code_fold, is_active, starts_at, ends_at, uses_max,
    uses_per_customer_max, uses, created_at, version
FROM coupon
WHERE store_id = :store_id AND id = :coupon_id;

-- Oldest first, as they are exported.
-- name: coupon_all
SELECT id, promotion_id, code, code_fold, is_active, starts_at, ends_at, uses_max,
    uses_per_customer_max, uses, created_at, version
FROM coupon
WHERE store_id = :store_id
ORDER BY created_at, id;

-- Newest first; the last two parameters are the row to go on behind. An empty
-- filter takes all.
-- name: coupon_list
SELECT id, promotion_id, code, code_fold, is_active, starts_at, ends_at, uses_max,
    uses_per_customer_max, uses, created_at, version
FROM coupon
WHERE store_id = :store_id
    AND (:promotion_id IS NULL OR promotion_id = :promotion_id)
    AND (:code_fold = '' OR code_fold = :code_fold)
    AND (created_at, id) < (:before_ms, :before_id)
ORDER BY created_at DESC, id DESC
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
