-- Lists of promotions and coupons for staff. channels is what the conditions
-- say, " app web ": each code between blanks; words are the words of rule, group
-- and title, as those of orders are kept.

ALTER TABLE promotion ADD COLUMN channels {text} NOT NULL DEFAULT '';
ALTER TABLE promotion ADD COLUMN words {text} NOT NULL DEFAULT '';

UPDATE promotion SET words = ' ' || rule;

CREATE INDEX promotion_companion ON promotion (store_id, companion_of, id);

CREATE INDEX coupon_created ON coupon (store_id, created_at, id);
CREATE INDEX coupon_promotion_created ON coupon (store_id, promotion_id, created_at, id);
CREATE INDEX coupon_promotion_code ON coupon (store_id, promotion_id, code_fold, id);
