/* The script files of the shop's folders. */
#ifndef KT_SCRIPT_SCAN_H
#define KT_SCRIPT_SCAN_H

#include "script/host.h"

enum { KT_SCAN_CODE_MAX = 40, KT_SCAN_FILES_MAX = 2000 };

/* A folder that may hold scripts, and the kinds of rules that belong there. */
struct kt_place {
    const char *name; /* "promotions" */
    unsigned kinds;   /* bits of enum kt_rule_kind; 0: modules */
};

struct kt_source {
    struct kt_str path; /* as a person finds it */
    struct kt_str name; /* "promotions/percent_off.lua" */
    struct kt_str code; /* "percent_off" */
    const struct kt_place *place;
    size_t folder; /* index in the options' folders */
    struct kt_str text;
};

struct kt_scan {
    struct kt_source *sources; /* by folder, place, name */
    size_t count;
    uint64_t signature; /* of names, times, sizes and inodes */
};

/* Where to look. */
struct kt_scan_in {
    const char *const *folders;
    size_t folder_count;
    const char *file; /* one rule more; NULL: none */
    enum kt_rule_kind kind;
    struct kt_list texts; /* of struct kt_script_text, instead of all files */
    int64_t source_max;
};

/* Reads every script. Faults of single files (name, size, encoding) are added
 * to err as INVALID_RULE and the files left out; a folder that cannot be read
 * is such a fault too. OVERLOADED when memory runs out. */
enum kt_status kt_scan_read(const struct kt_scan_in *in, struct kt_arena *arena,
                            struct kt_scan *scan, struct kt_error *err);

/* The signature as the files stand now; reads none. */
uint64_t kt_scan_signature(const struct kt_scan_in *in);

/* Whether a file of that name below a folder of scripts is one of them. */
bool kt_scan_reads(struct kt_str name);

/* The module lib/<code>.lua as a source of that folder sees it: its own
 * folder's, else that of an earlier folder, the nearest first. NULL when there
 * is none. */
const struct kt_source *kt_scan_module(const struct kt_scan *scan,
                                       size_t folder, struct kt_str code);

#endif
