-- Coupons that were made together.

-- part: row
b.id, b.name, b.promotion_id, b.prefix, b.signs, b.count, b.made, b.starts_at,
    b.ends_at, b.uses_max, b.uses_per_customer_max, b.created_at, b.version
FROM coupon_batch b
WHERE b.store_id = :store_id

-- name: coupon_batch_get
SELECT {row} AND b.id = :coupon_batch_id;

-- name: coupon_batch_by_name
SELECT {row} AND b.name = :name;

-- Goes on behind the row with :after and :after_id.
-- name: coupon_batch_list_newest
SELECT {row}
    AND (:promotion_id IS NULL OR b.promotion_id = :promotion_id)
    AND (b.created_at, b.id) < (:after, :after_id)
ORDER BY b.created_at DESC, b.id DESC
LIMIT :count;

-- name: coupon_batch_insert
INSERT INTO coupon_batch (store_id, id, name, promotion_id, prefix, signs,
    count, made, starts_at, ends_at, uses_max, uses_per_customer_max, version,
    created_at)
VALUES (:store_id, :coupon_batch_id, :name, :promotion_id, :prefix, :signs,
    :count, 0, :starts_at, :ends_at, :uses_max, :uses_per_customer_max, 1, :now)
ON CONFLICT (store_id, name) DO NOTHING;

-- A code that somebody has is left out: the next one takes its place.
-- name: coupon_batch_add
INSERT INTO coupon (store_id, id, promotion_id, code, code_fold, is_active,
    starts_at, ends_at, uses_max, uses_per_customer_max, uses, version,
    created_at, batch_id)
VALUES (:store_id, :coupon_id, :promotion_id, :code, :code_fold, 1, :starts_at,
    :ends_at, :uses_max, :uses_per_customer_max, 0, 1, :now, :coupon_batch_id)
ON CONFLICT (store_id, code_fold) DO NOTHING;

-- Wants one row: two who make the same batch make no more than its count.
-- name: coupon_batch_count
UPDATE coupon_batch
SET made = made + :added, version = version + 1
WHERE store_id = :store_id AND id = :coupon_batch_id
    AND made = :made AND made + :added <= count;

-- name: coupon_batch_codes
SELECT code, is_active, uses, uses_max, starts_at, ends_at
FROM coupon
WHERE store_id = :store_id AND batch_id = :coupon_batch_id
ORDER BY code_fold;
