/* kontor replay: placed orders computed again, with the scripts and facts that
 * they were placed with. It only reads, and may do so beside the server. */

#include <stdio.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/folder.h"
#include "cli/replay_report.h"
#include "service/column.h"
#include "service/order.h"

struct options {
    const char *shop;
    const char *store;
    const char *since;
    bool is_all;
    bool as_json;
};

static const struct kt_option options_table[] = {
    { "shop", KT_OPTION_TEXT, offsetof(struct options, shop), "DIR",
      "the shop's folder; without it this one" },
    { "store", KT_OPTION_TEXT, offsetof(struct options, store), "CODE",
      "the shop, where the folder has several" },
    { "since", KT_OPTION_TEXT, offsetof(struct options, since), "DATE",
      "all orders placed since then, as 2026-11-01 or 2026-11-01T08:30:00Z" },
    { "all", KT_OPTION_FLAG, offsetof(struct options, is_all), NULL,
      "all orders of the shop" },
    { "json", KT_OPTION_FLAG, offsetof(struct options, as_json), NULL,
      "one JSON object: an entry for each difference, and counts" },
};

struct replaying {
    const struct options *options;
    const struct kt_arguments *arguments;
    struct kt_arena *arena;
    struct kt_app app; /* a store, and which shops it has */
    struct kt_shop shop;
    struct kt_replay *replay;
    struct kt_replay_report report;
};

/* ---- opening ---- */

static enum kt_status
read_settings(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct replaying *r = arg;
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(tx, KT_SQL_STORE_GET, KT_NO_ARGS, &rows, err));
    if (kt_rows_next(&rows))
        status = kt_col_shape(&rows, 2, &kt_shop_settings_shape,
                              &r->shop.settings, r->arena, err);
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
check_schema(const struct replaying *r, struct kt_error *err)
{
    int schema, newest;
    KT_TRY(kt_store_schema(r->app.store, &schema, &newest, err));
    if (schema == newest)
        return KT_OK;
    kt_fail_store_failed(err);
    return kt_error_explain(err, "the database is of an older version; kontor "
                                 "migrate brings it up to date");
}

static enum kt_status
find_shop(struct replaying *r, struct kt_error *err)
{
    const char *code = r->options->store != NULL ? r->options->store : "";
    enum kt_status status =
        kt_shop_find(&r->app, kt_str_of(code), &r->shop.store_id, err);
    if (status != KT_OK && r->options->store == NULL)
        return kt_error_explain(err, "%.*s; --store CODE does",
                                KT_STR_FMT(err->detail));
    KT_TRY(status);
    return kt_store_read(r->app.store, r->shop.store_id, read_settings, r, err);
}

static enum kt_status
open_store(struct replaying *r, struct kt_error *err)
{
    const char *path = r->options->shop != NULL ? r->options->shop : ".";
    struct kt_folder folder;
    KT_TRY(kt_folder_read(path, r->arena, &folder, err));
    struct kt_store_options options = { .path = folder.database,
                                        .only_reads = true };
    KT_TRY(kt_store_open(&options, &r->app.store, err));
    r->app.directory = kt_directory_new();
    KT_TRY(check_schema(r, err));
    return find_shop(r, err);
}

static void
close_store(struct replaying *r)
{
    kt_directory_free(r->app.directory);
    if (r->app.store == NULL)
        return;
    kt_app_leave_thread(&r->app);
    kt_store_close(r->app.store);
}

/* ---- what is asked for ---- */

/* An id as the APIs have it, or the number that people use. */
static enum kt_status
replay_one(struct replaying *r, struct kt_str name, struct kt_error *err)
{
    struct kt_id id;
    int64_t number;
    enum kt_status status;
    if (kt_id_parse(name, "ord", &id))
        status = kt_replay_order(r->replay, id, err);
    else if (kt_order_number_parse(&r->shop, name, &number))
        status = kt_replay_number(r->replay, number, err);
    else
        status = kt_fail_not_found(err);
    if (status != KT_NOT_FOUND)
        return status;
    kt_replay_report_unknown(&r->report, name);
    return KT_OK;
}

static void
tell(void *arg, const struct kt_replay_result *result)
{
    kt_replay_report_order(arg, result);
}

static enum kt_status
replay_asked(struct replaying *r, int64_t since_ms, struct kt_error *err)
{
    r->replay = kt_replay_new(r->app.store, r->shop.store_id, tell, &r->report);
    kt_replay_report_begin(&r->report);
    enum kt_status status = KT_OK;
    if (r->arguments->count == 0)
        status = kt_replay_since(r->replay, since_ms, err);
    for (size_t i = 0; status == KT_OK && i < r->arguments->count; i++)
        status = replay_one(r, kt_str_of(r->arguments->items[i]), err);
    kt_replay_report_end(&r->report,
                         status != KT_OK ? kt_error_text(err) : KT_STR(""));
    kt_replay_free(r->replay);
    return status;
}

/* False for what is no date. */
static bool
read_since(const struct options *options, struct kt_arena *arena,
           int64_t *since_ms)
{
    *since_ms = 0;
    if (options->since == NULL)
        return true;
    struct kt_str text = kt_str_of(options->since);
    if (text.len == sizeof "2026-11-01" - 1)
        text = kt_arena_format(arena, "%sT00:00:00Z", options->since);
    return kt_time_parse(text, since_ms);
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    struct replaying r = { .options = options,
                           .arguments = arguments,
                           .arena = arena };
    r.report = (struct kt_replay_report){ .shop = &r.shop,
                                          .arena = arena,
                                          .as_json = options->as_json,
                                          .names_old = arguments->count > 0 };
    struct kt_error err;
    int64_t since_ms;
    int wishes =
        (arguments->count > 0) + (options->since != NULL) + options->is_all;
    bool is_date = read_since(options, arena, &since_ms);
    if (wishes != 1 || !is_date) {
        fprintf(stderr, "kontor replay: %s\nTry: kontor replay --help\n",
                is_date ? "give orders, or one of --since and --all"
                        : "--since is a date, as 2026-11-01");
        return KT_EXIT_USAGE;
    }
    kt_error_init(&err, arena);
    enum kt_status status = open_store(&r, &err);
    if (status == KT_OK)
        status = replay_asked(&r, since_ms, &err);
    close_store(&r);
    if (status != KT_OK)
        return kt_command_fail(&err);
    return kt_replay_report_is_sound(&r.report) ? KT_EXIT_OK : KT_EXIT_REFUSED;
}

const struct kt_command kt_command_replay = {
    .name = "replay",
    .arguments = "[ORDER...]",
    .arguments_max = KT_ARGUMENTS_MAX,
    .summary = "compute orders again, with the rules they were placed with",
    .help =
        "ORDER is a number or an id. Every order keeps what its prices came\n"
        "from; the database keeps the scripts that made them. Each is\n"
        "computed again, whatever has changed since, and held against what\n"
        "is stored: what differs is told by name, with both values. It only\n"
        "reads; the server may run. Exit code 3 when an order differs,\n"
        "cannot be computed or is unknown. With --json the object has\n"
        "entries (order, outcome: differs, broken, old or unknown; where\n"
        "it differs member, stored, computed; else detail) and the counts\n"
        "orders, equal, different, broken, old and unknown.",
    .options = options_table,
    .option_count = sizeof options_table / sizeof options_table[0],
    .options_size = sizeof(struct options),
    .run = run,
};
