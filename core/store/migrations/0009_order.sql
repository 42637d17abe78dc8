-- Lists of orders for staff. payment_state and fulfilment_state are what the
-- order's payments and lines come to; whoever changes those writes them in the
-- same transaction. words are the words of the buyer's names and address, each
-- with a blank in front, in the order of their bytes; order_word finds orders
-- by the beginning of one.

ALTER TABLE orders ADD COLUMN payment_state {text} NOT NULL DEFAULT 'pending';
ALTER TABLE orders ADD COLUMN fulfilment_state {text} NOT NULL DEFAULT 'unfulfilled';
ALTER TABLE orders ADD COLUMN words {text} NOT NULL DEFAULT '';

CREATE TABLE order_word (
    store_id {id} NOT NULL,
    word {text} NOT NULL,
    order_id {id} NOT NULL,
    PRIMARY KEY (store_id, word, order_id),
    FOREIGN KEY (store_id, order_id) REFERENCES orders (store_id, id)
){end};

-- Of orders that are there, the address alone is known to be folded.
UPDATE orders
SET words = ' ' || email_fold,
    payment_state = CASE
        WHEN due = 0 THEN 'paid'
        ELSE COALESCE((
            SELECT CASE
                WHEN SUM(p.captured) = 0 THEN CASE
                    WHEN COUNT(CASE WHEN p.state = 'authorized' THEN 1 END) > 0
                        THEN 'authorized'
                    WHEN COUNT(CASE WHEN p.state = 'needs_action' THEN 1 END) > 0
                        THEN 'needs_action'
                    WHEN COUNT(CASE WHEN p.state = 'pending' THEN 1 END) > 0
                        THEN 'pending'
                    WHEN COUNT(CASE WHEN p.state = 'declined' THEN 1 END) > 0
                        THEN 'declined'
                    WHEN COUNT(CASE WHEN p.state = 'voided' THEN 1 END) > 0
                        THEN 'voided'
                    ELSE 'pending'
                END
                WHEN SUM(p.refunded) = SUM(p.captured) THEN 'refunded'
                WHEN SUM(p.refunded) > 0 THEN 'partially_refunded'
                WHEN SUM(p.captured) < orders.due THEN 'partially_paid'
                ELSE 'paid'
            END
            FROM payment p
            WHERE p.store_id = orders.store_id AND p.order_id = orders.id
        ), 'pending')
    END,
    fulfilment_state = COALESCE((
        SELECT CASE
            WHEN SUM(l.fulfilled) = 0 THEN 'unfulfilled'
            WHEN SUM(l.fulfilled) < SUM(l.quantity) THEN 'partially_fulfilled'
            ELSE 'fulfilled'
        END
        FROM order_line l
        WHERE l.store_id = orders.store_id AND l.order_id = orders.id
    ), 'unfulfilled');

INSERT INTO order_word (store_id, word, order_id)
SELECT store_id, email_fold, id FROM orders;

CREATE INDEX orders_state ON orders (store_id, state, placed_at, id);
CREATE INDEX orders_payment_state ON orders (store_id, payment_state, placed_at, id);
CREATE INDEX orders_fulfilment_state ON orders (store_id, fulfilment_state, placed_at, id);
CREATE INDEX orders_channel ON orders (store_id, channel_id, placed_at, id);
CREATE INDEX orders_total ON orders (store_id, total, id);
