/* A shop whose reactions a test writes itself: scripts and a database file in
 * a folder of its own, and a clock that stands still. */
#ifndef KT_TESTS_JOBS_H
#define KT_TESTS_JOBS_H

#include "service/app.h"
#include "shop.h"

extern struct kt_app jobs_app;
extern struct kt_id jobs_store;
extern struct kt_id jobs_order; /* "ord_…", placed, of channel "web" */

/* A group of tests; the application is not open yet. */
TCase *jobs_case(Suite *suite, const char *name);

/* Writes scripts/orders/<code>.lua: a reaction to topic with this body. */
void jobs_script(const char *code, const char *topic, const char *body);

/* Opens the application at the moment; makes the shop with one order when it is
 * not there. */
void jobs_open(int64_t now_ms);

/* Puts a rule in use; channels and events are JSON arrays. */
void jobs_use(const char *code, const char *channels, const char *events);

/* An event of the order, at the clock's moment. */
void jobs_emit(const char *topic);

/* Runs what is due and tells how much that was. */
size_t jobs_run(void);

/* The rows of a query on the database file: columns with "|", rows with
 * "\n" between. */
struct kt_str jobs_rows(const char *sql);

#endif
