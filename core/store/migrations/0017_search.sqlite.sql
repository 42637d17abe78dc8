-- Texts keep where each word stands, so that a rank can ask how often, and how
-- long they are. All are made anew at the next start.

DROP TABLE search_vocabulary;
DROP TABLE search_text;
DELETE FROM search_doc;
ALTER TABLE search_doc RENAME COLUMN title_words TO lengths;

-- The text is behind what it was made of, and waits to be made anew.
ALTER TABLE search_doc ADD COLUMN is_stale {bool} NOT NULL DEFAULT 0;

CREATE INDEX search_doc_stale ON search_doc (store_id, product_id)
WHERE is_stale = 1;

-- global
CREATE VIRTUAL TABLE search_text USING fts5(
    title, code, vendor, facet, body,
    tokenize = "ascii tokenchars '.'", detail = full, columnsize = 0);

-- global
CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_text, row);
