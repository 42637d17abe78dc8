-- Rates of taxes. Who changes one calls kt_tx_touch_settings.

-- name: tax_rate_all
SELECT r.id, z.code, c.code, r.priority, r.starts_at, r.ends_at, r.name,
    r.rate_ppm, r.is_compound, r.version
FROM tax_rate r
JOIN zone z ON z.store_id = r.store_id AND z.id = r.zone_id
JOIN tax_class c ON c.store_id = r.store_id AND c.id = r.tax_class_id
WHERE r.store_id = :store_id
ORDER BY z.code, c.code, r.priority, r.starts_at;

-- As a snapshot holds them, by the codes of their zones alone.
-- name: tax_rate_held
SELECT z.code, c.code, r.priority, r.starts_at, r.ends_at, r.name, r.rate_ppm,
    r.is_compound
FROM zone z
JOIN tax_rate r ON r.store_id = z.store_id AND r.zone_id = z.id
JOIN tax_class c ON c.store_id = r.store_id AND c.id = r.tax_class_id
WHERE z.store_id = :store_id AND z.kind = 'tax'
ORDER BY z.code;

-- name: tax_rate_get
SELECT r.id, z.code, c.code, r.priority, r.starts_at, r.ends_at, r.name,
    r.rate_ppm, r.is_compound, r.version
FROM tax_rate r
JOIN zone z ON z.store_id = r.store_id AND z.id = r.zone_id
JOIN tax_class c ON c.store_id = r.store_id AND c.id = r.tax_class_id
WHERE r.store_id = :store_id AND r.id = :rate_id;

-- Oldest first. Empty filters take all, so does a moment of 0; any other takes
-- the rows that hold at it.
-- name: tax_rate_list
SELECT r.id, z.code, c.code, r.priority, r.starts_at, r.ends_at, r.name,
    r.rate_ppm, r.is_compound, r.version
FROM tax_rate r
JOIN zone z ON z.store_id = r.store_id AND z.id = r.zone_id
JOIN tax_class c ON c.store_id = r.store_id AND c.id = r.tax_class_id
WHERE r.store_id = :store_id
    AND (:zone = '' OR z.code = :zone)
    AND (:tax_class = '' OR c.code = :tax_class)
    AND (:moment = 0 OR (r.starts_at <= :moment
        AND (r.ends_at IS NULL OR r.ends_at > :moment)))
    AND (r.starts_at, r.id) > (:after, :after_id)
ORDER BY r.starts_at, r.id
LIMIT :count;

-- name: tax_rate_by_key
SELECT id
FROM tax_rate
WHERE store_id = :store_id AND zone_id = :zone_id
    AND tax_class_id = :class_id AND priority = :priority
    AND starts_at = :starts_at;

-- name: tax_rate_upsert
INSERT INTO tax_rate (store_id, id, zone_id, tax_class_id, priority, starts_at,
    ends_at, name, rate_ppm, is_compound, version)
VALUES (:store_id, :rate_id, :zone_id, :class_id, :priority, :starts_at,
    :ends_at, :name, :rate_ppm, :is_compound, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET zone_id = excluded.zone_id, tax_class_id = excluded.tax_class_id,
    priority = excluded.priority, starts_at = excluded.starts_at,
    ends_at = excluded.ends_at, name = excluded.name,
    rate_ppm = excluded.rate_ppm, is_compound = excluded.is_compound,
    version = tax_rate.version + 1;

-- Want one row: another version, or one that is gone, refuses. Goes before the
-- upsert in the same transaction.
-- name: tax_rate_claim
UPDATE tax_rate
SET version = version
WHERE store_id = :store_id AND id = :rate_id AND version = :version;

-- name: tax_rate_delete
DELETE FROM tax_rate
WHERE store_id = :store_id AND id = :rate_id
    AND (:version < 0 OR version = :version);
