/* Figures of the library alone; tests/bench/http.sh measures the server. */
#ifndef KT_TESTS_BENCH_H
#define KT_TESTS_BENCH_H

#include <stdbool.h>
#include <stddef.h>

struct kt_registry;

void bench_quotes(struct kt_registry *registry);

/* Prints what the sandbox adds to the rules of a quote. */
void bench_sandbox(struct kt_registry *registry);

/* Ranks of a shop's search by judged queries. False when the database or the
 * judgements cannot be read. */
bool bench_quality(const char *database, char *const *judgements, size_t count);

/* Prints what an order keeps, in bytes and CPU time. */
void bench_origins(struct kt_registry *registry);

#endif
