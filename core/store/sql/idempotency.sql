-- Answers that are kept under an Idempotency-Key.

-- name: idempotency_find
SELECT request_hash, resource_id, status, body, etag, location
FROM idempotency
WHERE store_id = :store_id AND scope = :scope AND key = :key
    AND created_at > :oldest;

-- An expired row gives its place; a living one is not touched (no row changes).
-- name: idempotency_claim
INSERT INTO idempotency (store_id, scope, key, request_hash, resource_id,
    status, body, etag, location, created_at)
VALUES (:store_id, :scope, :key, :request_hash, :resource_id,
    0, '', '', '', :now)
ON CONFLICT (store_id, scope, key) DO UPDATE SET
    request_hash = excluded.request_hash,
    resource_id = excluded.resource_id,
    status = 0, body = '', etag = '', location = '',
    created_at = excluded.created_at
WHERE idempotency.created_at <= :oldest;

-- name: idempotency_set_resource
UPDATE idempotency SET resource_id = :resource_id
WHERE store_id = :store_id AND scope = :scope AND key = :key;

-- The first answer stays.
-- name: idempotency_answer
UPDATE idempotency
SET status = :status, body = :body, etag = :etag, location = :location
WHERE store_id = :store_id AND scope = :scope AND key = :key AND status = 0;

-- A few at a time, so that no write waits for a long one.
-- name: idempotency_purge
DELETE FROM idempotency
WHERE store_id = :store_id AND (scope, key) IN (
    SELECT old.scope, old.key FROM idempotency AS old
    WHERE old.store_id = :store_id AND old.created_at <= :oldest
    ORDER BY old.created_at LIMIT 20);
