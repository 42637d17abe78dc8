#include "watched_shop.h"

struct kt_clock watched_clock;

void
watched_write(const char *code, const char *body)
{
    struct kt_str text = kt_arena_format(
        &unit_arena,
        "local param = require 'kontor.param'\n"
        "return require 'kontor.price_rule' { code = '%s', title = 'T',\n"
        "params = { n = param.integer { label = 'N', default = 0 } },\n"
        "price = function(item, buyer, params)\n"
        "%s\n"
        "end }\n",
        code, body);
    script_write(kt_arena_format(&unit_arena, "pricing/%s.lua", code).ptr,
                 text.ptr);
}

void
watched_open(const char *body)
{
    kt_log_configure(KT_LOG_ERROR + 1, false);
    watched_clock = (struct kt_clock){ 1000 * MINUTE };
    script_clock = &watched_clock;
    if (script_limits.steps_max == 0)
        script_limits.steps_max = 20000;
    watched_write("a", body);
    watched_write("b", "return 7");
    ck_assert_int_eq(script_load(), KT_OK);
}

enum kt_status
watched_reload(void)
{
    kt_error_init(&unit_err, &unit_arena);
    return kt_host_reload(script_host, &unit_err);
}

const char *
watched_ask(void)
{
    return script_ask(KT_RULE_PRICE, "a", "{}");
}

void
watched_ask_times(int times, const char *answer)
{
    for (int i = 0; i < times; i++)
        assert_same(watched_ask(), answer);
}

struct kt_rule_health
watched_health(const char *code)
{
    struct kt_registry *registry = kt_registry_acquire(script_host);
    const struct kt_rule_info *rule =
        kt_registry_find(registry, KT_RULE_PRICE, kt_str_of(code));
    struct kt_rule_health health;
    ck_assert_ptr_nonnull(rule);
    kt_rule_health_get(registry, rule, &unit_arena, &health);
    ck_assert_int_eq(kt_rule_state_get(registry, rule), health.state);
    kt_registry_release(registry);
    return health;
}

struct kt_str
watched_faults(void)
{
    struct kt_list list = kt_host_faults(script_host, &unit_arena);
    const struct kt_rule_fault *faults = list.items;
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 256);
    for (size_t i = 0; i < list.count; i++)
        kt_buf_format(&buf, "%s: %.*s\n",
                      faults[i].place.ptr + strlen(script_folder) + 1,
                      KT_STR_FMT(faults[i].detail));
    return kt_buf_view(&buf);
}

int64_t
watched_failures(const char *outcome)
{
    struct kt_str labels =
        kt_arena_format(&unit_arena,
                        "kind=\"price_rule\",rule=\"a\",outcome=\"%s\"",
                        outcome);
    return kt_metric_read(KT_METRIC_RULE_FAILURES,
                          kt_metric_series(KT_LABELS_FAILURE, labels));
}

int64_t
watched_figure(enum kt_metric metric)
{
    return kt_metric_read(
        metric, kt_metric_series(KT_LABELS_RULE,
                                 KT_STR("kind=\"price_rule\",rule=\"a\"")));
}
