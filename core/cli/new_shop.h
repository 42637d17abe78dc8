/* The folder of a new shop, for `init` and `demo`. */
#ifndef KT_CLI_NEW_SHOP_H
#define KT_CLI_NEW_SHOP_H

#include "cli/folder.h"
#include "service/shop_create.h"

/* Lays the folder down out of examples/new_shop and makes the shop's row; the
 * shop is open then. path must not exist or be empty: ALREADY_EXISTS. After a
 * failure nothing of it stays. */
KT_CHECKED enum kt_status kt_new_shop_begin(const char *path,
                                            const struct kt_shop_create_in *in,
                                            struct kt_arena *arena,
                                            struct kt_open_shop *shop,
                                            struct kt_error *err);

#endif
