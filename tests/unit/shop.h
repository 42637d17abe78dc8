/* A shop to test services with: a real database in a folder of its own. */
#ifndef KT_TESTS_UNIT_SHOP_H
#define KT_TESTS_UNIT_SHOP_H

#include "service/app.h"
#include "unit.h"

extern struct kt_app unit_app;
extern struct kt_id unit_store; /* an empty shop with the code "test" */

/* A group of tests with the arena, the error, the application and the shop. */
TCase *unit_shop_case(Suite *suite, const char *name);

/* The path of its database. */
struct kt_str unit_database(void);

/* One more empty shop in the same database. */
struct kt_id unit_shop_new(const char *code);

/* Fails the test with the error's text. */
#define assert_ok(status)                                                      \
    ck_assert_msg((status) == KT_OK, "%s", kt_error_text(&unit_err).ptr)

#endif
