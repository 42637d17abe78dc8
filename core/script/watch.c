#include "script/watch.h"

#include <string.h>

#include "base/text.h"

const char *const kt_failure_names[] = { "error",  "budget",   "wall", "memory",
                                         "denied", "disabled", NULL };

const char *const kt_rule_state_names[] = { "serving", "disabled",
                                            "fallen_back", NULL };

/* False too for what lies ahead, as after a clock was set back. */
static bool
is_within(int64_t time_ms, int64_t now_ms, int64_t span_ms)
{
    return time_ms > 0 && time_ms <= now_ms && now_ms - time_ms < span_ms;
}

void
kt_watch_note(struct kt_rule_past *past, const struct kt_rule_failure *failure,
              int64_t now_ms)
{
    struct kt_str text = kt_text_clip(failure->text, sizeof past->text);
    past->failures[failure->kind]++;
    if (failure->kind == KT_FAILURE_DISABLED)
        return;
    past->failure = failure->kind;
    past->failed_ms = now_ms;
    past->text_len = text.len;
    if (text.len > 0)
        memcpy(past->text, text.ptr, text.len);
}

bool
kt_watch_kill(struct kt_rule_past *past, int64_t now_ms)
{
    past->kills_ms[past->next_kill] = now_ms;
    past->next_kill = (past->next_kill + 1) % KT_WATCH_KILLS;
    past->kills++;
    return past->kills >= KT_WATCH_KILLS &&
           kt_watch_kills_in_minute(past, now_ms) == KT_WATCH_KILLS;
}

int64_t
kt_watch_kills_in_minute(const struct kt_rule_past *past, int64_t now_ms)
{
    int64_t count = 0;
    for (size_t i = 0; i < KT_WATCH_KILLS; i++)
        count += is_within(past->kills_ms[i], now_ms, KT_WATCH_KILLS_MS);
    return count;
}

bool
kt_watch_may_retry(struct kt_rule_past *past, int64_t now_ms)
{
    if (is_within(past->tried_ms, now_ms, KT_WATCH_RETRY_MS))
        return false;
    past->tried_ms = now_ms;
    return true;
}

bool
kt_watch_may_log(struct kt_rule_past *past, int64_t now_ms, int64_t *left_out)
{
    if (is_within(past->logged_ms, now_ms, KT_WATCH_LOG_MS)) {
        past->left_out++;
        return false;
    }
    *left_out = past->left_out;
    past->left_out = 0;
    past->logged_ms = now_ms;
    return true;
}

/* A text that was given up once stays so wherever it comes back. */
void
kt_watch_carry(const struct kt_rule_watch *from, struct kt_rule_watch *to,
               bool is_same)
{
    to->past = from->past;
    to->given_up[0] = '\0';
    if (!is_same)
        to->past.kills = 0;
    else if (kt_watch_is_disabled(from))
        __atomic_store_n(&to->is_disabled, 1, __ATOMIC_RELAXED);
}
