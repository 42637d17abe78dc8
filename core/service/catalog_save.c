#include "service/catalog_save.h"

#include "base/buf.h"
#include "domain/catalog/item.h"
#include "service/catalog_rows.h"
#include "service/channel_row.h"
#include "service/column.h"
#include "service/price_past.h"

#include "domain/catalog/code.h"

static struct kt_str
shape_text(const struct kt_shape *shape, const void *in, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 256);
    kt_json_init(&json, &buf);
    kt_shape_write(shape, in, &json);
    return kt_buf_view(&buf);
}

/* ---- channels ---- */

/* The key that the channel has, that it brings, or a new one. */
static struct kt_str
channel_key(const struct kt_saving *saving, const struct kt_channel *channel)
{
    const struct kt_ref *ref =
        kt_refs_find(saving->refs, KT_REF_CHANNEL, channel->code);
    if (!kt_str_is_empty(channel->publishable_key))
        return channel->publishable_key;
    if (ref != NULL && !kt_str_is_empty(ref->key))
        return ref->key;
    return kt_id_text(saving->arena, kt_id_new(saving->now_ms), "pk");
}

static void
check_key(const struct kt_refs *refs, const struct kt_channel *channel,
          struct kt_error *err)
{
    const struct kt_map *map = &refs->by_code[KT_REF_CHANNEL];
    for (size_t i = 0; i < map->slot_count; i++) {
        const struct kt_ref *ref = map->slots[i].value;
        if (ref != NULL && !kt_str_eq(ref->code, channel->code) &&
            kt_str_eq(ref->key, channel->publishable_key))
            kt_error_add(err, KT_STR("/publishable_key"), "in_use",
                         "belongs to the channel \"%.*s\"",
                         KT_STR_FMT(ref->code));
    }
}

enum kt_status
kt_channel_save(const struct kt_saving *saving,
                struct kt_channel_record *record, struct kt_error *err)
{
    struct kt_channel *channel = &record->channel;
    kt_channel_record_complete(&kt_channel_record_shape, record);
    kt_channel_record_check(record, err);
    channel->publishable_key = channel_key(saving, channel);
    check_key(saving->refs, channel, err);
    KT_TRY(err->status);
    struct kt_ref *ref =
        kt_refs_claim(saving->refs, KT_REF_CHANNEL, channel->code, channel->id,
                      saving->now_ms, err);
    KT_TRY(err->status);
    channel->id = ref->id;
    ref->key = kt_arena_str(saving->refs->arena, channel->publishable_key);
    if (saving->tx == NULL)
        return KT_OK;
    kt_tx_touch_settings(saving->tx);
    return kt_channel_write(saving->tx, record, saving->now_ms, saving->arena,
                            err);
}

/* ---- locations, price lists, product types ---- */

enum kt_status
kt_location_save(const struct kt_saving *saving, struct kt_location *location,
                 struct kt_error *err)
{
    kt_location_complete(&kt_location_shape, location);
    kt_code_check(location->code, KT_STR("/code"), err);
    KT_TRY(err->status);
    struct kt_ref *ref =
        kt_refs_claim(saving->refs, KT_REF_LOCATION, location->code,
                      location->id, saving->now_ms, err);
    KT_TRY(err->status);
    if (saving->tx == NULL)
        return KT_OK;
    return kt_exec(saving->tx, KT_SQL_LOCATION_UPSERT, 1,
                   KT_ARGS(KT_ID(ref->id), KT_TEXT(location->code),
                           KT_TEXT(location->name), KT_INT(location->position),
                           KT_INT(location->is_active)),
                   err);
}

enum kt_status
kt_price_list_save(const struct kt_saving *saving, struct kt_price_list *list,
                   struct kt_error *err)
{
    kt_price_list_complete(&kt_price_list_shape, list);
    kt_price_list_check(list, err);
    const struct kt_ref *channel =
        kt_refs_get(saving->refs, KT_REF_CHANNEL, list->channel,
                    KT_STR("/channel"), err);
    KT_TRY(err->status);
    struct kt_ref *ref =
        kt_refs_claim(saving->refs, KT_REF_PRICE_LIST, list->code, list->id,
                      saving->now_ms, err);
    KT_TRY(err->status);
    if (saving->tx == NULL)
        return KT_OK;
    struct kt_arg channel_id = channel != NULL ? KT_ID(channel->id) : KT_NULL;
    struct kt_arg group = kt_str_is_empty(list->customer_group)
                              ? KT_NULL
                              : KT_TEXT(list->customer_group);
    KT_TRY(kt_price_past_add_list(saving->tx, ref->id, list, channel_id, group,
                                  saving->now_ms, err));
    return kt_exec(
        saving->tx, KT_SQL_PRICE_LIST_UPSERT, 1,
        KT_ARGS(KT_ID(ref->id), KT_TEXT(list->code), KT_TEXT(list->name),
                KT_INT(list->is_active), channel_id, group,
                KT_INT_OR_NULL(list->starts_at), KT_INT_OR_NULL(list->ends_at),
                KT_TEXT(kt_str_of(kt_price_pool_names[list->pool])),
                KT_TEXT(kt_str_of(kt_price_bands_names[list->bands]))),
        err);
}

/* A copy that lives as long as the refs: products name their type later. */
static enum kt_status
keep_type(const struct kt_saving *saving, struct kt_ref *ref,
          const struct kt_product_type *type, struct kt_error *err)
{
    struct kt_arena *arena = saving->refs->arena;
    struct kt_product_type *copy = KT_NEW(arena, struct kt_product_type);
    struct kt_str text = shape_text(&kt_product_type_shape, type, arena);
    KT_TRY(kt_shape_read(&kt_product_type_shape, text, copy, arena, err));
    ref->type = copy;
    return KT_OK;
}

enum kt_status
kt_product_type_save(const struct kt_saving *saving,
                     struct kt_product_type *type, struct kt_error *err)
{
    kt_code_check(type->code, KT_STR("/code"), err);
    kt_product_type_check(type, err);
    KT_TRY(err->status);
    struct kt_ref *ref =
        kt_refs_claim(saving->refs, KT_REF_PRODUCT_TYPE, type->code, type->id,
                      saving->now_ms, err);
    KT_TRY(err->status);
    KT_TRY(keep_type(saving, ref, type, err));
    if (saving->tx == NULL)
        return KT_OK;
    struct kt_str attributes =
        kt_list_text(&kt_attribute_shape, &type->attributes, saving->arena);
    return kt_exec(saving->tx, KT_SQL_PRODUCT_TYPE_UPSERT, 1,
                   KT_ARGS(KT_ID(ref->id), KT_TEXT(type->code),
                           KT_TEXT(type->name), KT_TEXT(attributes)),
                   err);
}
