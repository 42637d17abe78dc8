/* A shop of two price rules whose host watches them. */
#ifndef KT_TESTS_WATCHED_SHOP_H
#define KT_TESTS_WATCHED_SHOP_H

#include "base/log.h"
#include "base/metric.h"
#include "script_shop.h"

#define LOOPS  "while true do end"
#define STEPS  "error: stopped after 20000 steps"
#define MINUTE INT64_C(60000)

/* The clock of the host. */
extern struct kt_clock watched_clock;

/* Opens a shop of the rules `a`, whose price is a body of Lua that has params,
 * with a number n, and `b`, whose price is 7. A rule may take 20,000 steps
 * where script_limits say nothing. */
void watched_open(const char *body);

/* Writes the file of a rule, and takes what was written into force. */
void watched_write(const char *code, const char *body);
enum kt_status watched_reload(void);

/* The answer of `a`, as script_ask tells it; the same so many times. */
const char *watched_ask(void);
void watched_ask_times(int times, const char *answer);

struct kt_rule_health watched_health(const char *code);

/* What is told of files that are not in force, a line a fault. */
struct kt_str watched_faults(void);

/* Figures of `a`. */
int64_t watched_failures(const char *outcome);
int64_t watched_figure(enum kt_metric metric);

#endif
