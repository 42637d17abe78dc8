#include <pthread.h>
#include <strings.h>

#include "base/text.h"
#include "service/order.h"

/* Order numbers. Gap-free ones are taken in the transaction that places the
 * order. A shop on many nodes would have all orders wait for that one row; it
 * sets order_number_block, and this process takes so many at once beforehand.
 * What is left of a block when the process ends stays unused. */

enum { BLOCK_SLOTS = 64 };

struct block {
    const struct kt_store *store;
    struct kt_id store_id;
    int64_t next;
    int64_t end; /* exclusive */
};

static struct block blocks[BLOCK_SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct refill {
    const struct kt_shop *shop;
    int64_t count;
    int64_t first;
};

static enum kt_status
take_block(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct refill *refill = arg;
    return kt_order_number_take(tx, refill->shop, refill->count, &refill->first,
                                err);
}

/* The slot of a shop; two shops in one slot take it from each other. */
static struct block *
slot_of(const struct kt_call *call)
{
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof call->shop->store_id.bytes; i++)
        sum = sum * 31 + call->shop->store_id.bytes[i];
    return &blocks[sum % BLOCK_SLOTS];
}

static enum kt_status
next_in_block(const struct kt_call *call, struct block *block, int64_t size,
              int64_t *number, struct kt_error *err)
{
    bool is_ours = block->store == call->app->store &&
                   kt_id_eq(block->store_id, call->shop->store_id);
    if (!is_ours || block->next == block->end) {
        struct refill refill = { call->shop, size, 0 };
        KT_TRY(kt_store_write(call->app->store, call->shop->store_id,
                              take_block, &refill, err));
        *block = (struct block){ call->app->store, call->shop->store_id,
                                 refill.first, refill.first + size };
    }
    *number = block->next++;
    return KT_OK;
}

enum kt_status
kt_order_number_reserve(const struct kt_call *call, int64_t *number,
                        struct kt_error *err)
{
    int64_t size = call->shop->settings.order_number_block;
    *number = 0;
    if (size <= 1)
        return KT_OK;
    pthread_mutex_lock(&lock);
    enum kt_status status =
        next_in_block(call, slot_of(call), size, number, err);
    pthread_mutex_unlock(&lock);
    return status;
}

enum kt_status
kt_order_number_take(struct kt_tx *tx, const struct kt_shop *shop,
                     int64_t count, int64_t *first, struct kt_error *err)
{
    struct kt_rows rows;
    int64_t start = shop->settings.order_number_start;
    KT_TRY(kt_query_change(tx, KT_SQL_ORDER_TAKE_NUMBER,
                           KT_ARGS(KT_INT(start > 0 ? start : 1000),
                                   KT_INT(count)),
                           &rows, err));
    *first = kt_rows_next(&rows) ? kt_col_int(&rows, 0) : 0;
    return kt_rows_close(&rows);
}

struct kt_str
kt_order_number_text(const struct kt_shop *shop, int64_t number,
                     struct kt_arena *arena)
{
    return kt_arena_format(arena, "%.*s%lld",
                           KT_STR_FMT(shop->settings.order_number_prefix),
                           (long long)number);
}

bool
kt_order_number_parse(const struct kt_shop *shop, struct kt_str text,
                      int64_t *number)
{
    struct kt_str prefix = shop->settings.order_number_prefix;
    if (text.len >= prefix.len && prefix.len > 0 &&
        strncasecmp(text.ptr, prefix.ptr, prefix.len) == 0)
        text = (struct kt_str){ text.ptr + prefix.len, text.len - prefix.len };
    return kt_int_parse(text, number) && *number > 0;
}
