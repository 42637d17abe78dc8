-- part: row
id, slug, names, descriptions, position, is_active, selector, created_at,
    version
FROM collection
WHERE store_id = :store_id

-- name: collection_get
SELECT {row} AND id = :collection_id;

-- name: collection_by_slug
SELECT {row} AND slug = :slug;

-- name: collection_every
SELECT {row} ORDER BY slug, id;

-- Those that buyers see.
-- name: collection_shown
SELECT {row} AND is_active = 1 ORDER BY position, slug;

-- name: collection_shown_by_slug
SELECT {row} AND is_active = 1 AND slug = :slug;

-- Lists go on behind the row with :after and :after_id; is_active below 0 takes
-- all.
-- name: collection_list_slug
SELECT {row}
    AND (:is_active < 0 OR is_active = :is_active)
    AND (slug, id) > (:after, :after_id)
ORDER BY slug, id
LIMIT :count;

-- name: collection_list_position
SELECT {row}
    AND (:is_active < 0 OR is_active = :is_active)
    AND (position, id) > (:after, :after_id)
ORDER BY position, id
LIMIT :count;

-- name: collection_upsert
INSERT INTO collection (store_id, id, slug, names, descriptions, position,
    is_active, selector, version, created_at)
VALUES (:store_id, :collection_id, :slug, :names, :descriptions, :position,
    :is_active, :selector, 1, :now)
ON CONFLICT (store_id, id) DO UPDATE
SET slug = excluded.slug, names = excluded.names,
    descriptions = excluded.descriptions, position = excluded.position,
    is_active = excluded.is_active, selector = excluded.selector,
    version = collection.version + 1;

-- Want one row: another version, or one that is gone, refuses. Goes before
-- the upsert in the same transaction.
-- name: collection_claim
UPDATE collection
SET version = version
WHERE store_id = :store_id AND id = :collection_id AND version = :version;

-- Its choice goes with it.
-- name: collection_delete
DELETE FROM collection
WHERE store_id = :store_id AND id = :collection_id
    AND (:version < 0 OR version = :version);

-- What names other records by their slug.
-- name: collection_names
SELECT id, selector
FROM collection
WHERE store_id = :store_id
ORDER BY id;

-- name: collection_products
SELECT product_id
FROM collection_product
WHERE store_id = :store_id AND collection_id = :collection_id
ORDER BY position;

-- name: collection_clear
DELETE FROM collection_product
WHERE store_id = :store_id AND collection_id = :collection_id;

-- name: collection_put
INSERT INTO collection_product (store_id, collection_id, position, product_id)
VALUES (:store_id, :collection_id, :position, :product_id);

-- What a rule takes: products by one text of one of its lists.
-- name: collection_of_sku
SELECT product_id FROM variant WHERE store_id = :store_id AND sku = :sku;

-- name: collection_of_slug
SELECT id FROM product WHERE store_id = :store_id AND slug = :slug;

-- name: collection_of_category
SELECT pc.product_id
FROM category c
JOIN category_path cp ON cp.store_id = c.store_id AND cp.ancestor_id = c.id
JOIN product_category pc
    ON pc.store_id = cp.store_id AND pc.category_id = cp.category_id
WHERE c.store_id = :store_id AND c.slug = :slug;

-- name: collection_of_tag
SELECT product_id FROM product_tag WHERE store_id = :store_id AND tag = :tag;

-- name: collection_of_vendor
SELECT id FROM product WHERE store_id = :store_id AND vendor = :vendor;

-- A rule that names nothing takes all, without what it excludes.
-- name: collection_of_all
SELECT id FROM product WHERE store_id = :store_id;

-- For rules by attributes.
-- name: collection_attributes
SELECT id, attributes FROM product WHERE store_id = :store_id;

-- name: collection_variant_attributes
SELECT product_id, attributes FROM variant WHERE store_id = :store_id;
