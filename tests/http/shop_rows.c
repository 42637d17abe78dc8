/* The rows of the shop in shop.h. */

#include "shop_rows.h"

struct category_row {
    const char *slug;
    const char *names;
    int parent; /* index; -1: at the top */
    bool is_active;
};

struct product_row {
    const char *slug;
    const char *titles;
    const char *title_fold;
    const char *status;
    const char *options;
    const char *tags[3];
    int category;
};

struct variant_row {
    int product;
    const char *sku;
    const char *title;
    const char *option_values;
    int64_t eur, compare_at, usd; /* 0: none */
    const char *policy;
    int64_t stock;
    bool is_shipped;
    const char *tax_class; /* NULL: the product's */
};

struct rule_row {
    const char *kind, *code, *title, *rule, *params;
};

/* clang-format off */
static const struct category_row categories[] = {
    { "home", "{\"en\":\"Home\",\"de\":\"Wohnen\"}", -1, true },
    { "kitchen", "{\"en\":\"Kitchen\",\"de\":\"Küche\"}", 0, true },
    { "cups", "{\"en\":\"Cups\",\"de\":\"Tassen\"}", 1, true },
    { "books", "{\"en\":\"Books\",\"de\":\"Bücher\"}", -1, true },
    { "attic", "{\"en\":\"Attic\"}", -1, false },
};

static const struct product_row products[] = {
    { "mug", "{\"en\":\"Mug\",\"de\":\"Becher\"}", "mug", "active",
      "[{\"name\":\"Colour\",\"values\":[\"Red\",\"Blue\"]}]", { "gift" }, 2 },
    { "plate", "{\"en\":\"Plate\",\"de\":\"Teller\"}", "plate", "active", "[]", { NULL }, 1 },
    { "lamp", "{\"en\":\"Lamp\"}", "lamp", "active", "[]", { NULL }, 0 },
    { "poster", "{\"en\":\"Poster\"}", "poster", "active", "[]", { NULL }, 0 },
    { "ebook", "{\"en\":\"E-Book\"}", "e-book", "active", "[]", { NULL }, 3 },
    { "paper", "{\"en\":\"Paper\"}", "paper", "active", "[]", { "gift", "sale" }, 3 },
    { "draft", "{\"en\":\"Draft\"}", "draft", "draft", "[]", { NULL }, 3 },
};

static const struct variant_row variants[] = {
    { 0, "mug-red", "Red", "[\"Red\"]", 1200, 0, 1400, "refuse", 100, true, NULL },
    { 0, "mug-blue", "Blue", "[\"Blue\"]", 1100, 0, 0, "refuse", 100, true, NULL },
    { 1, "plate", "", "[]", 2500, 3000, 0, "refuse", 10, true, NULL },
    { 2, "lamp", "", "[]", 5000, 0, 0, "refuse", 1, true, NULL },
    { 3, "poster", "", "[]", 800, 0, 0, "backorder", 0, true, NULL },
    { 4, "ebook", "", "[]", 900, 0, 950, "untracked", 0, false, "reduced" },
    { 5, "paper", "", "[]", 1500, 0, 0, "refuse", 50, true, NULL },
    { 6, "draft", "", "[]", 500, 0, 0, "refuse", 5, true, NULL },
};

static const struct rule_row rules[] = {
    { "tax_rule", "vat", "VAT", "flat_rate",
      "{\"name\":\"VAT\",\"percent\":19,\"classes\":[{\"class\":\"reduced\",\"percent\":7}]}" },
    { "shipping_method", "standard", "Standard", "flat_fee", "{\"fee\":490}" },
    { "shipping_method", "pickup", "", "pickup", "{\"place\":\"the shop\"}" },
};
/* clang-format on */

struct filling {
    struct kt_tx *tx;
    struct kt_error *err;
    struct kt_id location_id;
    struct kt_id categories[KT_COUNT(categories)];
    struct kt_id products[KT_COUNT(products)];
};

static enum kt_status
add_channel(const struct filling *f, const char *code, const char *key,
            int64_t position, const char *currencies, const char *tax_mode)
{
    return kt_exec(f->tx, KT_SQL_CHANNEL_UPSERT, 1,
                   KT_ARGS(KT_ID(kt_id_new(1)), KT_TEXT(kt_str_of(code)),
                           KT_TEXT(kt_str_of(code)), KT_TEXT(kt_str_of(key)),
                           KT_INT(position), KT_INT(1),
                           KT_TEXT(kt_str_of(currencies)),
                           KT_TEXT(KT_STR("[\"en\",\"de\"]")),
                           KT_TEXT(kt_str_of(tax_mode)),
                           KT_TEXT(KT_STR("line")), KT_TEXT(KT_STR("half_up")),
                           KT_TEXT(KT_STR("half_up")), KT_TEXT(KT_STR("DE")),
                           KT_TEXT(KT_STR("[\"DE\",\"AT\"]")),
                           KT_TEXT(KT_STR("{}")), KT_INT(1)),
                   f->err);
}

static enum kt_status
add_shop(struct filling *f)
{
    f->location_id = kt_id_new(1);
    KT_TRY(kt_exec(f->tx, KT_SQL_STORE_UPSERT, 1,
                   KT_ARGS(KT_TEXT(KT_STR("test")), KT_TEXT(KT_STR("Test")),
                           KT_TEXT(KT_STR("{\"payment_providers\":[\"test\","
                                          "\"manual\"],\"order_number_prefix\":"
                                          "\"T-\"}")),
                           KT_INT(1)),
                   f->err));
    KT_TRY(add_channel(f, "web", HTTP_KEY, 0, "[\"EUR\"]", "included"));
    KT_TRY(add_channel(f, "app", SHOP_APP_KEY, 1, "[\"USD\"]", "excluded"));
    return kt_exec(f->tx, KT_SQL_LOCATION_UPSERT, 1,
                   KT_ARGS(KT_ID(f->location_id), KT_TEXT(KT_STR("main")),
                           KT_TEXT(KT_STR("Main")), KT_INT(0), KT_INT(1)),
                   f->err);
}

static enum kt_status
add_category(struct filling *f, size_t i)
{
    const struct category_row *row = &categories[i];
    struct kt_id id = kt_id_new(1);
    struct kt_id parent = { { 0 } };
    f->categories[i] = id;
    if (row->parent >= 0)
        parent = f->categories[row->parent];
    KT_TRY(kt_exec(f->tx, KT_SQL_CATEGORY_UPSERT, 1,
                   KT_ARGS(KT_ID(id), KT_ID_OR_NULL(parent),
                           KT_TEXT(kt_str_of(row->slug)),
                           KT_TEXT(kt_str_of(row->names)),
                           KT_TEXT(KT_STR("{}")), KT_INT((int64_t)i),
                           KT_INT(row->is_active), KT_INT(1), KT_INT(1)),
                   f->err));
    KT_TRY(kt_exec(f->tx, KT_SQL_CATEGORY_ADD_PATH, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(id)), f->err));
    return kt_exec(f->tx, KT_SQL_CATEGORY_ADD_SELF, 1, KT_ARGS(KT_ID(id)),
                   f->err);
}

static enum kt_status
add_product(struct filling *f, size_t i)
{
    const struct product_row *row = &products[i];
    int64_t created_ms = (int64_t)(i + 1) * 1000;
    struct kt_id id = kt_id_new(created_ms);
    f->products[i] = id;
    KT_TRY(
        kt_exec(f->tx, KT_SQL_PRODUCT_UPSERT, 1,
                KT_ARGS(KT_ID(id), KT_TEXT(kt_str_of(row->slug)),
                        KT_TEXT(kt_str_of(row->status)), KT_NULL,
                        KT_TEXT(KT_STR("Acme")), KT_TEXT(KT_STR("standard")),
                        KT_TEXT(kt_str_of(row->titles)), KT_TEXT(KT_STR("{}")),
                        KT_TEXT(kt_str_of(row->title_fold)),
                        KT_TEXT(kt_str_of(row->options)), KT_TEXT(KT_STR("{}")),
                        KT_TEXT(KT_STR("[]")), KT_TEXT(KT_STR("{}")),
                        KT_INT(created_ms), KT_INT(created_ms)),
                f->err));
    for (size_t t = 0; row->tags[t] != NULL; t++)
        KT_TRY(kt_exec(f->tx, KT_SQL_PRODUCT_ADD_TAG, 1,
                       KT_ARGS(KT_ID(id), KT_TEXT(kt_str_of(row->tags[t]))),
                       f->err));
    return kt_exec(f->tx, KT_SQL_PRODUCT_ADD_CATEGORY, 1,
                   KT_ARGS(KT_ID(id), KT_ID(f->categories[row->category]),
                           KT_INT(0)),
                   f->err);
}

static enum kt_status
add_price(const struct filling *f, struct kt_id variant_id,
          const char *currency, int64_t amount, int64_t compare_at)
{
    if (amount == 0)
        return KT_OK;
    return kt_exec(f->tx, KT_SQL_PRICE_UPSERT, 1,
                   KT_ARGS(KT_ID(kt_id_new(1)), KT_ID(variant_id),
                           KT_TEXT(kt_str_of(currency)), KT_INT(amount),
                           KT_INT_OR_NULL(compare_at), KT_NULL, KT_NULL,
                           KT_NULL, KT_NULL, KT_NULL, KT_NULL, KT_NULL, KT_NULL,
                           KT_NULL, KT_INT(0)),
                   f->err);
}

static enum kt_status
add_variant(const struct filling *f, size_t i)
{
    const struct variant_row *row = &variants[i];
    struct kt_id id = kt_id_new(1);
    KT_TRY(kt_exec(f->tx, KT_SQL_VARIANT_UPSERT, 1,
                   KT_ARGS(KT_ID(id), KT_ID(f->products[row->product]),
                           KT_TEXT(kt_str_of(row->sku)),
                           KT_TEXT(kt_str_of(row->title)), KT_INT((int64_t)i),
                           KT_TEXT(kt_str_of(row->option_values)),
                           KT_TEXT(KT_STR("{}")), KT_TEXT(KT_STR("")),
                           KT_TEXT_OR_NULL(kt_str_of(row->tax_class)),
                           KT_INT(300), KT_INT(0), KT_INT(0), KT_INT(0),
                           KT_INT(row->is_shipped), KT_INT(1), KT_INT(0),
                           KT_INT(1), KT_TEXT(kt_str_of(row->policy)),
                           KT_INT(0), KT_INT(0), KT_TEXT(KT_STR("{}"))),
                   f->err));
    KT_TRY(add_price(f, id, "EUR", row->eur, row->compare_at));
    KT_TRY(add_price(f, id, "USD", row->usd, 0));
    if (row->stock == 0)
        return KT_OK;
    return kt_exec(f->tx, KT_SQL_STOCK_SET, 1,
                   KT_ARGS(KT_ID(id), KT_ID(f->location_id),
                           KT_INT(row->stock)),
                   f->err);
}

static enum kt_status
add_rule(const struct filling *f, size_t i)
{
    const struct rule_row *row = &rules[i];
    return kt_exec(f->tx, KT_SQL_SHOP_RULE_UPSERT, 1,
                   KT_ARGS(KT_ID(kt_id_new(1)), KT_TEXT(kt_str_of(row->kind)),
                           KT_TEXT(kt_str_of(row->code)),
                           KT_TEXT(kt_str_of(row->title)),
                           KT_TEXT(kt_str_of(row->rule)),
                           KT_TEXT(kt_str_of(row->params)), KT_TEXT(KT_STR("")),
                           KT_TEXT(KT_STR("[]")), KT_TEXT(KT_STR("[]")),
                           KT_INT((int64_t)i), KT_INT(1),
                           KT_TEXT(KT_STR("[]"))),
                   f->err);
}

enum kt_status
shop_rows_save(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct filling f = { .tx = tx, .err = err };
    (void)arg;
    KT_TRY(add_shop(&f));
    for (size_t i = 0; i < KT_COUNT(categories); i++)
        KT_TRY(add_category(&f, i));
    for (size_t i = 0; i < KT_COUNT(products); i++)
        KT_TRY(add_product(&f, i));
    for (size_t i = 0; i < KT_COUNT(variants); i++)
        KT_TRY(add_variant(&f, i));
    for (size_t i = 0; i < KT_COUNT(rules); i++)
        KT_TRY(add_rule(&f, i));
    kt_tx_touch_settings(tx);
    return KT_OK;
}
