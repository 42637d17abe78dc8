#include "base/grow.h"
#include "service/audit.h"
#include "service/origin.h"

enum { FAULTS_MAX = 20 };

struct audit {
    kt_fault_fn tell;
    void *arg;
    struct kt_arena *arena;
    struct kt_list shops; /* of struct shop */
    struct kt_str code;   /* of the one that is looked into */
    size_t faults;
};

struct shop {
    struct kt_id id;
    struct kt_str code;
};

static enum kt_status
read_orders(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct audit *audit = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_AUDIT_ORIGINS, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        struct kt_str code = kt_col_text(&rows, 0);
        struct kt_str fault = kt_col_text(&rows, 2);
        audit->tell(audit->arg,
                    kt_arena_format(audit->arena, "shop %.*s: order %lld %.*s",
                                    KT_STR_FMT(code),
                                    (long long)kt_col_int(&rows, 1),
                                    KT_STR_FMT(fault)));
    }
    return kt_rows_close(&rows);
}

static enum kt_status
read_shops(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct audit *audit = arg;
    struct kt_list *list = &audit->shops;
    struct kt_rows rows;
    KT_TRY(read_orders(tx, arg, err));
    KT_TRY(kt_query(tx, KT_SQL_STORE_LIST, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        list->items = kt_grow(audit->arena, list->items, list->count,
                              sizeof(struct shop));
        ((struct shop *)list->items)[list->count++] =
            (struct shop){ kt_col_id(&rows, 0),
                           kt_col_copy(&rows, 1, audit->arena) };
    }
    return kt_rows_close(&rows);
}

static void
tell_fault(struct audit *audit, const char *what, struct kt_str name,
           const struct kt_error *err)
{
    struct kt_str why =
        err->item_count > 0 ? err->items[0].detail : err->detail;
    if (++audit->faults > FAULTS_MAX)
        return;
    audit->tell(audit->arg,
                kt_arena_format(audit->arena, "shop %.*s: %s %.*s: %.*s",
                                KT_STR_FMT(audit->code), what, KT_STR_FMT(name),
                                KT_STR_FMT(why)));
}

/* Loading them again checks every text, and the hash of all. */
static enum kt_status
read_rules(const struct kt_tx *tx, struct audit *audit, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_RULE_GENERATION_LIST, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        struct kt_str hash = kt_col_copy(&rows, 0, audit->arena);
        struct kt_host *host;
        struct kt_error own;
        kt_error_init(&own, audit->arena);
        if (kt_origin_load_rules(tx, hash, audit->arena, &host, &own) == KT_OK)
            kt_host_free(host);
        else
            tell_fault(audit, "the rules", hash, &own);
    }
    return kt_rows_close(&rows);
}

static enum kt_status
read_facts(const struct kt_tx *tx, struct audit *audit, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_QUOTE_FACTS_LIST, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        struct kt_arena_mark mark = kt_arena_mark(audit->arena);
        const struct kt_facts_row row = { kt_col_id(&rows, 0),
                                          kt_col_text(&rows, 1),
                                          kt_col_text(&rows, 2) };
        struct kt_origin_base base;
        struct kt_error own;
        kt_error_init(&own, audit->arena);
        if (kt_origin_load_base(tx, &row, audit->arena, &base, &own) == KT_OK)
            kt_arena_rewind(audit->arena, mark);
        else
            tell_fault(audit, "the facts",
                       kt_id_text(audit->arena, row.id, "facts"), &own);
    }
    return kt_rows_close(&rows);
}

static enum kt_status
read_shop(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    KT_TRY(read_rules(tx, arg, err));
    return read_facts(tx, arg, err);
}

enum kt_status
kt_audit_origins(struct kt_store *store, kt_fault_fn tell, void *arg,
                 struct kt_error *err)
{
    struct audit audit = { .tell = tell, .arg = arg, .arena = err->arena };
    KT_TRY(kt_store_read(store, KT_NO_STORE, read_shops, &audit, err));
    const struct shop *shops = audit.shops.items;
    for (size_t i = 0; i < audit.shops.count; i++) {
        audit.code = shops[i].code;
        KT_TRY(kt_store_read(store, shops[i].id, read_shop, &audit, err));
    }
    return KT_OK;
}
