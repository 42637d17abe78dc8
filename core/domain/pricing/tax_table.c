#include "domain/pricing/tax_table.h"

#include <stdlib.h>

#include "base/grow.h"
#include "base/text.h"

/* ---- places ---- */

void
kt_tax_table_init(struct kt_tax_table *table, struct kt_arena *arena)
{
    *table = (struct kt_tax_table){ .arena = arena };
    kt_map_init(&table->by_key, arena, 64);
}

static struct kt_str
read_pattern(struct kt_arena *arena, const struct kt_zone_member *member)
{
    enum { ZIP_DIGITS = 5 };
    struct kt_str code = member->postal_code;
    struct kt_str postal = kt_postal_plain(arena, code);
    bool is_open = code.len > 0 && code.ptr[code.len - 1] == '*';
    bool is_zip =
        postal.len == ZIP_DIGITS && kt_str_eq(member->country, KT_STR("US"));
    if (postal.len == 0 || (!is_open && !is_zip))
        return postal;
    return kt_arena_format(arena, "%.*s*", KT_STR_FMT(postal));
}

struct kt_tax_place *
kt_tax_table_place(struct kt_tax_table *table,
                   const struct kt_zone_member *member)
{
    struct kt_arena *arena = table->arena;
    struct kt_arena_mark mark = kt_arena_mark(arena);
    struct kt_zone_member plain = {
        .country = member->country,
        .region = member->region,
        .postal_code = read_pattern(arena, member),
        .postal_from = kt_postal_plain(arena, member->postal_from),
        .postal_to = kt_postal_plain(arena, member->postal_to),
    };
    struct kt_str key =
        kt_arena_format(arena, "%.*s/%.*s/%.*s/%.*s/%.*s",
                        KT_STR_FMT(plain.country), KT_STR_FMT(plain.region),
                        KT_STR_FMT(plain.postal_code),
                        KT_STR_FMT(plain.postal_from),
                        KT_STR_FMT(plain.postal_to));
    struct kt_tax_place *place = kt_map_find(&table->by_key, key);
    if (place != NULL) {
        kt_arena_rewind(arena, mark);
        return place;
    }
    plain.country = kt_arena_str(arena, plain.country);
    plain.region = kt_arena_str(arena, plain.region);
    place = KT_NEW(arena, struct kt_tax_place);
    *place = (struct kt_tax_place){ .key = key, .member = plain };
    table->places = kt_grow(arena, table->places, table->count, sizeof(void *));
    table->places[table->count++] = place;
    kt_map_put(&table->by_key, key, place);
    return place;
}

/* ---- rates of a place ---- */

static int
compare_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int
compare_rates(const void *a, const void *b)
{
    const struct kt_table_rate *rate = a, *other = b;
    int order = kt_str_cmp(rate->row.tax_class, other->row.tax_class);
    if (order == 0)
        order = compare_int(rate->row.priority, other->row.priority);
    return order != 0 ? order
                      : compare_int(rate->row.starts_at, other->row.starts_at);
}

/* The same tax until the same end. */
static bool
says_same(const struct kt_tax_rate_row *row,
          const struct kt_tax_rate_row *other)
{
    return row->rate_ppm == other->rate_ppm && row->ends_at == other->ends_at &&
           row->is_compound == other->is_compound &&
           kt_str_eq(row->name, other->name);
}

const struct kt_table_rate *
kt_tax_table_put(struct kt_tax_table *table, struct kt_tax_place *place,
                 const struct kt_table_rate *rate)
{
    struct kt_table_rate *rates = place->rates.items;
    for (size_t i = 0; i < place->rates.count; i++) {
        if (compare_rates(&rates[i], rate) != 0)
            continue;
        if (rates[i].line > 0 && rate->line > 0 &&
            !says_same(&rates[i].row, &rate->row))
            return &rates[i];
        rates[i] = *rate;
        return NULL;
    }
    rates = kt_grow(table->arena, rates, place->rates.count, sizeof *rates);
    rates[place->rates.count++] = *rate;
    place->rates.items = rates;
    return NULL;
}

void
kt_tax_table_add_zone(struct kt_tax_table *table, const struct kt_zone *zone,
                      const struct kt_tax_rate_row *rates, size_t count)
{
    const struct kt_zone_member *members = zone->members.items;
    for (size_t i = 0; i < zone->members.count; i++) {
        struct kt_tax_place *place = kt_tax_table_place(table, &members[i]);
        for (size_t j = 0; j < count; j++)
            kt_tax_table_put(table, place,
                             &(struct kt_table_rate){ .row = rates[j] });
    }
}

void
kt_tax_table_add(struct kt_tax_table *table, const struct kt_tax_table *other)
{
    for (size_t i = 0; i < other->count; i++) {
        const struct kt_table_rate *rates = other->places[i]->rates.items;
        struct kt_tax_place *place =
            kt_tax_table_place(table, &other->places[i]->member);
        for (size_t j = 0; j < other->places[i]->rates.count; j++)
            kt_tax_table_put(table, place, &rates[j]);
    }
}

/* Sorts the rates and leaves out those that change nothing. */
static void
tidy_rates(struct kt_tax_place *place)
{
    struct kt_table_rate *rates = place->rates.items;
    size_t count = 0;
    if (place->rates.count > 1)
        qsort(rates, place->rates.count, sizeof *rates, compare_rates);
    for (size_t i = 0; i < place->rates.count; i++) {
        const struct kt_tax_rate_row *before =
            count > 0 ? &rates[count - 1].row : NULL;
        bool is_next = before != NULL &&
                       before->priority == rates[i].row.priority &&
                       kt_str_eq(before->tax_class, rates[i].row.tax_class);
        if (is_next ? says_same(before, &rates[i].row) : rates[i].ends_one)
            continue;
        rates[count++] = rates[i];
    }
    place->rates.count = count;
}

/* ---- zones ---- */

struct grouping {
    struct kt_arena *arena;
    struct kt_tax_zones *out;
    struct kt_map by_rates; /* to the zone that still has room, + 1 */
    struct kt_map codes;    /* that are taken */
};

static int
compare_places(const void *a, const void *b)
{
    const struct kt_tax_place *const *place = a, *const *other = b;
    return kt_str_cmp((*place)->key, (*other)->key);
}

static struct kt_str
text_of_rates(struct grouping *g, const struct kt_tax_place *place)
{
    const struct kt_table_rate *rates = place->rates.items;
    struct kt_buf text;
    kt_buf_init(&text, g->arena, 128);
    kt_buf_format(&text, "%.*s/%.*s", KT_STR_FMT(place->member.country),
                  KT_STR_FMT(place->member.region));
    for (size_t i = 0; i < place->rates.count; i++) {
        const struct kt_tax_rate_row *row = &rates[i].row;
        kt_buf_format(&text, "\n%.*s %lld %lld %lld %lld %d %.*s",
                      KT_STR_FMT(row->tax_class), (long long)row->priority,
                      (long long)row->starts_at, (long long)row->ends_at,
                      (long long)row->rate_ppm, row->is_compound,
                      KT_STR_FMT(row->name));
    }
    return kt_buf_view(&text);
}

/* A part of a code: "-" and the letters and digits of a text. */
static void
push_part(struct kt_buf *code, struct kt_str text)
{
    enum { PART_MAX = 16 };
    size_t start = code->len;
    kt_buf_char(code, '-');
    for (size_t i = 0; i < text.len && code->len - start < PART_MAX; i++) {
        char c = text.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            kt_buf_char(code, c);
    }
    if (code->len == start + 1)
        code->len = start;
}

/* "rates-us-ny-10001", of the first place; the second one is "…-2". */
static struct kt_str
make_code(struct grouping *g, const struct kt_zone_member *member)
{
    struct kt_buf buf;
    kt_buf_init(&buf, g->arena, 64);
    kt_buf_str(&buf, KT_STR("rates"));
    push_part(&buf, member->country.len > 0 ? member->country : KT_STR("all"));
    push_part(&buf, member->region);
    push_part(&buf, member->postal_code);
    push_part(&buf, member->postal_from);
    push_part(&buf, member->postal_to);
    struct kt_str stem = kt_buf_view(&buf), code = stem;
    for (int i = 2; kt_map_find(&g->codes, code) != NULL; i++)
        code = kt_arena_format(g->arena, "%.*s-%d", KT_STR_FMT(stem), i);
    kt_map_put(&g->codes, code, g);
    return code;
}

static struct kt_zone *
begin_zone(struct grouping *g, const struct kt_tax_place *place)
{
    const struct kt_table_rate *rates = place->rates.items;
    struct kt_tax_zones *out = g->out;
    struct kt_str code = make_code(g, &place->member);
    out->zones =
        kt_grow(g->arena, out->zones, out->zone_count, sizeof *out->zones);
    for (size_t i = 0; i < place->rates.count; i++) {
        out->rates =
            kt_grow(g->arena, out->rates, out->rate_count, sizeof *out->rates);
        struct kt_tax_rate_row *row = &out->rates[out->rate_count++];
        *row = rates[i].row;
        row->id = (struct kt_id){ 0 };
        row->version = 0;
        row->zone = code;
    }
    struct kt_zone *zone = &out->zones[out->zone_count++];
    *zone = (struct kt_zone){ .kind = KT_ZONE_TAX, .code = code };
    return zone;
}

static void
add_place(struct grouping *g, const struct kt_tax_place *place)
{
    struct kt_str rates = text_of_rates(g, place);
    size_t *at = kt_map_find(&g->by_rates, rates);
    if (at == NULL) {
        at = KT_NEW(g->arena, size_t);
        kt_map_put(&g->by_rates, rates, at);
        begin_zone(g, place);
        *at = g->out->zone_count;
    }
    struct kt_zone *zone = &g->out->zones[*at - 1];
    if (zone->members.count == KT_ZONE_MEMBERS_MAX) {
        zone = begin_zone(g, place);
        *at = g->out->zone_count;
    }
    struct kt_zone_member *members =
        kt_grow(g->arena, zone->members.items, zone->members.count,
                sizeof *members);
    members[zone->members.count++] = place->member;
    zone->members.items = members;
}

/* "US NY 10001* and 3 more" */
static void
name_zone(struct kt_arena *arena, struct kt_zone *zone)
{
    const struct kt_zone_member *first = zone->members.items;
    struct kt_buf name;
    kt_buf_init(&name, arena, 64);
    kt_buf_str(&name,
               first->country.len > 0 ? first->country : KT_STR("Everywhere"));
    if (first->region.len > 0)
        kt_buf_format(&name, " %.*s", KT_STR_FMT(first->region));
    if (first->postal_code.len > 0)
        kt_buf_format(&name, " %.*s", KT_STR_FMT(first->postal_code));
    if (first->postal_from.len > 0)
        kt_buf_format(&name, " %.*s-%.*s", KT_STR_FMT(first->postal_from),
                      KT_STR_FMT(first->postal_to));
    if (zone->members.count > 1)
        kt_buf_format(&name, " and %zu more", zone->members.count - 1);
    zone->name = kt_buf_view(&name);
}

void
kt_tax_table_zones(struct kt_tax_table *table, struct kt_tax_zones *zones)
{
    struct grouping g = { .arena = table->arena, .out = zones };
    *zones = (struct kt_tax_zones){ 0 };
    kt_map_init(&g.by_rates, g.arena, 64);
    kt_map_init(&g.codes, g.arena, 64);
    if (table->count > 1)
        qsort(table->places, table->count, sizeof(void *), compare_places);
    for (size_t i = 0; i < table->count; i++) {
        tidy_rates(table->places[i]);
        if (table->places[i]->rates.count > 0)
            add_place(&g, table->places[i]);
    }
    for (size_t i = 0; i < zones->zone_count; i++)
        name_zone(g.arena, &zones->zones[i]);
}
