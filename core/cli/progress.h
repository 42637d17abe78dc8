/* A progress bar on standard error, where that is a terminal. */
#ifndef KT_CLI_PROGRESS_H
#define KT_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct kt_progress {
    bool is_shown; /* false: the functions below do nothing */
    int64_t total; /* bytes; 0: unknown, the count alone is shown */
    int64_t started_us;
    int64_t shown_us; /* when it was last drawn */
};

void kt_progress_begin(struct kt_progress *progress, int64_t total);

/* Draws the bar anew, ten times a second at most. noun is "products". */
void kt_progress_step(struct kt_progress *progress, int64_t done, int64_t count,
                      const char *noun);

/* Takes the bar off the terminal. */
void kt_progress_end(struct kt_progress *progress);

#endif
