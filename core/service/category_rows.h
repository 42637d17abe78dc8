/* The categories that buyers see, in their locale. */
#ifndef KT_SERVICE_CATEGORY_ROWS_H
#define KT_SERVICE_CATEGORY_ROWS_H

#include "service/catalog.h"

/* Those of so many levels from the top, parents before children. *rows takes an
 * array of *count structs. */
KT_CHECKED enum kt_status kt_category_rows_load(const struct kt_call *call,
                                                int64_t levels,
                                                struct kt_category_out **rows,
                                                size_t *count,
                                                struct kt_error *err);

/* One with all above and below it, likewise; none when buyers do not see it. */
KT_CHECKED enum kt_status kt_category_rows_around(const struct kt_call *call,
                                                  struct kt_str slug,
                                                  struct kt_category_out **rows,
                                                  size_t *count,
                                                  struct kt_error *err);

#endif
