#include "service/zone_save.h"

/* ---- tax classes ---- */

enum kt_status
kt_tax_class_write(struct kt_tx *tx, const struct kt_tax_class *record,
                   struct kt_error *err)
{
    kt_tx_touch_settings(tx);
    return kt_exec(tx, KT_SQL_TAX_CLASS_UPSERT, 1,
                   KT_ARGS(KT_ID(record->id), KT_TEXT(record->code),
                           KT_TEXT(record->name)),
                   err);
}

enum kt_status
kt_tax_class_save(const struct kt_saving *saving, struct kt_tax_class *record,
                  struct kt_error *err)
{
    kt_tax_class_check(record, err);
    KT_TRY(err->status);
    const struct kt_ref *ref =
        kt_refs_claim(saving->refs, KT_REF_TAX_CLASS, record->code, record->id,
                      saving->now_ms, err);
    KT_TRY(err->status);
    record->id = ref->id;
    return saving->tx != NULL ? kt_tax_class_write(saving->tx, record, err)
                              : KT_OK;
}

/* ---- zones ---- */

enum kt_ref_kind
kt_zone_ref_kind(enum kt_zone_kind kind)
{
    return kind == KT_ZONE_TAX ? KT_REF_TAX_ZONE : KT_REF_SHIPPING_ZONE;
}

enum kt_status
kt_zone_write(struct kt_tx *tx, const struct kt_zone *zone,
              struct kt_error *err)
{
    const struct kt_zone_member *members = zone->members.items;
    struct kt_str kind = kt_str_of(kt_zone_kind_names[zone->kind]);
    kt_tx_touch_settings(tx);
    KT_TRY(kt_exec(tx, KT_SQL_ZONE_UPSERT, 1,
                   KT_ARGS(KT_ID(zone->id), KT_TEXT(kind), KT_TEXT(zone->code),
                           KT_TEXT(zone->name)),
                   err));
    KT_TRY(kt_exec(tx, KT_SQL_ZONE_DROP_MEMBERS, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(zone->id)), err));
    for (size_t i = 0; i < zone->members.count; i++)
        KT_TRY(kt_exec(tx, KT_SQL_ZONE_ADD_MEMBER, 1,
                       KT_ARGS(KT_ID(zone->id), KT_INT((int64_t)i),
                               KT_TEXT(members[i].country),
                               KT_TEXT(members[i].region),
                               KT_TEXT(members[i].postal_code),
                               KT_TEXT(members[i].postal_from),
                               KT_TEXT(members[i].postal_to)),
                       err));
    return KT_OK;
}

enum kt_status
kt_zone_save(const struct kt_saving *saving, struct kt_zone *zone,
             struct kt_error *err)
{
    kt_zone_check(zone, err);
    KT_TRY(err->status);
    const struct kt_ref *ref =
        kt_refs_claim(saving->refs, kt_zone_ref_kind(zone->kind), zone->code,
                      zone->id, saving->now_ms, err);
    KT_TRY(err->status);
    zone->id = ref->id;
    return saving->tx != NULL ? kt_zone_write(saving->tx, zone, err) : KT_OK;
}

/* ---- rates ---- */

static enum kt_status
find_owner(const struct kt_tx *tx, const struct kt_tax_rate_row *rate,
           const struct kt_tax_rate_key *key, struct kt_id *owner,
           struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_TAX_RATE_BY_KEY,
                    KT_ARGS(KT_ID(key->zone_id), KT_ID(key->class_id),
                            KT_INT(rate->priority), KT_INT(rate->starts_at)),
                    &rows, err));
    *owner = kt_rows_next(&rows) ? kt_col_id(&rows, 0) : (struct kt_id){ 0 };
    return kt_rows_close(&rows);
}

enum kt_status
kt_tax_rate_find(const struct kt_tx *tx, const struct kt_refs *refs,
                 const struct kt_tax_rate_row *rate,
                 struct kt_tax_rate_key *key, struct kt_id *owner,
                 struct kt_error *err)
{
    kt_tax_rate_check(rate, err);
    const struct kt_ref *zone =
        kt_refs_get(refs, KT_REF_TAX_ZONE, rate->zone, KT_STR("/zone"), err);
    const struct kt_ref *class =
        kt_refs_get(refs, KT_REF_TAX_CLASS, rate->tax_class,
                    KT_STR("/tax_class"), err);
    KT_TRY(err->status);
    *key = (struct kt_tax_rate_key){ zone->id, class->id };
    return find_owner(tx, rate, key, owner, err);
}

enum kt_status
kt_tax_rate_write(struct kt_tx *tx, const struct kt_tax_rate_row *rate,
                  const struct kt_tax_rate_key *key, struct kt_error *err)
{
    kt_tx_touch_settings(tx);
    return kt_exec(tx, KT_SQL_TAX_RATE_UPSERT, 1,
                   KT_ARGS(KT_ID(rate->id), KT_ID(key->zone_id),
                           KT_ID(key->class_id), KT_INT(rate->priority),
                           KT_INT(rate->starts_at),
                           KT_INT_OR_NULL(rate->ends_at), KT_TEXT(rate->name),
                           KT_INT(rate->rate_ppm), KT_INT(rate->is_compound)),
                   err);
}

enum kt_status
kt_tax_rate_save(const struct kt_saving *saving, struct kt_tax_rate_row *rate,
                 struct kt_error *err)
{
    struct kt_tax_rate_key key;
    struct kt_id owner;
    KT_TRY(kt_tax_rate_find(saving->reading, saving->refs, rate, &key, &owner,
                            err));
    if (!kt_id_is_null(owner) && !kt_id_is_null(rate->id) &&
        !kt_id_eq(owner, rate->id))
        return kt_error_add(err, KT_STR("/id"), "wrong_value",
                            "the rate from that moment on has another id; "
                            "leave the id out to change it");
    if (kt_id_is_null(rate->id))
        rate->id = kt_id_is_null(owner) ? kt_id_new(saving->now_ms) : owner;
    return saving->tx != NULL ? kt_tax_rate_write(saving->tx, rate, &key, err)
                              : KT_OK;
}
