-- Stock as the catalogue shows and sets it; selling is stock_take.sql's.

-- name: stock_of_variant
SELECT l.code, s.available, s.location_id
FROM stock s
JOIN location l ON l.store_id = s.store_id AND l.id = s.location_id
WHERE s.store_id = :store_id AND s.variant_id = :variant_id
ORDER BY l.position, l.code;

-- name: stock_set
INSERT INTO stock (store_id, variant_id, location_id, available, allocated)
VALUES (:store_id, :variant_id, :location_id, :available, 0)
ON CONFLICT (store_id, variant_id, location_id) DO UPDATE
SET available = excluded.available;

-- The change of available; the ledger tells by it who set the stock.
-- name: stock_record
INSERT INTO stock_move (store_id, id, variant_id, location_id, kind, quantity,
    order_id, created_at)
VALUES (:store_id, :move_id, :variant_id, :location_id, :kind, :quantity, NULL,
    :now);
