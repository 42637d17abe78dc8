-- What reactions asked for. A job's id comes from its event and its rule, so
-- that an event that is told twice asks once.

-- name: job_insert
INSERT INTO job (store_id, id, event_id, rule, kind, body, state, attempts,
    due_at, last_error, created_at)
VALUES (:store_id, :job_id, :event_id, :rule, :kind, :body, :state, 0,
    :due_at, :last_error, :now)
ON CONFLICT (store_id, id) DO NOTHING;

-- name: job_due
-- global
SELECT store_id, id, kind, body, attempts, created_at
FROM job
WHERE state = 'waiting' AND kind = :kind AND due_at <= :now
ORDER BY due_at, store_id, id
LIMIT :count;

-- name: job_next_due
-- global
SELECT due_at
FROM job
WHERE state = 'waiting' AND kind = :kind
ORDER BY due_at
LIMIT 1;

-- name: job_finish
UPDATE job
SET state = :state, attempts = attempts + 1, last_error = :last_error
WHERE store_id = :store_id AND id = :job_id AND state = 'waiting';

-- name: job_put_off
UPDATE job
SET attempts = attempts + 1, due_at = :due_at, last_error = :last_error
WHERE store_id = :store_id AND id = :job_id AND state = 'waiting';

-- name: job_count_waiting
-- global
SELECT (SELECT count(*) FROM outbox) AS events,
    (SELECT count(*) FROM job WHERE state = 'waiting') AS jobs,
    (SELECT count(*) FROM job WHERE state = 'dead') AS dead;
