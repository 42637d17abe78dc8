-- What the quotes of a time had in common, in pieces where it is long: each is
-- kept once, by its hash, so that a change of one promotion stores the piece
-- that changed. Facts in pieces have their ids, one behind the other, in place
-- of packed; those that are short, and all of before, have none.
CREATE TABLE quote_piece (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    packed {blob} NOT NULL,
    PRIMARY KEY (store_id, id)
){end};

ALTER TABLE quote_facts ADD COLUMN pieces {blob};
