-- Catalogue promotions as they stood before they were changed or deleted: from
-- starts_at to ends_at they were in force. since is when one became what it is.
ALTER TABLE promotion ADD COLUMN since {int} NOT NULL DEFAULT 0;

UPDATE promotion SET since = created_at;

CREATE TABLE promotion_past (
    store_id {id} NOT NULL REFERENCES store (id),
    to_ms {int} NOT NULL,
    promotion_id {id} NOT NULL,
    rule {text} NOT NULL,
    params {json} NOT NULL,
    conditions {json} NOT NULL,
    starts_at {int} NOT NULL,
    ends_at {int} NOT NULL,
    priority {int} NOT NULL,
    is_exclusive {bool} NOT NULL,
    group_code {text},
    companion_of {id},
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, to_ms, promotion_id)
){end};
