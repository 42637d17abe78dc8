-- part: row
id, hash, kind, name, alts, width, height, bytes, created_at, version
FROM media
WHERE store_id = :store_id

-- name: media_get
SELECT {row} AND id = :media_id;

-- Oldest first, as they are exported.
-- name: media_all
SELECT {row} ORDER BY created_at, id;

-- name: media_by_hash
SELECT id, name
FROM media
WHERE store_id = :store_id AND hash = :hash;

-- Lists go on behind the row with :after and :after_id; an empty kind and
-- is_used below 0 take all.
-- part: listed
{row}
    AND (:kind = '' OR kind = :kind)
    AND (:is_used < 0 OR :is_used = (CASE WHEN EXISTS (
        SELECT 1 FROM product_media
        WHERE product_media.store_id = :store_id
            AND product_media.hash = media.hash) THEN 1 ELSE 0 END))

-- name: media_list_newest
SELECT {listed} AND (created_at, id) < (:after, :after_id)
ORDER BY created_at DESC, id DESC
LIMIT :count;

-- name: media_list_name
SELECT {listed} AND (name, id) > (:after, :after_id)
ORDER BY name, id
LIMIT :count;

-- name: media_insert
INSERT INTO media (store_id, id, hash, kind, name, alts, width, height, bytes,
    version, created_at)
VALUES (:store_id, :media_id, :hash, :kind, :name, '{}', :width, :height,
    :bytes, 1, :now);

-- A line of an import: content that is there keeps its record.
-- name: media_import
INSERT INTO media (store_id, id, hash, kind, name, alts, width, height, bytes,
    version, created_at)
VALUES (:store_id, :media_id, :hash, :kind, :name, :alts, :width, :height,
    :bytes, 1, :created_at)
ON CONFLICT (store_id, hash) DO UPDATE
SET name = excluded.name, alts = excluded.alts, version = media.version + 1;

-- name: media_update
UPDATE media
SET name = :name, alts = :alts, version = version + 1
WHERE store_id = :store_id AND id = :media_id;

-- Want one row: another version, or one that is gone, refuses. Goes before
-- the update in the same transaction.
-- name: media_claim
UPDATE media
SET version = version
WHERE store_id = :store_id AND id = :media_id AND version = :version;

-- name: media_delete
DELETE FROM media
WHERE store_id = :store_id AND id = :media_id
    AND (:version < 0 OR version = :version);

-- What stands in the way of deleting: one of the products that show it, and how
-- many they are.
-- name: media_products
SELECT p.product_id, COUNT(*) OVER () AS number
FROM media m
JOIN product_media p ON p.hash = m.hash AND p.store_id = m.store_id
WHERE m.store_id = :store_id AND m.id = :media_id
ORDER BY p.product_id
LIMIT 1;

-- ---- what products show ----

-- name: media_of_product
SELECT m.hash, m.alts, m.width, m.height
FROM product_media p
JOIN media m ON m.store_id = p.store_id AND m.hash = p.hash
WHERE p.store_id = :store_id AND p.product_id = :product_id
ORDER BY m.id;

-- name: media_unlink
DELETE FROM product_media
WHERE store_id = :store_id AND product_id = :product_id;

-- name: media_link
INSERT INTO product_media (store_id, product_id, hash)
VALUES (:store_id, :product_id, :hash)
ON CONFLICT (store_id, product_id, hash) DO NOTHING;

-- Products whose pages show it, to be told of a change.
-- name: media_shown_by
SELECT product_id
FROM product_media
WHERE store_id = :store_id AND hash = :hash
ORDER BY product_id
LIMIT :count;

-- Changes nothing: it says that pages of this product, or all pages, change.
-- name: media_touch_product
UPDATE product_media
SET hash = hash
WHERE store_id = :store_id AND product_id = :product_id AND hash = :hash;

-- name: media_touch_all
UPDATE product_media
SET hash = hash
WHERE store_id = :store_id AND hash = :hash;

-- ---- files ----

-- Whether any shop has a use for a file.
-- name: media_needed
-- global
SELECT 1 FROM media WHERE hash = :hash
UNION ALL
SELECT 1 FROM product_media WHERE hash = :hash
LIMIT 1;

-- Every file that there must be, with its size.
-- name: media_files
-- global
SELECT s.code, m.hash, m.kind, m.bytes
FROM media m
JOIN store s ON s.id = m.store_id
ORDER BY m.hash, m.store_id;

-- Products that show a file of which no shop has a record.
-- name: media_strays
-- global
SELECT s.code, p.product_id, p.hash
FROM product_media p
JOIN store s ON s.id = p.store_id
WHERE NOT EXISTS (SELECT 1 FROM media m WHERE m.hash = p.hash)
ORDER BY p.hash, p.product_id;
