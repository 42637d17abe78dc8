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
