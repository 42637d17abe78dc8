-- Variants are found by their barcode, and compared within their product.
CREATE INDEX variant_barcode ON variant (store_id, barcode) WHERE barcode <> '';
CREATE INDEX variant_title ON variant (store_id, product_id, title);
