-- Full text of products; FTS5 knows them by number. Texts and words are those
-- of domain/search, with the mark of the shop in front.

-- name: search_number
SELECT number, lengths
FROM search_doc
WHERE store_id = :store_id AND product_id = :product_id;

-- Numbers are one row over all shops.
-- name: search_add_doc
INSERT INTO search_doc (store_id, product_id, number, lengths)
VALUES (:store_id, :product_id,
    (SELECT COALESCE(MAX(number), 0) + 1 FROM search_doc), :lengths)
RETURNING number;

-- name: search_change_doc
UPDATE search_doc
SET lengths = :lengths, is_stale = 0
WHERE store_id = :store_id AND product_id = :product_id;

-- name: search_add_text
-- global
INSERT INTO search_text (rowid, title, code, vendor, facet, body)
VALUES (:number, :title, :code, :vendor, :facet, :body);

-- name: search_drop_text
-- global
DELETE FROM search_text WHERE rowid = :number;

-- Products without a text: those of a shop older than the table.
-- name: search_missing
SELECT p.id
FROM product p
LEFT JOIN search_doc d ON d.store_id = p.store_id AND d.product_id = p.id
WHERE p.store_id = :store_id AND d.number IS NULL
LIMIT :count;

-- name: search_category_products
SELECT product_id FROM product_category
WHERE store_id = :store_id AND category_id = :category_id
LIMIT :count;

-- name: search_make_stale
UPDATE search_doc
SET is_stale = 1
WHERE store_id = :store_id AND product_id IN (
    SELECT pc.product_id FROM product_category pc
    WHERE pc.store_id = :store_id AND pc.category_id = :category_id);

-- name: search_stale
SELECT product_id FROM search_doc INDEXED BY search_doc_stale
WHERE store_id = :store_id AND is_stale = 1
LIMIT :count;

-- name: search_stale_stores
-- global
SELECT DISTINCT store_id FROM search_doc INDEXED BY search_doc_stale
WHERE is_stale = 1;

-- The products that have a word in the order of their numbers, and how often
-- each field has it: kt_search_word_score reads that. The parameter is a word
-- in quotes, with a star behind it when it may go on.
-- name: search_word
-- global
SELECT rowid, kontor_tally(search_text)
FROM search_text
WHERE search_text MATCH :word
ORDER BY rowid;

-- The words of a shop between two, with the number of products that have each.
-- name: search_words
-- global
SELECT term, doc FROM search_vocabulary WHERE term >= :first AND term < :last;

-- Some products with the words, the newest first.
-- name: search_examples
-- global
SELECT rowid FROM search_text WHERE search_text MATCH :words
ORDER BY rowid DESC
LIMIT :count;

-- Products for staff that have all words, in every state; :words is what MATCH
-- takes. :chosen is ids behind each other, NULL for all.

-- part: chosen_ids
place(at) AS (
    SELECT 1 WHERE LENGTH(:chosen) > 0
    UNION ALL
    SELECT at + 16 FROM place WHERE at + 16 < LENGTH(:chosen)
),
chosen AS (
    SELECT SUBSTR(:chosen, at, 16) AS id FROM place
)

-- part: found
WITH RECURSIVE {chosen_ids},
found AS (
    SELECT d.product_id AS id
    FROM search_text s
    JOIN search_doc d ON d.store_id = :store_id AND d.number = s.rowid
    WHERE search_text MATCH :words
)
SELECT p.id, p.slug, p.status, t.code, p.vendor, p.tax_class, p.titles,
    p.descriptions, p.options, p.attributes, p.media, p.extra, p.created_at,
    p.updated_at, p.version, p.title_fold,
    (SELECT COUNT(*) FROM variant v
     WHERE v.store_id = p.store_id AND v.product_id = p.id)
FROM found f
CROSS JOIN product p
LEFT JOIN product_type t ON t.store_id = p.store_id AND t.id = p.type_id
WHERE p.store_id = :store_id AND p.id = f.id
    AND (:chosen IS NULL OR p.id IN (SELECT id FROM chosen))
    AND (:tag = '' OR EXISTS (
        SELECT 1 FROM product_tag pt
        WHERE pt.store_id = p.store_id AND pt.product_id = p.id
            AND pt.tag = :tag))
    AND (:category = '' OR EXISTS (
        SELECT 1
        FROM product_category pc
        JOIN category_path cp ON cp.store_id = pc.store_id
            AND cp.category_id = pc.category_id
        JOIN category c ON c.store_id = cp.store_id AND c.id = cp.ancestor_id
        WHERE pc.store_id = p.store_id AND pc.product_id = p.id
            AND c.slug = :category))
    AND (:vendor = '' OR p.vendor = :vendor)
    AND (:status = '' OR p.status = :status)
    AND (:type = '' OR t.code = :type)
    AND p.updated_at >= :updated_from AND p.updated_at < :updated_to

-- name: search_staff_newest
{found}
    AND (p.created_at, p.id) < (:after, :after_id)
ORDER BY p.created_at DESC, p.id DESC
LIMIT :count;

-- name: search_staff_updated
{found}
    AND (p.updated_at, p.id) < (:after, :after_id)
ORDER BY p.updated_at DESC, p.id DESC
LIMIT :count;

-- name: search_staff_title
{found}
    AND (p.title_fold, p.id) > (:after, :after_id)
ORDER BY p.title_fold, p.id
LIMIT :count;
