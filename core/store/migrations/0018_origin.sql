-- How orders came about, so that they can be computed again: the scripts that
-- priced them, by their hash; what the quotes of a shop had in common at a
-- time, by its hash; and of each order the rest with its trace. An order has
-- facts_id and origin in place of input and trace; those without were placed
-- before.
CREATE TABLE rule_generation (
    store_id {id} NOT NULL REFERENCES store (id),
    hash {text} NOT NULL,
    steps_max {int} NOT NULL,
    memory_max {int} NOT NULL,
    wall_ms_max {int} NOT NULL,
    source_max {int} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, hash)
){end};

CREATE TABLE rule_source (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    packed {blob} NOT NULL,
    PRIMARY KEY (store_id, id)
){end};

CREATE TABLE rule_generation_file (
    store_id {id} NOT NULL,
    hash {text} NOT NULL,
    position {int} NOT NULL,
    folder {int} NOT NULL,
    name {text} NOT NULL,
    source_id {id} NOT NULL,
    PRIMARY KEY (store_id, hash, position),
    FOREIGN KEY (store_id, hash) REFERENCES rule_generation (store_id, hash),
    FOREIGN KEY (store_id, source_id) REFERENCES rule_source (store_id, id)
){end};

CREATE TABLE quote_facts (
    store_id {id} NOT NULL,
    id {id} NOT NULL,
    rules_hash {text} NOT NULL,
    packed {blob} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, rules_hash) REFERENCES rule_generation (store_id, hash)
){end};

ALTER TABLE orders ADD COLUMN facts_id {id};
ALTER TABLE orders ADD COLUMN origin {blob};
