-- Prices that held for everybody and hold no longer, as far as the shop's pages
-- could show them: of one unit, for no group and no country. The conditions of
-- their list are folded in. since is when a price became what it is.

ALTER TABLE price ADD COLUMN since {int} NOT NULL DEFAULT 0;

CREATE TABLE price_past (
    store_id {id} NOT NULL,
    variant_id {id} NOT NULL,
    currency {text} NOT NULL,
    to_ms {int} NOT NULL,
    price_id {id} NOT NULL,
    from_ms {int} NOT NULL,
    amount {int} NOT NULL,
    compare_at {int},
    list {text},
    channel_id {id},
    quantity_max {int},
    starts_at {int},
    ends_at {int},
    PRIMARY KEY (store_id, variant_id, currency, to_ms, price_id),
    FOREIGN KEY (store_id, variant_id) REFERENCES variant (store_id, id) ON DELETE CASCADE
){end};
