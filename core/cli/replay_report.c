#include "cli/replay_report.h"

#include <stdio.h>

#include <kontor/kontor.h>

#include "base/text.h"
#include "service/order.h"

/* ---- for people ---- */

static const char *
value_of(struct kt_str text)
{
    return text.ptr != NULL ? "" : "nothing";
}

static void
print_differences(const struct kt_replay_result *result)
{
    const struct kt_replay_difference *items = result->differences.items;
    for (size_t i = 0; i < result->differences.count; i++)
        printf("  %.*s: stored %s%.*s, computed %s%.*s\n",
               KT_STR_FMT(items[i].member), value_of(items[i].stored),
               KT_STR_FMT(items[i].stored), value_of(items[i].computed),
               KT_STR_FMT(items[i].computed));
    if (result->differences.count == KT_REPLAY_DIFFERENCES_MAX)
        printf("  and perhaps more\n");
}

static void
print_order(const struct kt_replay_report *report,
            const struct kt_replay_result *result, struct kt_str number)
{
    if (result->outcome == KT_REPLAY_DIFFERS) {
        printf("order %.*s differs", KT_STR_FMT(number));
        if (!kt_str_eq(result->engine, KT_STR(KONTOR_VERSION)))
            printf(" (placed by Kontor %.*s, computed by %s)",
                   KT_STR_FMT(result->engine), KONTOR_VERSION);
        printf(":\n");
        print_differences(result);
    } else if (result->outcome == KT_REPLAY_BROKEN) {
        printf("order %.*s cannot be computed: %.*s\n", KT_STR_FMT(number),
               KT_STR_FMT(result->detail));
    } else if (result->outcome == KT_REPLAY_OLD && report->names_old) {
        printf("order %.*s was placed before orders kept how they came about\n",
               KT_STR_FMT(number));
    }
}

static void
print_summary(const struct kt_replay_report *report)
{
    printf("%lld %s: %lld equal, %lld different, %lld broken",
           (long long)report->count, report->count == 1 ? "order" : "orders",
           (long long)report->counts[KT_REPLAY_EQUAL],
           (long long)report->counts[KT_REPLAY_DIFFERS],
           (long long)report->counts[KT_REPLAY_BROKEN]);
    if (report->counts[KT_REPLAY_OLD] > 0)
        printf(", %lld placed before orders kept how they came about",
               (long long)report->counts[KT_REPLAY_OLD]);
    putchar('\n');
}

/* ---- for programs ---- */

static const char *const outcomes[] = { "equal", "differs", "old", "broken" };

struct entry {
    struct kt_buf buf;
    struct kt_json json;
};

static void
begin_entry(const struct kt_replay_report *report, struct entry *entry,
            struct kt_str number, const char *outcome)
{
    kt_buf_init(&entry->buf, report->arena, 256);
    kt_json_init(&entry->json, &entry->buf);
    kt_json_begin_object(&entry->json);
    kt_json_put_str(&entry->json, "order", number);
    kt_json_put_str(&entry->json, "outcome", kt_str_of(outcome));
}

static void
end_entry(struct kt_replay_report *report, struct entry *entry)
{
    kt_json_end_object(&entry->json);
    printf("%s%.*s", report->entries++ > 0 ? "," : "",
           KT_STR_FMT(kt_buf_view(&entry->buf)));
}

/* What is damaged may be no JSON any more: a text then. */
static void
put_value(const struct kt_replay_report *report, struct entry *entry,
          const char *name, struct kt_str value)
{
    const struct cJSON *root;
    struct kt_error err;
    if (value.ptr == NULL)
        return;
    kt_error_init(&err, report->arena);
    kt_json_key(&entry->json, kt_str_of(name));
    if (kt_json_parse(report->arena, value, &root, &err) == KT_OK)
        kt_json_raw(&entry->json, value);
    else
        kt_json_str(&entry->json, kt_utf8_mend(report->arena, value));
}

static void
put_difference(struct kt_replay_report *report, struct kt_str number,
               const struct kt_replay_result *result,
               const struct kt_replay_difference *difference)
{
    struct entry entry;
    begin_entry(report, &entry, number, outcomes[KT_REPLAY_DIFFERS]);
    if (result->engine.ptr != NULL)
        kt_json_put_str(&entry.json, "placed_by", result->engine);
    kt_json_put_str(&entry.json, "member", difference->member);
    put_value(report, &entry, "stored", difference->stored);
    put_value(report, &entry, "computed", difference->computed);
    end_entry(report, &entry);
}

static void
put_detail(struct kt_replay_report *report, struct kt_str number,
           const char *outcome, struct kt_str detail)
{
    struct entry entry;
    begin_entry(report, &entry, number, outcome);
    if (detail.len > 0)
        kt_json_put_str(&entry.json, "detail", detail);
    end_entry(report, &entry);
}

static void
put_order(struct kt_replay_report *report,
          const struct kt_replay_result *result, struct kt_str number)
{
    const struct kt_replay_difference *items = result->differences.items;
    for (size_t i = 0; i < result->differences.count; i++)
        put_difference(report, number, result, &items[i]);
    if (result->differences.count == KT_REPLAY_DIFFERENCES_MAX)
        put_detail(report, number, outcomes[KT_REPLAY_DIFFERS],
                   KT_STR("perhaps more"));
    if (result->outcome == KT_REPLAY_BROKEN ||
        (result->outcome == KT_REPLAY_OLD && report->names_old))
        put_detail(report, number, outcomes[result->outcome], result->detail);
}

static void
put_summary(const struct kt_replay_report *report, struct kt_str error)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, report->arena, 256);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    kt_json_put_int(&json, "orders", report->count);
    kt_json_put_int(&json, "equal", report->counts[KT_REPLAY_EQUAL]);
    kt_json_put_int(&json, "different", report->counts[KT_REPLAY_DIFFERS]);
    kt_json_put_int(&json, "broken", report->counts[KT_REPLAY_BROKEN]);
    kt_json_put_int(&json, "old", report->counts[KT_REPLAY_OLD]);
    kt_json_put_int(&json, "unknown", report->unknown);
    kt_json_put_str(&json, "computed_by", KT_STR(KONTOR_VERSION));
    if (error.len > 0)
        kt_json_put_str(&json, "error", error);
    kt_json_end_object(&json);
    struct kt_str text = kt_buf_view(&buf);
    printf("],%.*s\n", (int)text.len - 1, text.ptr + 1);
}

/* ---- both ---- */

void
kt_replay_report_begin(struct kt_replay_report *report)
{
    kt_progress_begin(&report->progress, 0);
    if (report->as_json)
        printf("{\"entries\":[");
}

void
kt_replay_report_order(struct kt_replay_report *report,
                       const struct kt_replay_result *result)
{
    struct kt_arena_mark mark = kt_arena_mark(report->arena);
    struct kt_str number =
        kt_order_number_text(report->shop, result->number, report->arena);
    report->counts[result->outcome]++;
    report->count++;
    if (result->outcome != KT_REPLAY_EQUAL)
        kt_progress_end(&report->progress);
    if (report->as_json)
        put_order(report, result, number);
    else
        print_order(report, result, number);
    kt_progress_step(&report->progress, 0, report->count, "orders");
    kt_arena_rewind(report->arena, mark);
}

void
kt_replay_report_unknown(struct kt_replay_report *report, struct kt_str name)
{
    report->unknown++;
    fprintf(stderr, "kontor replay: there is no order %.*s\n",
            KT_STR_FMT(name));
    if (report->as_json)
        put_detail(report, name, "unknown", KT_STR(""));
}

void
kt_replay_report_end(struct kt_replay_report *report, struct kt_str error)
{
    kt_progress_end(&report->progress);
    if (report->as_json)
        put_summary(report, error);
    else if (error.len == 0)
        print_summary(report);
}

bool
kt_replay_report_is_sound(const struct kt_replay_report *report)
{
    return report->unknown + report->counts[KT_REPLAY_DIFFERS] +
               report->counts[KT_REPLAY_BROKEN] ==
           0;
}
