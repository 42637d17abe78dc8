-- Ways to sell. Who changes one calls kt_tx_touch_settings.

-- name: channel_active
SELECT id, code, name, publishable_key, currencies, locales, tax_mode,
    tax_level, price_rounding, tax_rounding, home_country, countries, settings,
    version
FROM channel
WHERE store_id = :store_id AND is_active = 1
ORDER BY position, id;

-- name: channel_all
SELECT id, code, name, publishable_key, currencies, locales, tax_mode,
    tax_level, price_rounding, tax_rounding, home_country, countries, settings,
    version, position, is_active
FROM channel
WHERE store_id = :store_id
ORDER BY code;

-- name: channel_upsert
INSERT INTO channel (store_id, id, code, name, publishable_key, position,
    is_active, currencies, locales, tax_mode, tax_level, price_rounding,
    tax_rounding, home_country, countries, settings, version, created_at,
    updated_at)
VALUES (:store_id, :channel_id, :code, :name, :publishable_key, :position,
    :is_active, :currencies, :locales, :tax_mode, :tax_level, :price_rounding,
    :tax_rounding, :home_country, :countries, :settings, 1, :now, :now)
ON CONFLICT (store_id, id) DO UPDATE
SET code = excluded.code, name = excluded.name,
    publishable_key = excluded.publishable_key, position = excluded.position,
    is_active = excluded.is_active, currencies = excluded.currencies,
    locales = excluded.locales, tax_mode = excluded.tax_mode,
    tax_level = excluded.tax_level, price_rounding = excluded.price_rounding,
    tax_rounding = excluded.tax_rounding, home_country = excluded.home_country,
    countries = excluded.countries, settings = excluded.settings,
    version = channel.version + 1, updated_at = excluded.updated_at;

-- name: channel_get
SELECT id, code, name, publishable_key, currencies, locales, tax_mode,
    tax_level, price_rounding, tax_rounding, home_country, countries, settings,
    version, position, is_active
FROM channel
WHERE store_id = :store_id AND id = :channel_id;

-- name: channel_by_code
SELECT id
FROM channel
WHERE store_id = :store_id AND code = :code;

-- Lists go on behind the row with :after and :after_id; is_active below 0 takes
-- all.
-- name: channel_list_position
SELECT id, code, name, publishable_key, currencies, locales, tax_mode,
    tax_level, price_rounding, tax_rounding, home_country, countries, settings,
    version, position, is_active
FROM channel
WHERE store_id = :store_id
    AND (:is_active < 0 OR is_active = :is_active)
    AND (position, id) > (:after, :after_id)
ORDER BY position, id
LIMIT :count;

-- name: channel_list_code
SELECT id, code, name, publishable_key, currencies, locales, tax_mode,
    tax_level, price_rounding, tax_rounding, home_country, countries, settings,
    version, position, is_active
FROM channel
WHERE store_id = :store_id
    AND (:is_active < 0 OR is_active = :is_active)
    AND (code, id) > (:after, :after_id)
ORDER BY code, id
LIMIT :count;

-- Want one row: another version, or one that is gone, refuses. Goes before
-- the upsert in the same transaction.
-- name: channel_claim
UPDATE channel
SET version = version
WHERE store_id = :store_id AND id = :channel_id AND version = :version;

-- name: channel_delete
DELETE FROM channel
WHERE store_id = :store_id AND id = :channel_id
    AND (:version < 0 OR version = :version);

-- What stands in the way of deleting: one of each kind, and how many.
-- name: channel_orders
SELECT id, COUNT(*) OVER () AS number
FROM orders
WHERE store_id = :store_id AND channel_id = :channel_id
ORDER BY id
LIMIT 1;

-- name: channel_carts
SELECT id, COUNT(*) OVER () AS number
FROM cart
WHERE store_id = :store_id AND channel_id = :channel_id
ORDER BY id
LIMIT 1;

-- name: channel_price_lists
SELECT id, COUNT(*) OVER () AS number
FROM price_list
WHERE store_id = :store_id AND channel_id = :channel_id
ORDER BY id
LIMIT 1;

-- name: channel_prices
SELECT id, COUNT(*) OVER () AS number
FROM price
WHERE store_id = :store_id AND channel_id = :channel_id
ORDER BY id
LIMIT 1;
