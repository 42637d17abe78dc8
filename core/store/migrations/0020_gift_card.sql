-- Gift cards: a hash of the code alone is kept. The balance is the sum of the
-- card's moves, a ledger that is only added to.
CREATE TABLE gift_card (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    hash {blob} NOT NULL,
    ending {text} NOT NULL,
    currency {text} NOT NULL,
    amount {int} NOT NULL,
    balance {int} NOT NULL CHECK (balance >= 0),
    is_active {bool} NOT NULL,
    is_taxed {bool} NOT NULL,
    ends_at {int},
    email {text},
    email_fold {text} NOT NULL,
    note {text} NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, hash)
){end};

CREATE INDEX gift_card_created ON gift_card (store_id, created_at, id);
CREATE INDEX gift_card_email ON gift_card (store_id, email_fold, created_at, id);
CREATE INDEX gift_card_ending ON gift_card (store_id, ending, created_at, id);

CREATE TABLE gift_card_move (
    store_id {id} NOT NULL,
    id {id} NOT NULL,
    gift_card_id {id} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('issue', 'redeem', 'restore', 'adjust')),
    amount {int} NOT NULL,
    order_id {id},
    reason {text} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, gift_card_id) REFERENCES gift_card (store_id, id)
){end};

CREATE INDEX gift_card_move_card ON gift_card_move (store_id, gift_card_id, id);
CREATE INDEX gift_card_move_order ON gift_card_move (store_id, order_id, id);

-- The cards of a cart in the order of entry: an array of their ids.
ALTER TABLE cart ADD COLUMN gift_cards {json};
