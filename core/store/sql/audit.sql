-- What must hold between rows whatever happened, asked of all shops at once.
-- Each statement gives what is wrong, at most twenty rows.

-- Stock against the ledger: what is available is the sum of all moves but those
-- that only end an allocation; what is allocated is what orders hold.
-- name: audit_stock
-- global
SELECT t.code, v.sku, l.code, s.available, COALESCE(m.available, 0),
    s.allocated, COALESCE(m.allocated, 0)
FROM stock s
JOIN store t ON t.id = s.store_id
JOIN variant v ON v.store_id = s.store_id AND v.id = s.variant_id
JOIN location l ON l.store_id = s.store_id AND l.id = s.location_id
LEFT JOIN (
    SELECT store_id, variant_id, location_id,
        CAST(SUM(CASE WHEN kind = 'handover' THEN 0 ELSE quantity END)
            AS BIGINT) AS available,
        CAST(SUM(CASE WHEN order_id IS NULL THEN 0 ELSE 0 - quantity END)
            AS BIGINT) AS allocated
    FROM stock_move
    GROUP BY store_id, variant_id, location_id
) m ON m.store_id = s.store_id AND m.variant_id = s.variant_id
    AND m.location_id = s.location_id
WHERE s.available <> COALESCE(m.available, 0)
    OR s.allocated <> COALESCE(m.allocated, 0)
ORDER BY t.code, v.sku, l.code
LIMIT 20;

-- Orders against their lines, their record, their cart and their payments.
-- name: audit_orders
-- global
SELECT a.code, a.number, a.fault
FROM (
    SELECT t.code, o.number, CASE
        WHEN n.lines IS NULL THEN 'has no lines'
        WHEN o.subtotal <> n.subtotal THEN 'has another subtotal than its lines'
        WHEN o.total < n.gross OR o.tax < n.tax
            THEN 'has a smaller total than its lines'
        WHEN o.due < 0 OR o.due > o.total THEN 'asks for more than its total'
        WHEN e.order_id IS NULL THEN 'has no record of its placing'
        WHEN c.id IS NOT NULL THEN 'has a cart that is still open'
        WHEN y.wrong > 0 THEN 'has a payment that does not add up'
        WHEN o.payment_state <> CASE
            WHEN o.due = 0 THEN 'paid'
            WHEN y.order_id IS NULL THEN 'pending'
            WHEN y.captured > 0 AND y.refunded = y.captured THEN 'refunded'
            WHEN y.refunded > 0 THEN 'partially_refunded'
            WHEN y.captured >= o.due THEN 'paid'
            WHEN y.captured > 0 THEN 'partially_paid'
            WHEN y.authorized > 0 THEN 'authorized'
            WHEN y.needs_action > 0 THEN 'needs_action'
            WHEN y.pending > 0 THEN 'pending'
            WHEN y.declined > 0 THEN 'declined'
            ELSE 'voided'
        END THEN 'has another payment state than its payments'
        WHEN o.fulfilment_state <> CASE
            WHEN n.fulfilled = 0 THEN 'unfulfilled'
            WHEN n.fulfilled < n.units THEN 'partially_fulfilled'
            ELSE 'fulfilled'
        END THEN 'has another fulfilment state than its lines'
        ELSE ''
    END AS fault
    FROM orders o
    JOIN store t ON t.id = o.store_id
    LEFT JOIN (
        SELECT store_id, order_id, COUNT(*) AS lines,
            CAST(SUM(total + discount) AS BIGINT) AS subtotal,
            CAST(SUM(gross) AS BIGINT) AS gross,
            CAST(SUM(tax) AS BIGINT) AS tax,
            CAST(SUM(quantity) AS BIGINT) AS units,
            CAST(SUM(fulfilled) AS BIGINT) AS fulfilled
        FROM order_line
        GROUP BY store_id, order_id
    ) n ON n.store_id = o.store_id AND n.order_id = o.id
    LEFT JOIN order_event e ON e.store_id = o.store_id AND e.order_id = o.id
        AND e.event = 'place'
    LEFT JOIN cart c ON c.store_id = o.store_id AND c.id = o.cart_id
        AND (c.order_id IS NULL OR c.order_id <> o.id)
    LEFT JOIN (
        SELECT store_id, order_id,
            CAST(SUM(captured) AS BIGINT) AS captured,
            CAST(SUM(refunded) AS BIGINT) AS refunded,
            COUNT(CASE WHEN captured > amount OR refunded > captured
                OR refunded < 0 THEN 1 END) AS wrong,
            COUNT(CASE WHEN state = 'authorized' THEN 1 END) AS authorized,
            COUNT(CASE WHEN state = 'needs_action' THEN 1 END) AS needs_action,
            COUNT(CASE WHEN state = 'pending' THEN 1 END) AS pending,
            COUNT(CASE WHEN state = 'declined' THEN 1 END) AS declined
        FROM payment
        GROUP BY store_id, order_id
    ) y ON y.store_id = o.store_id AND y.order_id = o.id
) a
WHERE a.fault <> ''
ORDER BY a.code, a.number
LIMIT 20;

-- Orders whose facts or scripts are not there.
-- name: audit_origins
-- global
SELECT t.code, o.number, CASE
    WHEN f.id IS NULL THEN 'lacks the facts of its time'
    WHEN f.rules_hash <> o.rules_hash THEN 'names other rules than its facts'
    ELSE 'lacks the rules that priced it'
END
FROM orders o
JOIN store t ON t.id = o.store_id
LEFT JOIN quote_facts f ON f.store_id = o.store_id AND f.id = o.facts_id
LEFT JOIN rule_generation g ON g.store_id = f.store_id AND g.hash = f.rules_hash
WHERE o.facts_id IS NOT NULL
    AND (f.id IS NULL OR f.rules_hash <> o.rules_hash OR g.hash IS NULL)
ORDER BY t.code, o.number
LIMIT 20;

-- Rows of the order's transaction that stand without the order.
-- name: audit_strays
-- global
SELECT t.code, m.kind
FROM stock_move m
JOIN store t ON t.id = m.store_id
LEFT JOIN orders o ON o.store_id = m.store_id AND o.id = m.order_id
WHERE m.order_id IS NOT NULL AND o.id IS NULL
ORDER BY t.code, m.id
LIMIT 20;

-- Gift cards against their ledger.
-- name: audit_gift_cards
-- global
SELECT t.code, c.ending, c.balance, COALESCE(m.amount, 0)
FROM gift_card c
JOIN store t ON t.id = c.store_id
LEFT JOIN (
    SELECT store_id, gift_card_id, CAST(SUM(amount) AS BIGINT) AS amount
    FROM gift_card_move
    GROUP BY store_id, gift_card_id
) m ON m.store_id = c.store_id AND m.gift_card_id = c.id
WHERE c.balance <> COALESCE(m.amount, 0)
ORDER BY t.code, c.id
LIMIT 20;

-- Points of customers against their ledger.
-- name: audit_points
-- global
SELECT t.code, c.email, c.points, COALESCE(m.points, 0)
FROM customer c
JOIN store t ON t.id = c.store_id
LEFT JOIN (
    SELECT store_id, customer_id, CAST(SUM(points) AS BIGINT) AS points
    FROM point_move
    GROUP BY store_id, customer_id
) m ON m.store_id = c.store_id AND m.customer_id = c.id
WHERE c.points <> COALESCE(m.points, 0)
ORDER BY t.code, c.id
LIMIT 20;

-- When the last order was placed, and how many there are.
-- name: audit_orders_last
-- global
SELECT CAST(COALESCE(MAX(placed_at), 0) AS BIGINT), COUNT(*) FROM orders;

-- Jobs that nobody will try again.
-- name: audit_jobs_dead
-- global
SELECT COUNT(*) FROM job WHERE state = 'dead';
