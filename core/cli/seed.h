/* Records with which a shop begins. */
#ifndef KT_CLI_SEED_H
#define KT_CLI_SEED_H

#include "service/app.h"

/* Imports JSON lines that are ours, all of them or none. name is told with a
 * fault, as the file's. INVALID_FILE with one item a refused record. */
KT_CHECKED enum kt_status kt_seed_lines(struct kt_app *app,
                                        struct kt_id store_id, const char *name,
                                        struct kt_str lines,
                                        struct kt_arena *arena,
                                        struct kt_error *err);

#endif
