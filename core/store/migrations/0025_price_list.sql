-- What the price of a quantity band holds for: volume, graduated.
ALTER TABLE price_list ADD COLUMN bands {text} NOT NULL DEFAULT 'volume';
