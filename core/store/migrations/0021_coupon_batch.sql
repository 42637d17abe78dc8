-- Coupons that were made together. The last parameters are those of each code.
CREATE TABLE coupon_batch (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    name {text} NOT NULL,
    promotion_id {id} NOT NULL,
    prefix {text} NOT NULL,
    signs {int} NOT NULL,
    count {int} NOT NULL,
    made {int} NOT NULL CHECK (made <= count),
    starts_at {int},
    ends_at {int},
    uses_max {int},
    uses_per_customer_max {int},
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, name)
){end};

CREATE INDEX coupon_batch_created ON coupon_batch (store_id, created_at, id);

ALTER TABLE coupon ADD COLUMN batch_id {id};
CREATE INDEX coupon_of_batch ON coupon (store_id, batch_id, code_fold);
