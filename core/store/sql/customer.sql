-- Buyers are known by their folded e-mail address.

-- name: customer_by_email
SELECT id, groups, vat_id, birthday, order_count
FROM customer
WHERE store_id = :store_id AND email_fold = :email_fold;

-- Counts a placed order; a first one makes the customer.
-- name: customer_count_order
INSERT INTO customer (store_id, id, email, email_fold, groups, vat_id,
    birthday, order_count, version, created_at)
VALUES (:store_id, :customer_id, :email, :email_fold, '[]', '', '', 1, 1, :now)
ON CONFLICT (store_id, email_fold) DO UPDATE
SET order_count = customer.order_count + 1
RETURNING id, order_count;

-- What names groups by their code.
-- name: customer_names
SELECT id, groups
FROM customer
WHERE store_id = :store_id
ORDER BY id;

-- name: customer_uncount_order
UPDATE customer
SET order_count = order_count - 1
WHERE store_id = :store_id AND email_fold = :email_fold AND order_count > 0;
