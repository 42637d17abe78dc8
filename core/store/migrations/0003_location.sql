-- Locations are changed one by one, by version.

ALTER TABLE location ADD COLUMN version {int} NOT NULL DEFAULT 1;
