-- Buyers are known by their folded e-mail address.

-- name: customer_by_email
SELECT id, groups, vat_id, birthday, order_count, points
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

-- part: row
c.id, c.email, c.name, c.groups, c.vat_id, c.birthday, c.points, c.order_count,
    c.created_at, c.version
FROM customer c
WHERE c.store_id = :store_id

-- name: customer_get
SELECT {row} AND c.id = :customer_id;

-- name: customer_id_by_email
SELECT id FROM customer
WHERE store_id = :store_id AND email_fold = :email_fold;

-- name: customer_all
SELECT {row} ORDER BY c.email_fold, c.id;

-- Lists go on behind the row with :after and :after_id; an empty filter takes
-- all.
-- part: listed
{row}
    AND (:email = '' OR c.email_fold = :email)
    AND (:group_pattern = '' OR c.groups LIKE :group_pattern ESCAPE '!')

-- name: customer_list_newest
SELECT {listed} AND (c.created_at, c.id) < (:after, :after_id)
ORDER BY c.created_at DESC, c.id DESC
LIMIT :count;

-- name: customer_list_email
SELECT {listed} AND (c.email_fold, c.id) > (:after, :after_id)
ORDER BY c.email_fold, c.id
LIMIT :count;

-- name: customer_find_newest
SELECT {listed} AND (c.created_at, c.id) < (:after, :after_id)
    AND c.email_fold = :email
ORDER BY c.created_at DESC, c.id DESC
LIMIT :count;

-- name: customer_insert
INSERT INTO customer (store_id, id, email, email_fold, name, groups, vat_id,
    birthday, points, order_count, version, created_at)
VALUES (:store_id, :customer_id, :email, :email_fold, :name, :groups, :vat_id,
    :birthday, 0, 0, 1, :now);

-- Want one row: another version refuses. Goes before the update in the same
-- transaction.
-- name: customer_claim
UPDATE customer
SET version = version
WHERE store_id = :store_id AND id = :customer_id AND version = :version;

-- name: customer_update
UPDATE customer
SET email = :email, email_fold = :email_fold, name = :name, groups = :groups,
    vat_id = :vat_id, birthday = :birthday, version = version + 1
WHERE store_id = :store_id AND id = :customer_id;

-- Orders that were placed elsewhere; those that are known are not forgotten.
-- name: customer_raise_orders
UPDATE customer
SET order_count = :order_count
WHERE store_id = :store_id AND id = :customer_id AND order_count < :order_count;

-- name: customer_delete
DELETE FROM customer
WHERE store_id = :store_id AND id = :customer_id
    AND (:version < 0 OR version = :version);

-- What stands in the way of deleting: one of each kind, and how many.
-- name: customer_orders
SELECT id, COUNT(*) OVER () AS number
FROM orders
WHERE store_id = :store_id AND customer_id = :customer_id
ORDER BY id
LIMIT 1;

-- name: customer_moves
SELECT id, COUNT(*) OVER () AS number
FROM point_move
WHERE store_id = :store_id AND customer_id = :customer_id
ORDER BY id
LIMIT 1;
