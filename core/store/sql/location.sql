-- name: location_all
SELECT id, code, name, position, is_active, version
FROM location
WHERE store_id = :store_id
ORDER BY position, id;

-- name: location_get
SELECT id, code, name, position, is_active, version
FROM location
WHERE store_id = :store_id AND id = :location_id;

-- name: location_by_code
SELECT id
FROM location
WHERE store_id = :store_id AND code = :code;

-- Lists go on behind the row with :after and :after_id; is_active below 0 takes
-- all.
-- name: location_list_position
SELECT id, code, name, position, is_active, version
FROM location
WHERE store_id = :store_id
    AND (:is_active < 0 OR is_active = :is_active)
    AND (position, id) > (:after, :after_id)
ORDER BY position, id
LIMIT :count;

-- name: location_list_code
SELECT id, code, name, position, is_active, version
FROM location
WHERE store_id = :store_id
    AND (:is_active < 0 OR is_active = :is_active)
    AND (code, id) > (:after, :after_id)
ORDER BY code, id
LIMIT :count;

-- name: location_upsert
INSERT INTO location (store_id, id, code, name, position, is_active, version)
VALUES (:store_id, :location_id, :code, :name, :position, :is_active, 1)
ON CONFLICT (store_id, id) DO UPDATE
SET code = excluded.code, name = excluded.name, position = excluded.position,
    is_active = excluded.is_active, version = location.version + 1;

-- Want one row: another version, or one that is gone, refuses. Goes before
-- the upsert in the same transaction.
-- name: location_claim
UPDATE location
SET version = version
WHERE store_id = :store_id AND id = :location_id AND version = :version;

-- name: location_delete
DELETE FROM location
WHERE store_id = :store_id AND id = :location_id
    AND (:version < 0 OR version = :version);

-- What stands in the way of deleting: one of the variants that have a stock row
-- there, and how many. A row that counts nothing goes with its location.
-- name: location_variants
SELECT variant_id, COUNT(*) OVER () AS number
FROM stock
WHERE store_id = :store_id AND location_id = :location_id
    AND (available <> 0 OR allocated <> 0)
ORDER BY variant_id
LIMIT 1;

-- name: location_drop_stock
DELETE FROM stock WHERE store_id = :store_id AND location_id = :location_id;
