/* kontor doctor: what is wrong with a shop, and what to do about it. It only
 * reads, and may do so beside the server. */

#include "cli/doctor.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/grow.h"
#include "cli/command.h"

struct options {
    bool as_json;
};

static const struct kt_option options_table[] = {
    { "json", KT_OPTION_FLAG, offsetof(struct options, as_json), NULL,
      "one JSON object instead of lines" },
};

/* ---- findings ---- */

static void
push(struct kt_doctor *doctor, const char *check, const char *advice,
     const char *format, va_list args)
{
    char text[1024];
    vsnprintf(text, sizeof text, format, args);
    doctor->findings = kt_grow(doctor->arena, doctor->findings, doctor->count,
                               sizeof *doctor->findings);
    doctor->findings[doctor->count++] = (struct kt_finding){
        .check = check,
        .is_wrong = advice != NULL,
        .text = kt_arena_str(doctor->arena, kt_str_of(text)),
        .advice = advice,
    };
    doctor->wrong_count += advice != NULL;
}

void
kt_doctor_good(struct kt_doctor *doctor, const char *check, const char *format,
               ...)
{
    va_list args;
    va_start(args, format);
    push(doctor, check, NULL, format, args);
    va_end(args);
}

void
kt_doctor_wrong(struct kt_doctor *doctor, const char *check, const char *advice,
                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    push(doctor, check, advice, format, args);
    va_end(args);
}

/* ---- the command ---- */

static void
examine(struct kt_doctor *doctor)
{
    if (!kt_doctor_check_settings(doctor))
        return;
    kt_log_configure(KT_LOG_ERROR + 1, false); /* the findings say it */
    kt_doctor_check_files(doctor);
    kt_doctor_check_disk(doctor);
    kt_doctor_check_scripts(doctor);
    if (kt_doctor_check_schema(doctor)) {
        kt_doctor_check_pages(doctor);
        kt_doctor_check_log(doctor);
        kt_doctor_check_stock(doctor);
        kt_doctor_check_orders(doctor);
        kt_doctor_check_origins(doctor);
        kt_doctor_check_jobs(doctor);
        kt_doctor_check_media(doctor);
        kt_doctor_check_clock(doctor);
    }
    kt_store_close(doctor->store);
}

static void
print_lines(const struct kt_doctor *doctor)
{
    for (size_t i = 0; i < doctor->count; i++) {
        const struct kt_finding *finding = &doctor->findings[i];
        printf("%-5s  %-9s  %.*s\n", finding->is_wrong ? "wrong" : "ok",
               finding->check, KT_STR_FMT(finding->text));
        if (finding->is_wrong)
            printf("                  %s\n", finding->advice);
    }
}

static void
print_json(const struct kt_doctor *doctor)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, doctor->arena, 4096);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    kt_json_put_bool(&json, "is_sound", doctor->wrong_count == 0);
    kt_json_key(&json, KT_STR("findings"));
    kt_json_begin_array(&json);
    for (size_t i = 0; i < doctor->count; i++) {
        const struct kt_finding *finding = &doctor->findings[i];
        kt_json_begin_object(&json);
        kt_json_put_str(&json, "check", kt_str_of(finding->check));
        kt_json_put_bool(&json, "is_wrong", finding->is_wrong);
        kt_json_put_str(&json, "text", finding->text);
        if (finding->is_wrong)
            kt_json_put_str(&json, "advice", kt_str_of(finding->advice));
        kt_json_end_object(&json);
    }
    kt_json_end_array(&json);
    kt_json_end_object(&json);
    printf("%.*s\n", KT_STR_FMT(kt_buf_view(&buf)));
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    struct kt_doctor doctor = {
        .path = arguments->count > 0 ? arguments->items[0] : ".",
        .arena = arena,
    };
    examine(&doctor);
    if (options->as_json)
        print_json(&doctor);
    else
        print_lines(&doctor);
    return doctor.wrong_count == 0 ? KT_EXIT_OK : KT_EXIT_REFUSED;
}

const struct kt_command kt_command_doctor = {
    .name = "doctor",
    .arguments = "[DIR]",
    .arguments_max = 1,
    .summary = "tell what is wrong with a shop, and what to do",
    .help = "Settings, files, disk, scripts, schema, every page of the\n"
            "database, the log, stock against its ledger, orders against\n"
            "their lines, what orders were computed from, jobs and clock. It\n"
            "only reads; the server may run. Exit code 3 when something is\n"
            "wrong.",
    .options = options_table,
    .option_count = sizeof options_table / sizeof options_table[0],
    .options_size = sizeof(struct options),
    .run = run,
};
