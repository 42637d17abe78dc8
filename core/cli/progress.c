#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/command.h"

enum { WIDTH = 30, PAUSE_US = 100000 };

void
kt_progress_begin(struct kt_progress *progress, int64_t total)
{
    *progress = (struct kt_progress){
        .is_shown = kt_terminal_is_rich(STDERR_FILENO),
        .total = total,
        .started_us = kt_clock_monotonic_us(),
    };
}

static void
draw_bar(int64_t done, int64_t total)
{
    int64_t filled = done >= total ? WIDTH : done * WIDTH / total;
    fputs("[\033[32m", stderr);
    for (int64_t i = 0; i < WIDTH; i++)
        fputs(i < filled ? "#" : "-", stderr);
    fprintf(stderr, "\033[0m] %3d %%  ",
            done >= total ? 100 : (int)(done * 100 / total));
}

void
kt_progress_step(struct kt_progress *progress, int64_t done, int64_t count,
                 const char *noun)
{
    int64_t now_us = kt_clock_monotonic_us();
    if (!progress->is_shown || now_us - progress->shown_us < PAUSE_US)
        return;
    progress->shown_us = now_us;
    fputs("\r\033[K", stderr);
    if (progress->total > 0)
        draw_bar(done, progress->total);
    fprintf(stderr, "%lld %s, %lld s", (long long)count, noun,
            (long long)((now_us - progress->started_us) / 1000000));
    fflush(stderr);
}

void
kt_progress_end(struct kt_progress *progress)
{
    if (progress->is_shown && progress->shown_us > 0)
        fputs("\r\033[K", stderr);
}
