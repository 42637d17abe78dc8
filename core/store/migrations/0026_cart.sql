-- How many of the buyer's points a cart may use up.
ALTER TABLE cart ADD COLUMN points {int} NOT NULL DEFAULT 0;
