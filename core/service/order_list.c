#include "base/assert.h"
#include "base/text.h"
#include "domain/search/words.h"
#include "service/column.h"
#include "service/order.h"

/* Lists of orders for staff. A shop has very many, so that each page is read
 * from an index: where a filter takes few of them those are sorted, else the
 * list walks in its order, by the index of a filter where there is one. */

/* ---- what is asked ---- */

static const char *const sort_names[] = { "newest", "oldest", "total", NULL };

enum sort { NEWEST, OLDEST, TOTAL };

#define QUERY(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct kt_order_query, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    QUERY(ENUM, state, KT_NULLABLE, .names = kt_order_state_names),
    QUERY(ENUM, payment_state, KT_NULLABLE, .names = kt_payments_state_names),
    QUERY(ENUM, fulfilment_state, KT_NULLABLE, .names = kt_fulfilment_state_names),
    QUERY(STR, channel, 0, .min = 1, .max = 64, .help = "Code"),
    QUERY(STR, email, 0, .min = 1, .max = 254, .help = "Of the buyer; case does not count"),
    QUERY(STR, number, 0, .min = 1, .max = 40, .help = "With or without its prefix"),
    QUERY(STR, q, 0, .min = 1, .max = 100,
          .help = "A number, or beginnings of words in the buyer's names and email"),
    QUERY(TIME, placed_from, 0, .help = "Inclusive"),
    QUERY(TIME, placed_to, 0, .help = "Exclusive"),
    QUERY(INT, total_min, 0, .max = KT_MONEY_MAX, .help = "In minor units"),
    QUERY(INT, total_max, 0, .min = 1, .max = KT_MONEY_MAX, .help = "In minor units"),
};
/* clang-format on */

const struct kt_shape kt_order_query_shape =
    KT_SHAPE("OrderQuery", struct kt_order_query, query_fields, NULL);

/* ---- the filters ---- */

/* What can name the orders that are read; order.sql counts them alike. */
enum by {
    BY_NOTHING,
    BY_NUMBER,
    BY_EMAIL,
    BY_WORD,
    BY_STATE,
    BY_PAYMENT,
    BY_FULFILMENT,
    BY_CHANNEL,
    BY_TIME,
    BY_TOTAL,
    BY_COUNT
};

/* Sorting so many costs as much as a page of them. */
enum { FEW = 500 };

struct listing {
    struct kt_order_list_use *state;
    const struct kt_order_query *query;
    struct kt_error *err;
    /* The filters, as statements take them. */
    int64_t number; /* 0: any */
    struct kt_str email_fold;
    struct kt_str states[3]; /* empty: any */
    struct kt_id channel_id; /* zero: any */
    struct kt_str pattern, word, word_end;
    int64_t placed_from, placed_to;
    int64_t total_min, total_max;
    bool is_given[BY_COUNT];
    enum by by;
    bool are_few;
    /* The page. */
    struct kt_page_key after, last;
    struct kt_order_row_out *rows;
    size_t count;
    size_t limit;
};

static void
fail_query(struct listing *l)
{
    if (l->err->status == KT_OK)
        kt_fail_invalid_query(l->err);
}

static void
fault(struct listing *l, const char *pointer, const char *detail)
{
    fail_query(l);
    kt_error_add(l->err, kt_str_of(pointer), "invalid", "%s", detail);
}

/* The longest word names the orders, the pattern tests all of them. */
static void
take_words(struct listing *l)
{
    struct kt_arena *arena = l->state->use.call->arena;
    struct kt_list words = kt_words(&l->query->q, 1, arena);
    const struct kt_str *items = words.items;
    for (size_t i = 0; i < words.count; i++) {
        if (items[i].len > l->word.len)
            l->word = items[i];
    }
    if (words.count == 0)
        fault(l, "/q", "a number, a name or an email address");
    l->pattern = kt_words_pattern(&words, arena);
    l->word_end =
        kt_arena_format(arena, "%.*s" KT_TEXT_LAST, KT_STR_FMT(l->word));
}

/* A number typed as q is as good as one given as such; they may differ. */
static void
take_names(struct listing *l)
{
    const struct kt_order_query *query = l->query;
    const struct kt_call *call = l->state->use.call;
    int64_t typed = 0;
    if (query->number.len > 0 &&
        !kt_order_number_parse(call->shop, query->number, &l->number))
        fault(l, "/number", "a number of an order, as in 1000");
    l->email_fold = kt_text_fold(call->arena, kt_text_trim(query->email));
    if (query->q.len == 0)
        return;
    if (kt_order_number_parse(call->shop, kt_text_trim(query->q), &typed))
        l->number = l->number == 0 || l->number == typed ? typed : -1;
    else
        take_words(l);
}

static void
take_ranges(struct listing *l)
{
    const struct kt_order_query *query = l->query;
    l->placed_from = query->placed_from;
    l->placed_to = query->placed_to != 0 ? query->placed_to : INT64_MAX;
    l->total_min = query->total_min;
    l->total_max = query->total_max != 0 ? query->total_max : KT_MONEY_MAX;
    if (l->placed_from >= l->placed_to)
        fault(l, "/placed_to", "must be behind placed_from");
    if (l->total_min > l->total_max)
        fault(l, "/total_max", "must not be below total_min");
}

static enum kt_status
take_channel(struct listing *l, const struct kt_tx *tx)
{
    const struct kt_call *call = l->state->use.call;
    struct kt_refs refs;
    if (l->query->channel.len == 0)
        return KT_OK;
    KT_TRY(kt_refs_load_kinds(tx, KT_REF_BIT(KT_REF_CHANNEL), call->arena,
                              &refs, l->err));
    const struct kt_ref *channel =
        kt_refs_find(&refs, KT_REF_CHANNEL, l->query->channel);
    if (channel != NULL) {
        l->channel_id = channel->id;
        return KT_OK;
    }
    fail_query(l);
    (void)kt_refs_get(&refs, KT_REF_CHANNEL, l->query->channel,
                      KT_STR("/channel"), l->err);
    return KT_OK;
}

/* Every wrong filter is told. */
static enum kt_status
take_filters(struct listing *l, const struct kt_tx *tx)
{
    const struct kt_order_query *query = l->query;
    l->states[0] = kt_filter_name(kt_order_state_names, query->state);
    l->states[1] =
        kt_filter_name(kt_payments_state_names, query->payment_state);
    l->states[2] =
        kt_filter_name(kt_fulfilment_state_names, query->fulfilment_state);
    take_names(l);
    take_ranges(l);
    KT_TRY(take_channel(l, tx));
    const bool is_given[BY_COUNT] = {
        [BY_NUMBER] = l->number != 0,
        [BY_EMAIL] = l->email_fold.len > 0,
        [BY_WORD] = l->word.len > 0,
        [BY_STATE] = query->state >= 0,
        [BY_PAYMENT] = query->payment_state >= 0,
        [BY_FULFILMENT] = query->fulfilment_state >= 0,
        [BY_CHANNEL] = !kt_id_is_null(l->channel_id),
        [BY_TIME] = query->placed_from != 0 || query->placed_to != 0,
        [BY_TOTAL] = query->total_min != 0 || query->total_max != 0,
    };
    memcpy(l->is_given, is_given, sizeof is_given);
    return l->err->status;
}

/* ---- which index ---- */

/* Most orders of a shop are done: of these states there are many. */
static bool
is_usual(const struct kt_order_query *query, enum by by)
{
    return (by == BY_STATE && query->state == KT_ORDER_COMPLETED) ||
           (by == BY_PAYMENT && query->payment_state == KT_PAYMENTS_PAID) ||
           (by == BY_FULFILMENT && query->fulfilment_state == KT_FULFILLED);
}

/* By the state that is rarest as a rule, for want of a better guess. */
static enum by
choose_walk(const struct listing *l)
{
    static const enum by order[] = { BY_EMAIL, BY_PAYMENT, BY_STATE,
                                     BY_FULFILMENT, BY_CHANNEL };
    enum by usual = BY_NOTHING;
    for (size_t i = 0; i < KT_COUNT(order); i++) {
        if (l->is_given[order[i]] && !is_usual(l->query, order[i]))
            return order[i];
        if (l->is_given[order[i]] && usual == BY_NOTHING)
            usual = order[i];
    }
    return usual;
}

static enum kt_status
count_few(const struct listing *l, const struct kt_tx *tx,
          int64_t counts[BY_COUNT])
{
    const bool *is_given = l->is_given;
    struct kt_rows rows;
    KT_TRY(
        kt_query(tx, KT_SQL_ORDER_COUNT_FEW,
                 KT_ARGS(KT_TEXT(l->email_fold), KT_INT(FEW), KT_TEXT(l->word),
                         KT_TEXT(l->word_end), KT_TEXT(l->states[0]),
                         KT_TEXT(l->states[1]), KT_TEXT(l->states[2]),
                         KT_ID(l->channel_id),
                         KT_INT(is_given[BY_TIME] ? l->placed_from : INT64_MAX),
                         KT_INT(l->placed_to),
                         KT_INT(is_given[BY_TOTAL] ? l->total_min : INT64_MAX),
                         KT_INT(l->total_max)),
                 &rows, l->err));
    if (kt_rows_next(&rows)) {
        for (int by = BY_EMAIL; by < BY_COUNT; by++)
            counts[by] = kt_col_int(&rows, by - BY_EMAIL);
    }
    return kt_rows_close(&rows);
}

static enum kt_status
choose(struct listing *l, const struct kt_tx *tx)
{
    int64_t counts[BY_COUNT] = { 0 };
    int64_t least = FEW;
    bool is_any = false;
    for (int by = BY_EMAIL; by < BY_COUNT; by++)
        is_any |= l->is_given[by];
    l->by = l->is_given[BY_NUMBER] ? BY_NUMBER : BY_NOTHING;
    if (is_any && l->by == BY_NOTHING)
        KT_TRY(count_few(l, tx, counts));
    for (int by = BY_EMAIL; is_any && l->by != BY_NUMBER && by < BY_COUNT;
         by++) {
        if (l->is_given[by] && counts[by] < least) {
            least = counts[by];
            l->by = (enum by)by;
        }
    }
    l->are_few = l->by != BY_NOTHING;
    if (!l->are_few)
        l->by = choose_walk(l);
    return KT_OK;
}

static enum kt_sql
statement_of(const struct listing *l)
{
    static const enum kt_sql few[] = { KT_SQL_ORDER_FEW_NEWEST,
                                       KT_SQL_ORDER_FEW_OLDEST,
                                       KT_SQL_ORDER_FEW_TOTAL };
    static const enum kt_sql walks[][BY_CHANNEL + 1] = {
        [NEWEST] = { [BY_NOTHING] = KT_SQL_ORDER_LIST_NEWEST,
                     [BY_EMAIL] = KT_SQL_ORDER_LIST_EMAIL_NEWEST,
                     [BY_STATE] = KT_SQL_ORDER_LIST_STATE_NEWEST,
                     [BY_PAYMENT] = KT_SQL_ORDER_LIST_PAYMENT_STATE_NEWEST,
                     [BY_FULFILMENT] =
                         KT_SQL_ORDER_LIST_FULFILMENT_STATE_NEWEST,
                     [BY_CHANNEL] = KT_SQL_ORDER_LIST_CHANNEL_NEWEST },
        [OLDEST] = { [BY_NOTHING] = KT_SQL_ORDER_LIST_OLDEST,
                     [BY_EMAIL] = KT_SQL_ORDER_LIST_EMAIL_OLDEST,
                     [BY_STATE] = KT_SQL_ORDER_LIST_STATE_OLDEST,
                     [BY_PAYMENT] = KT_SQL_ORDER_LIST_PAYMENT_STATE_OLDEST,
                     [BY_FULFILMENT] =
                         KT_SQL_ORDER_LIST_FULFILMENT_STATE_OLDEST,
                     [BY_CHANNEL] = KT_SQL_ORDER_LIST_CHANNEL_OLDEST },
    };
    int sort = l->query->list.sort;
    if (l->are_few)
        return few[sort];
    return sort == TOTAL ? KT_SQL_ORDER_LIST_TOTAL : walks[sort][l->by];
}

/* ---- the page ---- */

static enum kt_status
read_row(struct listing *l, const struct kt_rows *rows)
{
    const struct kt_call *call = l->state->use.call;
    struct kt_order_row_out *row = &l->rows[l->count];
    *row = (struct kt_order_row_out){
        .id = kt_col_id(rows, 0),
        .number =
            kt_order_number_text(call->shop, kt_col_int(rows, 1), call->arena),
        .email = kt_col_copy(rows, 2, call->arena),
        .channel = kt_col_copy(rows, 6, call->arena),
        .currency = kt_col_copy(rows, 7, call->arena),
        .total = kt_col_int(rows, 8),
        .version = kt_col_int(rows, 9),
        .placed_at = kt_col_int(rows, 10),
        .updated_at = kt_col_int(rows, 11),
    };
    if (++l->count == l->limit)
        l->last = (struct kt_page_key){
            .order = l->after.order,
            .number =
                l->query->list.sort == TOTAL ? row->total : row->placed_at,
            .id = row->id,
        };
    KT_TRY(kt_col_enum(rows, 3, kt_order_state_names, &row->state, l->err));
    KT_TRY(kt_col_enum(rows, 4, kt_payments_state_names, &row->payment_state,
                       l->err));
    return kt_col_enum(rows, 5, kt_fulfilment_state_names,
                       &row->fulfilment_state, l->err);
}

static struct kt_args
page_args(const struct listing *l, struct kt_arg items[20])
{
    const struct kt_arg all[] = {
        KT_INT(l->number),     KT_TEXT(l->email_fold),
        KT_TEXT(l->states[0]), KT_TEXT(l->states[1]),
        KT_TEXT(l->states[2]), KT_ID_OR_NULL(l->channel_id),
        KT_TEXT(l->pattern),   KT_INT(l->total_min),
        KT_INT(l->total_max),  KT_INT(l->placed_from),
        KT_INT(l->placed_to),
    };
    const struct kt_arg few[] = { KT_INT(l->by), KT_TEXT(l->word),
                                  KT_TEXT(l->word_end) };
    size_t count = KT_COUNT(all);
    memcpy(items, all, sizeof all);
    for (size_t i = 0; l->are_few && i < KT_COUNT(few); i++)
        items[count++] = few[i];
    items[count++] = KT_INT(l->after.number);
    items[count++] = KT_ID(l->after.id);
    items[count++] = KT_INT((int64_t)l->limit + 1);
    return (struct kt_args){ items, count };
}

static enum kt_status
read_page(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *l = arg;
    struct kt_arg items[20];
    struct kt_rows rows;
    l->err = err;
    KT_TRY(take_filters(l, tx));
    KT_TRY(choose(l, tx));
    /* Walking begins where the times or totals do. */
    if (kt_str_is_empty(l->query->list.after))
        l->after.number = l->query->list.sort == NEWEST   ? l->placed_to
                          : l->query->list.sort == OLDEST ? l->placed_from
                                                          : l->total_max + 1;
    KT_TRY(kt_query(tx, statement_of(l), page_args(l, items), &rows, err));
    enum kt_status status = KT_OK;
    while (status == KT_OK && l->count <= l->limit && kt_rows_next(&rows))
        status = read_row(l, &rows);
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_order_list_use *state = (struct kt_order_list_use *)use;
    struct kt_arena *arena = use->call->arena;
    struct listing l = {
        .state = state,
        .query = state->query,
        .limit = (size_t)kt_page_limit(state->query->list.limit),
        .after = kt_page_key_start(kt_page_order("/admin/v1/orders",
                                                 state->query->list.sort),
                                   false),
        .pattern = KT_STR(""),
        .word = KT_STR(""),
        .word_end = KT_STR(""),
    };
    l.rows = KT_NEW_ARRAY(arena, struct kt_order_row_out, l.limit + 1);
    KT_TRY(kt_page_key_parse(state->query->list.after, arena, &l.after, err));
    KT_TRY(kt_call_read(use->call, read_page, &l, err));
    bool has_more = l.count > l.limit;
    state->rows = (struct kt_list){ l.rows, has_more ? l.limit : l.count };
    state->next = has_more ? kt_page_key_cursor(&l.last, arena) : KT_STR("");
    return KT_OK;
}

const struct kt_use kt_use_order_list = {
    .name = "order_list",
    .state_size = sizeof(struct kt_order_list_use),
    .answer = answer,
};
