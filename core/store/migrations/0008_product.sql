-- Staff lists products in every state.
CREATE INDEX product_created ON product (store_id, created_at, id);
CREATE INDEX product_updated ON product (store_id, updated_at, id);
CREATE INDEX product_titled ON product (store_id, title_fold, id);
