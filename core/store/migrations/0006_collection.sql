-- Collections: products chosen one by one (collection_product), or by a rule
-- (selector, the JSON of a choice; NULL for the others).
CREATE TABLE collection (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    slug {text} NOT NULL,
    names {json} NOT NULL,
    descriptions {json} NOT NULL,
    position {int} NOT NULL,
    is_active {bool} NOT NULL,
    selector {json},
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, slug)
){end};

CREATE TABLE collection_product (
    store_id {id} NOT NULL,
    collection_id {id} NOT NULL,
    position {int} NOT NULL,
    product_id {id} NOT NULL,
    PRIMARY KEY (store_id, collection_id, position),
    UNIQUE (store_id, product_id, collection_id),
    FOREIGN KEY (store_id, collection_id) REFERENCES collection (store_id, id) ON DELETE CASCADE,
    FOREIGN KEY (store_id, product_id) REFERENCES product (store_id, id) ON DELETE CASCADE
){end};

CREATE INDEX product_vendor ON product (store_id, vendor, id);
