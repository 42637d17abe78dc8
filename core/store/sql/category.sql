-- The tree of categories. category_path holds each with all its ancestors, so
-- that products below one are found without recursion.

-- Parents before children.
-- name: category_refs
SELECT c.id, c.slug, p.slug,
    (SELECT COUNT(*) FROM category_path cp
     WHERE cp.store_id = c.store_id AND cp.category_id = c.id) AS depth
FROM category c
LEFT JOIN category p ON p.store_id = c.store_id AND p.id = c.parent_id
WHERE c.store_id = :store_id
ORDER BY depth;

-- Parents before children.
-- name: category_all
SELECT c.id, c.slug, p.slug, c.names, c.descriptions, c.position, c.is_active,
    c.created_at, c.version,
    (SELECT COUNT(*) FROM category_path cp
     WHERE cp.store_id = c.store_id AND cp.category_id = c.id) AS depth
FROM category c
LEFT JOIN category p ON p.store_id = c.store_id AND p.id = c.parent_id
WHERE c.store_id = :store_id
ORDER BY depth, c.slug;

-- Those that buyers see: active with all their ancestors. The depth of a
-- category at the top is 0.

-- part: shown
c.id, c.slug, p.slug, c.names, c.descriptions,
    (SELECT COUNT(*) - 1 FROM category_path cp
     WHERE cp.store_id = c.store_id AND cp.category_id = c.id) AS depth
FROM category c
LEFT JOIN category p ON p.store_id = c.store_id AND p.id = c.parent_id
WHERE c.store_id = :store_id
    AND NOT EXISTS (
        SELECT 1
        FROM category_path cp
        JOIN category a ON a.store_id = cp.store_id AND a.id = cp.ancestor_id
        WHERE cp.store_id = c.store_id AND cp.category_id = c.id
            AND a.is_active = 0)

-- name: category_shown
SELECT {shown}
ORDER BY depth, c.position, c.slug;

-- One, all above it and all below it.
-- name: category_shown_around
SELECT {shown}
    AND c.id IN (
        SELECT ca.ancestor_id
        FROM category_path ca
        WHERE ca.store_id = :store_id AND ca.category_id = :category_id
        UNION
        SELECT cb.category_id
        FROM category_path cb
        WHERE cb.store_id = :store_id AND cb.ancestor_id = :category_id)
ORDER BY depth, c.position, c.slug;

-- name: category_shown_by_slug
SELECT c.id
FROM category c
WHERE c.store_id = :store_id AND c.slug = :slug
    AND NOT EXISTS (
        SELECT 1
        FROM category_path cp
        JOIN category a ON a.store_id = cp.store_id AND a.id = cp.ancestor_id
        WHERE cp.store_id = c.store_id AND cp.category_id = c.id
            AND a.is_active = 0);

-- Slugs of a product's categories and of everything above them.
-- name: category_of_product
SELECT DISTINCT a.slug
FROM product_category pc
JOIN category_path cp
    ON cp.store_id = pc.store_id AND cp.category_id = pc.category_id
JOIN category a ON a.store_id = cp.store_id AND a.id = cp.ancestor_id
WHERE pc.store_id = :store_id AND pc.product_id = :product_id
ORDER BY a.slug;

-- The categories that a product was put into, in its order.
-- name: category_direct
SELECT c.slug, c.names
FROM product_category pc
JOIN category c ON c.store_id = pc.store_id AND c.id = pc.category_id
WHERE pc.store_id = :store_id AND pc.product_id = :product_id
ORDER BY pc.position, c.slug;

-- Those of them that buyers see.
-- name: category_shown_of_product
SELECT c.slug, c.names
FROM product_category pc
JOIN category c ON c.store_id = pc.store_id AND c.id = pc.category_id
WHERE pc.store_id = :store_id AND pc.product_id = :product_id
    AND NOT EXISTS (
        SELECT 1
        FROM category_path cp
        JOIN category a ON a.store_id = cp.store_id AND a.id = cp.ancestor_id
        WHERE cp.store_id = c.store_id AND cp.category_id = c.id
            AND a.is_active = 0)
ORDER BY pc.position, c.slug;

-- name: category_names
SELECT names FROM category
WHERE store_id = :store_id AND id = :category_id;

-- name: category_upsert
INSERT INTO category (store_id, id, parent_id, slug, names, descriptions,
    position, is_active, version, created_at, updated_at)
VALUES (:store_id, :category_id, :parent_id, :slug, :names, :descriptions,
    :position, :is_active, 1, :created_at, :now)
ON CONFLICT (store_id, id) DO UPDATE
SET parent_id = excluded.parent_id, slug = excluded.slug,
    names = excluded.names, descriptions = excluded.descriptions,
    position = excluded.position, is_active = excluded.is_active,
    version = category.version + 1, updated_at = excluded.updated_at;

-- The category with all that stands below it.
-- name: category_below
SELECT category_id, depth
FROM category_path
WHERE store_id = :store_id AND ancestor_id = :category_id
ORDER BY depth;

-- name: category_drop_path
DELETE FROM category_path
WHERE store_id = :store_id AND category_id = :category_id;

-- A category has the path of its parent, one deeper, and itself.
-- name: category_add_path
INSERT INTO category_path (store_id, category_id, ancestor_id, depth)
SELECT :store_id, c.id, cp.ancestor_id, cp.depth + 1
FROM category c
JOIN category_path cp
    ON cp.store_id = c.store_id AND cp.category_id = c.parent_id
WHERE c.store_id = :store_id AND c.id = :category_id;

-- name: category_add_self
INSERT INTO category_path (store_id, category_id, ancestor_id, depth)
VALUES (:store_id, :category_id, :category_id, 0);

-- name: category_get
SELECT c.id, c.slug, p.slug, c.names, c.descriptions, c.position, c.is_active,
    c.created_at, c.version
FROM category c
LEFT JOIN category p ON p.store_id = c.store_id AND p.id = c.parent_id
WHERE c.store_id = :store_id AND c.id = :category_id;

-- name: category_by_slug
SELECT id
FROM category
WHERE store_id = :store_id AND slug = :slug;

-- Lists go on behind the row with :after and :after_id; an empty parent and
-- is_active below 0 take all.
-- name: category_list_slug
SELECT c.id, c.slug, p.slug, c.names, c.descriptions, c.position, c.is_active,
    c.created_at, c.version
FROM category c
LEFT JOIN category p ON p.store_id = c.store_id AND p.id = c.parent_id
WHERE c.store_id = :store_id
    AND (:parent = '' OR p.slug = :parent)
    AND (:is_active < 0 OR c.is_active = :is_active)
    AND (c.slug, c.id) > (:after, :after_id)
ORDER BY c.slug, c.id
LIMIT :count;

-- name: category_list_position
SELECT c.id, c.slug, p.slug, c.names, c.descriptions, c.position, c.is_active,
    c.created_at, c.version
FROM category c
LEFT JOIN category p ON p.store_id = c.store_id AND p.id = c.parent_id
WHERE c.store_id = :store_id
    AND (:parent = '' OR p.slug = :parent)
    AND (:is_active < 0 OR c.is_active = :is_active)
    AND (c.position, c.id) > (:after, :after_id)
ORDER BY c.position, c.id
LIMIT :count;

-- name: category_list_newest
SELECT c.id, c.slug, p.slug, c.names, c.descriptions, c.position, c.is_active,
    c.created_at, c.version
FROM category c
LEFT JOIN category p ON p.store_id = c.store_id AND p.id = c.parent_id
WHERE c.store_id = :store_id
    AND (:parent = '' OR p.slug = :parent)
    AND (:is_active < 0 OR c.is_active = :is_active)
    AND (c.created_at, c.id) < (:after, :after_id)
ORDER BY c.created_at DESC, c.id DESC
LIMIT :count;

-- Its level: 1 at the top.
-- name: category_level
SELECT COUNT(*)
FROM category_path
WHERE store_id = :store_id AND category_id = :category_id;

-- Want one row: another version, or one that is gone, refuses. Goes before
-- the upsert in the same transaction.
-- name: category_claim
UPDATE category
SET version = version
WHERE store_id = :store_id AND id = :category_id AND version = :version;

-- Its path goes with it.
-- name: category_delete
DELETE FROM category
WHERE store_id = :store_id AND id = :category_id
    AND (:version < 0 OR version = :version);

-- What stands in the way of deleting: one of each kind, and how many.
-- name: category_children
SELECT category_id, COUNT(*) OVER () AS number
FROM category_path
WHERE store_id = :store_id AND ancestor_id = :category_id AND depth = 1
ORDER BY category_id
LIMIT 1;

-- name: category_products
SELECT product_id, COUNT(*) OVER () AS number
FROM product_category
WHERE store_id = :store_id AND category_id = :category_id
ORDER BY product_id
LIMIT 1;
