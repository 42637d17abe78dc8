#include "script/params.h"

#include "base/assert.h"
#include "base/text.h"

static bool
is_lower(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

static bool
is_code(struct kt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_lower(text.ptr[i]))
            return false;
    }
    return text.len > 0;
}

static bool
is_country(struct kt_str text)
{
    return text.len == 2 && text.ptr[0] >= 'A' && text.ptr[0] <= 'Z' &&
           text.ptr[1] >= 'A' && text.ptr[1] <= 'Z';
}

static bool
is_given(struct kt_str text)
{
    return text.len > 0;
}

#define CODE_PATTERN    "^[a-z0-9_.-]+$"
#define COUNTRY_PATTERN "^[A-Z]{2}$"

const struct kt_param_type kt_param_types[KT_PARAM_KIND_COUNT] = {
    [KT_PARAM_QUANTITY] = { "quantity", KT_FORM_INTEGER, "a number of units", 1,
                            1000000, NULL, NULL },
    [KT_PARAM_INTEGER] = { "integer", KT_FORM_INTEGER, "an integer",
                           -KT_MONEY_MAX, KT_MONEY_MAX, NULL, NULL },
    [KT_PARAM_MONEY] = { "money", KT_FORM_INTEGER, "an amount in minor units",
                         0, KT_MONEY_MAX, NULL, NULL },
    [KT_PARAM_PERCENT] = { "percent", KT_FORM_PERCENT,
                           "per cent, as an integer or as text (\"12.5\")", 0,
                           KT_RATE_ONE, NULL, NULL },
    [KT_PARAM_TEXT] = { "text", KT_FORM_TEXT, "a text", 0, 200, NULL, NULL },
    [KT_PARAM_BOOLEAN] = { "boolean", KT_FORM_BOOLEAN, "true or false", 0, 1,
                           NULL, NULL },
    [KT_PARAM_CHOICE] = { "choice", KT_FORM_TEXT, "one of the choices", 1, 100,
                          NULL, NULL },
    [KT_PARAM_PRODUCTS] = { "products", KT_FORM_SELECTOR,
                            "a choice of products", 0, 0, NULL, NULL },
    [KT_PARAM_SKU] = { "sku", KT_FORM_TEXT, "a SKU", 1, 64, is_given, NULL },
    [KT_PARAM_SKUS] = { "skus", KT_FORM_TEXTS, "a list of SKUs", 0, 1000,
                        is_given, NULL },
    [KT_PARAM_CODE] = { "code", KT_FORM_TEXT, "a code (a-z, 0-9, _ - .)", 1, 64,
                        is_code, CODE_PATTERN },
    [KT_PARAM_CUSTOMER_GROUP] = { "customer_group", KT_FORM_TEXT,
                                  "the code of a customer group", 1, 64,
                                  is_code, CODE_PATTERN },
    [KT_PARAM_PRICE_LIST] = { "price_list", KT_FORM_TEXT,
                              "the code of a price list", 1, 64, is_code,
                              CODE_PATTERN },
    [KT_PARAM_SHIPPING_METHODS] = { "shipping_methods", KT_FORM_TEXTS,
                                    "a list of codes of shipping methods", 0,
                                    100, is_code, CODE_PATTERN },
    [KT_PARAM_COUNTRY] = { "country", KT_FORM_TEXT,
                           "a country (two capital letters, ISO 3166-1)", 2, 2,
                           is_country, COUNTRY_PATTERN },
    [KT_PARAM_COUNTRIES] = { "countries", KT_FORM_TEXTS,
                             "a list of countries (two capital letters, ISO "
                             "3166-1)",
                             0, 300, is_country, COUNTRY_PATTERN },
    [KT_PARAM_TEXTS] = { "texts", KT_FORM_TEXTS, "a list of texts", 0, 1000,
                         NULL, NULL },
    [KT_PARAM_LIST] = { "list", KT_FORM_ROWS, "a list of objects", 0, 100, NULL,
                        NULL },
    [KT_PARAM_TAX_TABLE] = { "tax_table", KT_FORM_ROWS, "a list of tax rates",
                             0, 5000, NULL, NULL },
};

const struct kt_param_spec kt_tax_table_fields[KT_TAX_COLUMN_COUNT] = {
    [KT_TAX_COUNTRY] = { .kind = KT_PARAM_COUNTRY,
                         .name = KT_STR_INIT("country"),
                         .label = KT_STR_INIT("Country"),
                         .min = 2,
                         .max = 2 },
    [KT_TAX_REGION] = { .kind = KT_PARAM_TEXT,
                        .name = KT_STR_INIT("region"),
                        .label = KT_STR_INIT("Region"),
                        .is_optional = true,
                        .max = 60 },
    [KT_TAX_POSTAL] = { .kind = KT_PARAM_TEXT,
                        .name = KT_STR_INIT("postal"),
                        .label = KT_STR_INIT("Postal code begins with"),
                        .is_optional = true,
                        .max = 20 },
    [KT_TAX_CLASS] = { .kind = KT_PARAM_CODE,
                       .name = KT_STR_INIT("class"),
                       .label = KT_STR_INIT("Tax class"),
                       .default_json = KT_STR_INIT("\"standard\""),
                       .min = 1,
                       .max = 64 },
    [KT_TAX_NAME] = { .kind = KT_PARAM_TEXT,
                      .name = KT_STR_INIT("name"),
                      .label = KT_STR_INIT("Name on the invoice"),
                      .min = 1,
                      .max = 60 },
    [KT_TAX_PERCENT] = { .kind = KT_PARAM_PERCENT,
                         .name = KT_STR_INIT("percent"),
                         .label = KT_STR_INIT("Per cent"),
                         .max = KT_RATE_ONE },
    [KT_TAX_COMPOUND] = { .kind = KT_PARAM_BOOLEAN,
                          .name = KT_STR_INIT("compound"),
                          .label = KT_STR_INIT("On top of the rates before"),
                          .default_json = KT_STR_INIT("false") },
};

/* Where a value stands and where its faults go. */
struct place {
    struct kt_str pointer;
    struct kt_arena *arena;
    struct kt_error *err;
};

static struct place
below(const struct place *place, struct kt_str name)
{
    struct place inner = *place;
    inner.pointer =
        kt_arena_format(place->arena, "%.*s/%.*s", KT_STR_FMT(place->pointer),
                        KT_STR_FMT(name));
    return inner;
}

static struct place
below_index(const struct place *place, size_t index)
{
    struct place inner = *place;
    inner.pointer = kt_arena_format(place->arena, "%.*s/%zu",
                                    KT_STR_FMT(place->pointer), index);
    return inner;
}

static void
wrong_kind(const struct kt_param_spec *spec, const struct cJSON *node,
           const struct place *place)
{
    kt_error_add(place->err, place->pointer, "wrong_kind",
                 "%s expected, got %s", kt_param_types[spec->kind].noun,
                 kt_json_kind_name(kt_json_kind(node)));
}

static void
check_range(const struct kt_param_spec *spec, int64_t number,
            const struct place *place, const char *unit)
{
    if (number < spec->min)
        kt_error_add(place->err, place->pointer, "too_small", "at least %lld%s",
                     (long long)spec->min, unit);
    if (number > spec->max)
        kt_error_add(place->err, place->pointer, "too_large", "at most %lld%s",
                     (long long)spec->max, unit);
}

static void
read_integer(const struct kt_param_spec *spec, const struct cJSON *node,
             const struct place *place, struct kt_param_value *value)
{
    if (kt_json_kind(node) != KT_JSON_INT) {
        wrong_kind(spec, node, place);
        return;
    }
    value->number = kt_json_get_int(node);
    check_range(spec, value->number, place, "");
}

static void
read_percent(const struct kt_param_spec *spec, const struct cJSON *node,
             const struct place *place, struct kt_param_value *value)
{
    enum kt_json_kind kind = kt_json_kind(node);
    int64_t ppm = 0;
    bool is_right = false;
    if (kind == KT_JSON_INT)
        is_right = kt_money_mul(kt_json_get_int(node), KT_RATE_ONE / 100, &ppm);
    else if (kind == KT_JSON_STR)
        is_right = kt_rate_parse_percent(kt_json_get_str(node), &ppm);
    if (!is_right) {
        wrong_kind(spec, node, place);
        return;
    }
    value->number = ppm;
    if (ppm < spec->min || ppm > spec->max) {
        struct kt_str min = kt_rate_format_percent(place->arena, spec->min);
        struct kt_str max = kt_rate_format_percent(place->arena, spec->max);
        kt_error_add(place->err, place->pointer,
                     ppm < spec->min ? "too_small" : "too_large",
                     "between %.*s and %.*s", KT_STR_FMT(min), KT_STR_FMT(max));
    }
}

static void
check_choice(const struct kt_param_spec *spec, struct kt_str text,
             const struct place *place)
{
    const char **names =
        KT_NEW_ARRAY(place->arena, const char *, spec->choice_count);
    for (size_t i = 0; i < spec->choice_count; i++) {
        if (kt_str_eq(spec->choices[i], text))
            return;
        names[i] = kt_arena_cstr(place->arena, spec->choices[i]);
    }
    const char *nearest = kt_text_nearest(text, names, spec->choice_count);
    kt_error_add(place->err, place->pointer, "unknown_choice",
                 "'%.*s' is not one of the choices%s", KT_STR_FMT(text),
                 kt_text_meant(nearest, place->arena));
}

static void
check_text(const struct kt_param_spec *spec, struct kt_str text,
           const struct place *place)
{
    const struct kt_param_type *type = &kt_param_types[spec->kind];
    if (type->is_valid != NULL && !type->is_valid(text))
        kt_error_add(place->err, place->pointer, "wrong_value", "'%.*s' %s %s",
                     KT_STR_FMT(text),
                     type->form == KT_FORM_TEXTS ? "cannot be in" : "is not",
                     type->noun);
    if (spec->kind == KT_PARAM_CHOICE)
        check_choice(spec, text, place);
}

static void
read_text(const struct kt_param_spec *spec, const struct cJSON *node,
          const struct place *place, struct kt_param_value *value)
{
    if (kt_json_kind(node) != KT_JSON_STR) {
        wrong_kind(spec, node, place);
        return;
    }
    value->text = kt_arena_str(place->arena, kt_json_get_str(node));
    check_text(spec, value->text, place);
    if (spec->kind != KT_PARAM_CHOICE)
        check_range(spec, (int64_t)kt_utf8_length(value->text), place,
                    " characters");
}

static bool
check_list(const struct kt_param_spec *spec, const struct cJSON *node,
           const struct place *place)
{
    if (kt_json_kind(node) != KT_JSON_ARRAY) {
        wrong_kind(spec, node, place);
        return false;
    }
    check_range(spec, (int64_t)kt_json_size(node), place, " entries");
    return true;
}

static void
read_texts(const struct kt_param_spec *spec, const struct cJSON *node,
           const struct place *place, struct kt_param_value *value)
{
    if (!check_list(spec, node, place))
        return;
    size_t count = kt_json_size(node);
    struct kt_str *texts = KT_NEW_ARRAY(place->arena, struct kt_str, count);
    const struct cJSON *entry = kt_json_first(node);
    for (size_t i = 0; i < count; i++, entry = kt_json_next(entry)) {
        struct place inner = below_index(place, i);
        if (kt_json_kind(entry) != KT_JSON_STR) {
            kt_error_add(place->err, inner.pointer, "wrong_kind",
                         "a text expected, got %s",
                         kt_json_kind_name(kt_json_kind(entry)));
            continue;
        }
        texts[i] = kt_arena_str(place->arena, kt_json_get_str(entry));
        check_text(spec, texts[i], &inner);
    }
    value->texts = texts;
    value->count = count;
}

static void
read_boolean(const struct kt_param_spec *spec, const struct cJSON *node,
             const struct place *place, struct kt_param_value *value)
{
    if (kt_json_kind(node) != KT_JSON_BOOL)
        wrong_kind(spec, node, place);
    else
        value->number = kt_json_get_bool(node);
}

/* Its faults stand in err; the status says no more than that. */
static void
read_selector(const struct cJSON *node, const struct place *place,
              struct kt_param_value *value)
{
    struct kt_selector *selector = KT_NEW(place->arena, struct kt_selector);
    if (kt_shape_read_node(&kt_selector_shape, node, place->pointer, selector,
                           place->arena, place->err) == KT_OK)
        value->selector = selector;
}

static void
check_ascending(const struct kt_param_spec *spec,
                const struct kt_param_value *rows, size_t count,
                const struct place *place)
{
    size_t column = 0;
    while (column < spec->field_count &&
           !kt_str_eq(spec->fields[column].name, spec->ascending))
        column++;
    for (size_t i = 1; i < count && column < spec->field_count; i++) {
        const struct kt_param_value *here =
            &rows[i * spec->field_count + column];
        if (here->number > here[-(ptrdiff_t)spec->field_count].number)
            continue;
        struct place entry = below_index(place, i);
        struct place inner = below(&entry, spec->ascending);
        kt_error_add(place->err, inner.pointer, "not_ascending",
                     "must be more than in the entry before");
    }
}

/* True when the rate of a row holds wherever that of the other does. */
static bool
is_around(const struct kt_param_value *row, const struct kt_param_value *other)
{
    struct kt_str region = row[KT_TAX_REGION].text;
    return kt_str_eq(row[KT_TAX_COUNTRY].text, other[KT_TAX_COUNTRY].text) &&
           kt_str_eq(row[KT_TAX_CLASS].text, other[KT_TAX_CLASS].text) &&
           (region.len == 0 || kt_str_eq(region, other[KT_TAX_REGION].text)) &&
           kt_str_starts(other[KT_TAX_POSTAL].text, row[KT_TAX_POSTAL].text);
}

/* How many names rates have that hold in the place of `where`, or anywhere when
 * that is NULL; no further than one too many. */
static size_t
count_rates(const struct kt_param_value *rows, size_t count,
            const struct kt_param_value *where)
{
    struct kt_str names[KT_RATES_MAX + 1];
    size_t found = 0;
    for (size_t i = 0; i < count && found <= KT_RATES_MAX; i++) {
        const struct kt_param_value *row = &rows[i * KT_TAX_COLUMN_COUNT];
        size_t at = 0;
        if (where != NULL && !is_around(row, where))
            continue;
        while (at < found && !kt_str_eq(names[at], row[KT_TAX_NAME].text))
            at++;
        if (at == found)
            names[found++] = row[KT_TAX_NAME].text;
    }
    return found;
}

/* Places that only cross each other, a region and a postal code, are seen when
 * an address lies in both. */
static void
check_tax_table(const struct kt_param_value *rows, size_t count,
                const struct place *place)
{
    if (count_rates(rows, count, NULL) <= KT_RATES_MAX)
        return;
    for (size_t i = 0; i < count; i++) {
        struct place inner = below_index(place, i);
        if (count_rates(rows, count, &rows[i * KT_TAX_COLUMN_COUNT]) >
            KT_RATES_MAX)
            kt_error_add(place->err, inner.pointer, "too_many",
                         "more than %d rates hold in this place", KT_RATES_MAX);
    }
}

static void
read_rows(const struct kt_param_spec *spec, const struct cJSON *node,
          const struct place *place, struct kt_param_value *value)
{
    if (!check_list(spec, node, place))
        return;
    size_t count = kt_json_size(node);
    struct kt_param_value *rows =
        KT_NEW_ARRAY(place->arena, struct kt_param_value,
                     count * spec->field_count);
    const struct cJSON *entry = kt_json_first(node);
    for (size_t i = 0; i < count; i++, entry = kt_json_next(entry)) {
        struct place inner = below_index(place, i);
        kt_params_read(spec->fields, spec->field_count, entry, inner.pointer,
                       place->arena, &rows[i * spec->field_count], place->err);
    }
    if (place->err->item_count == 0 && spec->ascending.len > 0)
        check_ascending(spec, rows, count, place);
    if (place->err->item_count == 0 && spec->kind == KT_PARAM_TAX_TABLE)
        check_tax_table(rows, count, place);
    value->rows = rows;
    value->count = count;
}

void
kt_param_read(const struct kt_param_spec *spec, const struct cJSON *node,
              struct kt_str pointer, struct kt_arena *arena,
              struct kt_param_value *value, struct kt_error *err)
{
    struct place place = { pointer, arena, err };
    value->is_set = true;
    switch (kt_param_types[spec->kind].form) {
    case KT_FORM_INTEGER:
        read_integer(spec, node, &place, value);
        break;
    case KT_FORM_PERCENT:
        read_percent(spec, node, &place, value);
        break;
    case KT_FORM_BOOLEAN:
        read_boolean(spec, node, &place, value);
        break;
    case KT_FORM_TEXT:
        read_text(spec, node, &place, value);
        break;
    case KT_FORM_TEXTS:
        read_texts(spec, node, &place, value);
        break;
    case KT_FORM_SELECTOR:
        read_selector(node, &place, value);
        break;
    case KT_FORM_ROWS:
        read_rows(spec, node, &place, value);
        break;
    }
}

/* Lists and selectors are empty when nothing is said. */
static bool
may_be_empty(const struct kt_param_spec *spec)
{
    enum kt_param_form form = kt_param_types[spec->kind].form;
    return (form == KT_FORM_SELECTOR || form == KT_FORM_TEXTS ||
            form == KT_FORM_ROWS) &&
           spec->min == 0;
}

static void
read_absent(const struct kt_param_spec *spec, const struct place *place,
            struct kt_param_value *value)
{
    static const struct kt_selector everything;
    const struct cJSON *node = NULL;
    if (spec->default_json.ptr != NULL) {
        if (kt_json_parse(place->arena, spec->default_json, &node,
                          place->err) == KT_OK)
            kt_param_read(spec, node, place->pointer, place->arena, value,
                          place->err);
        return;
    }
    if (spec->is_optional)
        return;
    if (!may_be_empty(spec)) {
        kt_error_add(place->err, place->pointer, "required", "is missing: %s",
                     kt_param_types[spec->kind].noun);
        return;
    }
    value->is_set = true;
    value->selector = &everything;
}

static void
check_names(const struct kt_param_spec *specs, size_t count,
            const struct cJSON *object, const struct place *place)
{
    const char **names = KT_NEW_ARRAY(place->arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        names[i] = kt_arena_cstr(place->arena, specs[i].name);
    for (const struct cJSON *node = kt_json_first(object); node != NULL;
         node = kt_json_next(node)) {
        struct kt_str name = kt_json_name(node);
        size_t i = 0;
        while (i < count && !kt_str_eq(specs[i].name, name))
            i++;
        if (i < count)
            continue;
        const char *nearest = kt_text_nearest(name, names, count);
        kt_error_add(place->err, below(place, name).pointer, "unknown_field",
                     "there is no param '%.*s'%s", KT_STR_FMT(name),
                     kt_text_meant(nearest, place->arena));
    }
}

void
kt_params_read(const struct kt_param_spec *specs, size_t count,
               const struct cJSON *object, struct kt_str pointer,
               struct kt_arena *arena, struct kt_param_value *values,
               struct kt_error *err)
{
    struct place place = { pointer, arena, err };
    memset(values, 0, count * sizeof *values);
    if (object != NULL && kt_json_kind(object) != KT_JSON_OBJECT) {
        kt_error_add(err, pointer, "wrong_kind", "an object expected, got %s",
                     kt_json_kind_name(kt_json_kind(object)));
        return;
    }
    if (object != NULL)
        check_names(specs, count, object, &place);
    for (size_t i = 0; i < count; i++) {
        const struct cJSON *node =
            object != NULL ? kt_json_find(object, specs[i].name) : NULL;
        struct place inner = below(&place, specs[i].name);
        if (node == NULL || kt_json_kind(node) == KT_JSON_NULL)
            read_absent(&specs[i], &inner, &values[i]);
        else
            kt_param_read(&specs[i], node, inner.pointer, arena, &values[i],
                          err);
    }
}

enum kt_status
kt_params_parse(const struct kt_param_spec *specs, size_t count,
                struct kt_str text, struct kt_str pointer,
                struct kt_arena *arena, struct kt_param_value *values,
                struct kt_error *err)
{
    const struct cJSON *root = NULL;
    if (text.len > 0)
        KT_TRY(kt_json_parse(arena, text, &root, err));
    kt_params_read(specs, count, root, pointer, arena, values, err);
    return err->status;
}
