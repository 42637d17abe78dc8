/* The drivers that there are, a file driver_<name>.c each. */
#ifndef KT_TESTS_DRIVERS_H
#define KT_TESTS_DRIVERS_H

#include "contract.h"

extern const struct contract_driver contract_sqlite;

/* disk_sqlite.c: two functions of its row. */
void sqlite_watch_disk(const char *place, int syncs);
void sqlite_lose_power(const char *place);

#endif
