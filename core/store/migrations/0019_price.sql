-- SKUs whose price has a minimum are few, and looked for after each change of a
-- promotion.
CREATE INDEX price_minimum ON price (store_id, currency, variant_id)
    WHERE min_amount > 0;
