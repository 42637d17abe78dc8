-- The names under which a shop is reached; a name is one shop's.
CREATE TABLE store_host (
    store_id {id} NOT NULL REFERENCES store (id),
    host {text} NOT NULL,
    PRIMARY KEY (store_id, host),
    UNIQUE (host)
){end};
