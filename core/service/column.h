/* Columns that hold more than a number or a text. What they hold was checked
 * before it was stored; if it does not read, the database was changed by
 * somebody else: STORE_FAILED. */
#ifndef KT_SERVICE_COLUMN_H
#define KT_SERVICE_COLUMN_H

#include "base/shape.h"
#include "store/store.h"

/* A JSON array of texts as a list of struct kt_str. */
KT_CHECKED enum kt_status kt_col_strs(const struct kt_rows *rows, int column,
                                      struct kt_arena *arena,
                                      struct kt_list *list,
                                      struct kt_error *err);

/* The index of a name in names, which end with NULL. */
KT_CHECKED enum kt_status kt_col_enum(const struct kt_rows *rows, int column,
                                      const char *const *names, int *index,
                                      struct kt_error *err);

/* A JSON object as the struct of a shape. */
KT_CHECKED enum kt_status kt_col_shape(const struct kt_rows *rows, int column,
                                       const struct kt_shape *shape, void *out,
                                       struct kt_arena *arena,
                                       struct kt_error *err);

/* -1 when names lack the text. */
int kt_name_index(struct kt_str text, const char *const *names);

/* The other way: a list of struct kt_str as a JSON array. */
struct kt_str kt_strs_text(const struct kt_list *list, struct kt_arena *arena);

#endif
