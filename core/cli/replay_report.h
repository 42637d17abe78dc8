/* What kontor replay found: lines for people, or one JSON object. */
#ifndef KT_CLI_REPLAY_REPORT_H
#define KT_CLI_REPLAY_REPORT_H

#include "cli/progress.h"
#include "service/replay.h"

struct kt_replay_report {
    const struct kt_shop *shop;
    struct kt_arena *arena;
    bool as_json;
    bool names_old; /* tells each order that keeps too little, not their sum */
    struct kt_progress progress;
    int64_t counts[KT_REPLAY_BROKEN + 1];
    int64_t count;
    int64_t unknown; /* orders that were named, and are not there */
    int64_t entries; /* written so far, of JSON */
};

/* Everything goes out as it comes: nothing is kept, however much differs. */
void kt_replay_report_begin(struct kt_replay_report *report);
void kt_replay_report_order(struct kt_replay_report *report,
                            const struct kt_replay_result *result);
void kt_replay_report_unknown(struct kt_replay_report *report,
                              struct kt_str name);
/* error is empty unless the run broke off. */
void kt_replay_report_end(struct kt_replay_report *report, struct kt_str error);

/* True when every order was found and came to what is stored. */
bool kt_replay_report_is_sound(const struct kt_replay_report *report);

#endif
