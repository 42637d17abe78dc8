-- name: location_all
SELECT id, code, name, position, is_active
FROM location
WHERE store_id = :store_id
ORDER BY position, id;

-- name: location_upsert
INSERT INTO location (store_id, id, code, name, position, is_active)
VALUES (:store_id, :location_id, :code, :name, :position, :is_active)
ON CONFLICT (store_id, id) DO UPDATE
SET code = excluded.code, name = excluded.name, position = excluded.position,
    is_active = excluded.is_active;
