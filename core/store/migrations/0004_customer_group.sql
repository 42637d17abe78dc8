-- Groups of customers: customers, prices and promotions name them by code.
CREATE TABLE customer_group (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, code)
){end};

-- To the last minutes, for whoever looks for tokens that nobody needs.
ALTER TABLE token ADD COLUMN last_used_at {int};
