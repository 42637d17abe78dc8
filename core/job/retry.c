#include "job/work.h"

enum { FIRST_MS = 1000, LONGEST_MS = 3600 * 1000, DOUBLINGS = 12 };

static const int64_t give_up_ms = INT64_C(3) * 24 * 3600 * 1000;

/* The spread comes from the id: the same in every run, so that tests can tell
 * it, and different for neighbours, since the end of an id is random. */
int64_t
kt_retry_at(int64_t now_ms, int64_t attempts, struct kt_id id)
{
    int64_t wait = LONGEST_MS;
    if (attempts < DOUBLINGS) {
        wait = (int64_t)FIRST_MS << attempts;
        wait = wait < LONGEST_MS ? wait : LONGEST_MS;
    }
    return now_ms + wait + wait * id.bytes[15] / (5 * 256);
}

bool
kt_retry_is_over(int64_t now_ms, int64_t created_ms)
{
    return now_ms - created_ms >= give_up_ms;
}
