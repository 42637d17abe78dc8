-- Tokens of staff and programs; only a hash of each is kept.

-- The token names its shop, so this one is asked before a shop is known.
-- name: token_by_hash
-- global
SELECT store_id, id, name, scopes, expires_at, last_used_at
FROM token
WHERE hash = :hash;

-- name: token_insert
INSERT INTO token (store_id, id, hash, name, scopes, expires_at, created_at)
VALUES (:store_id, :id, :hash, :name, :scopes, :expires_at, :created_at);

-- name: token_list
SELECT id, name, scopes, expires_at, created_at
FROM token
WHERE store_id = :store_id
ORDER BY created_at, id;

-- name: token_delete
DELETE FROM token WHERE store_id = :store_id AND id = :id;

-- name: token_get
SELECT id, name, scopes, expires_at, created_at, last_used_at
FROM token
WHERE store_id = :store_id AND id = :id;

-- Goes on behind the row with :after and :after_id.
-- name: token_list_newest
SELECT id, name, scopes, expires_at, created_at, last_used_at
FROM token
WHERE store_id = :store_id
    AND (created_at, id) < (:after, :after_id)
ORDER BY created_at DESC, id DESC
LIMIT :count;

-- The only version of a token is 1.
-- name: token_revoke
DELETE FROM token
WHERE store_id = :store_id AND id = :id
    AND (:version < 0 OR :version = 1);

-- name: token_use
UPDATE token
SET last_used_at = :now
WHERE store_id = :store_id AND id = :id;
