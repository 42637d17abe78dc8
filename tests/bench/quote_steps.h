/* Where the time of a quote goes. The rules stand behind function pointers:
 * these ones look at the clock, then ask the real ones. What passes between
 * two questions is the core's time in the step of the former. */
#ifndef KT_TESTS_BENCH_QUOTE_STEPS_H
#define KT_TESTS_BENCH_QUOTE_STEPS_H

#include "domain/pricing/quote.h"

/* Quotes so many times and prints a row a step: calls of rules, microseconds
 * in them and in the core, for one quote. */
void bench_steps(const struct kt_quote_input *in, const struct kt_rules *rules,
                 int rounds);

#endif
