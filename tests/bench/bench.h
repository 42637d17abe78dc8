/* Figures of the library alone; tests/bench/http.sh measures the server. */
#ifndef KT_TESTS_BENCH_H
#define KT_TESTS_BENCH_H

struct kt_registry;

void bench_quotes(struct kt_registry *registry);

#endif
