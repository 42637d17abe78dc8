-- Stock for staff: levels, and the ledger that is only added to.

-- What each location has, by sku, behind the row with :after and :after_id;
-- an empty location takes all, :below is no limit at its highest.
-- name: stock_move_levels
SELECT s.location_id, s.variant_id, v.product_id, v.sku, l.code, s.available,
    s.allocated
FROM variant v
CROSS JOIN stock s
JOIN location l ON l.store_id = s.store_id AND l.id = s.location_id
WHERE v.store_id = :store_id
    AND s.store_id = v.store_id AND s.variant_id = v.id
    AND (:location = '' OR l.code = :location)
    AND s.available < :below
    AND (v.sku, s.location_id) > (:after, :after_id)
ORDER BY v.sku, s.location_id
LIMIT :count;

-- The same of a variant or a product.
-- name: stock_move_levels_of
WITH found AS (
    SELECT vi.id
    FROM variant vi
    WHERE vi.store_id = :store_id AND vi.id = :variant_id
    UNION
    SELECT vs.id
    FROM variant vs
    WHERE vs.store_id = :store_id AND vs.sku = :sku
    UNION
    SELECT vp.id
    FROM variant vp
    WHERE vp.store_id = :store_id AND vp.product_id = :product_id
)
SELECT s.location_id, s.variant_id, v.product_id, v.sku, l.code, s.available,
    s.allocated
FROM found f
CROSS JOIN variant v
JOIN stock s ON s.store_id = v.store_id AND s.variant_id = v.id
JOIN location l ON l.store_id = s.store_id AND l.id = s.location_id
WHERE v.store_id = :store_id AND v.id = f.id
    AND (:variant_id IS NULL OR v.id = :variant_id)
    AND (:sku = '' OR v.sku = :sku)
    AND (:product_id IS NULL OR v.product_id = :product_id)
    AND (:location = '' OR l.code = :location)
    AND s.available < :below
    AND (v.sku, s.location_id) > (:after, :after_id)
ORDER BY v.sku, s.location_id
LIMIT :count;

-- What a move starts from.
-- name: stock_move_state
SELECT v.stock_policy, COALESCE(s.available, 0), COALESCE(s.allocated, 0),
    v.sku, v.product_id
FROM variant v
LEFT JOIN stock s ON s.store_id = v.store_id AND s.variant_id = v.id
    AND s.location_id = :location_id
WHERE v.store_id = :store_id AND v.id = :variant_id;

-- name: stock_move_apply
INSERT INTO stock (store_id, variant_id, location_id, available, allocated)
VALUES (:store_id, :variant_id, :location_id, :quantity, 0)
ON CONFLICT (store_id, variant_id, location_id) DO UPDATE
SET available = stock.available + excluded.available;

-- name: stock_move_record
INSERT INTO stock_move (store_id, id, variant_id, location_id, kind, quantity,
    order_id, created_at, reason)
VALUES (:store_id, :move_id, :variant_id, :location_id, :kind, :quantity, NULL,
    :now, :reason);

-- part: move
m.id, m.variant_id, v.sku, l.code, m.kind, m.quantity, m.reason,
    m.order_id, m.created_at
FROM stock_move m
LEFT JOIN variant v ON v.store_id = m.store_id AND v.id = m.variant_id
LEFT JOIN location l ON l.store_id = m.store_id AND l.id = m.location_id
WHERE m.store_id = :store_id

-- name: stock_move_get
SELECT {move} AND m.id = :move_id;

-- The ledger, newest first: behind the row with :after_id, or from :newest on
-- where :after stands at its start.
-- part: listed
AND (:location = '' OR l.code = :location)
    AND (:kind = '' OR m.kind = :kind)
    AND m.id < CASE WHEN :newest IS NOT NULL AND :after = 9223372036854775807
        THEN :newest ELSE :after_id END
ORDER BY m.id DESC
LIMIT :count

-- name: stock_move_page
SELECT {move} {listed};

-- The same of a variant, the one with this id or sku.
-- name: stock_move_of_variant
SELECT {move}
    AND m.variant_id = COALESCE(:variant_id, (
        SELECT id FROM variant WHERE store_id = :store_id AND sku = :sku))
    AND (:sku = '' OR v.sku = :sku)
    AND (:order_id IS NULL OR m.order_id = :order_id) {listed};

-- The same of an order.
-- name: stock_move_of_order
SELECT {move} AND m.order_id = :order_id {listed};
