/* Many records made, changed and deleted in one transaction: all of them or
 * none, or each for itself. */
#ifndef KT_SERVICE_BULK_H
#define KT_SERVICE_BULK_H

#include "service/resource.h"

enum { KT_BULK_OPERATIONS_MAX = 1000, KT_BULK_BODY_MAX = 8 * 1024 * 1024 };

enum kt_bulk_mode { KT_BULK_ALL, KT_BULK_EACH };
enum kt_bulk_verb { KT_BULK_CREATE, KT_BULK_UPDATE, KT_BULK_DELETE };

struct kt_bulk_operation {
    int op;       /* enum kt_bulk_verb */
    int resource; /* row of bulk_resources.def */
    struct kt_str id;
    int64_t if_match; /* 0: none */
    struct kt_str body;
};

struct kt_bulk_in {
    int mode;                  /* enum kt_bulk_mode */
    struct kt_list operations; /* of struct kt_bulk_operation */
};

struct kt_bulk_result {
    int64_t status; /* what the route of its own would have answered */
    struct kt_str id;
    int64_t version;
    struct kt_str problem;   /* its body; ptr NULL: done */
    struct kt_list warnings; /* of kt_advice: what is odd about it */
};

struct kt_bulk_out {
    int64_t failed;
    struct kt_list results; /* of struct kt_bulk_result, in their order */
};

extern const struct kt_shape kt_bulk_in_shape;
extern const struct kt_shape kt_bulk_out_shape;

struct kt_bulk_use {
    struct kt_use_state use; /* first */
    const struct kt_bulk_in *in;
    struct kt_bulk_step *steps; /* decided */
    struct kt_bulk_out out;
    bool is_done;
};

extern const struct kt_use kt_use_bulk;

/* The scope that an operation wants: "prices:write". */
struct kt_str kt_bulk_scope(const struct kt_bulk_operation *operation,
                            struct kt_arena *arena);

#endif
