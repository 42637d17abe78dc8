-- Whose units the quantity bands of a list count: line, product.
ALTER TABLE price_list ADD COLUMN pool {text} NOT NULL DEFAULT 'line';
