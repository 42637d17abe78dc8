-- Why staff moved stock; the ledger of one variant.
ALTER TABLE stock_move ADD COLUMN reason {text} NOT NULL DEFAULT '';
CREATE INDEX stock_move_variant ON stock_move (store_id, variant_id, id);
