/* How often something may be asked for: token buckets in one table of fixed
 * size, shared by all threads. */
#ifndef KT_HTTP_QUOTA_H
#define KT_HTTP_QUOTA_H

#include "http/peer.h"
#include "http/server.h"

/* What a bucket belongs to. */
enum kt_quota_by { KT_BY_ADDRESS, KT_BY_CART, KT_BY_TOKEN };

/* Which requests it counts: the others give back what they took. */
enum kt_quota_counts { KT_COUNTS_ALL, KT_COUNTS_REFUSED, KT_COUNTS_UNKNOWN };

struct kt_quota_kind {
    const char *name; /* of the policy, and the setting NAME_per_minute */
    enum kt_quota_by by;
    enum kt_quota_counts counts;
};

extern const struct kt_quota_kind kt_quota_kinds[KT_QUOTA_COUNT];

/* What is left of a bucket. */
struct kt_quota_left {
    enum kt_quota quota;
    uint64_t bucket;
    bool is_refused; /* it was empty: nothing was taken */
    int64_t per_minute;
    int64_t remaining;
    int64_t reset_s; /* until it is full; refused: until one may ask again */
};

struct kt_quotas;

struct kt_quotas *kt_quotas_new(void);
void kt_quotas_free(struct kt_quotas *quotas);

/* Takes one of per_minute from the bucket of that owner (16 bytes). False when
 * it is empty. */
bool kt_quotas_take(struct kt_quotas *quotas, enum kt_quota quota,
                    const unsigned char owner[16], int64_t per_minute,
                    int64_t now_us, struct kt_quota_left *left);

/* Puts it back. */
void kt_quotas_give(struct kt_quotas *quotas, struct kt_quota_left *left);

#endif
