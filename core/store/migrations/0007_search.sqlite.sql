-- Full text of products. search_doc gives each product the number under which
-- search_text knows it; who deletes a product deletes its text first (a trigger
-- may not, where the schema is not trusted). The texts are words prepared by
-- domain/search, each with the mark of its shop in front, so that a query reads
-- the words of one shop alone.

CREATE TABLE search_doc (
    store_id {id} NOT NULL,
    product_id {id} NOT NULL,
    number {int} NOT NULL,
    title_words {int} NOT NULL,
    PRIMARY KEY (store_id, product_id),
    FOREIGN KEY (store_id, product_id) REFERENCES product (store_id, id) ON DELETE CASCADE
){end};

CREATE UNIQUE INDEX search_doc_number ON search_doc (number);

-- global
CREATE VIRTUAL TABLE search_text USING fts5(
    title, code, vendor, facet, body,
    tokenize = "ascii tokenchars '.'", detail = column, columnsize = 0);

-- global
CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_text, row);
