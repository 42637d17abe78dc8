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
