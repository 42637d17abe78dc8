#include "service/import/table.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/assert.h"
#include "base/text.h"

enum { REASON_MAX = 300 };

/* ---- names ---- */

static bool
is_same_name(struct kt_str name, const char *known)
{
    struct kt_str other = kt_str_of(known);
    if (name.len != other.len)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char a = name.ptr[i];
        char b = other.ptr[i];
        a = a >= 'A' && a <= 'Z' ? (char)(a | 0x20) : a;
        b = b >= 'A' && b <= 'Z' ? (char)(b | 0x20) : b;
        if (a != b)
            return false;
    }
    return true;
}

static bool
is_column(const struct kt_import_column *column, struct kt_str name)
{
    for (size_t i = 0; i < KT_COUNT(column->names); i++) {
        if (column->names[i] != NULL && is_same_name(name, column->names[i]))
            return true;
    }
    return false;
}

static enum kt_status
fail_missing(const struct kt_import_table *table,
             const struct kt_import_column *column, struct kt_arena *arena,
             struct kt_error *err)
{
    const char **names = KT_NEW_ARRAY(arena, const char *, table->width);
    for (size_t i = 0; i < table->width; i++)
        names[i] = table->names[i].ptr;
    const char *nearest =
        kt_text_nearest(kt_str_of(column->names[0]), names, table->width);
    kt_fail_invalid_file(err);
    return kt_error_explain(err, "line 1: there is no column \"%s\"%s%s%s",
                            column->names[0],
                            nearest != NULL ? ", is it \"" : "",
                            nearest != NULL ? nearest : "",
                            nearest != NULL ? "\"?" : "");
}

static enum kt_status
find_columns(struct kt_import_table *table, struct kt_arena *arena,
             struct kt_error *err)
{
    for (size_t i = 0; i < table->column_count; i++) {
        table->places[i] = KT_NO_COLUMN;
        for (size_t j = 0; j < table->width; j++) {
            if (!is_column(&table->columns[i], table->names[j]))
                continue;
            if (table->places[i] != KT_NO_COLUMN) {
                kt_fail_invalid_file(err);
                return kt_error_explain(
                    err, "line 1: the column \"%.*s\" stands there twice",
                    KT_STR_FMT(table->names[j]));
            }
            table->places[i] = (int)j;
            table->is_used[j] = true;
        }
        if (table->places[i] == KT_NO_COLUMN && table->columns[i].is_required)
            return fail_missing(table, &table->columns[i], arena, err);
    }
    return KT_OK;
}

enum kt_status
kt_import_table_names(struct kt_import_run *run, struct kt_import_table *table,
                      struct kt_error *err)
{
    struct kt_csv_row row;
    bool is_more;
    *table = (struct kt_import_table){ 0 };
    kt_csv_init(&table->csv, run->stream, &run->arena);
    KT_TRY(kt_csv_next(&table->csv, &row, &is_more, err));
    if (!is_more) {
        kt_fail_invalid_file(err);
        return kt_error_explain(err, "the file is empty");
    }
    table->width = row.count;
    table->names = KT_NEW_ARRAY(&run->arena, struct kt_str, row.count);
    table->is_used = KT_NEW_ARRAY(&run->arena, bool, row.count);
    for (size_t i = 0; i < row.count; i++)
        table->names[i] = kt_arena_str(&run->arena, kt_text_trim(row.cells[i]));
    return KT_OK;
}

enum kt_status
kt_import_table_match(struct kt_import_run *run, struct kt_import_table *table,
                      const struct kt_import_column *columns,
                      size_t column_count, struct kt_error *err)
{
    table->columns = columns;
    table->column_count = column_count;
    table->places = KT_NEW_ARRAY(&run->arena, int, column_count);
    KT_TRY(find_columns(table, &run->arena, err));
    return kt_import_table_next(run, table, err);
}

enum kt_status
kt_import_table_open(struct kt_import_run *run, struct kt_import_table *table,
                     const struct kt_import_column *columns,
                     size_t column_count, struct kt_error *err)
{
    KT_TRY(kt_import_table_names(run, table, err));
    return kt_import_table_match(run, table, columns, column_count, err);
}

int
kt_import_table_find(struct kt_import_table *table, struct kt_str name)
{
    for (size_t i = 0; i < table->width; i++) {
        if (!kt_str_eq(table->names[i], name))
            continue;
        table->is_used[i] = true;
        return (int)i;
    }
    return KT_NO_COLUMN;
}

struct kt_str
kt_import_column_name(const struct kt_import_table *table, int column)
{
    int place = column == KT_NO_COLUMN ? KT_NO_COLUMN : table->places[column];
    return place == KT_NO_COLUMN ? KT_STR("") : table->names[place];
}

/* ---- rows ---- */

static void
note_unused(struct kt_import_run *run, const struct kt_import_table *table)
{
    for (size_t i = 0; i < table->width && i < table->row.count; i++) {
        if (!table->is_used[i] && kt_text_trim(table->row.cells[i]).len > 0)
            kt_import_note(run, "the column \"%.*s\" is not used",
                           KT_STR_FMT(table->names[i]));
    }
}

enum kt_status
kt_import_table_next(struct kt_import_run *run, struct kt_import_table *table,
                     struct kt_error *err)
{
    KT_TRY(kt_csv_next(&table->csv, &table->row, &table->has_row, err));
    run->report->bytes = table->csv.bytes;
    if (!table->has_row)
        return KT_OK;
    run->report->rows++;
    return KT_OK;
}

struct kt_str
kt_import_cell_at(const struct kt_import_table *table, size_t place)
{
    return place < table->row.count ? kt_text_trim(table->row.cells[place])
                                    : KT_STR("");
}

struct kt_str
kt_import_cell(const struct kt_import_table *table, int column)
{
    int place = table->places[column];
    return place == KT_NO_COLUMN ? KT_STR("")
                                 : kt_import_cell_at(table, (size_t)place);
}

/* ---- faults ---- */

void
kt_import_cell_fault(struct kt_import_run *run,
                     const struct kt_import_table *table, int column,
                     struct kt_import_record *record, const char *format, ...)
{
    char reason[REASON_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    kt_import_fault_add(run, record,
                        (struct kt_import_fault){
                            .line = table->row.line,
                            .column = kt_import_column_name(table, column),
                            .value = kt_import_cell(table, column),
                            .reason = kt_text_clip(kt_str_of(reason),
                                                   sizeof reason - 1) });
    record->read_faults = record->faults.count;
}

static void
form_fault(struct kt_import_run *run, const struct kt_import_table *table,
           struct kt_import_record *record, struct kt_str column,
           const char *reason)
{
    kt_import_fault_add(run, record,
                        (struct kt_import_fault){ .line = table->row.line,
                                                  .column = column,
                                                  .reason =
                                                      kt_str_of(reason) });
    record->read_faults = record->faults.count;
}

void
kt_import_table_check(struct kt_import_run *run,
                      const struct kt_import_table *table,
                      struct kt_import_record *record)
{
    for (size_t i = 0; i < table->row.count; i++) {
        if (i < table->width && !kt_utf8_is_valid(table->row.cells[i]))
            form_fault(run, table, record, table->names[i],
                       "is not UTF-8: save the file in that encoding");
        if (i >= table->width && kt_import_cell_at(table, i).len > 0) {
            form_fault(run, table, record, KT_STR(""),
                       "the row has more cells than there are columns");
            break;
        }
    }
    note_unused(run, table);
}
