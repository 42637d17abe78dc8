-- The first schema. Types are tokens that each driver replaces: {int} {text}
-- {id} {json} {bool} {blob}; {end} closes a table. Times are Unix ms, amounts
-- minor units, *_fold texts are NFKC with case folded, json columns payload.

-- global
CREATE TABLE store (
    id {id} NOT NULL PRIMARY KEY,
    code {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    settings {json} NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL
){end};

CREATE TABLE channel (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    publishable_key {text} NOT NULL,
    position {int} NOT NULL,
    is_active {bool} NOT NULL,
    currencies {json} NOT NULL,
    locales {json} NOT NULL,
    tax_mode {text} NOT NULL CHECK (tax_mode IN ('included', 'excluded', 'none')),
    tax_level {text} NOT NULL CHECK (tax_level IN ('line', 'unit', 'order')),
    price_rounding {text} NOT NULL CHECK (price_rounding IN ('half_up', 'half_even', 'half_down')),
    tax_rounding {text} NOT NULL CHECK (tax_rounding IN ('half_up', 'half_even', 'half_down')),
    home_country {text} NOT NULL,
    countries {json} NOT NULL,
    settings {json} NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, code),
    UNIQUE (store_id, publishable_key)
){end};

CREATE TABLE location (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    position {int} NOT NULL,
    is_active {bool} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, code)
){end};

CREATE TABLE category (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    parent_id {id},
    slug {text} NOT NULL,
    names {json} NOT NULL,
    descriptions {json} NOT NULL,
    position {int} NOT NULL,
    is_active {bool} NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, slug),
    FOREIGN KEY (store_id, parent_id) REFERENCES category (store_id, id)
){end};

-- Every category with each of its ancestors and itself (depth 0).
CREATE TABLE category_path (
    store_id {id} NOT NULL,
    category_id {id} NOT NULL,
    ancestor_id {id} NOT NULL,
    depth {int} NOT NULL,
    PRIMARY KEY (store_id, category_id, ancestor_id),
    FOREIGN KEY (store_id, category_id) REFERENCES category (store_id, id) ON DELETE CASCADE,
    FOREIGN KEY (store_id, ancestor_id) REFERENCES category (store_id, id) ON DELETE CASCADE
){end};

CREATE INDEX category_path_ancestor ON category_path (store_id, ancestor_id, depth);

CREATE TABLE product_type (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    attributes {json} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, code)
){end};

-- Texts are objects by locale: {"en":"Mug","de":"Becher"}. options is an array
-- of {"name","values"}, media of {"url","alt","position","variant_ids"}.
CREATE TABLE product (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    slug {text} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
    type_id {id},
    vendor {text} NOT NULL,
    tax_class {text} NOT NULL,
    titles {json} NOT NULL,
    descriptions {json} NOT NULL,
    title_fold {text} NOT NULL,
    options {json} NOT NULL,
    attributes {json} NOT NULL,
    media {json} NOT NULL,
    extra {json} NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, slug),
    FOREIGN KEY (store_id, type_id) REFERENCES product_type (store_id, id)
){end};

CREATE INDEX product_newest ON product (store_id, status, created_at, id);
CREATE INDEX product_title ON product (store_id, status, title_fold, id);

CREATE TABLE product_category (
    store_id {id} NOT NULL,
    product_id {id} NOT NULL,
    category_id {id} NOT NULL,
    position {int} NOT NULL,
    PRIMARY KEY (store_id, product_id, category_id),
    FOREIGN KEY (store_id, product_id) REFERENCES product (store_id, id) ON DELETE CASCADE,
    FOREIGN KEY (store_id, category_id) REFERENCES category (store_id, id)
){end};

CREATE INDEX product_category_category ON product_category (store_id, category_id, product_id);

CREATE TABLE product_tag (
    store_id {id} NOT NULL,
    product_id {id} NOT NULL,
    tag {text} NOT NULL,
    PRIMARY KEY (store_id, product_id, tag),
    FOREIGN KEY (store_id, product_id) REFERENCES product (store_id, id) ON DELETE CASCADE
){end};

CREATE INDEX product_tag_tag ON product_tag (store_id, tag, product_id);

-- option_values is an array in the order of the product's options.
CREATE TABLE variant (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    product_id {id} NOT NULL,
    sku {text} NOT NULL,
    title {text} NOT NULL,
    position {int} NOT NULL,
    option_values {json} NOT NULL,
    attributes {json} NOT NULL,
    barcode {text} NOT NULL,
    tax_class {text},
    weight_g {int} NOT NULL CHECK (weight_g >= 0),
    length_mm {int} NOT NULL,
    width_mm {int} NOT NULL,
    height_mm {int} NOT NULL,
    requires_shipping {bool} NOT NULL,
    is_discountable {bool} NOT NULL,
    is_gift_card {bool} NOT NULL,
    is_active {bool} NOT NULL,
    stock_policy {text} NOT NULL CHECK (stock_policy IN ('refuse', 'backorder', 'untracked')),
    quantity_min {int} NOT NULL,
    quantity_max {int} NOT NULL,
    extra {json} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, sku),
    FOREIGN KEY (store_id, product_id) REFERENCES product (store_id, id) ON DELETE CASCADE
){end};

CREATE INDEX variant_product ON variant (store_id, product_id, position);

CREATE TABLE price_list (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    is_active {bool} NOT NULL,
    channel_id {id},
    customer_group {text},
    starts_at {int},
    ends_at {int},
    version {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, code)
){end};

CREATE TABLE price (
    store_id {id} NOT NULL,
    id {id} NOT NULL,
    variant_id {id} NOT NULL,
    currency {text} NOT NULL,
    amount {int} NOT NULL CHECK (amount >= 0),
    compare_at {int} CHECK (compare_at >= 0),
    min_amount {int} CHECK (min_amount >= 0),
    price_list_id {id},
    channel_id {id},
    customer_group {text},
    country {text},
    quantity_min {int},
    quantity_max {int},
    starts_at {int},
    ends_at {int},
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, variant_id) REFERENCES variant (store_id, id) ON DELETE CASCADE,
    FOREIGN KEY (store_id, price_list_id) REFERENCES price_list (store_id, id) ON DELETE CASCADE,
    FOREIGN KEY (store_id, channel_id) REFERENCES channel (store_id, id)
){end};

CREATE INDEX price_variant ON price (store_id, variant_id, currency);

-- available is what can still be sold; only guarded statements change it.
-- Below zero it goes for the policy backorder alone.
CREATE TABLE stock (
    store_id {id} NOT NULL,
    variant_id {id} NOT NULL,
    location_id {id} NOT NULL,
    available {int} NOT NULL,
    allocated {int} NOT NULL CHECK (allocated >= 0),
    PRIMARY KEY (store_id, variant_id, location_id),
    FOREIGN KEY (store_id, variant_id) REFERENCES variant (store_id, id) ON DELETE CASCADE,
    FOREIGN KEY (store_id, location_id) REFERENCES location (store_id, id)
){end};

-- The ledger of stock: never changed, only added to. An order takes (below
-- zero); cancelling gives back and handing over ends what it holds, so that its
-- moves add up to zero. handover alone does not change what is available.
CREATE TABLE stock_move (
    store_id {id} NOT NULL,
    id {id} NOT NULL,
    variant_id {id} NOT NULL,
    location_id {id} NOT NULL,
    kind {text} NOT NULL,
    quantity {int} NOT NULL,
    order_id {id},
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id)
){end};

CREATE INDEX stock_move_order ON stock_move (store_id, order_id);

CREATE TABLE customer (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    email {text} NOT NULL,
    email_fold {text} NOT NULL,
    groups {json} NOT NULL,
    vat_id {text} NOT NULL,
    birthday {text} NOT NULL,
    order_count {int} NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, email_fold)
){end};

CREATE TABLE promotion_group (
    store_id {id} NOT NULL REFERENCES store (id),
    code {text} NOT NULL,
    mode {text} NOT NULL CHECK (mode IN ('all', 'best', 'best_per_line', 'additive', 'same_base')),
    PRIMARY KEY (store_id, code)
){end};

-- conditions is the JSON of everything that only the quote reads.
CREATE TABLE promotion (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    title {text} NOT NULL,
    rule {text} NOT NULL,
    stage {text} NOT NULL CHECK (stage IN ('catalog', 'item', 'order', 'shipping')),
    params {json} NOT NULL,
    conditions {json} NOT NULL,
    is_active {bool} NOT NULL,
    starts_at {int},
    ends_at {int},
    needs_coupon {bool} NOT NULL,
    priority {int} NOT NULL,
    is_exclusive {bool} NOT NULL,
    group_code {text},
    companion_of {id},
    uses_max {int},
    uses_per_customer_max {int},
    budget {int},
    uses {int} NOT NULL CHECK (uses >= 0),
    spent {int} NOT NULL CHECK (spent >= 0),
    keeps_use {bool} NOT NULL,
    on_error {text} NOT NULL CHECK (on_error IN ('skip', 'refuse')),
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, group_code) REFERENCES promotion_group (store_id, code),
    FOREIGN KEY (store_id, companion_of) REFERENCES promotion (store_id, id)
){end};

CREATE TABLE coupon (
    store_id {id} NOT NULL,
    id {id} NOT NULL,
    promotion_id {id} NOT NULL,
    code {text} NOT NULL,
    code_fold {text} NOT NULL,
    is_active {bool} NOT NULL,
    starts_at {int},
    ends_at {int},
    uses_max {int},
    uses_per_customer_max {int},
    uses {int} NOT NULL CHECK (uses >= 0),
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, code_fold),
    FOREIGN KEY (store_id, promotion_id) REFERENCES promotion (store_id, id)
){end};

CREATE INDEX coupon_promotion ON coupon (store_id, promotion_id, id);

-- What a placed order used; by_email is the folded address of its buyer.
CREATE TABLE promotion_use (
    store_id {id} NOT NULL,
    order_id {id} NOT NULL,
    promotion_id {id} NOT NULL,
    coupon_id {id},
    by_email {text} NOT NULL,
    amount {int} NOT NULL,
    is_given_back {bool} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, order_id, promotion_id)
){end};

CREATE INDEX promotion_use_email ON promotion_use (store_id, promotion_id, by_email);
CREATE INDEX promotion_use_coupon ON promotion_use (store_id, coupon_id, by_email);

-- The counter per customer and promotion (or coupon), guarded when an order is
-- placed.
CREATE TABLE promotion_customer (
    store_id {id} NOT NULL,
    subject_id {id} NOT NULL,
    by_email {text} NOT NULL,
    uses {int} NOT NULL CHECK (uses >= 0),
    PRIMARY KEY (store_id, subject_id, by_email)
){end};

-- Rules in use, promotions apart: their params and order.
CREATE TABLE shop_rule (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    kind {text} NOT NULL,
    code {text} NOT NULL,
    title {text} NOT NULL,
    rule {text} NOT NULL,
    params {json} NOT NULL,
    tax_class {text} NOT NULL,
    channels {json} NOT NULL,
    events {json} NOT NULL,
    position {int} NOT NULL,
    is_active {bool} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, kind, code)
){end};

CREATE TABLE setting (
    store_id {id} NOT NULL REFERENCES store (id),
    name {text} NOT NULL,
    value {json} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (store_id, name)
){end};

CREATE TABLE cart (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    channel_id {id} NOT NULL,
    currency {text} NOT NULL,
    locale {text} NOT NULL,
    customer_id {id},
    email {text},
    shipping_address {json},
    billing_address {json},
    shipping_option {text},
    metadata {json} NOT NULL,
    order_id {id},
    line_seq {int} NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, channel_id) REFERENCES channel (store_id, id)
){end};

-- metadata_key tells lines of one variant apart: a hash of the metadata, ''
-- without any.
CREATE TABLE cart_line (
    store_id {id} NOT NULL,
    cart_id {id} NOT NULL,
    id {id} NOT NULL,
    variant_id {id} NOT NULL,
    quantity {int} NOT NULL CHECK (quantity > 0),
    position {int} NOT NULL,
    metadata {json} NOT NULL,
    metadata_key {text} NOT NULL,
    PRIMARY KEY (store_id, cart_id, id),
    UNIQUE (store_id, cart_id, variant_id, metadata_key),
    FOREIGN KEY (store_id, cart_id) REFERENCES cart (store_id, id) ON DELETE CASCADE
){end};

CREATE TABLE cart_coupon (
    store_id {id} NOT NULL,
    cart_id {id} NOT NULL,
    code_fold {text} NOT NULL,
    code {text} NOT NULL,
    position {int} NOT NULL,
    PRIMARY KEY (store_id, cart_id, code_fold),
    FOREIGN KEY (store_id, cart_id) REFERENCES cart (store_id, id) ON DELETE CASCADE
){end};

-- The next order number; block_size 1 leaves no gaps.
CREATE TABLE order_counter (
    store_id {id} NOT NULL REFERENCES store (id),
    next_number {int} NOT NULL,
    PRIMARY KEY (store_id)
){end};

-- A placed order is frozen: quote holds its prices, input what they came from,
-- rules_hash the rules. state, version and updated_at alone change.
CREATE TABLE orders (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    number {int} NOT NULL,
    cart_id {id} NOT NULL,
    channel_id {id} NOT NULL,
    currency {text} NOT NULL,
    locale {text} NOT NULL,
    customer_id {id},
    email {text} NOT NULL,
    email_fold {text} NOT NULL,
    state {text} NOT NULL,
    hold_reason {text},
    subtotal {int} NOT NULL,
    discount {int} NOT NULL,
    shipping {int} NOT NULL,
    tax {int} NOT NULL,
    total {int} NOT NULL,
    due {int} NOT NULL,
    body {text} NOT NULL,
    input {text} NOT NULL,
    trace {text} NOT NULL,
    rules_hash {text} NOT NULL,
    version {int} NOT NULL,
    placed_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (store_id, number),
    UNIQUE (store_id, cart_id)
){end};

CREATE INDEX orders_placed ON orders (store_id, placed_at, id);
CREATE INDEX orders_email ON orders (store_id, email_fold, placed_at);

-- Shares of a line are kept for refunds: spread is an array of {"count",
-- "amount"}, runs of units with what they cost together after discounts.
CREATE TABLE order_line (
    store_id {id} NOT NULL,
    order_id {id} NOT NULL,
    id {id} NOT NULL,
    position {int} NOT NULL,
    variant_id {id} NOT NULL,
    product_id {id} NOT NULL,
    sku {text} NOT NULL,
    title {text} NOT NULL,
    quantity {int} NOT NULL,
    fulfilled {int} NOT NULL,
    returned {int} NOT NULL,
    unit_price {int} NOT NULL,
    discount {int} NOT NULL,
    total {int} NOT NULL,
    tax {int} NOT NULL,
    gross {int} NOT NULL,
    spread {json} NOT NULL,
    requires_shipping {bool} NOT NULL,
    PRIMARY KEY (store_id, order_id, id),
    FOREIGN KEY (store_id, order_id) REFERENCES orders (store_id, id)
){end};

CREATE TABLE payment (
    store_id {id} NOT NULL,
    id {id} NOT NULL,
    order_id {id} NOT NULL,
    provider {text} NOT NULL,
    state {text} NOT NULL,
    amount {int} NOT NULL,
    captured {int} NOT NULL,
    refunded {int} NOT NULL,
    currency {text} NOT NULL,
    reference {text} NOT NULL,
    data {json} NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, order_id) REFERENCES orders (store_id, id)
){end};

CREATE INDEX payment_order ON payment (store_id, order_id, created_at);

-- What happened to an order, in order.
CREATE TABLE order_event (
    store_id {id} NOT NULL,
    order_id {id} NOT NULL,
    id {id} NOT NULL,
    machine {text} NOT NULL,
    event {text} NOT NULL,
    from_state {text} NOT NULL,
    to_state {text} NOT NULL,
    actor {text} NOT NULL,
    note {text} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, order_id, id),
    FOREIGN KEY (store_id, order_id) REFERENCES orders (store_id, id)
){end};

CREATE TABLE outbox (
    store_id {id} NOT NULL,
    id {id} NOT NULL,
    topic {text} NOT NULL,
    body {text} NOT NULL,
    attempts {int} NOT NULL,
    due_at {int} NOT NULL,
    last_error {text} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id)
){end};

CREATE INDEX outbox_due ON outbox (due_at, store_id, id);

-- A job that a reaction asked for; done ones are kept as the shop's record.
CREATE TABLE job (
    store_id {id} NOT NULL,
    id {id} NOT NULL,
    event_id {id} NOT NULL,
    rule {text} NOT NULL,
    kind {text} NOT NULL,
    body {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    attempts {int} NOT NULL,
    due_at {int} NOT NULL,
    last_error {text} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id)
){end};

CREATE INDEX job_due ON job (state, kind, due_at);

-- The answer to a POST with an Idempotency-Key. status 0: what it did stands,
-- the answer is not kept yet and is made from resource_id.
CREATE TABLE idempotency (
    store_id {id} NOT NULL,
    scope {text} NOT NULL,
    key {text} NOT NULL,
    request_hash {blob} NOT NULL,
    resource_id {id} NOT NULL,
    status {int} NOT NULL,
    body {text} NOT NULL,
    etag {text} NOT NULL,
    location {text} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, scope, key)
){end};

CREATE INDEX idempotency_age ON idempotency (store_id, created_at);

CREATE TABLE token (
    store_id {id} NOT NULL REFERENCES store (id),
    id {id} NOT NULL,
    hash {blob} NOT NULL,
    name {text} NOT NULL,
    scopes {json} NOT NULL,
    expires_at {int},
    created_at {int} NOT NULL,
    PRIMARY KEY (store_id, id),
    UNIQUE (hash)
){end};
