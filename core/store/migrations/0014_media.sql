-- Pictures that were uploaded. The file's name is hash and kind; alts are texts
-- by locale for those who do not see it.
CREATE TABLE media (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    hash {blob} NOT NULL,
    kind {text} NOT NULL,
    name {text} NOT NULL,
    alts {json} NOT NULL,
    width {int} NOT NULL,
    height {int} NOT NULL,
    bytes {int} NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, hash)
){end};

CREATE INDEX media_newest ON media (store_id, created_at, id);
CREATE INDEX media_name ON media (store_id, name, id);
CREATE INDEX media_hash ON media (hash);

-- Which products show a file, uploaded or not yet.
CREATE TABLE product_media (
    store_id {id} NOT NULL,
    product_id {id} NOT NULL,
    hash {blob} NOT NULL,
    PRIMARY KEY (store_id, product_id, hash),
    FOREIGN KEY (store_id, product_id) REFERENCES product (store_id, id) ON DELETE CASCADE
){end};

CREATE INDEX product_media_hash ON product_media (hash, store_id, product_id);
