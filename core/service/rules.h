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
};

struct kt_rules_out {
    struct kt_list data;   /* of kt_rule_out, by kind and code */
    struct kt_str hash;    /* over all: orders keep it */
    struct kt_list faults; /* of kt_rule_fault: why a newer state is not in
                            * force */
};

extern const struct kt_shape kt_rules_out_shape;

struct kt_rules_use {
    struct kt_use_state use; /* first */
    int kind;                /* asked: -1 for all */
    struct kt_rules_out out;
};

extern const struct kt_use kt_use_rules_list;

#endif
