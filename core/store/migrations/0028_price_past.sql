-- Past prices for staff, the last one that ended first.
CREATE INDEX price_past_ended ON price_past (store_id, to_ms, price_id);
