-- The scripts that priced orders. All is stored with the first order that needs
-- it and goes with the shop alone.

-- name: rule_generation_insert
INSERT INTO rule_generation (store_id, hash, steps_max, memory_max, wall_ms_max,
    source_max, created_at)
VALUES (:store_id, :hash, :steps_max, :memory_max, :wall_ms_max, :source_max,
    :now)
ON CONFLICT (store_id, hash) DO NOTHING;

-- name: rule_generation_get
SELECT steps_max, memory_max, wall_ms_max, source_max
FROM rule_generation
WHERE store_id = :store_id AND hash = :hash;

-- name: rule_generation_list
SELECT hash FROM rule_generation WHERE store_id = :store_id ORDER BY hash;

-- The id is a hash of the text.
-- name: rule_generation_insert_source
INSERT INTO rule_source (store_id, id, packed)
VALUES (:store_id, :source_id, :packed)
ON CONFLICT (store_id, id) DO NOTHING;

-- name: rule_generation_insert_file
INSERT INTO rule_generation_file (store_id, hash, position, folder, name,
    source_id)
VALUES (:store_id, :hash, :position, :folder, :name, :source_id);

-- name: rule_generation_files
SELECT f.folder, f.name, s.packed, s.id
FROM rule_generation_file f
JOIN rule_source s ON s.store_id = f.store_id AND s.id = f.source_id
WHERE f.store_id = :store_id AND f.hash = :hash
ORDER BY f.position;
