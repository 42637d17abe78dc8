#include "script/host_parts.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"
#include "base/metric.h"

enum action { NOTHING, SWITCH_OFF, FALL_BACK };

static const char *const action_texts[] = {
    [SWITCH_OFF] = "it is off, but for one try a minute",
    [FALL_BACK] = "the rules before it serve until its text changes",
};

/* What came of a failure, done and told when the lock is free again. */
struct noted {
    enum action action;
    bool must_log;
    int64_t left_out;
    struct kt_registry *dropped;
};

static struct kt_rule_watch *
find_watch(const struct kt_registry *registry, const struct kt_rule_info *rule)
{
    const struct kt_rule_info *found =
        kt_registry_find(registry, rule->kind, rule->code);
    return found != NULL ? kt_registry_watch(registry, found) : NULL;
}

static bool
has_text(const struct kt_registry *registry, const struct kt_rule_info *rule)
{
    const struct kt_rule_info *found =
        kt_registry_find(registry, rule->kind, rule->code);
    return found != NULL && kt_str_eq(found->hash, rule->hash);
}

static struct kt_str
text_of(const struct kt_rule_watch *watch)
{
    return (struct kt_str){ watch->past.text, watch->past.text_len };
}

/* ---- what is told of those given up ---- */

/* What does not fit is left out. */
static void
tell(struct kt_host *host, const struct kt_registry *registry,
     const struct kt_rule_info *rule, enum action action)
{
    struct kt_str text = text_of(kt_registry_watch(registry, rule));
    size_t room = KT_HOST_GIVEN_UP_MAX - host->given_up_len;
    int64_t line;
    const struct kt_source *source =
        kt_registry_place(registry, registry->sources[rule - registry->rules],
                          &text, &line);
    int len =
        snprintf(host->given_up + host->given_up_len, room,
                 "%.*s:%lld%c%.*s was stopped %d times within a minute "
                 "(%.*s) and given up; %s%c",
                 KT_STR_FMT(source->path), (long long)(line > 0 ? line : 1),
                 '\0', KT_STR_FMT(rule->code), KT_WATCH_KILLS, KT_STR_FMT(text),
                 action_texts[action], '\0');
    if (len > 0 && (size_t)len < room)
        host->given_up_len += (size_t)len;
}

static void
tell_all(struct kt_host *host)
{
    const struct kt_registry *current = host->current;
    host->given_up_len = host->fallen_back_len;
    for (size_t i = 0; i < current->rule_count; i++) {
        if (kt_watch_is_disabled(&current->watches[i]))
            tell(host, current, &current->rules[i], SWITCH_OFF);
    }
}

/* ---- registries come into force ---- */

static bool
was_given_up(const struct kt_host *host, const struct kt_registry *fresh)
{
    const struct kt_registry *current = host->current;
    bool is_same = kt_str_eq(current->hash, fresh->hash);
    if (is_same && __atomic_load_n(&current->disabled_count, __ATOMIC_RELAXED))
        return true;
    for (size_t i = 0; i < current->rule_count; i++) {
        const struct kt_rule_info *rule = &current->rules[i];
        const struct kt_rule_info *newer =
            kt_registry_find(fresh, rule->kind, rule->code);
        if (newer != NULL &&
            kt_str_eq(newer->hash, kt_str_of(current->watches[i].given_up)))
            return true;
    }
    return false;
}

/* Whether it may serve again: no rule that the fresh one changes was just being
 * stopped, or had been given up. */
static bool
is_good(const struct kt_host *host, const struct kt_registry *registry,
        const struct kt_registry *fresh)
{
    int64_t now_ms = kt_clock_now(host->options.clock);
    for (size_t i = 0; i < registry->rule_count; i++) {
        const struct kt_rule_watch *watch = &registry->watches[i];
        bool is_bad = kt_watch_is_disabled(watch) ||
                      kt_watch_kills_in_minute(&watch->past, now_ms) > 0;
        if (is_bad && !has_text(fresh, &registry->rules[i]))
            return false;
    }
    return true;
}

static void
carry(const struct kt_registry *from, struct kt_registry *to)
{
    int disabled = 0;
    for (size_t i = 0; i < to->rule_count; i++) {
        const struct kt_rule_info *rule = &to->rules[i];
        const struct kt_rule_watch *watch = find_watch(from, rule);
        if (watch != NULL)
            kt_watch_carry(watch, &to->watches[i], has_text(from, rule));
        disabled += kt_watch_is_disabled(&to->watches[i]);
    }
    __atomic_store_n(&to->disabled_count, disabled, __ATOMIC_RELAXED);
}

static void
enforce(struct kt_host *host, struct kt_registry *registry)
{
    carry(host->current, registry);
    host->current = registry;
    registry->turn = host->turn + 1;
    __atomic_store_n(&host->turn, registry->turn, __ATOMIC_RELEASE);
    tell_all(host);
}

bool
kt_host_put(struct kt_host *host, struct kt_registry *fresh,
            struct kt_registry **dropped)
{
    struct kt_registry *old = host->current;
    if (was_given_up(host, fresh))
        return false;
    *dropped = old;
    if (host->options.clock != NULL && is_good(host, old, fresh)) {
        *dropped = host->last_good;
        host->last_good = old;
    }
    host->fallen_back_len = 0;
    enforce(host, fresh);
    return true;
}

/* ---- a rule is given up ---- */

static void
switch_to(struct kt_registry *registry, const struct kt_rule_info *rule,
          bool is_off)
{
    struct kt_rule_watch *watch = kt_registry_watch(registry, rule);
    __atomic_store_n(&watch->is_disabled, is_off, __ATOMIC_RELAXED);
    __atomic_add_fetch(&registry->disabled_count, is_off ? 1 : -1,
                       __ATOMIC_RELAXED);
}

/* Whether the last good generation has something better to offer. */
static bool
has_better(const struct kt_registry *good, const struct kt_rule_info *rule)
{
    const struct kt_rule_watch *watch =
        good != NULL ? find_watch(good, rule) : NULL;
    return watch != NULL && !kt_watch_is_disabled(watch) &&
           !has_text(good, rule);
}

static void
fall_back(struct kt_host *host, const struct kt_rule_info *rule)
{
    struct kt_registry *bad = host->current;
    struct kt_registry *good = host->last_good;
    host->given_up_len = 0;
    tell(host, bad, rule, FALL_BACK);
    host->fallen_back_len = host->given_up_len;
    host->last_good = NULL;
    enforce(host, good);
    memcpy(find_watch(good, rule)->given_up, rule->hash.ptr, rule->hash.len);
}

/* Who runs on the bad generation still asks the rule no more, either. */
static void
give_up(struct kt_host *host, const struct kt_rule_info *rule, int64_t now_ms,
        struct noted *noted)
{
    struct kt_registry *bad = host->current;
    noted->action = has_better(host->last_good, rule) ? FALL_BACK : SWITCH_OFF;
    switch_to(bad, rule, true);
    kt_registry_watch(bad, rule)->past.tried_ms = now_ms;
    if (noted->action == FALL_BACK) {
        fall_back(host, rule);
        noted->dropped = bad;
    } else {
        tell_all(host);
    }
}

bool
kt_host_may_retry(struct kt_registry *registry, const struct kt_rule_info *rule)
{
    struct kt_host *host = registry->host;
    bool may_retry = false;
    pthread_mutex_lock(&host->lock);
    if (registry == host->current)
        may_retry = kt_watch_may_retry(&kt_registry_watch(registry, rule)->past,
                                       kt_clock_now(host->options.clock));
    pthread_mutex_unlock(&host->lock);
    return may_retry;
}

void
kt_host_revive(struct kt_registry *registry, const struct kt_rule_info *rule)
{
    struct kt_host *host = registry->host;
    struct kt_rule_watch *watch = kt_registry_watch(registry, rule);
    pthread_mutex_lock(&host->lock);
    bool is_revived = registry == host->current && kt_watch_is_disabled(watch);
    if (is_revived) {
        switch_to(registry, rule, false);
        watch->past.kills = 0;
        tell_all(host);
    }
    pthread_mutex_unlock(&host->lock);
    if (is_revived)
        kt_log(KT_LOG_WARN, "a rule serves again",
               KT_LOG_STR("kind", kt_str_of(kt_rule_kind_names[rule->kind])),
               KT_LOG_STR("rule", rule->code));
}

/* ---- failures ---- */

static unsigned
make_series(const struct kt_rule_info *rule, enum kt_failure kind)
{
    char text[200];
    int len =
        snprintf(text, sizeof text, "kind=\"%s\",rule=\"%.*s\",outcome=\"%s\"",
                 kt_rule_kind_names[rule->kind], KT_STR_FMT(rule->code),
                 kt_failure_names[kind]);
    return kt_metric_series(KT_LABELS_FAILURE,
                            (struct kt_str){ text, (size_t)len });
}

static void
count(const struct kt_registry *registry, const struct kt_rule_info *rule,
      const struct kt_rule_failure *failure)
{
    unsigned *place = &kt_registry_watch(registry, rule)->series[failure->kind];
    unsigned series = __atomic_load_n(place, __ATOMIC_RELAXED);
    if (series == 0) {
        series = make_series(rule, failure->kind);
        __atomic_store_n(place, series, __ATOMIC_RELAXED);
    }
    kt_metric_add(KT_METRIC_RULE_FAILURES, series, 1);
    if (failure->is_kill)
        kt_metric_add(KT_METRIC_RULE_KILLS, rule->series, 1);
}

/* Under the lock. The rule is the one that failed, perhaps of a generation that
 * is in force no more: then it counts against the one that is. */
static void
note(struct kt_host *host, const struct kt_rule_info *rule,
     const struct kt_rule_failure *failure, struct noted *noted)
{
    int64_t now_ms = kt_clock_now(host->options.clock);
    const struct kt_rule_info *found =
        kt_registry_find(host->current, rule->kind, rule->code);
    if (found == NULL)
        return;
    struct kt_rule_watch *watch = kt_registry_watch(host->current, found);
    kt_watch_note(&watch->past, failure, now_ms);
    if (failure->kind != KT_FAILURE_DISABLED)
        noted->must_log =
            kt_watch_may_log(&watch->past, now_ms, &noted->left_out);
    if (failure->is_kill && kt_str_eq(found->hash, rule->hash) &&
        kt_watch_kill(&watch->past, now_ms) && !kt_watch_is_disabled(watch))
        give_up(host, found, now_ms, noted);
}

static void
log_noted(const struct kt_rule_info *rule,
          const struct kt_rule_failure *failure, const struct noted *noted)
{
    struct kt_str kind = kt_str_of(kt_rule_kind_names[rule->kind]);
    if (noted->must_log)
        kt_log(KT_LOG_WARN, "a rule failed", KT_LOG_STR("kind", kind),
               KT_LOG_STR("rule", rule->code),
               KT_LOG_STR("outcome",
                          kt_str_of(kt_failure_names[failure->kind])),
               KT_LOG_STR("why", failure->text),
               KT_LOG_INT("left_out", noted->left_out));
    if (noted->action != NOTHING)
        kt_log(KT_LOG_ERROR, "a rule was given up", KT_LOG_STR("kind", kind),
               KT_LOG_STR("rule", rule->code), KT_LOG_STR("file", rule->path),
               KT_LOG_STR("why", failure->text),
               KT_LOG_STR("now", kt_str_of(action_texts[noted->action])));
}

void
kt_host_note(struct kt_registry *registry, const struct kt_rule_info *rule,
             const struct kt_rule_failure *failure)
{
    struct kt_host *host = registry->host;
    struct noted noted = { .action = NOTHING };
    count(registry, rule, failure);
    if (host->options.clock == NULL)
        return;
    pthread_mutex_lock(&host->lock);
    note(host, rule, failure, &noted);
    pthread_mutex_unlock(&host->lock);
    log_noted(rule, failure, &noted);
    if (noted.action != NOTHING)
        kt_metric_add(KT_METRIC_RULES_GIVEN_UP, rule->series, 1);
    if (noted.dropped != NULL)
        kt_registry_release(noted.dropped);
}

/* ---- what is asked ---- */

/* A copy of what is known of a rule, in force or not. */
static struct kt_rule_watch
read_watch(const struct kt_registry *registry, const struct kt_rule_info *rule)
{
    struct kt_host *host = registry->host;
    struct kt_rule_watch copy = { .is_disabled = 0 };
    pthread_mutex_lock(&host->lock);
    const struct kt_rule_watch *watch = find_watch(host->current, rule);
    if (watch == NULL)
        watch = kt_registry_watch(registry, rule);
    copy.past = watch->past;
    memcpy(copy.given_up, watch->given_up, sizeof copy.given_up);
    copy.is_disabled = kt_watch_is_disabled(watch);
    pthread_mutex_unlock(&host->lock);
    return copy;
}

static enum kt_rule_state
state_of(const struct kt_rule_watch *watch)
{
    if (kt_watch_is_disabled(watch))
        return KT_RULE_DISABLED;
    return watch->given_up[0] != '\0' ? KT_RULE_FALLEN_BACK : KT_RULE_SERVING;
}

enum kt_rule_state
kt_rule_state_get(const struct kt_registry *registry,
                  const struct kt_rule_info *rule)
{
    struct kt_rule_watch watch = read_watch(registry, rule);
    return state_of(&watch);
}

void
kt_rule_health_get(const struct kt_registry *registry,
                   const struct kt_rule_info *rule, struct kt_arena *arena,
                   struct kt_rule_health *health)
{
    const struct kt_clock *clock = registry->host->options.clock;
    struct kt_rule_watch watch = read_watch(registry, rule);
    struct kt_str text = kt_arena_str(arena, text_of(&watch));
    int64_t now_ms = clock != NULL ? kt_clock_now(clock) : 0;
    int64_t line;
    const struct kt_source *source =
        kt_registry_place(registry, registry->sources[rule - registry->rules],
                          &text, &line);
    *health = (struct kt_rule_health){
        .state = state_of(&watch),
        .kills_in_minute = kt_watch_kills_in_minute(&watch.past, now_ms),
        .failed_ms = watch.past.failed_ms,
        .failure = watch.past.failure,
        .message = text,
        .line = line,
        .given_up = kt_arena_str(arena, kt_str_of(watch.given_up)),
    };
    if (line > 0)
        health->file = source->path;
    memcpy(health->failures, watch.past.failures, sizeof health->failures);
}

struct kt_str
kt_host_tell_disabled(const struct kt_registry *registry,
                      const struct kt_rule_info *rule, struct kt_arena *arena)
{
    struct kt_rule_watch watch = read_watch(registry, rule);
    struct kt_str text = text_of(&watch);
    return kt_arena_format(arena,
                           "it was stopped %d times within a minute and given "
                           "up; the last time: %.*s",
                           KT_WATCH_KILLS, KT_STR_FMT(text));
}
