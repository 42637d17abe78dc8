#include "http/quota.h"

#include <pthread.h>

#include "base/heap.h"
#include "base/map.h"

/* 65 536 buckets in 1 MiB. A bucket is one number: when it will be full again
 * (the generic cell rate algorithm). One that is full need not be there, so the
 * fullest of its set gives way to a new one. */
enum { SETS = 8192, WAYS = 8, LOCKS = 64, MINUTE_US = 60000000 };

struct bucket {
    uint64_t owner; /* a hash under a secret key; 0: nobody's */
    int64_t full_us;
};

struct kt_quotas {
    pthread_mutex_t locks[LOCKS];
    struct bucket sets[SETS][WAYS];
};

const struct kt_quota_kind kt_quota_kinds[KT_QUOTA_COUNT] = {
    [KT_QUOTA_CARTS] = { "carts", KT_BY_ADDRESS, KT_COUNTS_ALL },
    [KT_QUOTA_COUPONS] = { "wrong_coupons", KT_BY_ADDRESS, KT_COUNTS_REFUSED },
    [KT_QUOTA_CART_COUPONS] = { "wrong_coupons_of_cart", KT_BY_CART,
                                KT_COUNTS_REFUSED },
    [KT_QUOTA_CHECKOUTS] = { "checkouts", KT_BY_ADDRESS, KT_COUNTS_ALL },
    [KT_QUOTA_CART_CHECKOUTS] = { "checkouts_of_cart", KT_BY_CART,
                                  KT_COUNTS_ALL },
    [KT_QUOTA_LOGINS] = { "wrong_tokens", KT_BY_ADDRESS, KT_COUNTS_UNKNOWN },
    [KT_QUOTA_TOKENS] = { "requests_of_token", KT_BY_TOKEN, KT_COUNTS_ALL },
};

struct kt_quotas *
kt_quotas_new(void)
{
    struct kt_quotas *quotas = KT_HEAP_NEW(struct kt_quotas);
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_init(&quotas->locks[i], NULL);
    return quotas;
}

void
kt_quotas_free(struct kt_quotas *quotas)
{
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&quotas->locks[i]);
    kt_heap_free(quotas);
}

static uint64_t
hash_owner(enum kt_quota quota, const unsigned char owner[16])
{
    char bytes[17] = { (char)quota };
    memcpy(bytes + 1, owner, 16);
    return kt_str_hash((struct kt_str){ bytes, sizeof bytes }) | 1;
}

static struct bucket *
find_bucket(struct bucket *set, uint64_t owner)
{
    struct bucket *fullest = set;
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].owner == owner)
            return &set[i];
        if (set[i].full_us < fullest->full_us)
            fullest = &set[i];
    }
    *fullest = (struct bucket){ .owner = owner };
    return fullest;
}

bool
kt_quotas_take(struct kt_quotas *quotas, enum kt_quota quota,
               const unsigned char owner[16], int64_t per_minute,
               int64_t now_us, struct kt_quota_left *left)
{
    const int64_t step_us = MINUTE_US / per_minute;
    uint64_t hash = hash_owner(quota, owner);
    size_t set = hash / 2 % SETS;
    pthread_mutex_lock(&quotas->locks[set % LOCKS]);
    struct bucket *bucket = find_bucket(quotas->sets[set], hash);
    int64_t full_us = bucket->full_us > now_us ? bucket->full_us : now_us;
    int64_t room_us = now_us + per_minute * step_us - full_us;
    bool is_taken = room_us >= step_us;
    if (is_taken)
        bucket->full_us = full_us += step_us;
    pthread_mutex_unlock(&quotas->locks[set % LOCKS]);

    int64_t wait_us = is_taken ? full_us - now_us : step_us - room_us;
    *left = (struct kt_quota_left){
        .quota = quota,
        .bucket = hash,
        .is_refused = !is_taken,
        .per_minute = per_minute,
        .remaining = is_taken ? (room_us - step_us) / step_us : 0,
        .reset_s = (wait_us + 999999) / 1000000,
    };
    return is_taken;
}

void
kt_quotas_give(struct kt_quotas *quotas, struct kt_quota_left *left)
{
    size_t set = left->bucket / 2 % SETS;
    pthread_mutex_lock(&quotas->locks[set % LOCKS]);
    for (size_t i = 0; i < WAYS; i++) {
        struct bucket *bucket = &quotas->sets[set][i];
        if (bucket->owner == left->bucket)
            bucket->full_us -= MINUTE_US / left->per_minute;
    }
    pthread_mutex_unlock(&quotas->locks[set % LOCKS]);
}
