-- Stock as the buying path sees and changes it.

-- What buying one variant depends on; available is the sum over locations.
-- name: stock_take_facts
SELECT v.sku, v.stock_policy, v.quantity_min, v.quantity_max,
    CASE WHEN v.is_active = 1 AND p.status = 'active' THEN 1 ELSE 0 END,
    (SELECT CAST(COALESCE(SUM(s.available), 0) AS BIGINT)
     FROM stock s
     JOIN location l ON l.store_id = s.store_id AND l.id = s.location_id
     WHERE s.store_id = v.store_id AND s.variant_id = v.id AND l.is_active = 1),
    v.product_id
FROM variant v
JOIN product p ON p.store_id = v.store_id AND p.id = v.product_id
WHERE v.store_id = :store_id AND v.id = :variant_id;

-- name: stock_take_variant_by_sku
SELECT id
FROM variant
WHERE store_id = :store_id AND sku = :sku;

-- Active locations in the order in which they give.
-- name: stock_take_places
SELECT l.id, COALESCE(s.available, 0)
FROM location l
LEFT JOIN stock s ON s.store_id = l.store_id AND s.location_id = l.id
    AND s.variant_id = :variant_id
WHERE l.store_id = :store_id AND l.is_active = 1
ORDER BY l.position, l.id;

-- name: stock_take_guarded
UPDATE stock
SET available = available - :quantity, allocated = allocated + :quantity
WHERE store_id = :store_id AND variant_id = :variant_id
    AND location_id = :location_id AND available >= :quantity;

-- Goes below zero: the policy backorder alone.
-- name: stock_take_beyond
INSERT INTO stock (store_id, variant_id, location_id, available, allocated)
VALUES (:store_id, :variant_id, :location_id, 0 - :quantity, :quantity)
ON CONFLICT (store_id, variant_id, location_id) DO UPDATE
SET available = stock.available - excluded.allocated,
    allocated = stock.allocated + excluded.allocated;

-- name: stock_take_record
INSERT INTO stock_move (store_id, id, variant_id, location_id, kind, quantity,
    order_id, created_at)
VALUES (:store_id, :move_id, :variant_id, :location_id, :kind, :quantity,
    :order_id, :now);

-- What an order still holds: taken (below zero) and not yet given back or
-- handed over.
-- name: stock_take_of_order
SELECT variant_id, location_id, CAST(0 - SUM(quantity) AS BIGINT)
FROM stock_move
WHERE store_id = :store_id AND order_id = :order_id
GROUP BY variant_id, location_id
HAVING SUM(quantity) < 0
ORDER BY variant_id, location_id;

-- name: stock_take_give_back
UPDATE stock
SET available = available + :quantity, allocated = allocated - :quantity
WHERE store_id = :store_id AND variant_id = :variant_id
    AND location_id = :location_id AND allocated >= :quantity;

-- name: stock_take_hand_over
UPDATE stock
SET allocated = allocated - :quantity
WHERE store_id = :store_id AND variant_id = :variant_id
    AND location_id = :location_id AND allocated >= :quantity;
