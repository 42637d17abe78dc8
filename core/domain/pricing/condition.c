/* The conditions that stand on a promotion's row: a table in the order in which
 * they are tested. The first that fails is the promotion's reason. */

#include "base/assert.h"
#include "base/grow.h"
#include "domain/pricing/work.h"

/* What a test looks at, and what it says when it fails. */
struct test {
    struct kt_work *work;
    const struct kt_promotion *promotion;
    size_t index;
    /* A shelf price is one unit of one item; otherwise the lines count. */
    const struct kt_item *item;
    int64_t unit_minor;
    struct kt_said wanted, actual;
    struct kt_hint hint;
    bool has_hint;
};

static bool
has_text(struct kt_list list, struct kt_str text)
{
    const struct kt_str *texts = list.items;
    for (size_t i = 0; i < list.count; i++) {
        if (kt_str_eq(texts[i], text))
            return true;
    }
    return false;
}

static bool
says(struct test *test, struct kt_said wanted, struct kt_said actual)
{
    test->wanted = wanted;
    test->actual = actual;
    return false;
}

static bool
is_active(struct test *test)
{
    return test->promotion->is_active ||
           says(test, kt_say_text(KT_STR("active")),
                kt_say_text(KT_STR("inactive")));
}

static bool
has_started(struct test *test)
{
    int64_t now = test->work->in->now_ms;
    int64_t starts = test->promotion->starts_ms;
    return starts == 0 || now >= starts ||
           says(test, kt_say_time(starts), kt_say_time(now));
}

static bool
has_not_ended(struct test *test)
{
    int64_t now = test->work->in->now_ms;
    int64_t ends = test->promotion->ends_ms;
    return ends == 0 || now < ends ||
           says(test, kt_say_time(ends), kt_say_time(now));
}

static bool
is_in_channel(struct test *test)
{
    struct kt_list channels = test->promotion->channels;
    struct kt_str channel = test->work->in->settings.channel;
    return channels.count == 0 || has_text(channels, channel) ||
           says(test, kt_say_list(channels), kt_say_text(channel));
}

static bool
is_in_currency(struct test *test)
{
    struct kt_str wanted = test->promotion->currency;
    struct kt_str actual = kt_str_of(test->work->in->settings.currency->code);
    return wanted.len == 0 || kt_str_eq(wanted, actual) ||
           says(test, kt_say_text(wanted), kt_say_text(actual));
}

static bool
is_for_buyer(struct test *test)
{
    struct kt_list groups = test->promotion->customer_groups;
    const struct kt_str *names = groups.items;
    const struct kt_buyer *buyer = &test->work->in->buyer;
    for (size_t i = 0; i < groups.count; i++) {
        if (kt_buyer_is_in(buyer, names[i]))
            return true;
    }
    struct kt_list actual = { (void *)(uintptr_t)buyer->groups,
                              buyer->group_count };
    return groups.count == 0 ||
           says(test, kt_say_list(groups), kt_say_list(actual));
}

static bool
is_for_country(struct test *test)
{
    struct kt_list countries = test->promotion->countries;
    const struct kt_address *address = test->work->in->shipping_address;
    struct kt_str actual = address ? address->country : KT_STR("");
    return countries.count == 0 || has_text(countries, actual) ||
           says(test, kt_say_list(countries), kt_say_text(actual));
}

/* A code that was entered and is itself in force. */
static bool
has_coupon(struct test *test)
{
    const struct kt_quote_input *in = test->work->in;
    if (!test->promotion->needs_coupon)
        return true;
    for (size_t i = 0; i < in->coupon_count; i++) {
        const struct kt_coupon *coupon = &in->coupons[i];
        if (kt_id_eq(coupon->promotion_id, test->promotion->id) &&
            coupon->is_active &&
            (coupon->starts_ms == 0 || in->now_ms >= coupon->starts_ms) &&
            (coupon->ends_ms == 0 || in->now_ms < coupon->ends_ms) &&
            (coupon->uses_max == 0 || coupon->uses < coupon->uses_max) &&
            (coupon->uses_per_customer_max == 0 ||
             coupon->uses_by_buyer < coupon->uses_per_customer_max))
            return true;
    }
    return says(test, kt_say_text(KT_STR("a code")),
                kt_say_text(KT_STR("none")));
}

static bool
has_uses_left(struct test *test)
{
    const struct kt_promotion *promotion = test->promotion;
    return promotion->uses_max == 0 || promotion->uses < promotion->uses_max ||
           says(test, kt_say_number(promotion->uses_max),
                kt_say_number(promotion->uses));
}

/* An unknown buyer passes: the limit is tested again when the order is
 * placed, and the buyer known. */
static bool
has_own_uses_left(struct test *test)
{
    const struct kt_promotion *promotion = test->promotion;
    return promotion->uses_per_customer_max == 0 ||
           promotion->uses_by_buyer < promotion->uses_per_customer_max ||
           says(test, kt_say_number(promotion->uses_per_customer_max),
                kt_say_number(promotion->uses_by_buyer));
}

static bool
has_budget_left(struct test *test)
{
    const struct kt_promotion *promotion = test->promotion;
    return promotion->budget_minor == 0 ||
           promotion->spent_minor < promotion->budget_minor ||
           says(test, kt_say_number(promotion->budget_minor),
                kt_say_number(promotion->spent_minor));
}

static bool
is_nth_order(struct test *test)
{
    const struct kt_promotion *promotion = test->promotion;
    int64_t least = promotion->order_number_min;
    int64_t most = promotion->order_number_max;
    if (least == 0 && most == 0)
        return true;
    int64_t count = test->work->in->buyer.order_count;
    if (count < 0)
        return says(test, kt_say_text(KT_STR("a known buyer")),
                    kt_say_text(KT_STR("unknown")));
    return (count + 1 >= least && (most == 0 || count + 1 <= most)) ||
           says(test, kt_say_number(least), kt_say_number(count + 1));
}

static bool
is_companion_on(struct test *test)
{
    struct kt_id leader_id = test->promotion->companion_of;
    if (kt_id_is_null(leader_id))
        return true;
    size_t leader = kt_work_find(test->work, leader_id);
    return (leader != SIZE_MAX && test->work->is_on[leader]) ||
           says(test, kt_say_text(KT_STR("on")), kt_say_text(KT_STR("off")));
}

/* Goods of the cart that the row's minima count. */
static bool
counts(const struct test *test, const struct kt_quote_line *line)
{
    return !line->is_gift && !line->item->is_gift_card &&
           kt_selector_matches(&test->promotion->products, line->item,
                               line->unit_minor);
}

static int64_t
subtotal_of(const struct test *test)
{
    const struct kt_work *work = test->work;
    int64_t sum = 0;
    for (size_t i = 0; i < work->in->line_count; i++) {
        const struct kt_quote_line *line = &work->quote->lines[i];
        if (counts(test, line))
            sum += test->promotion->basis == KT_BASIS_LIST
                       ? line->subtotal_minor
                       : work->stage_start[i];
    }
    return sum;
}

static int64_t
quantity_of(const struct test *test)
{
    const struct kt_work *work = test->work;
    int64_t sum = 0;
    for (size_t i = 0; i < work->in->line_count; i++) {
        if (counts(test, &work->quote->lines[i]))
            sum += work->quote->lines[i].quantity;
    }
    return sum;
}

static bool
contains_products(struct test *test)
{
    const struct kt_promotion *promotion = test->promotion;
    bool does =
        !promotion->must_contain ||
        (test->item != NULL ? kt_selector_matches(&promotion->products,
                                                  test->item, test->unit_minor)
                            : quantity_of(test) > 0);
    return does || says(test, kt_say_text(KT_STR("one of the products")),
                        kt_say_text(KT_STR("none")));
}

static bool
has_no_reduced_line(struct test *test)
{
    const struct kt_quote *quote = test->work->quote;
    for (size_t i = 0;
         test->promotion->no_reduced_lines && i < test->work->in->line_count;
         i++) {
        if (quote->lines[i].catalog_count > 0)
            return says(test, kt_say_text(KT_STR("no reduced line")),
                        kt_say_text(quote->lines[i].item->sku));
    }
    return true;
}

static bool
misses(struct test *test, const char *kind, int64_t wanted, int64_t actual,
       bool is_money)
{
    test->hint = (struct kt_hint){ .kind = kt_str_of(kind),
                                   .wanted = wanted,
                                   .actual = actual,
                                   .missing = wanted - actual,
                                   .is_money = is_money };
    test->has_hint = true;
    return says(test, kt_say_number(wanted), kt_say_number(actual));
}

static bool
has_quantity(struct test *test)
{
    int64_t wanted = test->promotion->quantity_min;
    int64_t actual = wanted > 0 ? quantity_of(test) : 0;
    return actual >= wanted || misses(test, "add_units", wanted, actual, false);
}

static bool
has_subtotal(struct test *test)
{
    int64_t wanted = test->promotion->subtotal_min_minor;
    int64_t actual = wanted > 0 ? subtotal_of(test) : 0;
    return actual >= wanted || misses(test, "spend", wanted, actual, true);
}

static bool
is_below_subtotal(struct test *test)
{
    int64_t wanted = test->promotion->subtotal_max_minor;
    int64_t actual = wanted > 0 ? subtotal_of(test) : 0;
    return actual <= wanted ||
           says(test, kt_say_number(wanted), kt_say_number(actual));
}

/* What a condition can be tested on: the row alone, one item, the cart; the
 * row before its counters are read. */
enum reach { ROW = 1, SHELF = 2, CART = 4, FIXED = 8, ANY = 7 };

/* What can be added to a cart stands last, so that a hint is only given when
 * nothing else is in the way. */
static const struct {
    const char *name;
    bool (*holds)(struct test *test);
    unsigned reach;
} conditions[] = {
    { "inactive", is_active, ANY | FIXED },
    { "not_started", has_started, ANY | FIXED },
    { "ended", has_not_ended, ANY | FIXED },
    { "companion", is_companion_on, CART },
    { "channel", is_in_channel, ANY | FIXED },
    { "currency", is_in_currency, ANY | FIXED },
    { "customer_group", is_for_buyer, ANY | FIXED },
    { "country", is_for_country, ANY | FIXED },
    { "coupon", has_coupon, ANY | FIXED },
    { "uses", has_uses_left, ANY },
    { "uses_per_customer", has_own_uses_left, ANY },
    { "budget", has_budget_left, ANY },
    { "order_number", is_nth_order, ANY | FIXED },
    { "no_reduced_lines", has_no_reduced_line, CART },
    { "subtotal_max", is_below_subtotal, CART },
    { "products", contains_products, SHELF | CART },
    { "quantity_min", has_quantity, CART },
    { "subtotal_min", has_subtotal, CART },
};

/* The name of the first that fails, or NULL. */
static const char *
find_failing(struct test *test, enum reach reach)
{
    for (size_t i = 0; i < KT_COUNT(conditions); i++)
        if ((conditions[i].reach & reach) != 0 && !conditions[i].holds(test))
            return conditions[i].name;
    return NULL;
}

static bool
hold(struct test *test, enum reach reach)
{
    const char *failing = find_failing(test, reach);
    if (failing == NULL)
        return true;
    struct kt_trace *trace = kt_work_trace(test->work, test->index);
    if (trace->part_count > 0)
        return false; /* it lowered another item's price */
    trace->state = KT_TRACE_NOT_MATCHED;
    trace->reason = kt_str_of(failing);
    trace->wanted = test->wanted;
    trace->actual = test->actual;
    trace->hint = test->hint;
    trace->has_hint = test->has_hint;
    return false;
}

static bool
is_asked_for(const struct kt_quote_input *in, struct kt_id promotion_id)
{
    for (size_t i = 0; i < in->coupon_count; i++)
        if (kt_id_eq(in->coupons[i].promotion_id, promotion_id))
            return true;
    return false;
}

void
kt_quote_take_promotions(struct kt_quote_input *in,
                         const struct kt_promotion *promotions, size_t count,
                         bool for_shelf, struct kt_arena *arena)
{
    struct kt_work work = { .in = in };
    struct kt_promotion *taken = NULL;
    in->promotion_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct test test = { .work = &work, .promotion = &promotions[i] };
        if ((for_shelf && promotions[i].stage != KT_STAGE_CATALOG) ||
            (find_failing(&test, FIXED) != NULL &&
             !is_asked_for(in, promotions[i].id)))
            continue;
        taken = kt_grow(arena, taken, in->promotion_count, sizeof *taken);
        taken[in->promotion_count++] = promotions[i];
    }
    in->promotions = taken;
}

bool
kt_work_conditions_hold(struct kt_work *work, size_t promotion)
{
    struct test test = { .work = work,
                         .promotion = &work->in->promotions[promotion],
                         .index = promotion };
    return hold(&test, CART);
}

bool
kt_work_row_conditions_hold(struct kt_work *work, size_t promotion)
{
    struct test test = { .work = work,
                         .promotion = &work->in->promotions[promotion],
                         .index = promotion };
    return hold(&test, ROW);
}

bool
kt_work_shelf_conditions_hold(struct kt_work *work, size_t promotion,
                              const struct kt_item *item, int64_t unit_minor)
{
    struct test test = { .work = work,
                         .promotion = &work->in->promotions[promotion],
                         .index = promotion,
                         .item = item,
                         .unit_minor = unit_minor };
    return hold(&test, SHELF);
}
