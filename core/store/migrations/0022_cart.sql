-- The VAT id of a buyer's company, as carts give it.
ALTER TABLE cart ADD COLUMN vat_id {text};
