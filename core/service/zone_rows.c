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
