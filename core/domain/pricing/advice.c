#include "domain/pricing/advice.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/grow.h"

enum { DETAIL_MAX = 400, NAMES_MAX = 3 };

struct looking {
    const struct kt_advising *in;
    const struct kt_promotion *row;
    struct kt_list *advice;
};

void
kt_advice_add(struct kt_list *advice, struct kt_arena *arena, const char *code,
              struct kt_str pointer, const char *format, ...)
{
    char detail[DETAIL_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    struct kt_advice *items =
        kt_grow(arena, advice->items, advice->count, sizeof(struct kt_advice));
    items[advice->count++] = (struct kt_advice){
        .code = kt_str_of(code),
        .pointer = pointer,
        .detail = kt_arena_str(arena, kt_str_of(detail)),
    };
    advice->items = items;
}

#define NEVER(look, at, ...)                                                   \
    kt_advice_add((look)->advice, (look)->in->arena, "never", KT_STR(at),      \
                  __VA_ARGS__)

/* ---- what two rows have in common ---- */

static bool
has_text(const struct kt_list *list, struct kt_str text)
{
    const struct kt_str *texts = list->items;
    for (size_t i = 0; i < list->count; i++)
        if (kt_str_eq(texts[i], text))
            return true;
    return false;
}

/* An empty list takes all. */
static bool
lists_meet(const struct kt_list *a, const struct kt_list *b)
{
    const struct kt_str *texts = a->items;
    for (size_t i = 0; i < a->count; i++)
        if (has_text(b, texts[i]))
            return true;
    return a->count == 0 || b->count == 0;
}

static bool
list_covers(const struct kt_list *wide, const struct kt_list *narrow)
{
    const struct kt_str *texts = narrow->items;
    for (size_t i = 0; i < narrow->count; i++)
        if (wide->count > 0 && !has_text(wide, texts[i]))
            return false;
    return wide->count == 0 || narrow->count > 0;
}

/* From a first to a last, 0: open. */
static bool
ranges_meet(int64_t a_first, int64_t a_last, int64_t b_first, int64_t b_last)
{
    return (a_last == 0 || b_first <= a_last) &&
           (b_last == 0 || a_first <= b_last);
}

static bool
range_covers(int64_t wide_first, int64_t wide_last, int64_t first, int64_t last)
{
    return wide_first <= first &&
           (wide_last == 0 || (last > 0 && last <= wide_last));
}

static int64_t
last_ms(const struct kt_promotion *row)
{
    return row->ends_ms > 0 ? row->ends_ms - 1 : 0;
}

static bool
subtotals_meet(const struct kt_promotion *a, const struct kt_promotion *b)
{
    return !kt_selector_takes_all(&a->products) ||
           !kt_selector_takes_all(&b->products) || a->basis != b->basis ||
           a->stage != b->stage ||
           ranges_meet(a->subtotal_min_minor, a->subtotal_max_minor,
                       b->subtotal_min_minor, b->subtotal_max_minor);
}

/* Some cart may meet the conditions of both. */
static bool
can_meet(const struct kt_promotion *a, const struct kt_promotion *b)
{
    return ranges_meet(a->starts_ms, last_ms(a), b->starts_ms, last_ms(b)) &&
           lists_meet(&a->channels, &b->channels) &&
           lists_meet(&a->countries, &b->countries) &&
           (a->currency.len == 0 || b->currency.len == 0 ||
            kt_str_eq(a->currency, b->currency)) &&
           ranges_meet(a->order_number_min, a->order_number_max,
                       b->order_number_min, b->order_number_max) &&
           subtotals_meet(a, b);
}

static bool
asks_for_nothing_else(const struct kt_promotion *row)
{
    return !row->needs_coupon && row->uses_max == 0 &&
           row->uses_per_customer_max == 0 && row->budget_minor == 0 &&
           row->subtotal_min_minor == 0 && row->subtotal_max_minor == 0 &&
           row->quantity_min == 0 && !row->must_contain &&
           !row->no_reduced_lines && kt_id_is_null(row->companion_of);
}

/* Whenever `row` holds, `wide` does. */
static bool
is_implied(const struct kt_promotion *wide, const struct kt_promotion *row)
{
    return asks_for_nothing_else(wide) &&
           range_covers(wide->starts_ms, last_ms(wide), row->starts_ms,
                        last_ms(row)) &&
           list_covers(&wide->channels, &row->channels) &&
           list_covers(&wide->customer_groups, &row->customer_groups) &&
           list_covers(&wide->countries, &row->countries) &&
           (wide->currency.len == 0 ||
            kt_str_eq(wide->currency, row->currency)) &&
           range_covers(wide->order_number_min, wide->order_number_max,
                        row->order_number_min, row->order_number_max);
}

/* ---- one that can never apply ---- */

static void
look_at_limits(struct looking *look)
{
    const struct kt_promotion *row = look->row;
    struct kt_str end = kt_time_format(look->in->arena, row->ends_ms);

    if (row->ends_ms > 0 && row->ends_ms <= look->in->now_ms)
        NEVER(look, "/ends_at", "it ended at %.*s", KT_STR_FMT(end));
    if (row->uses_max > 0 && row->uses >= row->uses_max)
        NEVER(look, "/uses_max", "all of its %lld uses are taken",
              (long long)row->uses_max);
    if (row->budget_minor > 0 && row->spent_minor >= row->budget_minor)
        NEVER(look, "/budget", "its budget is spent");
    if (row->needs_coupon && !look->in->has_coupon)
        NEVER(look, "/needs_coupon", "it has no coupon that may be used");
    if (row->products.price_max > 0 &&
        row->products.price_min > row->products.price_max &&
        (row->must_contain || row->quantity_min > 0 ||
         row->subtotal_min_minor > 0))
        NEVER(look, "/products/price_max",
              "no unit costs at least %lld and at most %lld",
              (long long)row->products.price_min,
              (long long)row->products.price_max);
}

static void
look_at_channels(struct looking *look)
{
    const struct kt_promotion *row = look->row;
    bool is_somewhere = false, is_sold = false;

    for (size_t i = 0; i < look->in->channel_count; i++) {
        const struct kt_channel *channel = &look->in->channels[i];
        if (row->channels.count > 0 && !has_text(&row->channels, channel->code))
            continue;
        is_somewhere = true;
        is_sold |= row->currency.len == 0 ||
                   has_text(&channel->currencies, row->currency);
    }
    if (!is_somewhere)
        NEVER(look, "/channels", "none of its channels is active");
    else if (!is_sold)
        NEVER(look, "/currency", "none of its channels sells in %.*s",
              KT_STR_FMT(row->currency));
}

static struct kt_str
title_of(const struct kt_promotion *row)
{
    return row->title.len > 0 ? row->title : row->rule;
}

/* SIZE_MAX when it is not in force. */
static size_t
find(const struct kt_advising *in, struct kt_id id)
{
    for (size_t i = 0; i < in->promotion_count; i++)
        if (kt_id_eq(in->promotions[i].id, id))
            return i;
    return SIZE_MAX;
}

/* As quotes sort them. */
static bool
comes_before(const struct kt_promotion *a, const struct kt_promotion *b)
{
    if (a->priority != b->priority)
        return a->priority > b->priority;
    if (a->created_ms != b->created_ms)
        return a->created_ms < b->created_ms;
    return kt_id_cmp(a->id, b->id) < 0;
}

static void
look_at_leader(struct looking *look)
{
    const struct kt_promotion *row = look->row;
    if (kt_id_is_null(row->companion_of))
        return;
    size_t at = find(look->in, row->companion_of);
    if (at == SIZE_MAX) {
        NEVER(look, "/companion_of", "the one it goes along with is off");
        return;
    }
    const struct kt_promotion *leader = &look->in->promotions[at];
    struct kt_str title = title_of(leader);
    if (!can_meet(leader, row))
        NEVER(look, "/companion_of",
              "no cart meets its conditions and those "
              "of \"%.*s\", which it goes along with",
              KT_STR_FMT(title));
    else if (leader->stage > row->stage ||
             (leader->stage == row->stage && comes_before(row, leader)))
        NEVER(look, "/companion_of",
              "\"%.*s\", which it goes along with, comes later",
              KT_STR_FMT(title));
}

/* ---- two that never apply together ---- */

static bool
share_a_cart(const struct kt_promotion *a, const struct kt_promotion *b)
{
    return (a->stage == KT_STAGE_CATALOG) == (b->stage == KT_STAGE_CATALOG);
}

static bool
is_other(const struct looking *look, const struct kt_promotion *other)
{
    return !kt_id_eq(other->id, look->row->id) &&
           !kt_id_eq(other->companion_of, look->row->id) &&
           !kt_id_eq(other->id, look->row->companion_of) &&
           share_a_cart(look->row, other) &&
           (other->ends_ms == 0 || other->ends_ms > look->in->now_ms) &&
           can_meet(look->row, other);
}

static bool
share_the_best(const struct kt_promotion *a, const struct kt_promotion *b)
{
    return a->group.len > 0 && kt_str_eq(a->group, b->group) &&
           a->group_mode == KT_GROUP_BEST &&
           (a->stage == KT_STAGE_SHIPPING) == (b->stage == KT_STAGE_SHIPPING);
}

/* "A", "B", "C" and 4 more */
struct names {
    struct kt_buf buf;
    size_t count;
};

static void
add_name(struct names *names, const struct kt_promotion *row)
{
    if (++names->count > NAMES_MAX)
        return;
    kt_buf_format(&names->buf, "%s\"%.*s\"", names->count > 1 ? ", " : "",
                  KT_STR_FMT(title_of(row)));
}

static void
tell_names(struct looking *look, struct names *names, const char *pointer,
           const char *what)
{
    if (names->count == 0)
        return;
    if (names->count > NAMES_MAX)
        kt_buf_format(&names->buf, " and %zu more", names->count - NAMES_MAX);
    struct kt_str text = kt_buf_view(&names->buf);
    kt_advice_add(look->advice, look->in->arena, "excludes", kt_str_of(pointer),
                  "%s %.*s", what, KT_STR_FMT(text));
}

/* The first exclusive one that holds whenever this does, and is tried before
 * it. */
static const struct kt_promotion *
find_winner(const struct looking *look)
{
    for (size_t i = 0; i < look->in->promotion_count; i++) {
        const struct kt_promotion *other = &look->in->promotions[i];
        if (other->is_exclusive && is_other(look, other) &&
            (!look->row->is_exclusive || comes_before(other, look->row)) &&
            is_implied(other, look->row))
            return other;
    }
    return NULL;
}

static void
look_at_others(struct looking *look)
{
    struct names excluded = { .count = 0 }, excluding = { .count = 0 },
                 rivals = { .count = 0 };

    kt_buf_init(&excluded.buf, look->in->arena, 64);
    kt_buf_init(&excluding.buf, look->in->arena, 64);
    kt_buf_init(&rivals.buf, look->in->arena, 64);
    for (size_t i = 0; i < look->in->promotion_count; i++) {
        const struct kt_promotion *other = &look->in->promotions[i];
        if (!is_other(look, other))
            continue;
        if (look->row->is_exclusive)
            add_name(&excluded, other);
        else if (other->is_exclusive)
            add_name(&excluding, other);
        else if (share_the_best(look->row, other))
            add_name(&rivals, other);
    }
    tell_names(look, &excluded, "/is_exclusive",
               "it is exclusive: never together with");
    tell_names(look, &excluding, "", "never together with what is exclusive:");
    tell_names(look, &rivals, "/group",
               "of its group only the best applies: never together with");
}

void
kt_promotion_advise(const struct kt_advising *advising,
                    const struct kt_promotion *promotion,
                    struct kt_list *advice)
{
    struct looking look = { advising, promotion, advice };

    *advice = (struct kt_list){ NULL, 0 };
    if (!promotion->is_active)
        return;
    look_at_limits(&look);
    look_at_channels(&look);
    look_at_leader(&look);
    if (advice->count > 0)
        return; /* it meets no other one either */
    const struct kt_promotion *winner = find_winner(&look);
    if (winner != NULL)
        kt_advice_add(advice, advising->arena, "beaten", KT_STR(""),
                      "\"%.*s\" is exclusive and holds whenever this does: "
                      "this applies only where that one takes nothing off",
                      KT_STR_FMT(title_of(winner)));
    else
        look_at_others(&look);
}

#define OUT(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_advice, member, 0, __VA_ARGS__)

static const struct kt_field fields[] = {
    OUT(STR, code, .help = "never, beaten, excludes, unknown or below_minimum"),
    OUT(STR, pointer, .help = "JSON pointer into the promotion"),
    OUT(STR, detail, .help = "For people"),
};

const struct kt_shape kt_advice_shape =
    KT_SHAPE("PromotionWarning", struct kt_advice, fields,
             "What is odd about a promotion beside those in force");
