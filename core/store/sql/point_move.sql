-- Points of customers and their ledger. A balance moves together with its row of
-- the ledger, guarded, so that no point is spent twice.

-- name: point_move_balance
UPDATE customer
SET points = points + :points, version = version + 1
WHERE store_id = :store_id AND id = :customer_id AND points + :points >= 0;

-- name: point_move_record
INSERT INTO point_move (store_id, id, customer_id, kind, points, order_id,
    reason, created_at)
VALUES (:store_id, :move_id, :customer_id, :kind, :points, :order_id, :reason,
    :now);

-- What an order has from a customer and did not give back.
-- name: point_move_left_of_order
SELECT customer_id, CAST(0 - SUM(points) AS BIGINT)
FROM point_move
WHERE store_id = :store_id AND order_id = :order_id
GROUP BY customer_id
HAVING SUM(points) < 0;

-- part: move
m.id, m.customer_id, m.kind, m.points, m.order_id, m.reason, m.created_at
FROM point_move m
WHERE m.store_id = :store_id

-- name: point_move_get
SELECT {move} AND m.id = :move_id;

-- The ledger, newest first: behind the row with :after_id, or from :newest on
-- where :after stands at its start.
-- part: listed_move
{move}
    AND (:customer_id IS NULL OR m.customer_id = :customer_id)
    AND (:order_id IS NULL OR m.order_id = :order_id)
    AND m.id < CASE WHEN :newest IS NOT NULL AND :after = 9223372036854775807
        THEN :newest ELSE :after_id END

-- name: point_move_page
SELECT {listed_move}
ORDER BY m.id DESC
LIMIT :count;

-- name: point_move_of_customer
SELECT {listed_move} AND m.customer_id = :customer_id
ORDER BY m.id DESC
LIMIT :count;

-- name: point_move_of_order
SELECT {listed_move} AND m.order_id = :order_id
ORDER BY m.id DESC
LIMIT :count;
