/* What a script calls its values at one place of its text: what is open there
 * (blocks, loops, brackets) and the locals that are seen. */
#ifndef KT_SCRIPT_SCOPE_H
#define KT_SCRIPT_SCOPE_H

#include "script/known.h"

enum {
    KT_SCOPE_OPENS_MAX = 300,
    KT_SCOPE_LOCALS_MAX = 400,
    KT_SCOPE_KEYS_MAX = 300
};

/* What a chain of names is read for: a local, by its index, or what is open. */
enum { KT_FOR_NOTHING = -1, KT_FOR_OPENS = KT_SCOPE_LOCALS_MAX };

enum kt_open_kind {
    KT_OPEN_BLOCK,
    KT_OPEN_FUNCTION,
    KT_OPEN_HEAD, /* of a loop, up to its do */
    KT_OPEN_GROUP,
    KT_OPEN_INDEX,
    KT_OPEN_TABLE
};

struct kt_open {
    enum kt_open_kind kind;
    size_t locals; /* that there were before */
    size_t keys;
    struct kt_known after; /* what the bracket gives; what the loop walks */
    int target;            /* of the chain that goes on behind the bracket */
    bool is_ipairs;
    bool wants_rate; /* arguments, the last of them a rate */
};

struct kt_local {
    struct kt_str name;
    struct kt_known known;
};

struct kt_key {
    struct kt_str name;
    int line;
};

struct kt_scope {
    bool is_lost; /* there was too much of something: nothing is sure */
    struct kt_local locals[KT_SCOPE_LOCALS_MAX];
    size_t local_count;
    size_t visible; /* of the locals: not those still being made */
    struct kt_open
        opens[KT_SCOPE_OPENS_MAX + 1]; /* the last one when there are more */
    size_t depth;
    struct kt_key keys[KT_SCOPE_KEYS_MAX];
    size_t key_count;
    int functions; /* how many of the open ones are functions */
};

/* The innermost that is open, or NULL. */
struct kt_open *kt_scope_top(struct kt_scope *scope);
bool kt_scope_is_in(struct kt_scope *scope, enum kt_open_kind kind);

struct kt_open *kt_scope_open(struct kt_scope *scope, enum kt_open_kind kind);

/* Closes the innermost; what it had is gone. */
struct kt_open kt_scope_close(struct kt_scope *scope);

/* The local is not seen before kt_scope_show. */
void kt_scope_add(struct kt_scope *scope, struct kt_str name,
                  struct kt_known known);
void kt_scope_show(struct kt_scope *scope);

/* NULL: the name is a global. */
struct kt_local *kt_scope_find(struct kt_scope *scope, struct kt_str name);

#endif
