-- Prices are changed one by one, by version, and read by their list.
ALTER TABLE price ADD COLUMN version {int} NOT NULL DEFAULT 1;
CREATE INDEX price_of_list ON price (store_id, price_list_id, id)
    WHERE price_list_id IS NOT NULL;
