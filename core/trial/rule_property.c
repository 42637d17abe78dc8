#include "trial/rule_property.h"

#include "base/assert.h"
#include "trial/rule_random.h"
#include "trial/rule_trial.h"

enum { TRIALS = 50, TRIALS_MAX = 100000 };

#define FIELD(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct kt_rule_properties, member, 0, __VA_ARGS__)

/* clang-format off */
static const struct kt_field fields[] = {
    FIELD(INT, trials, .max = TRIALS_MAX, .help = "Carts to try; 50 when absent"),
    FIELD(BOOL, monotone, .help = "One unit more never costs less"),
    FIELD(BOOL, split, .help = "A line is worth its two halves"),
};
/* clang-format on */

const struct kt_shape kt_rule_properties_shape =
    KT_SHAPE_OF("RuleProperties", struct kt_rule_properties, fields,
                KT_COUNT(fields), "What holds on any cart");

/* One trial: a cart, params, and what the cart costs with them. */
struct trial {
    struct kt_registry *registry;
    const struct kt_rule_info *rule;
    struct kt_arena *arena;
    struct kt_str params;
    struct kt_random_cart cart;
    struct kt_totals totals;
    struct kt_str why; /* the first thing that does not hold */
};

/* False when the rule fails; its message is noted. */
static bool
price(struct trial *trial, const struct kt_random_cart *cart,
      struct kt_totals *totals)
{
    struct kt_trial_answer answer;
    struct kt_error err;
    kt_error_init(&err, trial->arena);
    enum kt_status status =
        kt_rule_try(trial->registry, trial->rule, trial->params,
                    kt_random_cart_json(cart, trial->arena), trial->arena,
                    &answer, &err);
    if (status == KT_OK) {
        *totals = answer.quote->totals;
        return true;
    }
    trial->why = kt_trial_message(&err, " ");
    return false;
}

static void
note_totals(struct trial *trial, const char *what, int64_t before,
            int64_t after)
{
    trial->why = kt_arena_format(trial->arena, "%s: %lld, then %lld", what,
                                 (long long)before, (long long)after);
}

static void
never_fails(struct trial *trial)
{
    struct kt_totals *totals = &trial->totals;
    if (price(trial, &trial->cart, totals) &&
        totals->total_minor > totals->subtotal_minor)
        note_totals(trial, "goods and total", totals->subtotal_minor,
                    totals->total_minor);
}

static void
order_of_lines(struct trial *trial)
{
    struct kt_random_cart turned = trial->cart;
    struct kt_totals totals;
    for (size_t i = 0; i < turned.count; i++)
        turned.lines[i] = trial->cart.lines[turned.count - 1 - i];
    if (price(trial, &turned, &totals) &&
        totals.total_minor != trial->totals.total_minor)
        note_totals(trial, "total, lines turned round",
                    trial->totals.total_minor, totals.total_minor);
}

/* The total may differ by the minor unit that one more rounding costs. */
static void
split_of_lines(struct trial *trial)
{
    struct kt_random_cart halves = trial->cart;
    struct kt_random_line *first = &halves.lines[0];
    struct kt_totals totals;
    if (first->quantity < 2)
        return;
    halves.lines[halves.count] = *first;
    halves.lines[halves.count++].quantity = first->quantity / 2;
    first->quantity -= first->quantity / 2;
    if (!price(trial, &halves, &totals))
        return;
    int64_t apart = totals.total_minor - trial->totals.total_minor;
    if (apart < -1 || apart > 1)
        note_totals(trial, "total, the first line as two",
                    trial->totals.total_minor, totals.total_minor);
}

static void
monotone(struct trial *trial)
{
    struct kt_totals totals;
    for (size_t i = 0; i < trial->cart.count && trial->why.len == 0; i++) {
        struct kt_random_cart more = trial->cart;
        more.lines[i].quantity++;
        if (price(trial, &more, &totals) &&
            totals.total_minor < trial->totals.total_minor)
            note_totals(trial, "total, one unit more",
                        trial->totals.total_minor, totals.total_minor);
    }
}

static const struct {
    const char *name;
    void (*holds)(struct trial *trial);
    size_t declared; /* offset of the bool; SIZE_MAX: always tried */
} properties[] = {
    { "never fails, never below zero", never_fails, SIZE_MAX },
    { "the order of lines changes nothing", order_of_lines, SIZE_MAX },
    { "a line is worth its two halves", split_of_lines,
      offsetof(struct kt_rule_properties, split) },
    { "one unit more never costs less", monotone,
      offsetof(struct kt_rule_properties, monotone) },
};

static bool
is_declared(const struct kt_rule_properties *given, size_t property)
{
    size_t offset = properties[property].declared;
    return offset == SIZE_MAX ||
           (given != NULL && *(const bool *)((const char *)given + offset));
}

/* Whether the property fails on the cart; its reason is in trial->why. */
static bool
breaks(struct trial *trial, size_t property)
{
    trial->why = (struct kt_str){ 0 };
    if (!price(trial, &trial->cart, &trial->totals))
        return property == 0;
    properties[property].holds(trial);
    return trial->why.len > 0;
}

/* Takes lines and units away as long as it still fails. */
static void
shrink(struct trial *trial, size_t property)
{
    for (size_t i = 0; i < trial->cart.count;) {
        struct trial smaller = *trial;
        for (size_t j = i + 1; j < smaller.cart.count; j++)
            smaller.cart.lines[j - 1] = smaller.cart.lines[j];
        smaller.cart.count--;
        if (smaller.cart.count > 0 && breaks(&smaller, property)) {
            *trial = smaller;
            continue;
        }
        smaller = *trial;
        if (smaller.cart.lines[i].quantity > 1) {
            smaller.cart.lines[i].quantity--;
            if (breaks(&smaller, property)) {
                *trial = smaller;
                continue;
            }
        }
        i++;
    }
}

static void
tell_failure(struct trial *trial, size_t property, struct kt_str name,
             struct kt_test_report *report)
{
    shrink(trial, property);
    struct kt_str cart = kt_random_cart_json(&trial->cart, trial->arena);
    report->fail(report->context,
                 kt_arena_format(trial->arena, "%.*s: %s", KT_STR_FMT(name),
                                 properties[property].name),
                 kt_arena_format(trial->arena,
                                 "%.*s\n     params %.*s\n     cart %.*s",
                                 KT_STR_FMT(trial->why),
                                 KT_STR_FMT(trial->params), KT_STR_FMT(cart)));
}

/* True when it held in all trials. */
static bool
try_property(struct trial *trial, size_t property, int64_t trials,
             struct kt_str name, struct kt_test_report *report)
{
    uint64_t seed = 1;
    for (int64_t i = 0; i < trials; i++) {
        struct kt_arena_mark mark = kt_arena_mark(trial->arena);
        trial->params = kt_random_params(trial->rule, &seed, trial->arena);
        kt_random_cart(&seed, &trial->cart);
        if (breaks(trial, property)) {
            tell_failure(trial, property, name, report);
            return false;
        }
        kt_arena_rewind(trial->arena, mark);
    }
    return true;
}

void
kt_rule_property_run(struct kt_registry *registry,
                     const struct kt_rule_info *rule, struct kt_str name,
                     const struct kt_rule_properties *given,
                     struct kt_test_report *report)
{
    struct kt_arena arena;
    int64_t trials =
        given != NULL &&
                kt_shape_was_given(&kt_rule_properties_shape, given, "trials")
            ? given->trials
            : TRIALS;
    if (rule->kind != KT_RULE_PROMOTION || trials == 0)
        return;
    kt_arena_init(&arena, 0);
    for (size_t i = 0; i < KT_COUNT(properties); i++) {
        struct trial trial = { .registry = registry,
                               .rule = rule,
                               .arena = &arena };
        if (!is_declared(given, i))
            continue;
        if (try_property(&trial, i, trials, name, report))
            report->passed++;
        else
            report->failed++;
    }
    kt_arena_release(&arena);
}
