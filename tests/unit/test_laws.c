/* Laws that hold of every quote, tried on random carts. */

#include "domain/pricing/quote_out.h"
#include "random_cart.h"
#include "unit.h"

enum { CARTS = 2000 };

static struct kt_host *host;
static struct kt_registry *registry;

static void
load_rules(void)
{
    const char *scripts = KONTOR_SOURCE_DIR "/scripts";
    struct kt_host_options options = { .folders = &scripts, .folder_count = 1 };

    ck_assert_msg(kt_host_new(&options, &host, &unit_err) == KT_OK, "%.*s",
                  KT_STR_FMT(kt_error_text(&unit_err)));
    registry = kt_registry_acquire(host);
}

static void
drop_rules(void)
{
    kt_registry_release(registry);
    kt_host_free(host);
    kt_script_leave_thread();
}

/* A quote that breaks a law is not given out. */
static const struct kt_quote *
quote_of(const struct random_cart *cart, int number)
{
    struct kt_quote *quote;
    struct kt_rules rules = kt_registry_rules(registry);
    enum kt_status status =
        kt_quote_compute(&cart->in, &rules, cart->arena, &quote, &unit_err);
    ck_assert_msg(status == KT_OK, "cart %d: %.*s", number,
                  KT_STR_FMT(kt_error_text(&unit_err)));
    for (size_t i = 0; i < quote->trace_count; i++)
        ck_assert_msg(quote->trace[i].state != KT_TRACE_FAILED, "cart %d: %.*s",
                      number, KT_STR_FMT(quote->trace[i].error));
    return quote;
}

static struct kt_str
bytes_of(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_quote_out out;
    struct kt_buf buf;
    struct kt_json json;

    kt_quote_tell(quote, true, arena, &out);
    kt_buf_init(&buf, arena, 4096);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_quote_out_shape, &out, &json);
    return kt_buf_view(&buf);
}

/* Runs a law on many carts; each has its arena. */
static void
try_on_carts(void (*law)(struct random_cart *cart, int number))
{
    uint64_t seed = 1;
    for (int number = 0; number < CARTS; number++) {
        struct kt_arena arena;
        kt_arena_init(&arena, 0);
        law(random_cart_new(registry, &seed, &arena), number);
        kt_arena_release(&arena);
    }
}

static void
is_the_same_twice(struct random_cart *cart, int number)
{
    struct kt_str once = bytes_of(quote_of(cart, number), cart->arena);
    struct kt_str twice = bytes_of(quote_of(cart, number), cart->arena);
    ck_assert_msg(kt_str_eq(once, twice), "cart %d:\n%.*s\n%.*s", number,
                  KT_STR_FMT(once), KT_STR_FMT(twice));
}

START_TEST(test_the_same_twice)
{
    try_on_carts(is_the_same_twice);
}
END_TEST

/* Goods without a floor that may be discounted cost nothing. */
static void
all_of_it_is_nothing(struct random_cart *cart, int number)
{
    struct kt_promotion *all =
        random_cart_add(cart, "order_percent_off", KT_STR("{\"percent\":100}"));
    all->priority = -1;
    for (size_t i = 0; i < cart->in.line_count; i++) {
        cart->items[i].min_price_minor = 0;
        cart->items[i].is_discountable = true;
    }
    for (size_t i = 0; i < cart->in.promotion_count; i++)
        cart->promotions[i].is_exclusive = false;

    const struct kt_quote *quote = quote_of(cart, number);
    for (size_t i = 0; i < quote->line_count; i++) {
        ck_assert_msg(quote->lines[i].gross_minor == 0, "cart %d line %zu",
                      number, i);
    }
}

START_TEST(test_all_of_it_is_nothing)
{
    try_on_carts(all_of_it_is_nothing);
}
END_TEST

/* What goods and delivery cost with so much off the order. */
static int64_t
cost_with(struct random_cart *cart, int number, const char *params)
{
    struct kt_promotion *last =
        random_cart_add(cart, "order_amount_off", kt_str_of(params));
    last->priority = -1;
    const struct kt_totals *totals = &quote_of(cart, number)->totals;
    cart->in.promotion_count--;
    return totals->subtotal_minor - totals->discount_minor +
           totals->shipping_minor;
}

/* Shipping promotions stand aside: a larger discount may well cost the free
 * delivery that a subtotal earns. */
static void
more_off_is_never_dearer(struct random_cart *cart, int number)
{
    static const char *const params[] = { "{\"amount\":1}", "{\"amount\":50}",
                                          "{\"amount\":51}",
                                          "{\"amount\":7000}" };
    int64_t cost = INT64_MAX;

    for (size_t i = 0; i < cart->in.promotion_count; i++) {
        cart->promotions[i].is_exclusive = false;
        if (cart->promotions[i].stage == KT_STAGE_SHIPPING)
            cart->promotions[i].is_active = false;
    }
    for (size_t i = 0; i < KT_COUNT(params); i++) {
        int64_t next = cost_with(cart, number, params[i]);
        ck_assert_msg(next <= cost, "cart %d, %s", number, params[i]);
        cost = next;
    }
}

START_TEST(test_more_off_is_never_dearer)
{
    try_on_carts(more_off_is_never_dearer);
}
END_TEST

/* What the effects took, in stages that take it off lines. */
static void
check_effects(const struct kt_trace *trace, int number)
{
    int64_t taken = 0;
    for (size_t i = 0; i < trace->working_count; i++) {
        taken += trace->workings[i].taken_minor;
        ck_assert_msg(trace->workings[i].taken_minor <=
                          trace->workings[i].wanted_minor,
                      "cart %d, effect %zu", number, i);
    }
    ck_assert_msg(taken == trace->amount_minor, "cart %d: %lld, %lld", number,
                  (long long)taken, (long long)trace->amount_minor);
}

static struct kt_str
figures_of(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_quote_out out;
    struct kt_buf buf;
    struct kt_json json;

    kt_quote_tell(quote, false, arena, &out);
    kt_buf_init(&buf, arena, 4096);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_quote_out_shape, &out, &json);
    return kt_buf_view(&buf);
}

static bool
adds_up(const struct random_cart *cart, const struct kt_trace *trace)
{
    const struct kt_promotion *row = &cart->promotions[trace->promotion];
    return row->stage != KT_STAGE_CATALOG &&
           (row->group.len == 0 || row->group_mode != KT_GROUP_BEST_PER_LINE);
}

static void
explaining_changes_nothing(struct random_cart *cart, int number)
{
    struct kt_str plain = figures_of(quote_of(cart, number), cart->arena);
    cart->in.explains = true;
    const struct kt_quote *quote = quote_of(cart, number);
    struct kt_str explained = figures_of(quote, cart->arena);
    ck_assert_msg(kt_str_eq(plain, explained), "cart %d:\n%.*s\n%.*s", number,
                  KT_STR_FMT(plain), KT_STR_FMT(explained));
    ck_assert_uint_eq(quote->trace_count, cart->in.promotion_count);
    for (size_t i = 0; i < quote->trace_count; i++)
        if (adds_up(cart, &quote->trace[i]))
            check_effects(&quote->trace[i], number);
}

START_TEST(test_explaining_changes_nothing)
{
    try_on_carts(explaining_changes_nothing);
}
END_TEST

Suite *kt_suite_laws(void);

Suite *
kt_suite_laws(void)
{
    Suite *suite = suite_create("laws");
    TCase *tests = unit_case(suite, "laws");
    tcase_add_checked_fixture(tests, load_rules, drop_rules);
    tcase_set_timeout(tests, 20);
    tcase_add_test(tests, test_the_same_twice);
    tcase_add_test(tests, test_all_of_it_is_nothing);
    tcase_add_test(tests, test_more_off_is_never_dearer);
    tcase_add_test(tests, test_explaining_changes_nothing);
    return suite;
}
