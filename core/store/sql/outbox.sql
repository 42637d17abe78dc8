-- Events that wait for their reactions; written in the transaction of what
-- happened. A new one is due at once, whatever becomes of the clock.

-- name: outbox_insert
INSERT INTO outbox (store_id, id, topic, body, attempts, due_at, last_error,
    created_at)
VALUES (:store_id, :event_id, :topic, :body, 0, 0, '', :now);

-- name: outbox_due
-- global
SELECT store_id, id, topic, body, attempts, created_at
FROM outbox
WHERE due_at <= :now
ORDER BY due_at, store_id, id
LIMIT :count;

-- name: outbox_next_due
-- global
SELECT due_at
FROM outbox
ORDER BY due_at
LIMIT 1;

-- name: outbox_delete
DELETE FROM outbox
WHERE store_id = :store_id AND id = :event_id;

-- The body remembers which reactions have answered.
-- name: outbox_put_off
UPDATE outbox
SET attempts = attempts + 1, body = :body, due_at = :due_at,
    last_error = :last_error
WHERE store_id = :store_id AND id = :event_id;
