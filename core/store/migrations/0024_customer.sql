-- Customers for staff, and their points: the balance is the sum of the
-- customer's moves, a ledger that is only added to.
ALTER TABLE customer ADD COLUMN name {text} NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN points {int} NOT NULL DEFAULT 0
    CHECK (points >= 0);

CREATE INDEX customer_created ON customer (store_id, created_at, id);

CREATE TABLE point_move (
    store_id {id} NOT NULL,
    id {id} NOT NULL,
    customer_id {id} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('adjust', 'redeem', 'restore')),
    points {int} NOT NULL,
    order_id {id},
    reason {text} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, customer_id) REFERENCES customer (store_id, id)
){end};

CREATE INDEX point_move_customer ON point_move (store_id, customer_id, id);
CREATE INDEX point_move_order ON point_move (store_id, order_id, id);
