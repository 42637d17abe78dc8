-- What stands in the way of deleting a channel is found without reading every
-- cart and price; orders have such an index already.

CREATE INDEX cart_channel ON cart (store_id, channel_id, id);
CREATE INDEX price_channel ON price (store_id, channel_id, id) WHERE channel_id IS NOT NULL;
