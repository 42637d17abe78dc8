#include "base/assert.h"
#include "script/params.h"
#include "service/catalog_kept.h"
#include "service/promotion.h"

struct looking {
    const struct kt_tx *tx;
    const struct kt_call *call;
    const struct kt_promotion *row;
    struct kt_list *advice;
    struct kt_error *err;
};

/* ---- what it names ---- */

static enum kt_status
find_row(const struct looking *look, enum kt_sql statement, struct kt_str text,
         bool *is_there)
{
    struct kt_rows rows;
    KT_TRY(kt_query(look->tx, statement, KT_ARGS(KT_TEXT(text)), &rows,
                    look->err));
    *is_there = kt_rows_next(&rows);
    return kt_rows_close(&rows);
}

static enum kt_status
find_sku(const struct looking *look, enum kt_sql statement, struct kt_str sku,
         bool *is_there)
{
    struct kt_id id;
    (void)statement;
    KT_TRY(kt_variant_find_by_sku(look->tx, look->call, sku, &id, look->err));
    *is_there = !kt_id_is_null(id);
    return KT_OK;
}

/* The members of a selector that name one record each. */
static const struct {
    const char *member, *noun;
    size_t offset;
    enum kt_sql statement;
    enum kt_status (*find)(const struct looking *look, enum kt_sql statement,
                           struct kt_str text, bool *is_there);
} named[] = {
    { "skus", "SKU", offsetof(struct kt_selector, skus), 0, find_sku },
    { "products", "product", offsetof(struct kt_selector, products),
      KT_SQL_PRODUCT_ID_BY_SLUG, find_row },
    { "categories", "category", offsetof(struct kt_selector, categories),
      KT_SQL_CATEGORY_BY_SLUG, find_row },
};

static enum kt_status
look_at_names(struct looking *look, struct kt_str at,
              const struct kt_selector *selector, size_t *found)
{
    struct kt_arena *arena = look->call->arena;
    for (size_t i = 0; i < KT_COUNT(named); i++) {
        const struct kt_list *list =
            (const void *)((const char *)selector + named[i].offset);
        const struct kt_str *texts = list->items;
        for (size_t j = 0; j < list->count; j++) {
            bool is_there;
            KT_TRY(
                named[i].find(look, named[i].statement, texts[j], &is_there));
            *found += is_there;
            if (is_there)
                continue;
            kt_advice_add(look->advice, arena, "unknown",
                          kt_arena_format(arena, "%.*s/%s/%zu", KT_STR_FMT(at),
                                          named[i].member, j),
                          "there is no %s \"%.*s\"", named[i].noun,
                          KT_STR_FMT(texts[j]));
        }
    }
    return KT_OK;
}

/* Nothing else could match. */
static bool
names_alone(const struct kt_selector *selector)
{
    return selector->tags.count + selector->vendors.count +
               selector->attributes.count ==
           0;
}

/* A minimum or must_contain that no product can meet. */
static enum kt_status
look_at_products(struct looking *look)
{
    const struct kt_promotion *row = look->row;
    size_t known = 0, before = look->advice->count;
    KT_TRY(look_at_names(look, KT_STR("/products"), &row->products, &known));
    if (look->advice->count > before && known == 0 &&
        names_alone(&row->products) &&
        (row->must_contain || row->quantity_min > 0 ||
         row->subtotal_min_minor > 0))
        kt_advice_add(look->advice, look->call->arena, "never",
                      KT_STR("/products"),
                      "none of the products that it wants is there");
    return KT_OK;
}

static enum kt_status
look_at_sku(struct looking *look, struct kt_str at, const struct cJSON *value)
{
    bool is_there = true;
    if (kt_json_kind(value) == KT_JSON_STR)
        KT_TRY(find_sku(look, 0, kt_json_get_str(value), &is_there));
    if (!is_there)
        kt_advice_add(look->advice, look->call->arena, "unknown", at,
                      "there is no SKU \"%.*s\"",
                      KT_STR_FMT(kt_json_get_str(value)));
    return KT_OK;
}

static enum kt_status
look_at_selector(struct looking *look, struct kt_str at,
                 const struct cJSON *value)
{
    struct kt_selector selector;
    struct kt_error faults;
    size_t known = 0;
    kt_error_init(&faults, look->call->arena);
    if (kt_json_kind(value) != KT_JSON_OBJECT ||
        kt_shape_read_node(&kt_selector_shape, value, at, &selector,
                           look->call->arena, &faults) != KT_OK)
        return KT_OK;
    return look_at_names(look, at, &selector, &known);
}

static enum kt_status
look_at_skus(struct looking *look, struct kt_str at, const struct cJSON *value)
{
    struct kt_arena *arena = look->call->arena;
    size_t i = 0;
    if (kt_json_kind(value) != KT_JSON_ARRAY)
        return KT_OK;
    for (const struct cJSON *sku = kt_json_first(value); sku != NULL;
         sku = kt_json_next(sku), i++)
        KT_TRY(look_at_sku(
            look, kt_arena_format(arena, "%.*s/%zu", KT_STR_FMT(at), i), sku));
    return KT_OK;
}

/* Kinds of params that name products. */
static const struct {
    enum kt_param_kind kind;
    enum kt_status (*look_at)(struct looking *look, struct kt_str at,
                              const struct cJSON *value);
} kinds[] = {
    { KT_PARAM_SKU, look_at_sku },
    { KT_PARAM_SKUS, look_at_skus },
    { KT_PARAM_PRODUCTS, look_at_selector },
};

/* Params were checked when they were saved; what a rule that changed since
 * cannot read it tells itself. */
static enum kt_status
look_at_params(struct looking *look)
{
    struct kt_arena *arena = look->call->arena;
    const struct cJSON *params;
    const struct kt_rule_info *info =
        kt_registry_find(look->call->shop->registry, KT_RULE_PROMOTION,
                         look->row->rule);
    KT_TRY(kt_json_parse(arena, look->row->params, &params, look->err));
    for (size_t i = 0; info != NULL && i < info->param_count; i++) {
        const struct cJSON *value = kt_json_find(params, info->params[i].name);
        struct kt_str at = kt_arena_format(arena, "/params/%.*s",
                                           KT_STR_FMT(info->params[i].name));
        for (size_t j = 0; value != NULL && j < KT_COUNT(kinds); j++)
            if (info->params[i].kind == kinds[j].kind)
                KT_TRY(kinds[j].look_at(look, at, value));
    }
    return KT_OK;
}

static enum kt_status
find_coupon(const struct looking *look, bool *is_there)
{
    struct kt_rows rows;
    *is_there = false;
    if (!look->row->needs_coupon)
        return KT_OK;
    KT_TRY(kt_query(look->tx, KT_SQL_COUPON_USABLE_OF_PROMOTION,
                    KT_ARGS(KT_ID(look->row->id), KT_INT(look->call->now_ms)),
                    &rows, look->err));
    *is_there = kt_rows_next(&rows);
    return kt_rows_close(&rows);
}

enum kt_status
kt_promotion_look_at(const struct kt_tx *tx, const struct kt_call *call,
                     const struct kt_promotion *promotion,
                     struct kt_list *advice, struct kt_error *err)
{
    const struct kt_shop *shop = call->shop;
    struct looking look = { tx, call, promotion, advice, err };
    struct kt_advising advising = {
        .now_ms = call->now_ms,
        .channels = shop->channels,
        .channel_count = shop->channel_count,
        .promotions = shop->promotions,
        .promotion_count = shop->promotion_count,
        .arena = call->arena,
    };
    KT_TRY(find_coupon(&look, &advising.has_coupon));
    kt_promotion_advise(&advising, promotion, advice);
    if (!promotion->is_active)
        return KT_OK;
    KT_TRY(look_at_products(&look));
    return look_at_params(&look);
}
