/* The rules that the shop's scripts declare, for staff and their forms. */
#ifndef KT_SERVICE_RULES_H
#define KT_SERVICE_RULES_H

#include "service/use.h"

struct kt_rule_out {
    int kind; /* enum kt_rule_kind */
    struct kt_str code;
    struct kt_str title;
    struct kt_str help;
    struct kt_str file;
    struct kt_str hash;
    int stage; /* promotions; -1: none */
    struct kt_list events;
    struct kt_str params; /* JSON schema */
    int state;            /* enum kt_rule_state */
};

/* What the last evaluation of a rule that failed told. */
struct kt_rule_error_out {
    int outcome; /* enum kt_failure */
    struct kt_str detail;
    struct kt_str file; /* empty: not known */
    int64_t line;       /* 0: not known */
    int64_t at;
};

struct kt_rule_failures_out {
    int64_t error, budget, wall, memory, denied, disabled;
};

/* A rule, and how it fares. */
struct kt_rule_detail_out {
    struct kt_rule_out rule; /* first: its fields begin the shape */
    int64_t generation;      /* of the load that serves, in this process */
    struct kt_str rules_hash;
    struct kt_str given_up; /* hash of a newer text; empty: none */
    struct kt_rule_failures_out failures;
    const struct kt_rule_error_out *last_error; /* NULL: it never failed */
    int64_t kills_last_minute;
};

struct kt_rules_out {
    struct kt_list data;   /* of kt_rule_out, by kind and code */
    struct kt_str hash;    /* over all: orders keep it */
    struct kt_list faults; /* of kt_rule_fault: why a newer state is not in
                            * force */
};

extern const struct kt_shape kt_rules_out_shape;
extern const struct kt_shape kt_rule_detail_out_shape;

struct kt_rules_use {
    struct kt_use_state use; /* first */
    int kind;                /* asked: -1 for all */
    struct kt_rules_out out;
};

struct kt_rule_get_use {
    struct kt_use_state use; /* first */
    struct kt_str kind;      /* asked */
    struct kt_str code;
    struct kt_rule_detail_out out;
};

extern const struct kt_use kt_use_rules_list;

/* NOT_FOUND names the nearest code. */
extern const struct kt_use kt_use_rule_get;

/* What the list and the rule's own address tell of its declaration. */
struct kt_rule_out kt_rule_tell(const struct kt_registry *registry,
                                const struct kt_rule_info *info,
                                struct kt_arena *arena);

#endif
