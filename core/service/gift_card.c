#include "service/gift_card.h"

#include "base/text.h"
#include "service/resource_answer.h"
#include "service/secret_code.h"

enum { GROUPS = 4, GROUP_SIGNS = 4 }; /* of a code that is made: 80 bits */

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_str code;
    struct kt_str ending;
    struct kt_str email;
    int state; /* -1: any */
};

static const char *const sort_names[] = { "newest", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_GIFT_CARD_LIST_NEWEST, .key_column = 10, .is_falling = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(STR, struct query, code, 0, .min = 1, .max = KT_GIFT_CARD_CODE_MAX,
             .help = "As a buyer enters it"),
    KT_FIELD(STR, struct query, ending, 0, .min = 1, .max = KT_GIFT_CARD_ENDING,
             .help = "The last signs of its code"),
    KT_FIELD(STR, struct query, email, 0, .min = 1, .max = 254,
             .help = "Of who alone may use it"),
    KT_FIELD(ENUM, struct query, state, KT_NULLABLE, .names = kt_window_names,
             .help = "Now"),
};

const struct kt_shape kt_gift_card_query_shape =
    KT_SHAPE("GiftCardQuery", struct query, query_fields, NULL);

static struct kt_str
hash_of(const struct kt_call *call, struct kt_str code)
{
    uint8_t *hash = kt_arena_alloc(call->arena, KT_SECRET_CODE_HASH_SIZE);
    kt_secret_code_hash(call->shop->store_id,
                        kt_gift_card_code_fold(code, call->arena), hash);
    return (struct kt_str){ (const char *)hash, KT_SECRET_CODE_HASH_SIZE };
}

static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    bool has_code = query->code.len > 0;
    const struct kt_arg args[] = {
        has_code ? KT_BLOB(hash_of(call, query->code)) : KT_NULL,
        KT_TEXT(kt_gift_card_code_fold(query->ending, call->arena)),
        KT_TEXT(kt_text_fold(call->arena, kt_text_trim(query->email))),
        KT_TEXT(kt_filter_name(kt_window_names, query->state)),
        KT_INT(call->now_ms),
    };
    kt_filters_add(filters, args, sizeof args / sizeof args[0]);
    return has_code                ? KT_SQL_GIFT_CARD_LIST_CODE
           : query->email.len > 0  ? KT_SQL_GIFT_CARD_LIST_EMAIL
           : query->ending.len > 0 ? KT_SQL_GIFT_CARD_LIST_ENDING
                                   : sorts[query->list.sort].statement;
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    *(struct kt_gift_card *)record = (struct kt_gift_card){
        .id = kt_col_id(rows, 0),
        .ending = kt_col_copy(rows, 1, arena),
        .currency = kt_col_copy(rows, 2, arena),
        .amount = kt_col_int(rows, 3),
        .balance = kt_col_int(rows, 4),
        .is_active = kt_col_int(rows, 5) != 0,
        .is_taxed = kt_col_int(rows, 6) != 0,
        .ends_at = kt_col_int(rows, 7),
        .email = kt_col_is_null(rows, 8) ? (struct kt_str){ NULL, 0 }
                                         : kt_col_copy(rows, 8, arena),
        .note = kt_col_copy(rows, 9, arena),
        .created_at = kt_col_int(rows, 10),
        .version = kt_col_int(rows, 11),
    };
    return KT_OK;
}

static void
complete(const struct kt_shape *shape, void *record)
{
    kt_gift_card_complete(shape, record);
}

/* As in 7QXN-2MKB-PD4R-W9TC. */
static struct kt_str
draw_code(struct kt_arena *arena)
{
    enum { LENGTH = GROUPS * (GROUP_SIGNS + 1) - 1 };
    char *code = kt_arena_alloc(arena, LENGTH + 1);
    kt_secret_code_draw(code, LENGTH);
    for (size_t i = GROUP_SIGNS; i < LENGTH; i += GROUP_SIGNS + 1)
        code[i] = '-';
    return (struct kt_str){ code, LENGTH };
}

/* Nobody is told whose code it is. */
static enum kt_status
check_code(const struct kt_edit *edit, const struct kt_gift_card *card,
           struct kt_error *err)
{
    struct kt_id owner;
    KT_TRY(
        kt_gift_card_find(edit->reading, edit->call, card->code, &owner, err));
    return kt_id_is_null(owner)
               ? KT_OK
               : kt_fail_already_exists(err, KT_STR("code"), KT_STR("…"));
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    struct kt_gift_card *card = record;
    kt_gift_card_check(card, err);
    KT_TRY(err->status);
    if (!edit->is_new)
        return KT_OK;
    if (card->code.len == 0)
        card->code = draw_code(edit->call->arena);
    return check_code(edit, card, err);
}

static struct kt_str
email_fold(const struct kt_edit *edit, const struct kt_gift_card *card)
{
    return kt_text_fold(edit->call->arena, kt_text_trim(card->email));
}

static enum kt_status
insert(struct kt_edit *edit, const struct kt_gift_card *card,
       struct kt_error *err)
{
    struct kt_arena *arena = edit->call->arena;
    struct kt_gift_card_move issue = {
        .id = kt_id_new(edit->call->now_ms),
        .gift_card_id = card->id,
        .kind = KT_STR("issue"),
        .amount = card->amount,
        .reason = KT_STR(""),
    };
    struct kt_str folded = kt_gift_card_code_fold(card->code, arena);
    KT_TRY(kt_exec(
        edit->tx, KT_SQL_GIFT_CARD_INSERT, 1,
        KT_ARGS(KT_ID(card->id), KT_BLOB(hash_of(edit->call, card->code)),
                KT_TEXT(kt_gift_card_ending(folded)), KT_TEXT(card->currency),
                KT_INT(card->amount), KT_INT(card->is_active),
                KT_INT(card->is_taxed), KT_INT_OR_NULL(card->ends_at),
                KT_TEXT_OR_NULL(card->email), KT_TEXT(email_fold(edit, card)),
                KT_TEXT(card->note), KT_INT(edit->call->now_ms)),
        err));
    return kt_gift_card_record(edit->tx, edit->call, &issue, err);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_gift_card *card = record;
    if (edit->is_new)
        return insert(edit, card, err);
    return kt_exec(edit->tx, KT_SQL_GIFT_CARD_UPDATE, 1,
                   KT_ARGS(KT_INT(card->is_active),
                           KT_INT_OR_NULL(card->ends_at),
                           KT_TEXT_OR_NULL(card->email),
                           KT_TEXT(email_fold(edit, card)), KT_TEXT(card->note),
                           KT_ID(card->id)),
                   err);
}

const struct kt_resource kt_gift_card_resource = {
    .name = "gift_card",
    .path = "/admin/v1/gift-cards",
    .prefix = "gcard",
    .in = &kt_gift_card_in_shape,
    .patch = &kt_gift_card_patch_shape,
    .out = &kt_gift_card_out_shape,
    KT_RESOURCE_RECORD(kt_gift_card),
    .sorts = sorts,
    .get = KT_SQL_GIFT_CARD_GET,
    .claim = KT_SQL_GIFT_CARD_CLAIM,
    .choose = choose,
    .read = read_row,
    .complete = complete,
    .check = check,
    .save = save,
};

/* ---- making one ---- */

/* A repeated request has no record: its answer tells no code. */
static enum kt_status
answer_create(struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_resource_use *state = (const struct kt_resource_use *)use;
    KT_TRY(kt_resource_answer(use, err));
    if (state->record != NULL)
        ((struct kt_gift_card *)state->out)->code =
            ((const struct kt_gift_card *)state->record)->code;
    return KT_OK;
}

const struct kt_use kt_use_gift_card_create = {
    .name = "gift_card_create",
    .state_size = sizeof(struct kt_resource_use),
    .decide = kt_resource_decide_create,
    .save = kt_resource_save_use,
    .answer = answer_create,
};

/* ---- for carts and orders ---- */

enum kt_status
kt_gift_card_find(const struct kt_tx *tx, const struct kt_call *call,
                  struct kt_str code, struct kt_id *id, struct kt_error *err)
{
    struct kt_rows rows;
    *id = (struct kt_id){ { 0 } };
    KT_TRY(kt_query(tx, KT_SQL_GIFT_CARD_BY_HASH,
                    KT_ARGS(KT_BLOB(hash_of(call, code))), &rows, err));
    if (kt_rows_next(&rows))
        *id = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

enum kt_status
kt_gift_card_load_tender(const struct kt_tx *tx, struct kt_id id,
                         struct kt_arena *arena, struct kt_tender_in *tender,
                         struct kt_error *err)
{
    struct kt_rows rows;
    *tender = (struct kt_tender_in){ .gift_card_id = id, .is_cancelled = true };
    KT_TRY(
        kt_query(tx, KT_SQL_GIFT_CARD_TENDER, KT_ARGS(KT_ID(id)), &rows, err));
    if (kt_rows_next(&rows))
        *tender = (struct kt_tender_in){
            .gift_card_id = id,
            .code = kt_col_copy(&rows, 0, arena),
            .balance_minor = kt_col_int(&rows, 1),
            .currency = kt_col_copy(&rows, 2, arena),
            .owner = kt_col_copy(&rows, 3, arena),
            .ends_ms = kt_col_int(&rows, 4),
            .is_cancelled = kt_col_int(&rows, 5) == 0,
            .is_taxed = kt_col_int(&rows, 6) != 0,
        };
    return kt_rows_close(&rows);
}

static enum kt_status
redeem(struct kt_tx *tx, const struct kt_call *call,
       const struct kt_tender *tender, struct kt_id order_id,
       struct kt_error *err)
{
    struct kt_gift_card_move move = {
        .id = kt_id_new(call->now_ms),
        .gift_card_id = tender->in->gift_card_id,
        .kind = KT_STR("redeem"),
        .amount = -tender->amount_minor,
        .order_id = order_id,
        .reason = KT_STR(""),
    };
    if (tender->amount_minor == 0)
        return KT_OK;
    KT_TRY(kt_exec(tx, KT_SQL_GIFT_CARD_REDEEM, 1,
                   KT_ARGS(KT_INT(tender->amount_minor),
                           KT_ID(move.gift_card_id), KT_INT(call->now_ms)),
                   err));
    return kt_gift_card_record(tx, call, &move, err);
}

enum kt_status
kt_gift_cards_redeem(struct kt_tx *tx, const struct kt_call *call,
                     const struct kt_quote *quote, struct kt_id order_id,
                     struct kt_error *err)
{
    for (size_t i = 0; i < quote->tender_count; i++)
        KT_TRY(redeem(tx, call, &quote->tenders[i], order_id, err));
    return KT_OK;
}
