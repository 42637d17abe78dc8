/* What `kontor doctor` found: a line each. */
#ifndef KT_CLI_DOCTOR_H
#define KT_CLI_DOCTOR_H

#include "cli/folder.h"

struct kt_finding {
    const char *check;
    bool is_wrong;
    struct kt_str text;
    const char *advice; /* what to do about it; NULL when nothing is wrong */
};

struct kt_doctor {
    const char *path;
    struct kt_arena *arena;
    struct kt_folder folder;
    struct kt_store *store; /* NULL: it does not open */
    struct kt_finding *findings;
    size_t count;
    size_t wrong_count;
};

void kt_doctor_good(struct kt_doctor *doctor, const char *check,
                    const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void kt_doctor_wrong(struct kt_doctor *doctor, const char *check,
                     const char *advice, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* What lies around the database: settings, files, disk, clock, scripts. The
 * first one reads the folder; false when it cannot, and the rest not be
 * asked. */
bool kt_doctor_check_settings(struct kt_doctor *doctor);
void kt_doctor_check_files(struct kt_doctor *doctor);
void kt_doctor_check_disk(struct kt_doctor *doctor);
void kt_doctor_check_scripts(struct kt_doctor *doctor);

/* The database; the first one opens it. */
bool kt_doctor_check_schema(struct kt_doctor *doctor);
void kt_doctor_check_pages(struct kt_doctor *doctor);
void kt_doctor_check_log(struct kt_doctor *doctor);
void kt_doctor_check_stock(struct kt_doctor *doctor);
void kt_doctor_check_orders(struct kt_doctor *doctor);
void kt_doctor_check_origins(struct kt_doctor *doctor);
void kt_doctor_check_jobs(struct kt_doctor *doctor);
void kt_doctor_check_clock(struct kt_doctor *doctor);

/* What the database says of files, and the files. */
void kt_doctor_check_media(struct kt_doctor *doctor);

#endif
