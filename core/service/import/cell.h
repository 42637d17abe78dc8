/* What cells hold: amounts, numbers, measures, yes and no, lists of words. Each
 * reader takes the current row's cell of a column; an empty one leaves *value
 * alone and is no fault, a wrong one is a fault of the record. True when it
 * read a value. */
#ifndef KT_SERVICE_IMPORT_CELL_H
#define KT_SERVICE_IMPORT_CELL_H

#include "service/import/table.h"

/* Who reads, and for which record. */
struct kt_import_reading {
    struct kt_import_run *run;
    struct kt_import_table *table;
    struct kt_import_record *record;
};

/* "12.50", or "12,50" with one or two decimals, in the run's currency. */
bool kt_import_money(const struct kt_import_reading *reading, int column,
                     int64_t *minor);
bool kt_import_integer(const struct kt_import_reading *reading, int column,
                       int64_t min, int64_t max, int64_t *value);
/* true, yes, 1; false, no, 0; in any case. */
bool kt_import_bool(const struct kt_import_reading *reading, int column,
                    bool *value);

/* A decimal number in a unit of weight or length: "kg", "lbs", "cm", "in". */
bool kt_import_grams(const struct kt_import_reading *reading, int column,
                     struct kt_str unit, int64_t *grams);
bool kt_import_millimetres(const struct kt_import_reading *reading, int column,
                           struct kt_str unit, int64_t *millimetres);
bool kt_import_is_unit(struct kt_str unit);

/* A list "a, b": of struct kt_str, without blanks around, empty ones and
 * repeats; in the batch. "\," is a comma that separates nothing. */
struct kt_list kt_import_words(struct kt_import_run *run, struct kt_str text,
                               char separator);

#endif
