/* Tokens, for staff. */
#ifndef KT_SERVICE_TOKEN_RECORD_H
#define KT_SERVICE_TOKEN_RECORD_H

#include "service/resource.h"

struct kt_token_record {
    uint64_t given;
    struct kt_id id;
    struct kt_str name;
    struct kt_list scopes; /* of struct kt_str */
    int64_t expires_at;    /* 0: never */
    int64_t last_used_at;  /* to five minutes; 0: never */
    int64_t created_at;
    int64_t version;      /* 1 when it is stored: tokens do not change */
    struct kt_str secret; /* told once, by the answer that made it */
};

extern const struct kt_shape kt_token_in_shape;
extern const struct kt_shape kt_token_out_shape;
extern const struct kt_shape kt_token_query_shape;
extern const struct kt_resource kt_token_resource;

/* kt_use_resource_create of tokens, which tells the secret. */
extern const struct kt_use kt_use_token_create;

#endif
