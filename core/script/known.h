/* What the text of a script tells of a value before anything runs: the class of
 * an object, the params of the rule, a list of either. Names that are read off
 * such a value are looked up here. */
#ifndef KT_SCRIPT_KNOWN_H
#define KT_SCRIPT_KNOWN_H

#include "script/bind/bind.h"
#include "script/host.h"
#include "script/params.h"

enum kt_known_kind {
    KT_KNOWN_NOTHING,
    KT_KNOWN_OBJECT,
    KT_KNOWN_FIELDS, /* params, or an entry of a list among them */
    KT_KNOWN_LIST,
    KT_KNOWN_WALK /* what `for … in` goes through */
};

struct kt_known {
    enum kt_known_kind kind;
    const struct kt_class *class;       /* of the object, or of the entries */
    const struct kt_param_spec *fields; /* the same where they are params */
    size_t field_count;
    size_t place;       /* of a walk: which of the loop's names is the entry */
    bool is_function;   /* what a call of the value gives, not the value */
    const char *method; /* its name, when the value is one */
    bool wants_rate;    /* a function whose last argument is a rate */
};

/* How a name is read. */
struct kt_read {
    struct kt_str name;
    bool by_colon;
    bool is_called;
};

struct kt_known kt_known_object(const struct kt_class *class);
struct kt_known kt_known_params(const struct kt_rule_info *info);

/* An entry of a list or a walk. */
struct kt_known kt_known_entry(const struct kt_known *list);

/* What reading the name gives. *fault is what is wrong with that, empty when
 * nothing is. */
struct kt_known kt_known_read(const struct kt_known *value,
                              const struct kt_read *read,
                              struct kt_arena *arena, struct kt_str *fault);

/* "cart has no field 'x', did you mean 'y'?" */
struct kt_str kt_known_missing(const struct kt_class *class, struct kt_str name,
                               struct kt_arena *arena);

#endif
