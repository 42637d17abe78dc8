#include "service/promotion.h"

#include "base/assert.h"
#include "domain/search/words.h"
#include "service/promotion_floor.h"
#include "service/promotion_past.h"
#include "service/promotion_row.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_str rule;
    struct kt_str channel;
    struct kt_str q;
    int stage; /* -1: any; so are those below */
    int state;
    int is_active;
    int needs_coupon;
};

static const char *const sort_names[] = { "newest", "oldest", "priority",
                                          NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_PROMOTION_LIST_NEWEST, .key_column = 21, .is_falling = true },
    { KT_SQL_PROMOTION_LIST_OLDEST, .key_column = 21 },
    { KT_SQL_PROMOTION_LIST_PRIORITY, .key_column = 9, .is_falling = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(STR, struct query, rule, 0, .min = 1, .max = 64,
             .help = "Code of their rule"),
    KT_FIELD(STR, struct query, channel, 0, .min = 1, .max = 64,
             .help = "Code: those that may hold there"),
    KT_FIELD(STR, struct query, q, 0, .min = 1, .max = 100,
             .help = "Beginnings of words in title, rule and group"),
    KT_FIELD(ENUM, struct query, stage, KT_NULLABLE, .names = kt_stage_names),
    KT_FIELD(ENUM, struct query, state, KT_NULLABLE, .names = kt_window_names,
             .help = "Now"),
    KT_FIELD(ENUM, struct query, is_active, KT_NULLABLE,
             .names = kt_truth_names),
    KT_FIELD(ENUM, struct query, needs_coupon, KT_NULLABLE,
             .names = kt_truth_names),
};

const struct kt_shape kt_promotion_query_shape =
    KT_SHAPE("PromotionQuery", struct query, query_fields, NULL);

/* What has no word in it finds nothing. */
static struct kt_str
pattern_of(struct kt_str q, struct kt_arena *arena)
{
    struct kt_list words = kt_words(&q, 1, arena);
    return q.len > 0 && words.count == 0 ? KT_STR("-")
                                         : kt_words_pattern(&words, arena);
}

static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    struct kt_str channel = query->channel.len == 0
                                ? KT_STR("")
                                : kt_arena_format(call->arena, " %.*s ",
                                                  KT_STR_FMT(query->channel));
    const struct kt_arg args[] = {
        KT_TEXT(query->rule),
        KT_TEXT(channel),
        KT_TEXT(pattern_of(query->q, call->arena)),
        KT_TEXT(kt_filter_name(kt_stage_names, query->stage)),
        KT_INT(query->is_active),
        KT_INT(query->needs_coupon),
        KT_TEXT(kt_filter_name(kt_window_names, query->state)),
        KT_INT(call->now_ms),
    };
    kt_filters_add(filters, args, KT_COUNT(args));
    return sorts[query->list.sort].statement;
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    return kt_promotion_read_record(rows, arena, record, err);
}

static void
complete(const struct kt_shape *shape, void *record)
{
    kt_promotion_complete(shape, record);
}

static void
apply(const void *patch, void *record)
{
    kt_promotion_patch(patch, record);
}

/* What buyers see. */
static void
show(const struct kt_call *call, void *arg)
{
    struct kt_promotion_record *record = arg;
    const struct kt_promotion *row = &record->promotion;
    const struct kt_rule_info *info =
        kt_registry_find(call->shop->registry, KT_RULE_PROMOTION, row->rule);
    record->shown_title =
        kt_shop_rule_title(call->shop, row->title, info, row->params,
                           row->currency, call->arena);
}

/* The row with the patch over it is checked as a whole: what it names may be
 * gone since it was written. One whose rule is gone can still be switched off.
 */
static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    bool is_ruled = edit->is_new || kt_edit_gives(edit, "rule") ||
                    kt_edit_gives(edit, "params");
    const struct kt_registry *registry =
        is_ruled ? edit->call->shop->registry : NULL;
    KT_TRY(kt_edit_refs(edit, KT_REF_BIT(KT_REF_CHANNEL), err));
    return kt_promotion_check(edit->reading, registry, edit->refs, record,
                              edit->call->arena, err);
}

/* SKUs that it would take below their minimum, the first ones by name. */
static enum kt_status
advise_of_minima(const struct kt_tx *tx, const struct kt_call *call,
                 struct kt_promotion_record *record, struct kt_error *err)
{
    enum { NAMES_MAX = 5 };
    struct kt_arena *arena = call->arena;
    struct kt_floor_breaches breaches;
    if (!record->promotion.is_active)
        return KT_OK;
    KT_TRY(kt_promotion_find_own_breaches(tx, call, &record->promotion,
                                          &breaches, err));
    const struct kt_floor_breach *items = breaches.found.items;
    size_t count = breaches.found.count;
    for (size_t i = 0; i < count && i < NAMES_MAX; i++) {
        const struct kt_currency *currency = items[i].currency;
        kt_advice_add(
            &record->warnings, arena, "below_minimum", KT_STR(""),
            "SKU %.*s in %.*s: %.*s %s a unit at the worst, of %lld, where "
            "its minimum holds it at %.*s",
            KT_STR_FMT(items[i].sku), KT_STR_FMT(items[i].channel),
            KT_STR_FMT(
                kt_money_format(arena, items[i].reached_minor, currency)),
            currency->code, (long long)items[i].quantity,
            KT_STR_FMT(
                kt_money_format(arena, items[i].minimum_minor, currency)));
    }
    if (count > NAMES_MAX)
        kt_advice_add(&record->warnings, arena, "below_minimum", KT_STR(""),
                      "%zu more", count - NAMES_MAX);
    if (breaches.is_cut)
        kt_advice_add(&record->warnings, arena, "below_minimum", KT_STR(""),
                      "too many SKUs with a minimum and too many promotions to "
                      "price here: kontor check does it");
    return KT_OK;
}

static enum kt_status
look_at(const struct kt_tx *tx, const struct kt_call *call, const void *record,
        struct kt_list *advice, struct kt_error *err)
{
    const struct kt_promotion_record *promotion = record;
    return kt_promotion_look_at(tx, call, &promotion->promotion, advice, err);
}

static enum kt_status
advise(const struct kt_tx *tx, const struct kt_call *call, void *arg,
       struct kt_error *err)
{
    struct kt_promotion_record *record = arg;
    KT_TRY(look_at(tx, call, record, &record->warnings, err));
    return advise_of_minima(tx, call, record, err);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    return kt_promotion_save(edit->tx, record, edit->call->now_ms,
                             edit->call->arena, err);
}

/* Orders keep what they need of a promotion: their frozen quotes name it, and
 * the records of its uses stay; what it made of prices is kept. Its coupons and
 * counters go with it. */
static enum kt_status
forget(struct kt_edit *edit, struct kt_id id, struct kt_error *err)
{
    static const enum kt_sql statements[] = {
        KT_SQL_PROMOTION_USE_FORGET,
        KT_SQL_PROMOTION_USE_FORGET_COUPONS,
        KT_SQL_COUPON_DELETE_OF_PROMOTION,
    };
    for (size_t i = 0; i < KT_COUNT(statements); i++)
        KT_TRY(kt_exec(edit->tx, statements[i], KT_ANY_ROWS, KT_ARGS(KT_ID(id)),
                       err));
    return kt_promotion_past_end(edit->tx, id, edit->call->now_ms, err);
}

/* One that goes along with it stands in the way. */
static const struct kt_resource_user users[] = {
    { "promotion", "promo", KT_SQL_PROMOTION_COMPANIONS },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_promotion_resource = {
    .name = "promotion",
    .path = "/admin/v1/promotions",
    .prefix = "promo",
    .in = &kt_promotion_in_shape,
    .patch = &kt_promotion_patch_shape,
    .out = &kt_promotion_out_shape,
    .id_offset = offsetof(struct kt_promotion_record, promotion.id),
    .version_offset = offsetof(struct kt_promotion_record, version),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_PROMOTION_GET,
    .claim = KT_SQL_PROMOTION_CLAIM,
    .drop = KT_SQL_PROMOTION_DELETE,
    .makes_shop = true,
    .choose = choose,
    .read = read_row,
    .show = show,
    .advise = advise,
    .look_at = look_at,
    .complete = complete,
    .apply = apply,
    .check = check,
    .save = save,
    .forget = forget,
};
