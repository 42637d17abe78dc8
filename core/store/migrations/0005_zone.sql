-- Zones and what holds in them: rates of taxes, by date, and shipping methods.

CREATE TABLE tax_class (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, code)
){end};

CREATE TABLE zone (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('tax', 'shipping')),
    code {text} NOT NULL,
    name {text} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, kind, code)
){end};

-- Empty texts set no condition.
CREATE TABLE zone_member (
    store_id {id} NOT NULL,
    zone_id {id} NOT NULL,
    position {int} NOT NULL,
    country {text} NOT NULL,
    region {text} NOT NULL,
    postal_code {text} NOT NULL,
    postal_from {text} NOT NULL,
    postal_to {text} NOT NULL,
    PRIMARY KEY (store_id, zone_id, position),
    FOREIGN KEY (store_id, zone_id) REFERENCES zone (store_id, id) ON DELETE CASCADE
){end};

-- starts_at 0: ever since. Of one zone, class and priority the row that began
-- last counts.
CREATE TABLE tax_rate (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    zone_id {id} NOT NULL,
    tax_class_id {id} NOT NULL,
    priority {int} NOT NULL,
    starts_at {int} NOT NULL,
    ends_at {int},
    name {text} NOT NULL,
    rate_ppm {int} NOT NULL CHECK (rate_ppm >= 0),
    is_compound {bool} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, zone_id, tax_class_id, priority, starts_at),
    FOREIGN KEY (store_id, zone_id) REFERENCES zone (store_id, id),
    FOREIGN KEY (store_id, tax_class_id) REFERENCES tax_class (store_id, id)
){end};

CREATE INDEX tax_rate_class ON tax_rate (store_id, tax_class_id, id);

-- Codes of the zones in which a shipping method is offered; none: everywhere.
ALTER TABLE shop_rule ADD COLUMN zones {json} NOT NULL DEFAULT '[]';
