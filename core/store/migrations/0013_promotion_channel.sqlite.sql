-- The channels of promotions that are there; PostgreSQL has none yet.

UPDATE promotion
SET channels = COALESCE((
    SELECT ' ' || GROUP_CONCAT(value, ' ') || ' '
    FROM JSON_EACH(promotion.conditions, '$.channels')
), '');
