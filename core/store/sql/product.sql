-- name: product_get
SELECT p.id, p.slug, p.status, t.code, p.vendor, p.tax_class, p.titles,
    p.descriptions, p.options, p.attributes, p.media, p.extra, p.created_at,
    p.updated_at
FROM product p
LEFT JOIN product_type t ON t.store_id = p.store_id AND t.id = p.type_id
WHERE p.store_id = :store_id AND p.id = :product_id;

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

-- name: product_newest
SELECT p.id
FROM product p
WHERE p.store_id = :store_id AND p.status = 'active'
    AND (p.created_at, p.id) < (:created_at, :after_id)
    AND EXISTS (
        SELECT 1
        FROM variant v
        JOIN price pr ON pr.store_id = v.store_id AND pr.variant_id = v.id
            AND pr.currency = :currency
        WHERE v.store_id = p.store_id AND v.product_id = p.id
            AND v.is_active = 1
            AND (pr.channel_id IS NULL OR pr.channel_id = :channel_id))
ORDER BY p.created_at DESC, p.id DESC
LIMIT :count;

-- name: product_newest_tagged
SELECT p.id
FROM product_tag pt
JOIN product p ON p.store_id = pt.store_id AND p.id = pt.product_id
WHERE pt.store_id = :store_id AND pt.tag = :tag AND p.status = 'active'
    AND (p.created_at, p.id) < (:created_at, :after_id)
    AND EXISTS (
        SELECT 1
        FROM variant v
        JOIN price pr ON pr.store_id = v.store_id AND pr.variant_id = v.id
            AND pr.currency = :currency
        WHERE v.store_id = p.store_id AND v.product_id = p.id
            AND v.is_active = 1
            AND (pr.channel_id IS NULL OR pr.channel_id = :channel_id))
ORDER BY p.created_at DESC, p.id DESC
LIMIT :count;

-- name: product_newest_in
SELECT p.id
FROM product p
WHERE p.store_id = :store_id AND p.status = 'active'
    AND p.id IN (
        SELECT pc.product_id
        FROM category_path cp
        JOIN product_category pc ON pc.store_id = cp.store_id
            AND pc.category_id = cp.category_id
        WHERE cp.store_id = :store_id AND cp.ancestor_id = :category_id)
    AND (:tag = '' OR EXISTS (
        SELECT 1 FROM product_tag pt
        WHERE pt.store_id = p.store_id AND pt.product_id = p.id
            AND pt.tag = :tag))
    AND (p.created_at, p.id) < (:created_at, :after_id)
    AND EXISTS (
        SELECT 1
        FROM variant v
        JOIN price pr ON pr.store_id = v.store_id AND pr.variant_id = v.id
            AND pr.currency = :currency
        WHERE v.store_id = p.store_id AND v.product_id = p.id
            AND v.is_active = 1
            AND (pr.channel_id IS NULL OR pr.channel_id = :channel_id))
ORDER BY p.created_at DESC, p.id DESC
LIMIT :count;

-- name: product_titled
SELECT p.id
FROM product p
WHERE p.store_id = :store_id AND p.status = 'active'
    AND (p.title_fold, p.id) > (:title_fold, :after_id)
    AND EXISTS (
        SELECT 1
        FROM variant v
        JOIN price pr ON pr.store_id = v.store_id AND pr.variant_id = v.id
            AND pr.currency = :currency
        WHERE v.store_id = p.store_id AND v.product_id = p.id
            AND v.is_active = 1
            AND (pr.channel_id IS NULL OR pr.channel_id = :channel_id))
ORDER BY p.title_fold, p.id
LIMIT :count;

-- name: product_titled_tagged
SELECT p.id
FROM product_tag pt
JOIN product p ON p.store_id = pt.store_id AND p.id = pt.product_id
WHERE pt.store_id = :store_id AND pt.tag = :tag AND p.status = 'active'
    AND (p.title_fold, p.id) > (:title_fold, :after_id)
    AND EXISTS (
        SELECT 1
        FROM variant v
        JOIN price pr ON pr.store_id = v.store_id AND pr.variant_id = v.id
            AND pr.currency = :currency
        WHERE v.store_id = p.store_id AND v.product_id = p.id
            AND v.is_active = 1
            AND (pr.channel_id IS NULL OR pr.channel_id = :channel_id))
ORDER BY p.title_fold, p.id
LIMIT :count;

-- name: product_titled_in
SELECT p.id
FROM product p
WHERE p.store_id = :store_id AND p.status = 'active'
    AND p.id IN (
        SELECT pc.product_id
        FROM category_path cp
        JOIN product_category pc ON pc.store_id = cp.store_id
            AND pc.category_id = cp.category_id
        WHERE cp.store_id = :store_id AND cp.ancestor_id = :category_id)
    AND (:tag = '' OR EXISTS (
        SELECT 1 FROM product_tag pt
        WHERE pt.store_id = p.store_id AND pt.product_id = p.id
            AND pt.tag = :tag))
    AND (p.title_fold, p.id) > (:title_fold, :after_id)
    AND EXISTS (
        SELECT 1
        FROM variant v
        JOIN price pr ON pr.store_id = v.store_id AND pr.variant_id = v.id
            AND pr.currency = :currency
        WHERE v.store_id = p.store_id AND v.product_id = p.id
            AND v.is_active = 1
            AND (pr.channel_id IS NULL OR pr.channel_id = :channel_id))
ORDER BY p.title_fold, p.id
LIMIT :count;
