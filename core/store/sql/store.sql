-- The shops of a database.

-- name: store_by_code
-- global
SELECT id FROM store WHERE code = :code;

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

-- Want one row. An empty name leaves the one it has.
-- name: store_set_name
UPDATE store
SET name = CASE WHEN :name = '' THEN name ELSE :name END,
    version = version + 1
WHERE id = :store_id;

-- Behind kt_tx_remove_shop, which removes what belongs to it.
-- name: store_delete
DELETE FROM store WHERE id = :store_id;

-- name: store_host_list
SELECT host FROM store_host WHERE store_id = :store_id ORDER BY host;

-- Whose a host is, if it is another shop's.
-- name: store_host_taken
SELECT 1 FROM store_host WHERE host = :host AND store_id <> :store_id;

-- name: store_host_insert
INSERT INTO store_host (store_id, host) VALUES (:store_id, :host);

-- name: store_host_clear
DELETE FROM store_host WHERE store_id = :store_id;

-- Which shop a request means is asked before a shop is known.
-- name: store_host_all
-- global
SELECT host, store_id FROM store_host;

-- name: store_key_all
-- global
SELECT publishable_key, store_id FROM channel WHERE is_active = 1;
