-- Zones of taxes and of shipping. Who changes one calls kt_tx_touch_settings.

-- Every zone with its members; one without any has a null position.
-- name: zone_all
SELECT z.id, z.kind, z.code, z.name, z.version, m.position, m.country, m.region,
    m.postal_code, m.postal_from, m.postal_to
FROM zone z
LEFT JOIN zone_member m ON m.store_id = z.store_id AND m.zone_id = z.id
WHERE z.store_id = :store_id
ORDER BY z.kind DESC, z.code, m.position;

-- Room for all of them: zones, members, members of shipping zones, rates.
-- name: zone_sizes
SELECT
    (SELECT COUNT(*) FROM zone WHERE store_id = :store_id),
    (SELECT COUNT(*) FROM zone_member WHERE store_id = :store_id),
    (SELECT COUNT(*) FROM zone_member
        WHERE store_id = :store_id AND zone_id IN (
            SELECT id FROM zone
            WHERE store_id = :store_id AND kind = 'shipping')),
    (SELECT COUNT(*) FROM tax_rate WHERE store_id = :store_id);

-- Those of a kind as a snapshot holds them; in an order that an index has.
-- name: zone_held
SELECT z.id, z.code, m.position, m.country, m.region, m.postal_code,
    m.postal_from, m.postal_to
FROM zone z
LEFT JOIN zone_member m ON m.store_id = z.store_id AND m.zone_id = z.id
WHERE z.store_id = :store_id AND z.kind = :kind
ORDER BY z.code, m.position;

-- name: zone_refs
SELECT id, code FROM zone WHERE store_id = :store_id AND kind = :kind
ORDER BY code;

-- name: zone_get
SELECT id, kind, code, name, version
FROM zone
WHERE store_id = :store_id AND id = :zone_id;

-- A list goes on behind the row with :after and :after_id; an empty country
-- takes all, any other the zones that have a member in it.
-- name: zone_list_code
SELECT z.id, z.kind, z.code, z.name, z.version
FROM zone z
WHERE z.store_id = :store_id AND z.kind = :kind
    AND (:country = '' OR EXISTS (
        SELECT 1 FROM zone_member m
        WHERE m.store_id = z.store_id AND m.zone_id = z.id
            AND m.country = :country))
    AND (z.code, z.id) > (:after, :after_id)
ORDER BY z.code, z.id
LIMIT :count;

-- name: zone_list_name
SELECT z.id, z.kind, z.code, z.name, z.version
FROM zone z
WHERE z.store_id = :store_id AND z.kind = :kind
    AND (:country = '' OR EXISTS (
        SELECT 1 FROM zone_member m
        WHERE m.store_id = z.store_id AND m.zone_id = z.id
            AND m.country = :country))
    AND (z.name, z.id) > (:after, :after_id)
ORDER BY z.name, z.id
LIMIT :count;

-- name: zone_members
SELECT country, region, postal_code, postal_from, postal_to
FROM zone_member
WHERE store_id = :store_id AND zone_id = :zone_id
ORDER BY position;

-- name: zone_by_code
SELECT id FROM zone
WHERE store_id = :store_id AND kind = :kind AND code = :code;

-- name: zone_upsert
INSERT INTO zone (store_id, id, kind, code, name, version)
VALUES (:store_id, :zone_id, :kind, :code, :name, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET code = excluded.code, name = excluded.name, version = zone.version + 1;

-- name: zone_drop_members
DELETE FROM zone_member WHERE store_id = :store_id AND zone_id = :zone_id;

-- name: zone_add_member
INSERT INTO zone_member (store_id, zone_id, position, country, region,
    postal_code, postal_from, postal_to)
VALUES (:store_id, :zone_id, :position, :country, :region, :postal_code,
    :postal_from, :postal_to);

-- Want one row: another version, or one that is gone, refuses. Goes before the
-- upsert in the same transaction.
-- name: zone_claim
UPDATE zone
SET version = version
WHERE store_id = :store_id AND id = :zone_id AND version = :version;

-- name: zone_delete
DELETE FROM zone
WHERE store_id = :store_id AND id = :zone_id
    AND (:version < 0 OR version = :version);

-- What stands in the way of deleting: one of the rates, and how many.
-- name: zone_rates
SELECT id, COUNT(*) OVER () AS number
FROM tax_rate
WHERE store_id = :store_id AND zone_id = :zone_id
ORDER BY id
LIMIT 1;
