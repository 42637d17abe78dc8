-- A cart holds inputs only; prices come from a quote. The statements that
-- change one refuse a cart that became an order (order_id) and, where a version
-- of zero or more is given, one with another version.

-- name: cart_insert
INSERT INTO cart (store_id, id, channel_id, currency, locale, email,
    vat_id, points, shipping_address, billing_address, shipping_option, metadata,
    line_seq, version, created_at, updated_at)
VALUES (:store_id, :cart_id, :channel_id, :currency, :locale, :email, :vat_id,
    :points, :shipping_address, :billing_address, :shipping_option, :metadata,
    :line_seq, 1, :now, :now);

-- name: cart_get
SELECT channel_id, currency, locale, customer_id, email, shipping_address,
    billing_address, shipping_option, metadata, order_id, version, created_at,
    updated_at, gift_cards, vat_id, points
FROM cart
WHERE store_id = :store_id AND id = :cart_id;

-- name: cart_lines
SELECT id, variant_id, quantity, metadata
FROM cart_line
WHERE store_id = :store_id AND cart_id = :cart_id
ORDER BY position, id;

-- name: cart_coupons
SELECT code, code_fold
FROM cart_coupon
WHERE store_id = :store_id AND cart_id = :cart_id
ORDER BY position, code_fold;

-- Reserves positions for what is added.
-- name: cart_touch
UPDATE cart
SET line_seq = line_seq + :added, version = version + 1, updated_at = :now
WHERE store_id = :store_id AND id = :cart_id AND order_id IS NULL
    AND (:version < 0 OR version = :version)
RETURNING line_seq;

-- A given_… of 1 says that the request named the field.
-- name: cart_update
UPDATE cart
SET email = CASE WHEN :given_email = 1 THEN :email ELSE email END,
    vat_id = CASE WHEN :given_vat_id = 1 THEN :vat_id ELSE vat_id END,
    points = CASE WHEN :given_points = 1 THEN :points ELSE points END,
    locale = CASE WHEN :given_locale = 1 THEN :locale ELSE locale END,
    shipping_address = CASE WHEN :given_shipping_address = 1
        THEN :shipping_address ELSE shipping_address END,
    billing_address = CASE WHEN :given_billing_address = 1
        THEN :billing_address ELSE billing_address END,
    shipping_option = CASE WHEN :given_shipping_option = 1
        THEN :shipping_option ELSE shipping_option END,
    metadata = CASE WHEN :given_metadata = 1 THEN :metadata ELSE metadata END,
    version = version + 1, updated_at = :now
WHERE store_id = :store_id AND id = :cart_id AND order_id IS NULL
    AND (:version < 0 OR version = :version);

-- name: cart_set_gift_cards
UPDATE cart
SET gift_cards = :gift_cards, version = version + 1, updated_at = :now
WHERE store_id = :store_id AND id = :cart_id AND order_id IS NULL
    AND version = :version;

-- name: cart_delete
DELETE FROM cart
WHERE store_id = :store_id AND id = :cart_id AND order_id IS NULL
    AND (:version < 0 OR version = :version);

-- name: cart_close
UPDATE cart
SET order_id = :order_id, version = version + 1, updated_at = :now
WHERE store_id = :store_id AND id = :cart_id AND order_id IS NULL
    AND version = :version;

-- name: cart_add_line
INSERT INTO cart_line (store_id, cart_id, id, variant_id, quantity, position,
    metadata, metadata_key)
VALUES (:store_id, :cart_id, :line_id, :variant_id, :quantity, :position,
    :metadata, :metadata_key)
ON CONFLICT (store_id, cart_id, variant_id, metadata_key) DO UPDATE
SET quantity = cart_line.quantity + excluded.quantity;

-- The limits of a cart, tested after an addition in its transaction.
-- name: cart_count_lines
SELECT COUNT(*)
FROM cart_line
WHERE store_id = :store_id AND cart_id = :cart_id;

-- name: cart_count_units
SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT)
FROM cart_line
WHERE store_id = :store_id AND cart_id = :cart_id AND variant_id = :variant_id;

-- name: cart_set_line
UPDATE cart_line
SET quantity = :quantity, metadata = :metadata, metadata_key = :metadata_key
WHERE store_id = :store_id AND cart_id = :cart_id AND id = :line_id;

-- name: cart_remove_line
DELETE FROM cart_line
WHERE store_id = :store_id AND cart_id = :cart_id AND id = :line_id;

-- name: cart_add_coupon
INSERT INTO cart_coupon (store_id, cart_id, code_fold, code, position)
VALUES (:store_id, :cart_id, :code_fold, :code, :position)
ON CONFLICT (store_id, cart_id, code_fold) DO NOTHING;

-- name: cart_remove_coupon
DELETE FROM cart_coupon
WHERE store_id = :store_id AND cart_id = :cart_id AND code_fold = :code_fold;
