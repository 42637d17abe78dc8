#include "service/import/cell.h"

#include "base/assert.h"
#include "base/grow.h"
#include "base/text.h"

/* ---- amounts ---- */

/* "12,50" as "12.50"; the text itself where the comma is anything else. Three
 * digits behind it may be thousands. */
static struct kt_str
with_point(struct kt_str text, struct kt_arena *arena)
{
    const char *comma = text.len > 0 ? memchr(text.ptr, ',', text.len) : NULL;
    if (comma == NULL)
        return text;
    size_t at = (size_t)(comma - text.ptr);
    size_t decimals = text.len - at - 1;
    if (decimals < 1 || decimals > 2 || at == 0)
        return text;
    return kt_arena_format(arena, "%.*s.%.*s", (int)at, text.ptr, (int)decimals,
                           comma + 1);
}

bool
kt_import_money(const struct kt_import_reading *reading, int column,
                int64_t *minor)
{
    const struct kt_currency *currency = reading->run->currency;
    struct kt_str text = kt_import_cell(reading->table, column);
    if (text.len == 0)
        return false;
    if (text.ptr[0] != '-' &&
        kt_money_parse(with_point(text, &reading->run->batch_arena), currency,
                       minor))
        return true;
    struct kt_str example =
        kt_money_format(&reading->run->batch_arena, 123456, currency);
    kt_import_cell_fault(reading->run, reading->table, column, reading->record,
                         "is no amount in %s: write it as %.*s", currency->code,
                         KT_STR_FMT(example));
    return false;
}

/* ---- numbers ---- */

bool
kt_import_integer(const struct kt_import_reading *reading, int column,
                  int64_t min, int64_t max, int64_t *value)
{
    struct kt_str text = kt_import_cell(reading->table, column);
    int64_t number;
    if (text.len == 0)
        return false;
    if (kt_decimal_parse(text, 0, &number) && number >= min && number <= max) {
        *value = number;
        return true;
    }
    kt_import_cell_fault(reading->run, reading->table, column, reading->record,
                         "must be a whole number from %lld to %lld",
                         (long long)min, (long long)max);
    return false;
}

static bool
is_word(struct kt_str text, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        struct kt_str word = kt_str_of(words[i]);
        size_t same = 0;
        while (same < text.len && same < word.len &&
               (text.ptr[same] | 0x20) == (word.ptr[same] | 0x20))
            same++;
        if (same == text.len && same == word.len)
            return true;
    }
    return false;
}

bool
kt_import_bool(const struct kt_import_reading *reading, int column, bool *value)
{
    static const char *const yes[] = { "true", "yes", "1", NULL };
    static const char *const no[] = { "false", "no", "0", NULL };
    struct kt_str text = kt_import_cell(reading->table, column);
    if (text.len == 0)
        return false;
    if (is_word(text, yes) || is_word(text, no)) {
        *value = is_word(text, yes);
        return true;
    }
    kt_import_cell_fault(reading->run, reading->table, column, reading->record,
                         "must be true or false");
    return false;
}

/* ---- measures ---- */

/* numerator / denominator of the base unit: grams, millimetres. */
struct unit {
    const char *names[4];
    bool is_weight;
    int64_t numerator, denominator;
};

static const struct unit units[] = {
    { { "g" }, true, 1, 1 },
    { { "kg" }, true, 1000, 1 },
    { { "lb", "lbs" }, true, 45359237, 100000 },
    { { "oz" }, true, 28349523125, 1000000000 },
    { { "mm" }, false, 1, 1 },
    { { "cm" }, false, 10, 1 },
    { { "m" }, false, 1000, 1 },
    { { "in" }, false, 254, 10 },
    { { "yd" }, false, 9144, 10 },
};

enum { MEASURE_DECIMALS = 6 };

#define MICRO       INT64_C(1000000)
#define MEASURE_MAX INT64_C(10000000)

static const struct unit *
find_unit(struct kt_str name)
{
    for (size_t i = 0; i < KT_COUNT(units); i++) {
        if (is_word(name, units[i].names))
            return &units[i];
    }
    return NULL;
}

bool
kt_import_is_unit(struct kt_str unit)
{
    return find_unit(unit) != NULL;
}

static bool
read_measure(const struct kt_import_reading *reading, int column,
             struct kt_str unit_name, bool is_weight, int64_t *value)
{
    struct kt_str text = kt_import_cell(reading->table, column);
    const struct unit *unit = find_unit(unit_name);
    int64_t micro;
    int64_t result;
    if (text.len == 0)
        return false;
    if (unit != NULL && unit->is_weight == is_weight &&
        kt_decimal_parse(with_point(text, &reading->run->batch_arena),
                         MEASURE_DECIMALS, &micro) &&
        micro >= 0 &&
        kt_money_scale(micro, unit->numerator, unit->denominator * MICRO,
                       KT_HALF_UP, &result) &&
        result <= MEASURE_MAX) {
        *value = result;
        return true;
    }
    kt_import_cell_fault(reading->run, reading->table, column, reading->record,
                         "is no %s in %.*s: write it as 1.5",
                         is_weight ? "weight" : "length",
                         KT_STR_FMT(unit_name));
    return false;
}

bool
kt_import_grams(const struct kt_import_reading *reading, int column,
                struct kt_str unit, int64_t *grams)
{
    return read_measure(reading, column, unit, true, grams);
}

bool
kt_import_millimetres(const struct kt_import_reading *reading, int column,
                      struct kt_str unit, int64_t *millimetres)
{
    return read_measure(reading, column, unit, false, millimetres);
}

/* ---- lists ---- */

static void
push_word(struct kt_list *words, struct kt_str word, struct kt_arena *arena)
{
    struct kt_str *items = words->items;
    word = kt_text_trim(word);
    if (word.len == 0)
        return;
    for (size_t i = 0; i < words->count; i++) {
        if (kt_str_eq(items[i], word))
            return;
    }
    items = kt_grow(arena, items, words->count, sizeof *items);
    items[words->count++] = kt_arena_str(arena, word);
    words->items = items;
}

struct kt_list
kt_import_words(struct kt_import_run *run, struct kt_str text, char separator)
{
    struct kt_list words = { 0 };
    struct kt_buf word;
    kt_buf_init(&word, &run->batch_arena, 64);
    for (size_t i = 0; i < text.len; i++) {
        bool is_escape = text.ptr[i] == '\\' && i + 1 < text.len &&
                         text.ptr[i + 1] == separator;
        if (text.ptr[i] == separator) {
            push_word(&words, kt_buf_view(&word), &run->batch_arena);
            word.len = 0;
            continue;
        }
        i += is_escape;
        kt_buf_char(&word, text.ptr[i]);
    }
    push_word(&words, kt_buf_view(&word), &run->batch_arena);
    return words;
}
