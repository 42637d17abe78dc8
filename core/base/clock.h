/* Time is Unix milliseconds in UTC. The clock can be set, so that tests and
 * `as_of` see any moment. */
#ifndef KT_BASE_CLOCK_H
#define KT_BASE_CLOCK_H

#include <kontor/arena.h>
#include <stdint.h>

struct kt_clock {
    int64_t fixed_ms; /* 0: the system's clock */
};

int64_t kt_clock_now(const struct kt_clock *clock);

/* A clock that only goes forward, for durations, in microseconds. */
int64_t kt_clock_monotonic_us(void);

/* CPU time of the calling thread in microseconds. */
int64_t kt_clock_thread_cpu_us(void);

/* RFC 3339 in UTC, "2026-11-24T08:30:00Z", with ".123" when not whole. */
struct kt_str kt_time_format(struct kt_arena *arena, int64_t time_ms);

/* RFC 3339 with any offset; a date alone is its midnight in UTC. Digits below
 * the millisecond are dropped; a leap second is the second after it. */
bool kt_time_parse(struct kt_str text, int64_t *time_ms);

#endif
