/* Fills an empty database with the shop of shop.h. */
#ifndef KT_TESTS_SHOP_ROWS_H
#define KT_TESTS_SHOP_ROWS_H

#include "shop.h"

enum kt_status shop_rows_save(struct kt_tx *tx, void *arg,
                              struct kt_error *err);

#endif
