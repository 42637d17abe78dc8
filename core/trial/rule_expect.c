#include "trial/rule_expect.h"

#include "base/assert.h"

#define EXPECT(KIND, member, ...)                                              \
    KT_FIELD(KIND, struct kt_rule_expect, member, 0, __VA_ARGS__)
#define LINE(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct kt_line_expect, member, __VA_ARGS__)
#define HINT(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct kt_hint_expect, member, __VA_ARGS__)

enum { MONEY_LINES_MAX = 100 };

/* clang-format off */
static const struct kt_field line_fields[] = {
    LINE(STR, sku, KT_REQUIRED, .min = 1, .max = 255),
    LINE(INT, quantity, 0, .help = "Units"),
    LINE(INT, unit_price, 0, .help = "What the shop shows"),
    LINE(INT, discount, 0, .help = "Off the line"),
    LINE(INT, tax, 0),
    LINE(INT, total, 0, .help = "The line after discounts"),
};

static const struct kt_field hint_fields[] = {
    HINT(STR, kind, KT_REQUIRED, .min = 1, .max = 64, .help = "spend, add_units, …"),
    HINT(INT, missing, 0, .help = "Minor units or units"),
};

static const struct kt_shape line_shape =
    KT_SHAPE_OF("LineExpect", struct kt_line_expect, line_fields,
                KT_COUNT(line_fields), "A line as it must come out");

static const struct kt_shape hint_shape =
    KT_SHAPE_OF("HintExpect", struct kt_hint_expect, hint_fields,
                KT_COUNT(hint_fields), "How far to the reward");

static const struct kt_field fields[] = {
    EXPECT(INT, subtotal, .help = "Goods before promotions"),
    EXPECT(INT, discount, .help = "Off the goods"),
    EXPECT(INT, shipping, .help = "The fee after discounts"),
    EXPECT(INT, tax, .help = "Of goods and fee"),
    EXPECT(INT, net, .help = "Without tax"),
    EXPECT(INT, total, .help = "With tax"),
    EXPECT(INT, due, .help = "After gift cards"),
    EXPECT(ENUM, state, .names = kt_trace_state_names, .help = "Of a promotion"),
    EXPECT(STR, reason, .max = 64, .help = "Why it did not apply"),
    EXPECT(LIST, lines, .shape = &line_shape, .max = MONEY_LINES_MAX),
    EXPECT(LIST, gifts, .shape = &line_shape, .max = MONEY_LINES_MAX),
    EXPECT(OBJECT, hint, .shape = &hint_shape),
    EXPECT(BOOL, offered, .help = "Of a shipping method"),
    EXPECT(ENUM, verdict, .names = kt_verdict_names),
    EXPECT(STR, slug, .max = 64),
    EXPECT(STR, pointer, .max = 255),
    EXPECT(INT, jobs, .help = "How many, of a reaction"),
    EXPECT(STR, error, .max = 1000, .help = "Part of the message of a failure"),
};
/* clang-format on */

const struct kt_shape kt_rule_expect_shape =
    KT_SHAPE_OF("RuleExpect", struct kt_rule_expect, fields, KT_COUNT(fields),
                "What must come out");

/* The first difference, as it is found. */
struct compare {
    const struct kt_rule_expect *expect;
    const struct kt_trial_answer *answer;
    struct kt_arena *arena;
    struct kt_str why;
};

static bool
is_one_of(const char *name, const char *const *names)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

static bool
was_given(const struct compare *compare, const char *member)
{
    return kt_shape_was_given(&kt_rule_expect_shape, compare->expect, member);
}

static void
note_int(struct compare *compare, const char *what, int64_t wanted, int64_t got)
{
    if (compare->why.len == 0 && wanted != got)
        compare->why =
            kt_arena_format(compare->arena, "%s: want %lld, got %lld", what,
                            (long long)wanted, (long long)got);
}

static void
note_text(struct compare *compare, const char *what, struct kt_str wanted,
          struct kt_str got)
{
    if (compare->why.len == 0 && !kt_str_eq(wanted, got))
        compare->why =
            kt_arena_format(compare->arena, "%s: want '%.*s', got '%.*s'", what,
                            KT_STR_FMT(wanted), KT_STR_FMT(got));
}

/* What the rule's kind never answers would be compared with nothing. */
static void
check_members(struct compare *compare)
{
    static const char *const verdicts[] = { "verdict", "slug", "pointer",
                                            NULL };
    static const char *const jobs[] = { "jobs", NULL };
    const struct kt_trial_answer *answer = compare->answer;
    for (size_t i = 0; i < KT_COUNT(fields); i++) {
        const char *name = fields[i].name;
        if (!was_given(compare, name))
            continue;
        bool is_right = is_one_of(name, verdicts) ? answer->has_verdict
                        : is_one_of(name, jobs)   ? answer->jobs.len > 0
                                                  : answer->quote != NULL;
        if (!is_right && compare->why.len == 0)
            compare->why =
                kt_arena_format(compare->arena,
                                "a rule of this kind answers no '%s'", name);
    }
}

static void
compare_totals(struct compare *compare)
{
    static const struct {
        const char *name;
        size_t wanted, got;
    } rows[] = {
#define TOTAL(member)                                                          \
    { #member, offsetof(struct kt_rule_expect, member),                        \
      offsetof(struct kt_totals, member##_minor) }
        TOTAL(subtotal), TOTAL(discount), TOTAL(shipping), TOTAL(tax),
        TOTAL(net),      TOTAL(total),    TOTAL(due),
#undef TOTAL
    };
    const char *wanted = (const char *)compare->expect;
    const char *got = (const char *)&compare->answer->quote->totals;
    for (size_t i = 0; i < KT_COUNT(rows); i++) {
        if (was_given(compare, rows[i].name))
            note_int(compare, rows[i].name,
                     *(const int64_t *)(wanted + rows[i].wanted),
                     *(const int64_t *)(got + rows[i].got));
    }
}

static int64_t
discount_of(const struct kt_quote_line *line)
{
    return line->subtotal_minor - line->amount_minor;
}

static void
compare_line(struct compare *compare, const struct kt_line_expect *wanted,
             const struct kt_quote_line *line)
{
    const struct {
        const char *name;
        int64_t wanted, got;
    } rows[] = {
        { "quantity", wanted->quantity, line->quantity },
        { "unit_price", wanted->unit_price, line->unit_minor },
        { "discount", wanted->discount, discount_of(line) },
        { "tax", wanted->tax, line->tax_minor },
        { "total", wanted->total, line->amount_minor },
    };
    for (size_t i = 0; i < KT_COUNT(rows); i++) {
        if (kt_shape_was_given(&line_shape, wanted, rows[i].name))
            note_int(compare,
                     kt_arena_format(compare->arena, "line %.*s: %s",
                                     KT_STR_FMT(wanted->sku), rows[i].name)
                         .ptr,
                     rows[i].wanted, rows[i].got);
    }
}

/* The next line of that sku, gifts apart from goods; lines of one sku are
 * compared in their order. */
static const struct kt_quote_line *
find_line(const struct kt_quote *quote, struct kt_str sku, bool is_gift,
          size_t skip)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        if (line->is_gift == is_gift && kt_str_eq(line->item->sku, sku) &&
            skip-- == 0)
            return line;
    }
    return NULL;
}

static void
compare_lines(struct compare *compare, const struct kt_list *list, bool is_gift)
{
    const struct kt_line_expect *wanted = list->items;
    for (size_t i = 0; i < list->count; i++) {
        size_t before = 0;
        for (size_t j = 0; j < i; j++)
            before += kt_str_eq(wanted[j].sku, wanted[i].sku);
        const struct kt_quote_line *line =
            find_line(compare->answer->quote, wanted[i].sku, is_gift, before);
        if (line != NULL)
            compare_line(compare, &wanted[i], line);
        else if (compare->why.len == 0)
            compare->why =
                kt_arena_format(compare->arena, "there is no %s of %.*s",
                                is_gift ? "gift" : "line",
                                KT_STR_FMT(wanted[i].sku));
    }
}

static void
compare_gifts(struct compare *compare)
{
    const struct kt_quote *quote = compare->answer->quote;
    int64_t count = 0;
    for (size_t i = 0; i < quote->line_count; i++)
        count += quote->lines[i].is_gift;
    note_int(compare, "gifts", (int64_t)compare->expect->gifts.count, count);
    compare_lines(compare, &compare->expect->gifts, true);
}

static void
compare_hint(struct compare *compare)
{
    const struct kt_hint_expect *wanted = compare->expect->hint;
    const struct kt_quote *quote = compare->answer->quote;
    struct kt_hint none = { .kind = KT_STR("none") };
    const struct kt_hint *got =
        quote->hint_count > 0 ? &quote->hints[0].hint : &none;
    note_text(compare, "hint", wanted->kind, got->kind);
    if (kt_shape_was_given(&hint_shape, wanted, "missing"))
        note_int(compare, "hint: missing", wanted->missing, got->missing);
}

static void
compare_story(struct compare *compare)
{
    const struct kt_quote *quote = compare->answer->quote;
    if (quote->trace_count == 0)
        return;
    const struct kt_trace *trace = &quote->trace[0];
    if (was_given(compare, "state"))
        note_text(compare, "state",
                  kt_str_of(kt_trace_state_names[compare->expect->state]),
                  kt_str_of(kt_trace_state_names[trace->state]));
    if (was_given(compare, "reason"))
        note_text(compare, "reason", compare->expect->reason, trace->reason);
}

static void
compare_quote(struct compare *compare)
{
    const struct kt_quote *quote = compare->answer->quote;
    compare_story(compare);
    compare_lines(compare, &compare->expect->lines, false);
    if (was_given(compare, "gifts"))
        compare_gifts(compare);
    compare_totals(compare);
    if (compare->expect->hint != NULL)
        compare_hint(compare);
    if (was_given(compare, "offered"))
        note_int(compare, "offered", compare->expect->offered,
                 (int64_t)quote->shipping.option_count);
}

static void
compare_verdict(struct compare *compare)
{
    const struct kt_verdict *got = &compare->answer->verdict;
    if (was_given(compare, "verdict"))
        note_text(compare, "verdict",
                  kt_str_of(kt_verdict_names[compare->expect->verdict]),
                  kt_str_of(kt_verdict_names[got->kind]));
    if (was_given(compare, "slug"))
        note_text(compare, "slug", compare->expect->slug, got->slug);
    if (was_given(compare, "pointer"))
        note_text(compare, "pointer", compare->expect->pointer, got->pointer);
}

static int64_t
count_jobs(const struct kt_trial_answer *answer, struct kt_arena *arena)
{
    const struct cJSON *jobs;
    struct kt_error err;
    kt_error_init(&err, arena);
    if (answer->jobs.len == 0 ||
        kt_json_parse(arena, answer->jobs, &jobs, &err) != KT_OK)
        return -1;
    return (int64_t)kt_json_size(jobs);
}

struct kt_str
kt_rule_expect_compare(const struct kt_rule_expect *expect,
                       const struct kt_trial_answer *answer,
                       struct kt_arena *arena)
{
    struct compare compare = { .expect = expect,
                               .answer = answer,
                               .arena = arena };
    check_members(&compare);
    if (answer->has_verdict)
        compare_verdict(&compare);
    if (was_given(&compare, "jobs"))
        note_int(&compare, "jobs", expect->jobs, count_jobs(answer, arena));
    if (answer->quote != NULL)
        compare_quote(&compare);
    return compare.why;
}
