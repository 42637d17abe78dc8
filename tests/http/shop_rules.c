/* What a test changes in the shop while it is served: promotions, coupons,
 * rules, settings, variants. */

#include "base/text.h"
#include "service/shop.h"
#include "shop.h"

struct adding {
    const struct shop_promotion *promotion;
    struct kt_id promotion_id;
    const char *kind, *code, *rule, *params;
    const char *settings;
    const char *sku;
    int64_t amount, from_ms, until_ms;
};

static enum kt_status
add_coupon(struct kt_tx *tx, const struct adding *adding, struct kt_error *err)
{
    const struct shop_promotion *p = adding->promotion;
    struct kt_str code = kt_str_of(p->coupon);
    if (p->coupon == NULL)
        return KT_OK;
    return kt_exec(
        tx, KT_SQL_COUPON_UPSERT, 1,
        KT_ARGS(KT_ID(kt_id_new(1)), KT_ID(adding->promotion_id), KT_TEXT(code),
                KT_TEXT(kt_text_fold(&http_arena, code)), KT_INT(1),
                KT_INT_OR_NULL(p->starts_ms), KT_INT_OR_NULL(p->ends_ms),
                KT_INT_OR_NULL(p->coupon_uses_max), KT_NULL, KT_INT(1)),
        err);
}

static struct kt_str
text_or(const char *text, const char *other)
{
    return kt_str_of(text != NULL ? text : other);
}

static enum kt_status
add_promotion(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct adding *adding = arg;
    const struct shop_promotion *p = adding->promotion;
    KT_TRY(kt_exec(
        tx, KT_SQL_PROMOTION_UPSERT, 1,
        KT_ARGS(KT_ID(adding->promotion_id), KT_TEXT(text_or(p->title, "")),
                KT_TEXT(kt_str_of(p->rule)), KT_TEXT(kt_str_of(p->stage)),
                KT_TEXT(text_or(p->params, "{}")),
                KT_TEXT(text_or(p->conditions, "{}")), KT_INT(1),
                KT_INT_OR_NULL(p->from_ms), KT_INT_OR_NULL(p->until_ms),
                KT_INT(p->coupon != NULL), KT_INT(0), KT_INT(0), KT_NULL,
                KT_NULL, KT_INT_OR_NULL(p->uses_max),
                KT_INT_OR_NULL(p->uses_per_customer_max),
                KT_INT_OR_NULL(p->budget), KT_INT(0), KT_TEXT(KT_STR("skip")),
                KT_TEXT(KT_STR("")), KT_TEXT(KT_STR("")), KT_INT(1), KT_INT(1)),
        err));
    kt_tx_touch_settings(tx);
    return add_coupon(tx, adding, err);
}

static enum kt_status
add_rule(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct adding *a = arg;
    kt_tx_touch_settings(tx);
    return kt_exec(tx, KT_SQL_SHOP_RULE_UPSERT, 1,
                   KT_ARGS(KT_ID(kt_id_new(1)), KT_TEXT(kt_str_of(a->kind)),
                           KT_TEXT(kt_str_of(a->code)), KT_TEXT(KT_STR("")),
                           KT_TEXT(kt_str_of(a->rule)),
                           KT_TEXT(kt_str_of(a->params)), KT_TEXT(KT_STR("")),
                           KT_TEXT(KT_STR("[]")), KT_TEXT(KT_STR("[]")),
                           KT_INT(100), KT_INT(1), KT_TEXT(KT_STR("[]"))),
                   err);
}

static enum kt_status
set_settings(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct adding *adding = arg;
    kt_tx_touch_settings(tx);
    return kt_exec(tx, KT_SQL_STORE_SET_SETTINGS, 1,
                   KT_ARGS(KT_TEXT(kt_str_of(adding->settings)), KT_INT(-1)),
                   err);
}

static enum kt_status
find_variant(struct kt_tx *tx, const char *sku, struct kt_id *id,
             struct kt_error *err)
{
    struct kt_rows rows;
    *id = (struct kt_id){ { 0 } };
    KT_TRY(kt_query(kt_tx_reading(tx), KT_SQL_VARIANT_BY_SKU,
                    KT_ARGS(KT_TEXT(kt_str_of(sku))), &rows, err));
    if (kt_rows_next(&rows))
        *id = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

static enum kt_status
add_price(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct adding *adding = arg;
    struct kt_id id;
    KT_TRY(find_variant(tx, adding->sku, &id, err));
    return kt_exec(tx, KT_SQL_PRICE_UPSERT, 1,
                   KT_ARGS(KT_ID(kt_id_new(1)), KT_ID(id),
                           KT_TEXT(KT_STR("EUR")), KT_INT(adding->amount),
                           KT_NULL, KT_NULL, KT_NULL, KT_NULL, KT_NULL, KT_NULL,
                           KT_NULL, KT_NULL, KT_INT_OR_NULL(adding->from_ms),
                           KT_INT_OR_NULL(adding->until_ms), KT_INT(0)),
                   err);
}

static enum kt_status
retire(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct adding *adding = arg;
    struct kt_id id;
    KT_TRY(find_variant(tx, adding->sku, &id, err));
    return kt_exec(tx, KT_SQL_VARIANT_RETIRE, 1, KT_ARGS(KT_INT(99), KT_ID(id)),
                   err);
}

static void
save(kt_write_fn fn, struct adding *adding)
{
    struct kt_id store_id;
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    enum kt_status status =
        kt_shop_find(&http_app, KT_STR(""), &store_id, &err);
    if (status == KT_OK)
        status = kt_store_write(http_app.store, store_id, fn, adding, &err);
    ck_assert_msg(status == KT_OK, "%s", kt_error_text(&err).ptr);
}

struct kt_str
shop_promote(const struct shop_promotion *promotion)
{
    struct adding adding = { .promotion = promotion,
                             .promotion_id = kt_id_new(1) };
    save(add_promotion, &adding);
    return kt_id_text(&http_arena, adding.promotion_id, "promo");
}

void
shop_add_rule(const char *kind, const char *code, const char *rule,
              const char *params)
{
    struct adding adding = {
        .kind = kind, .code = code, .rule = rule, .params = params
    };
    save(add_rule, &adding);
}

void
shop_set(const char *settings)
{
    struct adding adding = { .settings = settings };
    save(set_settings, &adding);
}

void
shop_add_price(const char *sku, int64_t amount, int64_t from_ms,
               int64_t until_ms)
{
    struct adding adding = {
        .sku = sku, .amount = amount, .from_ms = from_ms, .until_ms = until_ms
    };
    save(add_price, &adding);
}

void
shop_retire(const char *sku)
{
    struct adding adding = { .sku = sku };
    save(retire, &adding);
}
