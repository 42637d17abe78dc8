-- name: order_take_number
INSERT INTO order_counter (store_id, next_number)
VALUES (:store_id, :start + :count)
ON CONFLICT (store_id) DO UPDATE
SET next_number = order_counter.next_number + :count
RETURNING next_number - :count;

-- name: order_insert
INSERT INTO orders (store_id, id, number, cart_id, channel_id, currency, locale,
    customer_id, email, email_fold, state, hold_reason, subtotal, discount,
    shipping, tax, total, due, body, input, trace, facts_id, origin,
    rules_hash, payment_state, fulfilment_state, words, version, placed_at,
    updated_at)
VALUES (:store_id, :order_id, :number, :cart_id, :channel_id, :currency,
    :locale, :customer_id, :email, :email_fold, :state, :hold_reason, :subtotal,
    :discount, :shipping, :tax, :total, :due, :body, '', '', :facts_id, :origin,
    :rules_hash, :payment_state, :fulfilment_state, :words, 1, :now, :now);

-- name: order_insert_word
INSERT INTO order_word (store_id, word, order_id)
VALUES (:store_id, :word, :order_id);

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

-- What the order was computed from. Without facts_id it is an old one, whose
-- input and trace are texts.
-- name: order_get_origin
SELECT o.input, o.trace, o.rules_hash, o.facts_id, o.origin, f.packed, f.pieces
FROM orders o
LEFT JOIN quote_facts f ON f.store_id = o.store_id AND f.id = o.facts_id
WHERE o.store_id = :store_id AND o.id = :order_id;

-- All that computing an order again is held against.
-- part: placed
o.id, o.number, o.placed_at, o.rules_hash, o.facts_id, o.origin, o.body,
    o.subtotal, o.discount, o.shipping, o.tax, o.total, o.due
FROM orders o
WHERE o.store_id = :store_id

-- name: order_replay
SELECT {placed} AND o.id = :order_id;

-- From a time on, behind the one with :placed_at and :order_id.
-- name: order_replay_page
SELECT {placed} AND (o.placed_at, o.id) > (:placed_at, :order_id)
ORDER BY o.placed_at, o.id
LIMIT :count;

-- name: order_replay_lines
SELECT id, quantity, unit_price, discount, total, tax, gross, spread
FROM order_line
WHERE store_id = :store_id AND order_id = :order_id
ORDER BY position;

-- name: order_by_number
SELECT id
FROM orders
WHERE store_id = :store_id AND number = :number;

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
ORDER BY id;

-- The states of payments and lines are those that the transaction leaves.
-- name: order_set_state
UPDATE orders
SET state = :state, payment_state = :payment_state,
    fulfilment_state = :fulfilment_state, hold_reason = :hold_reason,
    version = version + 1, updated_at = :now
WHERE store_id = :store_id AND id = :order_id AND version = :version;

-- name: order_hand_over_lines
UPDATE order_line
SET fulfilled = quantity
WHERE store_id = :store_id AND order_id = :order_id;

-- Lists for staff. An empty filter takes all; totals and times always have both
-- ends. What says a filter again, with a + or behind OR, only tests rows, so
-- that the list reads the index that it is named for.
-- part: row
o.id, o.number, o.email, o.state, o.payment_state, o.fulfilment_state, c.code,
    o.currency, o.total, o.version, o.placed_at, o.updated_at
FROM orders o
LEFT JOIN channel c ON c.store_id = o.store_id AND c.id = o.channel_id
WHERE o.store_id = :store_id
    AND (:number = 0 OR o.number = :number)
    AND (:email_fold = '' OR o.email_fold = :email_fold)
    AND (:state = '' OR o.state = :state)
    AND (:payment_state = '' OR o.payment_state = :payment_state)
    AND (:fulfilment_state = '' OR o.fulfilment_state = :fulfilment_state)
    AND (:channel_id IS NULL OR o.channel_id = :channel_id)
    AND (:words = '' OR o.words LIKE :words)
    AND +o.total >= :total_min AND +o.total <= :total_max
    AND +o.placed_at >= :placed_from AND +o.placed_at < :placed_to

-- part: newest
o.placed_at >= :placed_from AND (o.placed_at, o.id) < (:key, :key_id)
ORDER BY o.placed_at DESC, o.id DESC
LIMIT :count

-- part: oldest
o.placed_at < :placed_to AND (o.placed_at, o.id) > (:key, :key_id)
ORDER BY o.placed_at, o.id
LIMIT :count

-- name: order_list_newest
SELECT {row} AND {newest};

-- name: order_list_email_newest
SELECT {row} AND o.email_fold = :email_fold AND {newest};

-- name: order_list_state_newest
SELECT {row} AND o.state = :state AND {newest};

-- name: order_list_payment_state_newest
SELECT {row} AND o.payment_state = :payment_state AND {newest};

-- name: order_list_fulfilment_state_newest
SELECT {row} AND o.fulfilment_state = :fulfilment_state AND {newest};

-- name: order_list_channel_newest
SELECT {row} AND o.channel_id = :channel_id AND {newest};

-- name: order_list_oldest
SELECT {row} AND {oldest};

-- name: order_list_email_oldest
SELECT {row} AND o.email_fold = :email_fold AND {oldest};

-- name: order_list_state_oldest
SELECT {row} AND o.state = :state AND {oldest};

-- name: order_list_payment_state_oldest
SELECT {row} AND o.payment_state = :payment_state AND {oldest};

-- name: order_list_fulfilment_state_oldest
SELECT {row} AND o.fulfilment_state = :fulfilment_state AND {oldest};

-- name: order_list_channel_oldest
SELECT {row} AND o.channel_id = :channel_id AND {oldest};

-- The largest first.
-- name: order_list_total
SELECT {row} AND o.total >= :total_min AND (o.total, o.id) < (:key, :key_id)
ORDER BY o.total DESC, o.id DESC
LIMIT :count;

-- The orders that one filter takes, few enough to be sorted: by says which, as
-- enum by of service/order_list.c counts them.
-- part: few
o.id IN (
    SELECT id FROM orders
    WHERE :by = 1 AND store_id = :store_id AND number = :number
    UNION ALL
    SELECT id FROM orders
    WHERE :by = 2 AND store_id = :store_id AND email_fold = :email_fold
    UNION ALL
    SELECT order_id FROM order_word
    WHERE :by = 3 AND store_id = :store_id AND word >= :word
        AND word < :word_end
    UNION ALL
    SELECT id FROM orders
    WHERE :by = 4 AND store_id = :store_id AND state = :state
    UNION ALL
    SELECT id FROM orders
    WHERE :by = 5 AND store_id = :store_id AND payment_state = :payment_state
    UNION ALL
    SELECT id FROM orders
    WHERE :by = 6 AND store_id = :store_id
        AND fulfilment_state = :fulfilment_state
    UNION ALL
    SELECT id FROM orders
    WHERE :by = 7 AND store_id = :store_id AND channel_id = :channel_id
    UNION ALL
    SELECT id FROM orders
    WHERE :by = 8 AND store_id = :store_id AND placed_at >= :placed_from
        AND placed_at < :placed_to
    UNION ALL
    SELECT id FROM orders
    WHERE :by = 9 AND store_id = :store_id AND total >= :total_min
        AND total <= :total_max
)

-- name: order_few_newest
SELECT {row} AND {few} AND (+o.placed_at, o.id) < (:key, :key_id)
ORDER BY +o.placed_at DESC, o.id DESC
LIMIT :count;

-- name: order_few_oldest
SELECT {row} AND {few} AND (+o.placed_at, o.id) > (:key, :key_id)
ORDER BY +o.placed_at, o.id
LIMIT :count;

-- name: order_few_total
SELECT {row} AND {few} AND (+o.total, o.id) < (:key, :key_id)
ORDER BY +o.total DESC, o.id DESC
LIMIT :count;

-- How many orders each filter takes, counted no further than :most.
-- name: order_count_few
SELECT
    (SELECT COUNT(*) FROM (SELECT 1 FROM orders
        WHERE store_id = :store_id AND email_fold = :email_fold
        LIMIT :most) AS f),
    (SELECT COUNT(*) FROM (SELECT 1 FROM order_word
        WHERE store_id = :store_id AND word >= :word AND word < :word_end
        LIMIT :most) AS f),
    (SELECT COUNT(*) FROM (SELECT 1 FROM orders
        WHERE store_id = :store_id AND state = :state
        LIMIT :most) AS f),
    (SELECT COUNT(*) FROM (SELECT 1 FROM orders
        WHERE store_id = :store_id AND payment_state = :payment_state
        LIMIT :most) AS f),
    (SELECT COUNT(*) FROM (SELECT 1 FROM orders
        WHERE store_id = :store_id AND fulfilment_state = :fulfilment_state
        LIMIT :most) AS f),
    (SELECT COUNT(*) FROM (SELECT 1 FROM orders
        WHERE store_id = :store_id AND channel_id = :channel_id
        LIMIT :most) AS f),
    (SELECT COUNT(*) FROM (SELECT 1 FROM orders
        WHERE store_id = :store_id AND placed_at >= :placed_from
            AND placed_at < :placed_to
        LIMIT :most) AS f),
    (SELECT COUNT(*) FROM (SELECT 1 FROM orders
        WHERE store_id = :store_id AND total >= :total_min
            AND total <= :total_max
        LIMIT :most) AS f);
