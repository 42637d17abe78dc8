-- The shops of a database.

-- name: store_by_code
-- global
SELECT id FROM store WHERE code = :code;

-- Two rows tell that there is more than one.
-- name: store_first_two
-- global
SELECT id FROM store ORDER BY created_at, id LIMIT 2;

-- name: store_list
-- global
SELECT id, code, name FROM store ORDER BY code;

-- name: store_get
SELECT code, name, settings, version FROM store WHERE id = :store_id;

-- name: store_upsert
INSERT INTO store (id, code, name, settings, version, created_at)
VALUES (:store_id, :code, :name, :settings, 1, :now)
ON CONFLICT (id) DO UPDATE
SET code = excluded.code, name = excluded.name, settings = excluded.settings,
    version = store.version + 1;

-- Want one row: another version refuses.
-- name: store_set_settings
UPDATE store
SET settings = :settings, version = version + 1
WHERE id = :store_id AND (:version < 0 OR version = :version);
