-- What placed orders used of promotions: counters that only guarded statements
-- change, and the record by which a cancelled order gives its uses back.

-- name: promotion_use_counters
SELECT uses, spent, is_active
FROM promotion
WHERE store_id = :store_id AND id = :promotion_id;

-- A subject is a promotion or a coupon.
-- name: promotion_use_of_customer
SELECT uses
FROM promotion_customer
WHERE store_id = :store_id AND subject_id = :subject_id
    AND by_email = :by_email;

-- All or nothing of the budget for one order.
-- name: promotion_use_take
UPDATE promotion
SET uses = uses + 1, spent = spent + :amount
WHERE store_id = :store_id AND id = :promotion_id AND is_active = 1
    AND (uses_max IS NULL OR uses < uses_max)
    AND (budget IS NULL OR spent + :amount <= budget);

-- name: promotion_use_give
UPDATE promotion
SET uses = uses - 1, spent = spent - :amount
WHERE store_id = :store_id AND id = :promotion_id AND uses > 0
    AND spent >= :amount;

-- name: promotion_use_take_customer
INSERT INTO promotion_customer (store_id, subject_id, by_email, uses)
VALUES (:store_id, :subject_id, :by_email, 1)
ON CONFLICT (store_id, subject_id, by_email) DO UPDATE
SET uses = promotion_customer.uses + 1
WHERE promotion_customer.uses < :uses_max;

-- name: promotion_use_give_customer
UPDATE promotion_customer
SET uses = uses - 1
WHERE store_id = :store_id AND subject_id = :subject_id
    AND by_email = :by_email AND uses > 0;

-- name: promotion_use_insert
INSERT INTO promotion_use (store_id, order_id, promotion_id, coupon_id,
    by_email, amount, is_given_back, created_at)
VALUES (:store_id, :order_id, :promotion_id, :coupon_id, :by_email, :amount, 0,
    :now);

-- What an order may give back.
-- name: promotion_use_of_order
SELECT u.promotion_id, u.coupon_id, u.by_email, u.amount
FROM promotion_use u
JOIN promotion p ON p.store_id = u.store_id AND p.id = u.promotion_id
WHERE u.store_id = :store_id AND u.order_id = :order_id
    AND u.is_given_back = 0 AND p.keeps_use = 0
ORDER BY u.promotion_id;

-- name: promotion_use_mark_given
UPDATE promotion_use
SET is_given_back = 1
WHERE store_id = :store_id AND order_id = :order_id
    AND promotion_id = :promotion_id AND is_given_back = 0;

-- Nobody asks any more how often a buyer used a promotion that is gone.
-- name: promotion_use_forget
DELETE FROM promotion_customer
WHERE store_id = :store_id AND subject_id = :subject_id;

-- name: promotion_use_forget_coupons
DELETE FROM promotion_customer
WHERE store_id = :store_id AND subject_id IN (
    SELECT id FROM coupon
    WHERE store_id = :store_id AND promotion_id = :promotion_id);
