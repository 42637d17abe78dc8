/* The part of kontor check that looks at a shop's promotions. */
#ifndef KT_CLI_CHECK_SHOP_H
#define KT_CLI_CHECK_SHOP_H

#include "cli/folder.h"

/* Prints what is odd about the promotions of each shop of the folder, also
 * beside a server; nothing where there is no database yet. */
KT_CHECKED enum kt_status kt_check_shops(const struct kt_folder *folder,
                                         struct kt_host *host,
                                         struct kt_arena *arena,
                                         struct kt_error *err);

#endif
