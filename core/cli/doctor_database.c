#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/pack.h"
#include "cli/doctor.h"
#include "service/audit.h"

enum { MIB = 1024 * 1024, LOG_MAX_MIB = 256, MINUTE_MS = 60000 };

/* The log of errors says the same again. */
static const char advice_restore[] =
    "keep a copy of data/, then restore the last backup";

static void
tell_error(struct kt_doctor *doctor, const char *check, const char *advice,
           const struct kt_error *err)
{
    struct kt_str text = kt_error_text(err);
    kt_doctor_wrong(doctor, check, advice, "%.*s", KT_STR_FMT(text));
}

/* A backup helps against neither a newer version nor the wrong owner. */
static const char *
advice_to_open(const struct kt_doctor *doctor, enum kt_status status)
{
    if (status == KT_SCHEMA_TOO_NEW)
        return "install the version of Kontor that made it";
    if (status == KT_NOT_FOUND)
        return "look where it is; else restore the last backup";
    return access(doctor->folder.database, R_OK | W_OK) != 0
               ? "mend the files named above, then ask again"
               : advice_restore;
}

bool
kt_doctor_check_schema(struct kt_doctor *doctor)
{
    struct kt_error err;
    struct kt_store_options options = { .path = doctor->folder.database,
                                        .only_reads = true };
    int schema, newest;
    kt_error_init(&err, doctor->arena);
    if (kt_store_open(&options, &doctor->store, &err) != KT_OK) {
        tell_error(doctor, "schema", advice_to_open(doctor, err.status), &err);
        return false;
    }
    if (kt_store_schema(doctor->store, &schema, &newest, &err) != KT_OK) {
        tell_error(doctor, "schema", advice_restore, &err);
        return false;
    }
    if (schema == newest)
        kt_doctor_good(doctor, "schema", "%d, the newest", schema);
    else
        kt_doctor_wrong(doctor, "schema",
                        "kontor migrate, or kontor serve, brings it up to date",
                        "%d, this program wants %d", schema, newest);
    return schema == newest;
}

/* ---- what gives many faults ---- */

struct teller {
    struct kt_doctor *doctor;
    const char *check;
    const char *advice;
};

static void
tell_fault(void *arg, struct kt_str fault)
{
    const struct teller *teller = arg;
    kt_doctor_wrong(teller->doctor, teller->check, teller->advice, "%.*s",
                    KT_STR_FMT(fault));
}

static void
ask(struct kt_doctor *doctor, const char *check, const char *advice,
    const char *good,
    enum kt_status (*question)(struct kt_store *store, kt_fault_fn tell,
                               void *arg, struct kt_error *err))
{
    struct kt_error err;
    struct teller teller = { doctor, check, advice };
    size_t before = doctor->wrong_count;
    kt_error_init(&err, doctor->arena);
    if (question(doctor->store, tell_fault, &teller, &err) != KT_OK)
        tell_error(doctor, check, advice, &err);
    if (doctor->wrong_count == before)
        kt_doctor_good(doctor, check, "%s", good);
}

void
kt_doctor_check_pages(struct kt_doctor *doctor)
{
    ask(doctor, "integrity", advice_restore,
        "every page, index and reference is whole", kt_store_verify);
}

void
kt_doctor_check_stock(struct kt_doctor *doctor)
{
    ask(doctor, "stock",
        "count the goods and set the stock; the ledger tells who moved them",
        "what is there is what the ledger says", kt_audit_stock);
}

void
kt_doctor_check_orders(struct kt_doctor *doctor)
{
    ask(doctor, "orders", "compare the order with your last backup",
        "each adds up and has its lines, record and moves of stock",
        kt_audit_orders);
}

void
kt_doctor_check_origins(struct kt_doctor *doctor)
{
    ask(doctor, "replay", "take rows of quote_… and rule_… from a backup",
        "what orders were computed from is whole", kt_audit_origins);
    kt_script_leave_thread();
    kt_pack_leave_thread();
}

/* ---- figures ---- */

void
kt_doctor_check_log(struct kt_doctor *doctor)
{
    struct kt_store_stats stats;
    kt_store_stats_get(doctor->store, &stats);
    long long mib = (long long)(stats.wal_bytes / MIB);
    if (mib > LOG_MAX_MIB)
        kt_doctor_wrong(doctor, "log",
                        "end what reads the database for long, or restart",
                        "the write-ahead log has %lld MiB", mib);
    else
        kt_doctor_good(doctor, "log", "the write-ahead log has %lld MiB", mib);
}

void
kt_doctor_check_jobs(struct kt_doctor *doctor)
{
    struct kt_error err;
    struct kt_audit_figures figures;
    kt_error_init(&err, doctor->arena);
    if (kt_audit_count(doctor->store, &figures, &err) != KT_OK)
        tell_error(doctor, "jobs", advice_restore, &err);
    else if (figures.dead_jobs > 0)
        kt_doctor_wrong(doctor, "jobs",
                        "look into table job for last_error, then do by hand",
                        "%lld of reactions were given up",
                        (long long)figures.dead_jobs);
    else
        kt_doctor_good(doctor, "jobs", "none was given up");
}

/* Coupons and tokens begin and end by the clock. */
void
kt_doctor_check_clock(struct kt_doctor *doctor)
{
    static const struct kt_clock clock;
    static const int64_t first_ms = 1735689600000; /* 2025 */
    struct kt_error err;
    struct kt_audit_figures figures = { 0 };
    int64_t now_ms = kt_clock_now(&clock);

    kt_error_init(&err, doctor->arena);
    if (doctor->store != NULL &&
        kt_audit_count(doctor->store, &figures, &err) != KT_OK)
        return; /* told by the others */
    if (now_ms < first_ms)
        kt_doctor_wrong(doctor, "clock", "set the clock, by NTP best",
                        "it says that it is before 2025");
    else if (figures.last_order_ms > now_ms + MINUTE_MS)
        kt_doctor_wrong(doctor, "clock", "set the clock, by NTP best",
                        "the last order was placed in %lld minutes",
                        (long long)(figures.last_order_ms - now_ms) /
                            MINUTE_MS);
    else
        kt_doctor_good(doctor, "clock", "no order is from the future");
}
