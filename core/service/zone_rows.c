#include "service/zone_rows.h"

#include "base/grow.h"
#include "service/column.h"

void
kt_tax_class_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                      struct kt_tax_class *record)
{
    *record = (struct kt_tax_class){
        .id = kt_col_id(rows, 0),
        .code = kt_col_copy(rows, 1, arena),
        .name = kt_col_copy(rows, 2, arena),
        .version = kt_col_int(rows, 3),
    };
}

void
kt_tax_rate_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                     struct kt_tax_rate_row *rate)
{
    *rate = (struct kt_tax_rate_row){
        .id = kt_col_id(rows, 0),
        .zone = kt_col_copy(rows, 1, arena),
        .tax_class = kt_col_copy(rows, 2, arena),
        .priority = kt_col_int(rows, 3),
        .starts_at = kt_col_int(rows, 4),
        .ends_at = kt_col_int(rows, 5),
        .name = kt_col_copy(rows, 6, arena),
        .rate_ppm = kt_col_int(rows, 7),
        .is_compound = kt_col_int(rows, 8) != 0,
        .version = kt_col_int(rows, 9),
    };
}

enum kt_status
kt_tax_rates_load(const struct kt_tx *tx, struct kt_arena *arena,
                  struct kt_tax_rate_row **rates, size_t *count,
                  struct kt_error *err)
{
    struct kt_rows rows;
    *rates = NULL;
    *count = 0;
    KT_TRY(kt_query(tx, KT_SQL_TAX_RATE_ALL, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        *rates = kt_grow(arena, *rates, *count, sizeof **rates);
        kt_tax_rate_read_row(&rows, arena, &(*rates)[(*count)++]);
    }
    return kt_rows_close(&rows);
}

/* ---- zones ---- */

enum kt_status
kt_zone_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                 struct kt_zone *zone, struct kt_error *err)
{
    int kind;
    *zone = (struct kt_zone){
        .id = kt_col_id(rows, 0),
        .code = kt_col_copy(rows, 2, arena),
        .name = kt_col_copy(rows, 3, arena),
        .version = kt_col_int(rows, 4),
    };
    KT_TRY(kt_col_enum(rows, 1, kt_zone_kind_names, &kind, err));
    zone->kind = (enum kt_zone_kind)kind;
    return KT_OK;
}

/* The member that begins at a column, behind the others. */
static void
add_member(const struct kt_rows *rows, int column, struct kt_arena *arena,
           struct kt_list *members)
{
    struct kt_zone_member *items =
        kt_grow(arena, members->items, members->count, sizeof *items);
    items[members->count++] = (struct kt_zone_member){
        .country = kt_col_copy(rows, column, arena),
        .region = kt_col_copy(rows, column + 1, arena),
        .postal_code = kt_col_copy(rows, column + 2, arena),
        .postal_from = kt_col_copy(rows, column + 3, arena),
        .postal_to = kt_col_copy(rows, column + 4, arena),
    };
    members->items = items;
}

enum kt_status
kt_zone_load_members(const struct kt_tx *tx, struct kt_arena *arena,
                     struct kt_zone *zone, struct kt_error *err)
{
    struct kt_rows rows;
    zone->members = (struct kt_list){ 0 };
    KT_TRY(kt_query(tx, KT_SQL_ZONE_MEMBERS, KT_ARGS(KT_ID(zone->id)), &rows,
                    err));
    while (kt_rows_next(&rows))
        add_member(&rows, 0, arena, &zone->members);
    return kt_rows_close(&rows);
}

enum kt_status
kt_zones_load(const struct kt_tx *tx, struct kt_arena *arena,
              struct kt_zone **zones, size_t *count, struct kt_error *err)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    *zones = NULL;
    *count = 0;
    KT_TRY(kt_query(tx, KT_SQL_ZONE_ALL, KT_NO_ARGS, &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        bool is_next = *count == 0 ||
                       !kt_id_eq((*zones)[*count - 1].id, kt_col_id(&rows, 0));
        if (is_next) {
            *zones = kt_grow(arena, *zones, *count, sizeof **zones);
            status = kt_zone_read_row(&rows, arena, &(*zones)[(*count)++], err);
        }
        if (!kt_col_is_null(&rows, 5))
            add_member(&rows, 6, arena, &(*zones)[*count - 1].members);
    }
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

/* ---- what a snapshot holds ---- */

enum { RECENT_MAX = 8 };

/* Rows of a table repeat the texts of the rows before them. */
struct holding {
    const struct kt_tx *tx;
    struct kt_arena *arena;
    struct kt_zone *zones; /* those of taxes first */
    size_t counts[KT_ZONE_KIND_COUNT];
    struct kt_zone_index indexes[KT_ZONE_KIND_COUNT];
    struct kt_tax_rate_row *rates;
    size_t rate_count;
    struct kt_str recent[RECENT_MAX];
    size_t recent_at;
};

static struct kt_str
hold_text(struct holding *h, struct kt_str text)
{
    for (size_t i = 0; i < RECENT_MAX; i++) {
        if (kt_str_eq(h->recent[i], text))
            return h->recent[i];
    }
    struct kt_str *held = &h->recent[h->recent_at++ % RECENT_MAX];
    *held = kt_arena_str(h->arena, text);
    return *held;
}

static enum kt_status
make_room(struct holding *h, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(h->tx, KT_SQL_ZONE_SIZES, KT_NO_ARGS, &rows, err));
    if (kt_rows_next(&rows)) {
        int64_t members = kt_col_int(&rows, 1);
        int64_t of_shipping = kt_col_int(&rows, 2);
        h->zones = KT_NEW_ARRAY(h->arena, struct kt_zone,
                                (size_t)kt_col_int(&rows, 0));
        h->rates = KT_NEW_ARRAY(h->arena, struct kt_tax_rate_row,
                                (size_t)kt_col_int(&rows, 3));
        kt_zone_index_init(&h->indexes[KT_ZONE_TAX],
                           (size_t)(members - of_shipping), h->arena);
        kt_zone_index_init(&h->indexes[KT_ZONE_SHIPPING], (size_t)of_shipping,
                           h->arena);
    }
    return kt_rows_close(&rows);
}

static void
hold_member(struct holding *h, const struct kt_rows *rows,
            enum kt_zone_kind kind)
{
    struct kt_zone_member member = { .country = kt_col_text(rows, 3),
                                     .region = kt_col_text(rows, 4),
                                     .postal_code = kt_col_text(rows, 5),
                                     .postal_from = kt_col_text(rows, 6),
                                     .postal_to = kt_col_text(rows, 7) };
    kt_zone_index_add(&h->indexes[kind], h->counts[kind] - 1, &member,
                      h->arena);
}

static enum kt_status
hold_zones(struct holding *h, enum kt_zone_kind kind, struct kt_zone *zones,
           struct kt_error *err)
{
    struct kt_str name = kt_str_of(kt_zone_kind_names[kind]);
    size_t *count = &h->counts[kind];
    struct kt_rows rows;
    KT_TRY(
        kt_query(h->tx, KT_SQL_ZONE_HELD, KT_ARGS(KT_TEXT(name)), &rows, err));
    while (kt_rows_next(&rows)) {
        if (*count == 0 || !kt_id_eq(zones[*count - 1].id, kt_col_id(&rows, 0)))
            zones[(*count)++] = (struct kt_zone){
                .kind = kind,
                .id = kt_col_id(&rows, 0),
                .code = kt_col_copy(&rows, 1, h->arena),
            };
        if (!kt_col_is_null(&rows, 2))
            hold_member(h, &rows, kind);
    }
    kt_zone_index_end(&h->indexes[kind], *count);
    return kt_rows_close(&rows);
}

static enum kt_status
hold_rates(struct holding *h, struct kt_error *err)
{
    struct kt_rows rows;
    size_t zone = 0;
    KT_TRY(kt_query(h->tx, KT_SQL_TAX_RATE_HELD, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        while (!kt_str_eq(h->zones[zone].code, kt_col_text(&rows, 0)))
            zone++;
        h->rates[h->rate_count++] = (struct kt_tax_rate_row){
            .zone = h->zones[zone].code,
            .tax_class = hold_text(h, kt_col_text(&rows, 1)),
            .priority = kt_col_int(&rows, 2),
            .starts_at = kt_col_int(&rows, 3),
            .ends_at = kt_col_int(&rows, 4),
            .name = hold_text(h, kt_col_text(&rows, 5)),
            .rate_ppm = kt_col_int(&rows, 6),
            .is_compound = kt_col_int(&rows, 7) != 0,
        };
    }
    return kt_rows_close(&rows);
}

enum kt_status
kt_zones_load_indexed(const struct kt_tx *tx, struct kt_arena *arena,
                      struct kt_tax_rates *rates,
                      struct kt_shipping_zones *zones, struct kt_error *err)
{
    struct holding h = { .tx = tx, .arena = arena };
    KT_TRY(make_room(&h, err));
    KT_TRY(hold_zones(&h, KT_ZONE_TAX, h.zones, err));
    struct kt_zone *others = h.zones + h.counts[KT_ZONE_TAX];
    KT_TRY(hold_zones(&h, KT_ZONE_SHIPPING, others, err));
    KT_TRY(hold_rates(&h, err));
    kt_tax_rates_take(h.zones, &h.indexes[KT_ZONE_TAX], h.rates, h.rate_count,
                      rates);
    *zones = (struct kt_shipping_zones){
        .zones = others,
        .index = h.indexes[KT_ZONE_SHIPPING],
    };
    return KT_OK;
}
