/* A CSV file with a row of column names: columns are known by name, in any
 * order, and those that nobody asks for are told in the notes. */
#ifndef KT_SERVICE_IMPORT_TABLE_H
#define KT_SERVICE_IMPORT_TABLE_H

#include "service/import/csv.h"
#include "service/import/run.h"

enum { KT_NO_COLUMN = -1 };

/* A column that a format knows, under the names that it has had. */
struct kt_import_column {
    const char *names[3]; /* in any case; NULL: no more */
    bool is_required;
};

struct kt_import_table {
    struct kt_csv csv;
    const struct kt_import_column *columns;
    size_t column_count;
    int *places;          /* of each column in a row; KT_NO_COLUMN */
    struct kt_str *names; /* of the file, by place */
    bool *is_used;        /* by place */
    size_t width;
    struct kt_csv_row row; /* the current one */
    bool has_row;          /* there is one */
};

/* Reads the names. INVALID_FILE: there are none. */
KT_CHECKED enum kt_status kt_import_table_names(struct kt_import_run *run,
                                                struct kt_import_table *table,
                                                struct kt_error *err);

/* Finds the columns among the names and reads the first row. INVALID_FILE: a
 * column twice, a required one missing (with the nearest name that is there).
 */
KT_CHECKED enum kt_status kt_import_table_match(
    struct kt_import_run *run, struct kt_import_table *table,
    const struct kt_import_column *columns, size_t column_count,
    struct kt_error *err);

/* Both. */
KT_CHECKED enum kt_status kt_import_table_open(
    struct kt_import_run *run, struct kt_import_table *table,
    const struct kt_import_column *columns, size_t column_count,
    struct kt_error *err);

/* Goes to the next row. */
KT_CHECKED enum kt_status kt_import_table_next(struct kt_import_run *run,
                                               struct kt_import_table *table,
                                               struct kt_error *err);

/* The cell of a column in the current row without blanks around it; empty
 * where file or row lack it. Borrowed until the next row. */
struct kt_str kt_import_cell(const struct kt_import_table *table, int column);

/* The same by place, for columns whose names count something. */
struct kt_str kt_import_cell_at(const struct kt_import_table *table,
                                size_t place);

/* The place of a name that was found otherwise than by the columns, and counts
 * as used; KT_NO_COLUMN. */
int kt_import_table_find(struct kt_import_table *table, struct kt_str name);

/* What the file calls a column. */
struct kt_str kt_import_column_name(const struct kt_import_table *table,
                                    int column);

/* Adds what is wrong with the form of the row to the record: more cells than
 * names, text that is not UTF-8. */
void kt_import_table_check(struct kt_import_run *run,
                           const struct kt_import_table *table,
                           struct kt_import_record *record);

/* Adds a fault of one cell of the current row. */
void kt_import_cell_fault(struct kt_import_run *run,
                          const struct kt_import_table *table, int column,
                          struct kt_import_record *record, const char *format,
                          ...) __attribute__((format(printf, 5, 6)));

#endif
