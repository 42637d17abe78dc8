#include "service/tax_table_save.h"

#include "service/zone_rows.h"
#include "service/zone_save.h"

/* Zones and rates before and after; the old rates lie zone by zone. */
struct replacing {
    const struct kt_saving *saving;
    struct kt_zone *old_zones;
    size_t old_zone_count;
    struct kt_tax_rate_row *old_rates;
    size_t old_rate_count;
    struct kt_tax_zones now;
    struct kt_map new_zones; /* by code */
    struct kt_map new_rates; /* by zone, class, priority and start */
    int64_t changed;
};

/* ---- what there is ---- */

static bool
is_of_table(struct kt_str zone)
{
    return kt_str_starts(zone, KT_STR(KT_TAX_TABLE_PREFIX));
}

/* Rates come by the codes of their zones. */
static enum kt_status
load_old(struct replacing *r, struct kt_error *err)
{
    const struct kt_saving *saving = r->saving;
    struct kt_zone *zones;
    struct kt_tax_rate_row *rates;
    size_t zone_count, rate_count;
    KT_TRY(kt_zones_load(saving->reading, saving->arena, &zones, &zone_count,
                         err));
    KT_TRY(kt_tax_rates_load(saving->reading, saving->arena, &rates,
                             &rate_count, err));
    for (size_t i = 0; i < zone_count; i++) {
        if (zones[i].kind == KT_ZONE_TAX && is_of_table(zones[i].code))
            zones[r->old_zone_count++] = zones[i];
    }
    for (size_t i = 0; i < rate_count; i++) {
        if (is_of_table(rates[i].zone))
            rates[r->old_rate_count++] = rates[i];
    }
    r->old_zones = zones;
    r->old_rates = rates;
    return KT_OK;
}

static void
merge(struct replacing *r, const struct kt_tax_table *table)
{
    struct kt_tax_table *all = KT_NEW(r->saving->arena, struct kt_tax_table);
    size_t at = 0;
    kt_tax_table_init(all, r->saving->arena);
    for (size_t i = 0; i < r->old_zone_count; i++) {
        size_t first;
        while (at < r->old_rate_count &&
               kt_str_cmp(r->old_rates[at].zone, r->old_zones[i].code) < 0)
            at++;
        first = at;
        while (at < r->old_rate_count &&
               kt_str_eq(r->old_rates[at].zone, r->old_zones[i].code))
            at++;
        kt_tax_table_add_zone(all, &r->old_zones[i], r->old_rates + first,
                              at - first);
    }
    kt_tax_table_add(all, table);
    kt_tax_table_zones(all, &r->now);
}

static struct kt_str
rate_key(const struct replacing *r, const struct kt_tax_rate_row *row)
{
    return kt_arena_format(r->saving->arena, "%.*s %.*s %lld %lld",
                           KT_STR_FMT(row->zone), KT_STR_FMT(row->tax_class),
                           (long long)row->priority, (long long)row->starts_at);
}

static void
index_new(struct replacing *r)
{
    kt_map_init(&r->new_zones, r->saving->arena, r->now.zone_count);
    kt_map_init(&r->new_rates, r->saving->arena, r->now.rate_count);
    for (size_t i = 0; i < r->now.zone_count; i++)
        kt_map_put(&r->new_zones, r->now.zones[i].code, &r->now.zones[i]);
    for (size_t i = 0; i < r->now.rate_count; i++)
        kt_map_put(&r->new_rates, rate_key(r, &r->now.rates[i]),
                   &r->now.rates[i]);
}

/* ---- what differs ---- */

static bool
is_same_member(const struct kt_zone_member *a, const struct kt_zone_member *b)
{
    return kt_str_eq(a->country, b->country) &&
           kt_str_eq(a->region, b->region) &&
           kt_str_eq(a->postal_code, b->postal_code) &&
           kt_str_eq(a->postal_from, b->postal_from) &&
           kt_str_eq(a->postal_to, b->postal_to);
}

static bool
is_same_zone(const struct kt_zone *a, const struct kt_zone *b)
{
    const struct kt_zone_member *members = a->members.items;
    const struct kt_zone_member *others = b->members.items;
    bool is_same =
        kt_str_eq(a->name, b->name) && a->members.count == b->members.count;
    for (size_t i = 0; i < a->members.count && is_same; i++)
        is_same = is_same_member(&members[i], &others[i]);
    return is_same;
}

static bool
is_same_rate(const struct kt_tax_rate_row *a, const struct kt_tax_rate_row *b)
{
    return a->rate_ppm == b->rate_ppm && a->ends_at == b->ends_at &&
           a->is_compound == b->is_compound && kt_str_eq(a->name, b->name);
}

/* Version -1 in a new record: it stands there already as it is. */
enum { UNCHANGED = -1 };

static enum kt_status
drop(struct replacing *r, enum kt_sql sql, struct kt_id id,
     struct kt_error *err)
{
    r->changed++;
    if (r->saving->tx == NULL)
        return KT_OK;
    kt_tx_touch_settings(r->saving->tx);
    return kt_exec(r->saving->tx, sql, 1, KT_ARGS(KT_ID(id), KT_INT(-1)), err);
}

static enum kt_status
drop_old_rates(struct replacing *r, struct kt_error *err)
{
    for (size_t i = 0; i < r->old_rate_count; i++) {
        const struct kt_tax_rate_row *old = &r->old_rates[i];
        struct kt_tax_rate_row *now =
            kt_map_find(&r->new_rates, rate_key(r, old));
        if (now == NULL)
            KT_TRY(drop(r, KT_SQL_TAX_RATE_DELETE, old->id, err));
        else if (is_same_rate(old, now))
            now->version = UNCHANGED;
    }
    return KT_OK;
}

static enum kt_status
drop_old_zones(struct replacing *r, struct kt_error *err)
{
    for (size_t i = 0; i < r->old_zone_count; i++) {
        const struct kt_zone *old = &r->old_zones[i];
        struct kt_zone *now = kt_map_find(&r->new_zones, old->code);
        if (now == NULL)
            KT_TRY(drop(r, KT_SQL_ZONE_DELETE, old->id, err));
        else if (is_same_zone(old, now))
            now->version = UNCHANGED;
    }
    return KT_OK;
}

/* ---- storing ---- */

static enum kt_status
save_class(struct replacing *r, struct kt_str code, struct kt_error *err)
{
    struct kt_tax_class class = { .code = code, .name = code };
    if (kt_refs_find(r->saving->refs, KT_REF_TAX_CLASS, code) != NULL)
        return KT_OK;
    r->changed++;
    return kt_tax_class_save(r->saving, &class, err);
}

static enum kt_status
save_new(struct replacing *r, struct kt_error *err)
{
    for (size_t i = 0; i < r->now.zone_count; i++) {
        if (r->now.zones[i].version == UNCHANGED)
            continue;
        r->changed++;
        KT_TRY(kt_zone_save(r->saving, &r->now.zones[i], err));
    }
    for (size_t i = 0; i < r->now.rate_count; i++) {
        if (r->now.rates[i].version == UNCHANGED)
            continue;
        KT_TRY(save_class(r, r->now.rates[i].tax_class, err));
        r->changed++;
        KT_TRY(kt_tax_rate_save(r->saving, &r->now.rates[i], err));
    }
    return KT_OK;
}

enum kt_status
kt_tax_table_save(const struct kt_saving *saving,
                  const struct kt_tax_table *table, int64_t *changed,
                  struct kt_error *err)
{
    struct replacing r = { .saving = saving };
    KT_TRY(load_old(&r, err));
    merge(&r, table);
    index_new(&r);
    KT_TRY(drop_old_rates(&r, err));
    KT_TRY(drop_old_zones(&r, err));
    KT_TRY(save_new(&r, err));
    *changed = r.changed;
    return KT_OK;
}
