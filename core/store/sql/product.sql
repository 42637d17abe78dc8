-- What staff sees of a product.
-- part: row
p.id, p.slug, p.status, t.code, p.vendor, p.tax_class, p.titles,
    p.descriptions, p.options, p.attributes, p.media, p.extra, p.created_at,
    p.updated_at, p.version, p.title_fold,
    (SELECT COUNT(*) FROM variant v
     WHERE v.store_id = p.store_id AND v.product_id = p.id)

-- part: with_type
product p
LEFT JOIN product_type t ON t.store_id = p.store_id AND t.id = p.type_id
WHERE p.store_id = :store_id

-- name: product_get
SELECT {row} FROM {with_type} AND p.id = :product_id;

-- What buyers see beside its variants.
-- name: product_shown
SELECT slug, titles, descriptions, vendor, options, attributes, media
FROM product
WHERE store_id = :store_id AND id = :product_id AND status = 'active';

-- name: product_id_by_slug
SELECT id FROM product WHERE store_id = :store_id AND slug = :slug;

-- One after another by slug: an export.
-- name: product_slugs_after
SELECT slug, id
FROM product
WHERE store_id = :store_id AND slug > :after
ORDER BY slug
LIMIT :count;

-- name: product_exists
SELECT slug FROM product WHERE store_id = :store_id AND id = :product_id;

-- name: product_upsert
INSERT INTO product (store_id, id, slug, status, type_id, vendor, tax_class,
    titles, descriptions, title_fold, options, attributes, media, extra,
    version, created_at, updated_at)
VALUES (:store_id, :product_id, :slug, :status, :type_id, :vendor, :tax_class,
    :titles, :descriptions, :title_fold, :options, :attributes, :media, :extra,
    1, :created_at, :now)
ON CONFLICT (store_id, id) DO UPDATE
SET slug = excluded.slug, status = excluded.status, type_id = excluded.type_id,
    vendor = excluded.vendor, tax_class = excluded.tax_class,
    titles = excluded.titles, descriptions = excluded.descriptions,
    title_fold = excluded.title_fold, options = excluded.options,
    attributes = excluded.attributes, media = excluded.media,
    extra = excluded.extra, version = product.version + 1,
    updated_at = excluded.updated_at;

-- name: product_tags
SELECT tag
FROM product_tag
WHERE store_id = :store_id AND product_id = :product_id
ORDER BY tag;

-- name: product_drop_tags
DELETE FROM product_tag
WHERE store_id = :store_id AND product_id = :product_id;

-- name: product_add_tag
INSERT INTO product_tag (store_id, product_id, tag)
VALUES (:store_id, :product_id, :tag);

-- name: product_drop_categories
DELETE FROM product_category
WHERE store_id = :store_id AND product_id = :product_id;

-- name: product_add_category
INSERT INTO product_category (store_id, product_id, category_id, position)
VALUES (:store_id, :product_id, :category_id, :position);

-- Where a list goes on behind a product.
-- name: product_place
SELECT created_at, title_fold, id
FROM product
WHERE store_id = :store_id AND id = :product_id;

-- Lists of what buyers see: active, with a price in the channel's currency. A
-- list is driven by the index that fits: all products, those of a category
-- (with all below it), those with a tag. tag '' filters nothing.

-- part: has_tag
(:tag = '' OR EXISTS (
    SELECT 1 FROM product_tag pt
    WHERE pt.store_id = p.store_id AND pt.product_id = p.id
        AND pt.tag = :tag))

-- part: has_price
EXISTS (
    SELECT 1
    FROM variant v
    JOIN price pr ON pr.store_id = v.store_id AND pr.variant_id = v.id
        AND pr.currency = :currency
    WHERE v.store_id = p.store_id AND v.product_id = p.id AND v.is_active = 1
        AND (pr.channel_id IS NULL OR pr.channel_id = :channel_id))

-- part: any
product p
WHERE p.store_id = :store_id AND p.status = 'active'

-- part: tagged
product_tag pt
JOIN product p ON p.store_id = pt.store_id AND p.id = pt.product_id
WHERE pt.store_id = :store_id AND pt.tag = :tag AND p.status = 'active'

-- part: in_category
{any}
    AND p.id IN (
        SELECT pc.product_id
        FROM category_path cp
        JOIN product_category pc ON pc.store_id = cp.store_id
            AND pc.category_id = cp.category_id
        WHERE cp.store_id = :store_id AND cp.ancestor_id = :category_id)
    AND {has_tag}

-- part: newest
(p.created_at, p.id) < (:created_at, :after_id) AND {has_price}
ORDER BY p.created_at DESC, p.id DESC
LIMIT :count

-- part: titled
(p.title_fold, p.id) > (:title_fold, :after_id) AND {has_price}
ORDER BY p.title_fold, p.id
LIMIT :count

-- name: product_newest
SELECT p.id FROM {any} AND {newest};

-- name: product_newest_tagged
SELECT p.id FROM {tagged} AND {newest};

-- name: product_newest_in
SELECT p.id FROM {in_category} AND {newest};

-- name: product_titled
SELECT p.id FROM {any} AND {titled};

-- name: product_titled_tagged
SELECT p.id FROM {tagged} AND {titled};

-- name: product_titled_in
SELECT p.id FROM {in_category} AND {titled};

-- Lists for staff go on behind the row with :after and :after_id; empty filters
-- take all. They are driven by the index of their order (a sign keeps the time
-- out of the planner's choice) …

-- part: by_created
(p.created_at, p.id) < (:after, :after_id)
ORDER BY p.created_at DESC, p.id DESC
LIMIT :count

-- part: by_updated
(p.updated_at, p.id) < (:after, :after_id)
ORDER BY p.updated_at DESC, p.id DESC
LIMIT :count

-- part: by_title
(p.title_fold, p.id) > (:after, :after_id)
ORDER BY p.title_fold, p.id
LIMIT :count

-- part: filtered
(:status = '' OR p.status = :status)
    AND (:type = '' OR t.code = :type)
    AND +p.updated_at >= :updated_from AND +p.updated_at < :updated_to

-- name: product_list_newest
SELECT {row} FROM {with_type} AND {filtered} AND {by_created};

-- name: product_list_updated
SELECT {row} FROM {with_type} AND {filtered} AND {by_updated};

-- name: product_list_title
SELECT {row} FROM {with_type} AND {filtered} AND {by_title};

-- … or by what was chosen by C, has a tag, stands in a category or below it, is
-- of a vendor: the products of all that is asked for are looked at, those that
-- have it all are taken. :chosen is ids behind each other, NULL for all.

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
    SELECT id FROM chosen
    UNION
    SELECT pt.product_id
    FROM product_tag pt
    WHERE pt.store_id = :store_id AND pt.tag = :tag
    UNION
    SELECT pc.product_id
    FROM category c
    JOIN category_path cp ON cp.store_id = c.store_id AND cp.ancestor_id = c.id
    JOIN product_category pc ON pc.store_id = cp.store_id
        AND pc.category_id = cp.category_id
    WHERE c.store_id = :store_id AND c.slug = :category
    UNION
    SELECT pv.id
    FROM product pv
    WHERE pv.store_id = :store_id AND pv.vendor = :vendor AND :vendor <> ''
)
SELECT {row}
FROM found f
CROSS JOIN {with_type} AND p.id = f.id
    AND (:chosen IS NULL OR p.id IN (SELECT id FROM chosen))
    AND {has_tag}
    AND (:category = '' OR EXISTS (
        SELECT 1
        FROM product_category pc
        JOIN category_path cp ON cp.store_id = pc.store_id
            AND cp.category_id = pc.category_id
        JOIN category c ON c.store_id = cp.store_id AND c.id = cp.ancestor_id
        WHERE pc.store_id = p.store_id AND pc.product_id = p.id
            AND c.slug = :category))
    AND (:vendor = '' OR p.vendor = :vendor)
    AND {filtered}

-- name: product_find_newest
{found} AND {by_created};

-- name: product_find_updated
{found} AND {by_updated};

-- name: product_find_title
{found} AND {by_title};

-- Want one row: another version, or one that is gone, refuses. Goes before the
-- upsert in the same transaction.
-- name: product_claim
UPDATE product
SET version = version
WHERE store_id = :store_id AND id = :product_id AND version = :version;

-- Its text in search_text goes first; its variants, prices and stock go along.
-- name: product_delete
DELETE FROM product
WHERE store_id = :store_id AND id = :product_id
    AND (:version < 0 OR version = :version);

-- What stands in the way of deleting: one of them, and how many.

-- Orders that hold units of its variants.
-- name: product_orders
SELECT m.order_id, COUNT(*) OVER () AS number
FROM variant v
JOIN stock s ON s.store_id = v.store_id AND s.variant_id = v.id
    AND s.allocated > 0
JOIN stock_move m ON m.store_id = s.store_id AND m.variant_id = s.variant_id
    AND m.location_id = s.location_id
WHERE v.store_id = :store_id AND v.product_id = :product_id
    AND m.order_id IS NOT NULL
GROUP BY m.order_id
HAVING SUM(m.quantity) < 0
ORDER BY m.order_id
LIMIT 1;

-- Collections that show it, chosen by hand.
-- name: product_collections
SELECT collection_id, COUNT(*) OVER () AS number
FROM collection_product
WHERE store_id = :store_id AND product_id = :product_id
ORDER BY collection_id
LIMIT 1;

-- name: product_skus
SELECT sku FROM variant WHERE store_id = :store_id AND product_id = :product_id;

-- A variant of it changed.
-- name: product_touch
UPDATE product
SET updated_at = :now
WHERE store_id = :store_id AND id = :product_id;
