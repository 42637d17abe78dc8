-- name: payment_insert
INSERT INTO payment (store_id, id, order_id, provider, state, amount, captured,
    refunded, currency, reference, data, version, created_at, updated_at)
VALUES (:store_id, :payment_id, :order_id, :provider, :state, :amount,
    :captured, 0, :currency, :reference, '{}', 1, :now, :now);

-- name: payment_of_order
SELECT id, provider, state, amount, captured, refunded, reference, version,
    created_at
FROM payment
WHERE store_id = :store_id AND order_id = :order_id
ORDER BY created_at, id;

-- name: payment_set_state
UPDATE payment
SET state = :state, captured = :captured, refunded = :refunded,
    version = version + 1, updated_at = :now
WHERE store_id = :store_id AND id = :payment_id AND version = :version;
