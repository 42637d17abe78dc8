-- Gift cards and their ledger. A balance moves together with its row of the
-- ledger, guarded, so that no card is spent twice.

-- part: row
c.id, c.ending, c.currency, c.amount, c.balance, c.is_active, c.is_taxed,
    c.ends_at, c.email, c.note, c.created_at, c.version
FROM gift_card c
WHERE c.store_id = :store_id

-- name: gift_card_get
SELECT {row} AND c.id = :gift_card_id;

-- name: gift_card_by_hash
SELECT id
FROM gift_card
WHERE store_id = :store_id AND hash = :hash;

-- What a quote asks of a card.
-- name: gift_card_tender
SELECT ending, balance, currency, email, ends_at, is_active, is_taxed
FROM gift_card
WHERE store_id = :store_id AND id = :gift_card_id;

-- part: window
CASE
    WHEN c.is_active = 0 THEN 'off'
    WHEN c.ends_at <= :now THEN 'ended'
    WHEN c.balance = 0 THEN 'used_up'
    ELSE 'running'
END

-- Lists go on behind the row with :after and :after_id; an empty filter takes
-- all.
-- part: listed
{row}
    AND (:hash IS NULL OR c.hash = :hash)
    AND (:ending = '' OR c.ending = :ending)
    AND (:email = '' OR c.email_fold = :email)
    AND (:state = '' OR {window} = :state)
    AND (c.created_at, c.id) < (:after, :after_id)

-- name: gift_card_list_newest
SELECT {listed}
ORDER BY c.created_at DESC, c.id DESC
LIMIT :count;

-- name: gift_card_list_code
SELECT {listed} AND c.hash = :hash
ORDER BY c.created_at DESC, c.id DESC
LIMIT :count;

-- name: gift_card_list_ending
SELECT {listed} AND c.ending = :ending
ORDER BY c.created_at DESC, c.id DESC
LIMIT :count;

-- name: gift_card_list_email
SELECT {listed} AND c.email_fold = :email
ORDER BY c.created_at DESC, c.id DESC
LIMIT :count;

-- name: gift_card_insert
INSERT INTO gift_card (store_id, id, hash, ending, currency, amount, balance,
    is_active, is_taxed, ends_at, email, email_fold, note, version, created_at)
VALUES (:store_id, :gift_card_id, :hash, :ending, :currency, :amount, :amount,
    :is_active, :is_taxed, :ends_at, :email, :email_fold, :note, 1, :now);

-- Want one row: another version refuses. Goes before the update in the same
-- transaction.
-- name: gift_card_claim
UPDATE gift_card
SET version = version
WHERE store_id = :store_id AND id = :gift_card_id AND version = :version;

-- name: gift_card_update
UPDATE gift_card
SET is_active = :is_active, ends_at = :ends_at, email = :email,
    email_fold = :email_fold, note = :note, version = version + 1
WHERE store_id = :store_id AND id = :gift_card_id;

-- An order takes its share while the card still can pay it.
-- name: gift_card_redeem
UPDATE gift_card
SET balance = balance - :amount, version = version + 1
WHERE store_id = :store_id AND id = :gift_card_id AND is_active = 1
    AND (ends_at IS NULL OR ends_at > :now) AND balance >= :amount;

-- What staff or a cancelled order moves, down to nothing.
-- name: gift_card_move_balance
UPDATE gift_card
SET balance = balance + :amount, version = version + 1
WHERE store_id = :store_id AND id = :gift_card_id AND balance + :amount >= 0;

-- name: gift_card_record
INSERT INTO gift_card_move (store_id, id, gift_card_id, kind, amount, order_id,
    reason, created_at)
VALUES (:store_id, :move_id, :gift_card_id, :kind, :amount, :order_id, :reason,
    :now);

-- What an order has from each card and did not give back.
-- name: gift_card_of_order
SELECT gift_card_id, CAST(0 - SUM(amount) AS BIGINT)
FROM gift_card_move
WHERE store_id = :store_id AND order_id = :order_id
GROUP BY gift_card_id
HAVING SUM(amount) < 0
ORDER BY gift_card_id;

-- The same of one card.
-- name: gift_card_of_order_left
SELECT CAST(COALESCE(0 - SUM(amount), 0) AS BIGINT)
FROM gift_card_move
WHERE store_id = :store_id AND order_id = :order_id
    AND gift_card_id = :gift_card_id;

-- part: move
m.id, m.gift_card_id, m.kind, m.amount, m.order_id, m.reason, m.created_at
FROM gift_card_move m
WHERE m.store_id = :store_id

-- name: gift_card_move_get
SELECT {move} AND m.id = :move_id;

-- The ledger, newest first: behind the row with :after_id, or from :newest on
-- where :after stands at its start.
-- part: listed_move
{move}
    AND (:gift_card_id IS NULL OR m.gift_card_id = :gift_card_id)
    AND (:order_id IS NULL OR m.order_id = :order_id)
    AND m.id < CASE WHEN :newest IS NOT NULL AND :after = 9223372036854775807
        THEN :newest ELSE :after_id END

-- name: gift_card_move_page
SELECT {listed_move}
ORDER BY m.id DESC
LIMIT :count;

-- name: gift_card_move_of_card
SELECT {listed_move} AND m.gift_card_id = :gift_card_id
ORDER BY m.id DESC
LIMIT :count;

-- name: gift_card_move_of_order
SELECT {listed_move} AND m.order_id = :order_id
ORDER BY m.id DESC
LIMIT :count;
