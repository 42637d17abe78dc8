#include "service/quote_promotions.h"

#include "base/assert.h"
#include "service/column.h"
#include "service/promotion.h"
#include "service/promotion_row.h"

struct choosing {
    const struct kt_tx *tx;
    const struct kt_call *call;
    const struct kt_quote_in *in;
    struct kt_promotion *promotions;
    size_t count;
    struct kt_refs *refs; /* of drafts; NULL: not read yet */
    struct kt_id *draft_ids;
    struct kt_arena *arena;
    struct kt_error *err;
};

/* ---- promotions that are stored ---- */

static const struct kt_promotion *
find_active(const struct kt_shop *shop, struct kt_id id)
{
    for (size_t i = 0; i < shop->promotion_count; i++)
        if (kt_id_eq(shop->promotions[i].id, id))
            return &shop->promotions[i];
    return NULL;
}

/* One that is switched off stands in the database alone. */
static enum kt_status
read_stored(struct choosing *c, struct kt_id id, bool *is_there)
{
    struct kt_promotion *promotion = &c->promotions[c->count];
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(c->tx, KT_SQL_PROMOTION_GET, KT_ARGS(KT_ID(id)), &rows,
                    c->err));
    *is_there = kt_rows_next(&rows);
    if (*is_there)
        status = kt_promotion_read_row(&rows, c->arena, promotion, c->err);
    enum kt_status closed = kt_rows_close(&rows);
    KT_TRY(status != KT_OK ? status : closed);
    if (*is_there)
        kt_shop_resolve_promotion(c->call->shop, promotion, c->arena);
    return KT_OK;
}

static bool
is_chosen(const struct choosing *c, struct kt_id id)
{
    for (size_t i = 0; i < c->count; i++)
        if (kt_id_eq(c->promotions[i].id, id))
            return true;
    return false;
}

/* By id, or by the code that an import gave it. */
static enum kt_status
add_chosen(struct choosing *c, struct kt_str name, size_t index)
{
    struct kt_str pointer = kt_arena_format(c->arena, "/promotions/%zu", index);
    struct kt_id id;
    bool is_there = true;
    if (!kt_id_parse(name, "promo", &id))
        id = kt_id_of_name(c->call->shop->store_id, name);
    if (is_chosen(c, id)) {
        kt_error_add(c->err, pointer, "twice", "is chosen already");
        return KT_OK;
    }
    const struct kt_promotion *active = find_active(c->call->shop, id);
    if (active != NULL)
        c->promotions[c->count] = *active;
    else
        KT_TRY(read_stored(c, id, &is_there));
    if (!is_there) {
        kt_error_add(c->err, pointer, "unknown",
                     "there is no promotion with this id, or imported with "
                     "this code");
        return KT_OK;
    }
    c->promotions[c->count++].is_active = true;
    return KT_OK;
}

static enum kt_status
add_stored(struct choosing *c)
{
    const struct kt_shop *shop = c->call->shop;
    const struct kt_str *names = c->in->promotions.items;
    if (kt_shape_was_given(&kt_quote_in_shape, c->in, "promotions")) {
        for (size_t i = 0; i < c->in->promotions.count; i++)
            KT_TRY(add_chosen(c, names[i], i));
        return KT_OK;
    }
    c->count = shop->promotion_count;
    if (c->count > 0)
        memcpy(c->promotions, shop->promotions,
               c->count * sizeof *c->promotions);
    return KT_OK;
}

/* ---- drafts ---- */

/* The faults of a draft, each where it stands in the body. */
static void
take_faults(struct choosing *c, size_t index, const struct kt_error *faults)
{
    for (size_t i = 0; i < faults->item_count; i++)
        kt_error_add(c->err,
                     kt_arena_format(c->arena, "/drafts/%zu%.*s", index,
                                     KT_STR_FMT(faults->items[i].pointer)),
                     faults->items[i].code, "%.*s",
                     KT_STR_FMT(faults->items[i].detail));
}

static enum kt_status
check_draft(struct choosing *c, size_t index,
            struct kt_promotion_record *record)
{
    struct kt_error faults;
    kt_error_init(&faults, c->arena);
    enum kt_status status =
        kt_promotion_check(c->tx, c->call->shop->registry, c->refs, record,
                           c->arena, &faults);
    if (status != KT_INVALID_BODY && status != KT_OK) {
        *c->err = faults;
        return status;
    }
    take_faults(c, index, &faults);
    return KT_OK;
}

/* The mode that the group has already. */
static enum kt_status
read_group_mode(struct choosing *c, struct kt_promotion_record *record)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    if (record->group_mode >= 0 || record->promotion.group.len == 0)
        return KT_OK;
    KT_TRY(kt_query(c->tx, KT_SQL_PROMOTION_GROUP_GET,
                    KT_ARGS(KT_TEXT(record->promotion.group)), &rows, c->err));
    if (kt_rows_next(&rows))
        status = kt_col_enum(&rows, 0, kt_group_mode_names, &record->group_mode,
                             c->err);
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

/* As when the draft were saved: its mode holds for the whole group. */
static void
share_mode(struct choosing *c, const struct kt_promotion_record *record)
{
    if (record->group_mode < 0 || record->promotion.group.len == 0)
        return;
    for (size_t i = 0; i < c->count; i++)
        if (kt_str_eq(c->promotions[i].group, record->promotion.group))
            c->promotions[i].group_mode =
                (enum kt_group_mode)record->group_mode;
}

/* Drafts are younger than all that is stored, in their order, and have the same
 * ids in every quote. */
static enum kt_status
add_draft(struct choosing *c, size_t index,
          const struct kt_promotion_record *asked)
{
    const struct kt_call *call = c->call;
    struct kt_promotion_record record = *asked;
    struct kt_promotion *promotion = &record.promotion;
    promotion->id =
        kt_id_of_name(call->shop->store_id,
                      kt_arena_format(c->arena, "draft %zu", index));
    kt_promotion_complete(&kt_promotion_in_shape, &record);
    KT_TRY(check_draft(c, index, &record));
    KT_TRY(read_group_mode(c, &record));
    promotion->created_ms = call->now_ms + (int64_t)index;
    promotion->uses_by_buyer = -1;
    kt_shop_resolve_promotion(call->shop, promotion, c->arena);
    c->draft_ids[index] = promotion->id;
    c->promotions[c->count++] = *promotion;
    share_mode(c, &record);
    return KT_OK;
}

static enum kt_status
add_drafts(struct choosing *c)
{
    const struct kt_promotion_record *drafts = c->in->drafts.items;
    size_t count = c->in->drafts.count;
    if (count == 0)
        return KT_OK;
    c->refs = KT_NEW(c->arena, struct kt_refs);
    c->draft_ids = KT_NEW_ARRAY(c->arena, struct kt_id, count);
    KT_TRY(kt_refs_load_kinds(c->tx, KT_REF_BIT(KT_REF_CHANNEL), c->arena,
                              c->refs, c->err));
    for (size_t i = 0; i < count; i++)
        KT_TRY(add_draft(c, i, &drafts[i]));
    return KT_OK;
}

enum kt_status
kt_quote_wish_promotions(const struct kt_tx *tx, const struct kt_call *call,
                         const struct kt_quote_in *in,
                         struct kt_quote_wish *wish, struct kt_list *draft_ids,
                         struct kt_error *err)
{
    struct choosing c = {
        .tx = tx, .call = call, .in = in, .arena = call->arena, .err = err
    };
    if (in->drafts.count == 0 &&
        !kt_shape_was_given(&kt_quote_in_shape, in, "promotions"))
        return KT_OK;
    c.promotions =
        KT_NEW_ARRAY(call->arena, struct kt_promotion,
                     call->shop->promotion_count + in->promotions.count +
                         in->drafts.count + 1);
    KT_TRY(add_stored(&c));
    KT_TRY(add_drafts(&c));
    kt_promotions_sort(c.promotions, c.count);
    wish->promotions = c.promotions;
    wish->promotion_count = c.count;
    *draft_ids = (struct kt_list){ c.draft_ids, in->drafts.count };
    return KT_OK;
}
