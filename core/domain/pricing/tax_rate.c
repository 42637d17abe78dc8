#include "domain/pricing/tax_rate.h"

#include <stdlib.h>

#include "base/assert.h"
#include "domain/catalog/code.h"
#include "domain/pricing/rule.h"

/* ---- checks ---- */

void
kt_tax_class_check(const struct kt_tax_class *record, struct kt_error *err)
{
    kt_code_check(record->code, KT_STR("/code"), err);
}

void
kt_tax_rate_check(const struct kt_tax_rate_row *rate, struct kt_error *err)
{
    kt_window_check(rate->starts_at, rate->ends_at, KT_STR("/ends_at"), err);
}

/* ---- all rates ---- */

static int
compare_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int
compare_rows(const void *a, const void *b)
{
    const struct kt_tax_rate_row *row = a, *other = b;
    int order = kt_str_cmp(row->zone, other->zone);
    if (order == 0)
        order = kt_str_cmp(row->tax_class, other->tax_class);
    if (order == 0)
        order = compare_int(row->priority, other->priority);
    return order != 0 ? order : compare_int(row->starts_at, other->starts_at);
}

void
kt_tax_rates_take(const struct kt_zone *zones,
                  const struct kt_zone_index *index,
                  struct kt_tax_rate_row *rows, size_t row_count,
                  struct kt_tax_rates *rates)
{
    *rates = (struct kt_tax_rates){
        .zones = zones, .index = *index, .rows = rows, .row_count = row_count
    };
    if (row_count > 0)
        qsort(rows, row_count, sizeof *rows, compare_rows);
}

void
kt_tax_rates_build(const struct kt_zone *zones, size_t zone_count,
                   struct kt_tax_rate_row *rows, size_t row_count,
                   struct kt_arena *arena, struct kt_tax_rates *rates)
{
    struct kt_zone_index index;
    kt_zone_index_build(zones, zone_count, arena, &index);
    kt_tax_rates_take(zones, &index, rows, row_count, rates);
}

/* ---- those that hold ---- */

struct choosing {
    const struct kt_tax_rates *rates;
    int64_t now_ms;
    struct kt_arena *arena;
    struct kt_due_rate *due;
    size_t *zones; /* from which each was taken */
    size_t count, room;
};

static bool
holds(const struct kt_tax_rate_row *row, int64_t now_ms)
{
    return row->starts_at <= now_ms &&
           (row->ends_at == 0 || now_ms < row->ends_at);
}

/* The place of the rate for which this one would be an alternative. */
static size_t
find_due(const struct choosing *c, const struct kt_tax_rate_row *row)
{
    size_t at = 0;
    while (at < c->count && (c->due[at].priority != row->priority ||
                             !kt_str_eq(c->due[at].tax_class, row->tax_class)))
        at++;
    return at;
}

static void
make_room(struct choosing *c)
{
    if (c->count < c->room)
        return;
    size_t room = c->room > 0 ? 2 * c->room : 8;
    c->due = kt_arena_grow(c->arena, c->due, c->room * sizeof *c->due,
                           room * sizeof *c->due);
    c->zones = kt_arena_grow(c->arena, c->zones, c->room * sizeof *c->zones,
                             room * sizeof *c->zones);
    c->room = room;
}

/* Zones come by their rank and the rows of one by their start, so that only
 * another row of the same zone takes the place of one that was chosen. */
static void
choose(struct choosing *c, const struct kt_zone_hit *hit,
       const struct kt_tax_rate_row *row)
{
    size_t at = find_due(c, row);
    if (at < c->count && c->zones[at] != hit->zone)
        return;
    if (at == c->count) {
        make_room(c);
        c->count++;
    }
    c->zones[at] = hit->zone;
    c->due[at] = (struct kt_due_rate){
        .tax_class = row->tax_class,
        .name = row->name,
        .priority = row->priority,
        .rate_ppm = row->rate_ppm,
        .is_compound = row->is_compound,
        .at = hit->place,
        .zone = row->zone,
        .starts_ms = row->starts_at,
        .ends_ms = row->ends_at,
    };
}

static size_t
first_row(const struct kt_tax_rates *rates, struct kt_str zone)
{
    size_t low = 0, high = rates->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (kt_str_cmp(rates->rows[middle].zone, zone) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void
choose_of_zone(struct choosing *c, const struct kt_zone_hit *hit)
{
    const struct kt_tax_rates *rates = c->rates;
    struct kt_str code = rates->zones[hit->zone].code;
    for (size_t i = first_row(rates, code);
         i < rates->row_count && kt_str_eq(rates->rows[i].zone, code); i++) {
        if (holds(&rates->rows[i], c->now_ms))
            choose(c, hit, &rates->rows[i]);
    }
}

static int
compare_due(const void *a, const void *b)
{
    const struct kt_due_rate *due = a, *other = b;
    int order = kt_str_cmp(due->tax_class, other->tax_class);
    return order != 0 ? order : compare_int(due->priority, other->priority);
}

struct kt_due_rate *
kt_tax_rates_at(const struct kt_tax_rates *rates,
                const struct kt_address *address, int64_t now_ms,
                struct kt_arena *arena, size_t *count)
{
    struct choosing c = { .rates = rates, .now_ms = now_ms, .arena = arena };
    size_t hit_count;
    const struct kt_zone_hit *hits =
        kt_zone_index_find(&rates->index, address, arena, &hit_count);
    for (size_t i = 0; i < hit_count; i++)
        choose_of_zone(&c, &hits[i]);
    if (c.count > 1)
        qsort(c.due, c.count, sizeof *c.due, compare_due);
    *count = c.count;
    return c.due;
}

/* ---- shapes ---- */

#define CLASS(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct kt_tax_class, member, __VA_ARGS__)
#define RATE(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct kt_tax_rate_row, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field class_fields[] = {
    CLASS(ID, id, KT_OMIT_EMPTY, .prefix = "taxc", .help = "Its id"),
    CLASS(STR, code, KT_REQUIRED, .min = 1, .max = 64,
          .help = "By which products and rates name it; never changes"),
    CLASS(STR, name, KT_REQUIRED, .min = 1, .max = 200, .help = "What staff reads"),
    CLASS(INT, version, KT_READ_ONLY, .help = "For If-Match"),
};

static const struct kt_field class_patch_fields[] = {
    CLASS(STR, name, 0, .min = 1, .max = 200, .help = "What staff reads"),
};

#define RATE_ROWS(REQUIRED)                                                                      \
    RATE(STR, zone, REQUIRED, .min = 1, .max = 64, .help = "Code of a tax zone"),                \
    RATE(STR, tax_class, REQUIRED, .min = 1, .max = 64, .help = "Code of a tax class"),          \
    RATE(INT, priority, 0, .max = 1000,                                                          \
         .help = "Rates of one priority are alternatives, of different ones add up"),            \
    RATE(TIME, starts_at, KT_OMIT_EMPTY | KT_NULLABLE,                                           \
         .help = "Inclusive; none: ever since. An earlier row of the zone, class and priority "  \
                 "rests meanwhile"),                                                             \
    RATE(TIME, ends_at, KT_OMIT_EMPTY | KT_NULLABLE, .help = "Exclusive; none: open"),           \
    RATE(STR, name, REQUIRED, .min = 1, .max = 100, .help = "On the invoice: VAT 19 %"),         \
    RATE(INT, rate_ppm, REQUIRED, .max = KT_RATE_ONE,                                            \
         .help = "In parts per million: 190000 is 19 %"),                                        \
    RATE(BOOL, is_compound, 0, .help = "On the price plus the taxes before it")

static const struct kt_field rate_fields[] = {
    RATE(ID, id, KT_OMIT_EMPTY, .prefix = "rate", .help = "Its id"),
    RATE_ROWS(KT_REQUIRED),
    RATE(INT, version, KT_READ_ONLY, .help = "For If-Match"),
};

static const struct kt_field rate_patch_fields[] = {
    RATE_ROWS(0),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 1 };

const struct kt_shape kt_tax_class_in_shape =
    KT_SHAPE_OF("NewTaxClass", struct kt_tax_class, class_fields + ID,
                KT_COUNT(class_fields) - ID - TOLD_FIELDS, "A new tax class");

const struct kt_shape kt_tax_class_patch_shape =
    KT_SHAPE_OF("TaxClassPatch", struct kt_tax_class, class_patch_fields,
                KT_COUNT(class_patch_fields), "What changes in a tax class");

const struct kt_shape kt_tax_class_out_shape =
    KT_SHAPE_OF("TaxClass", struct kt_tax_class, class_fields,
                KT_COUNT(class_fields), "Goods that are taxed alike");

const struct kt_shape kt_tax_class_shape =
    KT_SHAPE_OF("TaxClassRecord", struct kt_tax_class, class_fields,
                KT_COUNT(class_fields) - TOLD_FIELDS,
                "A tax class as it is imported and exported");

const struct kt_shape kt_tax_rate_in_shape =
    KT_SHAPE_OF("NewTaxRate", struct kt_tax_rate_row, rate_fields + ID,
                KT_COUNT(rate_fields) - ID - TOLD_FIELDS, "A new rate");

const struct kt_shape kt_tax_rate_patch_shape =
    KT_SHAPE_OF("TaxRatePatch", struct kt_tax_rate_row, rate_patch_fields,
                KT_COUNT(rate_patch_fields), "What changes in a rate");

const struct kt_shape kt_tax_rate_out_shape =
    KT_SHAPE_OF("TaxRate", struct kt_tax_rate_row, rate_fields,
                KT_COUNT(rate_fields), "What is due in a zone for a class");

const struct kt_shape kt_tax_rate_shape =
    KT_SHAPE_OF("TaxRateRecord", struct kt_tax_rate_row, rate_fields,
                KT_COUNT(rate_fields) - TOLD_FIELDS,
                "A rate of a tax as it is imported and exported");
