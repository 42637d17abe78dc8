#include "trial/rule_random.h"

#include "base/assert.h"
#include "script/params.h"

static const int64_t amounts[] = { 0,   1,    3,    99,   100,   299,
                                   333, 1000, 1999, 5000, 50000, 100000 };
static const int64_t rates_ppm[] = { 0,      10000,  75000,  100000,
                                     333333, 500000, 1000000 };
static const int64_t quantities[] = { 1, 1, 2, 3, 4, 7 };

/* splitmix64 */
static uint64_t
next(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t
kt_random_between(uint64_t *seed, int64_t min, int64_t max)
{
    return min + (int64_t)(next(seed) % (uint64_t)(max - min + 1));
}

#define PICK(seed, table)                                                      \
    ((table)[kt_random_between((seed), 0, (int64_t)KT_COUNT(table) - 1)])

/* The nearest number that the spec allows. */
static int64_t
clamp(const struct kt_param_spec *spec, int64_t number)
{
    number = number < spec->min ? spec->min : number;
    return number > spec->max ? spec->max : number;
}

static int64_t
random_number(const struct kt_param_spec *spec, uint64_t *seed)
{
    if (spec->kind == KT_PARAM_MONEY)
        return clamp(spec, PICK(seed, amounts));
    return clamp(spec, spec->min + kt_random_between(seed, 0, 5));
}

static void
write_text_list(struct kt_json *json, const char *text)
{
    kt_json_begin_array(json);
    kt_json_str(json, kt_str_of(text));
    kt_json_end_array(json);
}

static void
write_selector(struct kt_json *json, uint64_t *seed)
{
    static const struct {
        const char *key, *value;
    } choices[] = {
        { NULL, NULL },  { "categories", "a" }, { "categories", "b" },
        { "tags", "t" }, { "skus", "s1" },      { "products", "s2" },
    };
    int64_t at = kt_random_between(seed, 0, (int64_t)KT_COUNT(choices) - 1);
    kt_json_begin_object(json);
    if (choices[at].key != NULL) {
        kt_json_key(json, kt_str_of(choices[at].key));
        write_text_list(json, choices[at].value);
    }
    kt_json_end_object(json);
}

static const char *
text_of(const struct kt_param_spec *spec)
{
    switch (spec->kind) {
    case KT_PARAM_SKU:
    case KT_PARAM_SKUS:
        return "s1";
    case KT_PARAM_COUNTRY:
    case KT_PARAM_COUNTRIES:
        return "DE";
    default:
        return "a";
    }
}

static void write_params(struct kt_json *json,
                         const struct kt_param_spec *specs, size_t count,
                         uint64_t *seed, int64_t row, struct kt_str ascending,
                         struct kt_arena *arena);

/* Rows rise by their ascending field, as far as the spec says. */
static void
write_rows(struct kt_json *json, const struct kt_param_spec *spec,
           uint64_t *seed, struct kt_arena *arena)
{
    int64_t count = kt_random_between(seed, 1, 3);
    kt_json_begin_array(json);
    for (int64_t row = 0; row < clamp(spec, count); row++) {
        kt_json_begin_object(json);
        write_params(json, spec->fields, spec->field_count, seed, row,
                     spec->ascending, arena);
        kt_json_end_object(json);
    }
    kt_json_end_array(json);
}

static void
write_value(struct kt_json *json, const struct kt_param_spec *spec,
            uint64_t *seed, struct kt_arena *arena)
{
    switch (kt_param_types[spec->kind].form) {
    case KT_FORM_INTEGER:
        kt_json_int(json, random_number(spec, seed));
        break;
    case KT_FORM_PERCENT:
        kt_json_str(json,
                    kt_rate_format_percent(arena,
                                           clamp(spec, PICK(seed, rates_ppm))));
        break;
    case KT_FORM_BOOLEAN:
        kt_json_bool(json, kt_random_between(seed, 0, 1) == 1);
        break;
    case KT_FORM_TEXT:
        if (spec->kind == KT_PARAM_CHOICE)
            kt_json_str(json, spec->choices[kt_random_between(
                                  seed, 0, (int64_t)spec->choice_count - 1)]);
        else
            kt_json_str(json, kt_str_of(text_of(spec)));
        break;
    case KT_FORM_TEXTS:
        write_text_list(json, text_of(spec));
        break;
    case KT_FORM_SELECTOR:
        write_selector(json, seed);
        break;
    case KT_FORM_ROWS:
        write_rows(json, spec, seed, arena);
        break;
    }
}

/* What may be absent is so half of the time. */
static bool
is_left_out(const struct kt_param_spec *spec, uint64_t *seed)
{
    bool may_be = spec->is_optional || spec->default_json.ptr != NULL;
    return may_be && kt_random_between(seed, 0, 1) == 1;
}

static void
write_params(struct kt_json *json, const struct kt_param_spec *specs,
             size_t count, uint64_t *seed, int64_t row, struct kt_str ascending,
             struct kt_arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        bool rises = ascending.len > 0 && kt_str_eq(ascending, specs[i].name);
        if (!rises && is_left_out(&specs[i], seed))
            continue;
        kt_json_key(json, specs[i].name);
        if (rises)
            kt_json_int(json, specs[i].min + 1 + row * 2);
        else
            write_value(json, &specs[i], seed, arena);
    }
}

struct kt_str
kt_random_params(const struct kt_rule_info *rule, uint64_t *seed,
                 struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 256);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    write_params(&json, rule->params, rule->param_count, seed, 0, KT_STR(""),
                 arena);
    kt_json_end_object(&json);
    return kt_buf_view(&buf);
}

void
kt_random_cart(uint64_t *seed, struct kt_random_cart *cart)
{
    cart->count = (size_t)kt_random_between(seed, 1, KT_RANDOM_LINES_MAX);
    cart->is_member = kt_random_between(seed, 0, 1) == 1;
    for (size_t i = 0; i < cart->count; i++)
        cart->lines[i] = (struct kt_random_line){
            .item = i,
            .quantity = PICK(seed, quantities),
            .price_minor = PICK(seed, amounts),
        };
}

static void
write_line(struct kt_json *json, const struct kt_random_line *line,
           struct kt_arena *arena)
{
    static const char *const categories[] = { "a", "b", "c" };
    struct kt_str sku = kt_arena_format(arena, "s%zu", line->item + 1);
    kt_json_begin_object(json);
    kt_json_key(json, KT_STR("sku"));
    kt_json_str(json, sku);
    kt_json_key(json, KT_STR("quantity"));
    kt_json_int(json, line->quantity);
    kt_json_key(json, KT_STR("price"));
    kt_json_int(json, line->price_minor);
    kt_json_key(json, KT_STR("categories"));
    write_text_list(json, categories[line->item % KT_COUNT(categories)]);
    if (line->item % 2 == 0) {
        kt_json_key(json, KT_STR("tags"));
        write_text_list(json, "t");
    }
    kt_json_key(json, KT_STR("weight_g"));
    kt_json_int(json, 250 * (int64_t)(line->item + 1));
    kt_json_end_object(json);
}

struct kt_str
kt_random_cart_json(const struct kt_random_cart *cart, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 1024);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    kt_json_key(&json, KT_STR("country"));
    kt_json_str(&json, KT_STR("DE"));
    if (cart->is_member) {
        kt_json_key(&json, KT_STR("customer_groups"));
        write_text_list(&json, "a");
    }
    kt_json_key(&json, KT_STR("lines"));
    kt_json_begin_array(&json);
    for (size_t i = 0; i < cart->count; i++)
        write_line(&json, &cart->lines[i], arena);
    kt_json_end_array(&json);
    kt_json_end_object(&json);
    return kt_buf_view(&buf);
}
