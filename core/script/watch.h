/* How a rule fares: its failures, the last of them, and whether it is stopped
 * so often that it must be given up. A registry has one for each of its rules,
 * and the host's lock guards them all. */
#ifndef KT_SCRIPT_WATCH_H
#define KT_SCRIPT_WATCH_H

#include "script/host.h"

enum {
    KT_WATCH_KILLS = 5, /* so many within … */
    KT_WATCH_KILLS_MS = 60000,
    KT_WATCH_RETRY_MS = 60000, /* how long one that is off is left alone */
    KT_WATCH_LOG_MS = 10000,   /* a rule has one line of the log in this time */
    KT_WATCH_TEXT_MAX = 240,
    KT_WATCH_HASH_MAX = 65
};

/* One evaluation that failed. */
struct kt_rule_failure {
    enum kt_failure kind;
    bool is_kill;       /* it was stopped, and nobody else is to blame */
    struct kt_str text; /* "name:line: message" */
};

/* What goes on from one generation to the next. */
struct kt_rule_past {
    int64_t failures[KT_FAILURE_COUNT];
    int64_t failed_ms; /* the last time; 0: never */
    enum kt_failure failure;
    char text[KT_WATCH_TEXT_MAX];
    size_t text_len;
    int64_t kills_ms[KT_WATCH_KILLS]; /* the last ones; 0: none */
    size_t next_kill;                 /* in kills_ms */
    int64_t kills;                    /* of the text that serves */
    int64_t tried_ms;                 /* when it was given up, or asked since */
    int64_t logged_ms;
    int64_t left_out; /* of the log since then */
};

struct kt_rule_watch {
    struct kt_rule_past past;
    char given_up[KT_WATCH_HASH_MAX];  /* hash of the newer text in whose place
                                        * this one serves; mostly empty */
    unsigned series[KT_FAILURE_COUNT]; /* of the metric, once known; atomic */
    int is_disabled;                   /* atomic */
};

/* Counts a failure. */
void kt_watch_note(struct kt_rule_past *past,
                   const struct kt_rule_failure *failure, int64_t now_ms);

/* Counts a kill; true when there were too many. */
bool kt_watch_kill(struct kt_rule_past *past, int64_t now_ms);
int64_t kt_watch_kills_in_minute(const struct kt_rule_past *past,
                                 int64_t now_ms);

/* True, and it is noted, when one that is off may be asked once more. */
bool kt_watch_may_retry(struct kt_rule_past *past, int64_t now_ms);

/* True when the failure that was just noted may have a line of the log, which
 * tells how many had none since the last. */
bool kt_watch_may_log(struct kt_rule_past *past, int64_t now_ms,
                      int64_t *left_out);

/* What is known of a rule goes over to the registry that takes the place of
 * another; is_same: its text is the same. */
void kt_watch_carry(const struct kt_rule_watch *from, struct kt_rule_watch *to,
                    bool is_same);

static inline bool
kt_watch_is_disabled(const struct kt_rule_watch *watch)
{
    return __atomic_load_n(&watch->is_disabled, __ATOMIC_RELAXED) != 0;
}

#endif
