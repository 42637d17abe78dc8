-- name: order_take_number
INSERT INTO order_counter (store_id, next_number)
VALUES (:store_id, :start + :count)
ON CONFLICT (store_id) DO UPDATE
SET next_number = order_counter.next_number + :count
RETURNING next_number - :count;

-- name: order_insert
INSERT INTO orders (store_id, id, number, cart_id, channel_id, currency, locale,
    customer_id, email, email_fold, state, hold_reason, subtotal, discount,
    shipping, tax, total, due, body, input, trace, rules_hash, version,
    placed_at, updated_at)
VALUES (:store_id, :order_id, :number, :cart_id, :channel_id, :currency,
    :locale, :customer_id, :email, :email_fold, :state, :hold_reason, :subtotal,
    :discount, :shipping, :tax, :total, :due, :body, :input, :trace,
    :rules_hash, 1, :now, :now);

-- name: order_insert_line
INSERT INTO order_line (store_id, order_id, id, position, variant_id,
    product_id, sku, title, quantity, fulfilled, returned, unit_price, discount,
    total, tax, gross, spread, requires_shipping)
VALUES (:store_id, :order_id, :line_id, :position, :variant_id, :product_id,
    :sku, :title, :quantity, 0, 0, :unit_price, :discount, :total, :tax,
    :gross, :spread, :requires_shipping);

-- name: order_insert_event
INSERT INTO order_event (store_id, order_id, id, machine, event, from_state,
    to_state, actor, note, created_at)
VALUES (:store_id, :order_id, :event_id, :machine, :event, :from_state,
    :to_state, :actor, :note, :now);

-- name: order_of_cart
SELECT id
FROM orders
WHERE store_id = :store_id AND cart_id = :cart_id;

-- name: order_get
SELECT number, cart_id, email, email_fold, state, hold_reason, total, due,
    body, version, placed_at, updated_at
FROM orders
WHERE store_id = :store_id AND id = :order_id;

-- What the order was computed from.
-- name: order_get_origin
SELECT input, trace, rules_hash
FROM orders
WHERE store_id = :store_id AND id = :order_id;

-- Units that have to be shipped, and those that were.
-- name: order_count_fulfilled
SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT),
    CAST(COALESCE(SUM(fulfilled), 0) AS BIGINT),
    CAST(COALESCE(SUM(requires_shipping), 0) AS BIGINT)
FROM order_line
WHERE store_id = :store_id AND order_id = :order_id;

-- name: order_events
SELECT id, machine, event, from_state, to_state, actor, note, created_at
FROM order_event
WHERE store_id = :store_id AND order_id = :order_id
ORDER BY created_at, id;

-- name: order_set_state
UPDATE orders
SET state = :state, hold_reason = :hold_reason, version = version + 1,
    updated_at = :now
WHERE store_id = :store_id AND id = :order_id AND version = :version;

-- name: order_hand_over_lines
UPDATE order_line
SET fulfilled = quantity
WHERE store_id = :store_id AND order_id = :order_id;

-- Newest first; the last two parameters are the row to go on behind. An empty
-- filter takes all.
-- name: order_list
SELECT id, number, email, state, currency, total, due, version, placed_at,
    updated_at
FROM orders
WHERE store_id = :store_id
    AND (:state = '' OR state = :state)
    AND (:email_fold = '' OR email_fold = :email_fold)
    AND (:number = 0 OR number = :number)
    AND (placed_at, id) < (:before_ms, :before_id)
ORDER BY placed_at DESC, id DESC
LIMIT :count;
