#include "service/audit.h"

struct audit {
    kt_fault_fn tell;
    void *arg;
    struct kt_audit_figures *figures;
};

static void
tell_stock(const struct audit *audit, const struct kt_rows *row,
           struct kt_arena *arena)
{
    struct kt_str shop = kt_col_text(row, 0), sku = kt_col_text(row, 1);
    struct kt_str place = kt_col_text(row, 2);
    audit->tell(
        audit->arg,
        kt_arena_format(arena,
                        "shop %.*s: %.*s at %.*s has %lld available and %lld "
                        "allocated, the ledger %lld and %lld",
                        KT_STR_FMT(shop), KT_STR_FMT(sku), KT_STR_FMT(place),
                        (long long)kt_col_int(row, 3),
                        (long long)kt_col_int(row, 5),
                        (long long)kt_col_int(row, 4),
                        (long long)kt_col_int(row, 6)));
}

static enum kt_status
read_stock(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows row;
    KT_TRY(kt_query(tx, KT_SQL_AUDIT_STOCK, KT_NO_ARGS, &row, err));
    while (kt_rows_next(&row))
        tell_stock(arg, &row, err->arena);
    return kt_rows_close(&row);
}

static void
tell_order(const struct audit *audit, const struct kt_rows *row,
           struct kt_arena *arena)
{
    struct kt_str shop = kt_col_text(row, 0), fault = kt_col_text(row, 2);
    audit->tell(audit->arg,
                kt_arena_format(arena, "shop %.*s: order %lld %.*s",
                                KT_STR_FMT(shop), (long long)kt_col_int(row, 1),
                                KT_STR_FMT(fault)));
}

static void
tell_stray(const struct audit *audit, const struct kt_rows *row,
           struct kt_arena *arena)
{
    struct kt_str shop = kt_col_text(row, 0), kind = kt_col_text(row, 1);
    audit->tell(audit->arg,
                kt_arena_format(arena,
                                "shop %.*s: a move of stock (%.*s) belongs to "
                                "an order that is not there",
                                KT_STR_FMT(shop), KT_STR_FMT(kind)));
}

/* Balances against the sums of their ledgers. */
static enum kt_status
read_balances(const struct kt_tx *tx, const struct audit *audit,
              enum kt_sql statement, const char *noun, struct kt_error *err)
{
    struct kt_rows row;
    KT_TRY(kt_query(tx, statement, KT_NO_ARGS, &row, err));
    while (kt_rows_next(&row)) {
        struct kt_str shop = kt_col_text(&row, 0), name = kt_col_text(&row, 1);
        audit->tell(audit->arg,
                    kt_arena_format(err->arena,
                                    "shop %.*s: %s%.*s has %lld, its ledger "
                                    "%lld",
                                    KT_STR_FMT(shop), noun, KT_STR_FMT(name),
                                    (long long)kt_col_int(&row, 2),
                                    (long long)kt_col_int(&row, 3)));
    }
    return kt_rows_close(&row);
}

static enum kt_status
read_orders(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows row;
    KT_TRY(kt_query(tx, KT_SQL_AUDIT_ORDERS, KT_NO_ARGS, &row, err));
    while (kt_rows_next(&row))
        tell_order(arg, &row, err->arena);
    KT_TRY(kt_rows_close(&row));
    KT_TRY(kt_query(tx, KT_SQL_AUDIT_STRAYS, KT_NO_ARGS, &row, err));
    while (kt_rows_next(&row))
        tell_stray(arg, &row, err->arena);
    KT_TRY(kt_rows_close(&row));
    KT_TRY(read_balances(tx, arg, KT_SQL_AUDIT_GIFT_CARDS, "gift card …", err));
    return read_balances(tx, arg, KT_SQL_AUDIT_POINTS, "customer ", err);
}

static enum kt_status
read_figures(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_audit_figures *figures = ((struct audit *)arg)->figures;
    struct kt_rows row;
    KT_TRY(kt_query(tx, KT_SQL_AUDIT_ORDERS_LAST, KT_NO_ARGS, &row, err));
    if (kt_rows_next(&row)) {
        figures->last_order_ms = kt_col_int(&row, 0);
        figures->orders = kt_col_int(&row, 1);
    }
    KT_TRY(kt_rows_close(&row));
    KT_TRY(kt_query(tx, KT_SQL_AUDIT_JOBS_DEAD, KT_NO_ARGS, &row, err));
    if (kt_rows_next(&row))
        figures->dead_jobs = kt_col_int(&row, 0);
    return kt_rows_close(&row);
}

enum kt_status
kt_audit_stock(struct kt_store *store, kt_fault_fn tell, void *arg,
               struct kt_error *err)
{
    struct audit audit = { .tell = tell, .arg = arg };
    return kt_store_read(store, KT_NO_STORE, read_stock, &audit, err);
}

enum kt_status
kt_audit_orders(struct kt_store *store, kt_fault_fn tell, void *arg,
                struct kt_error *err)
{
    struct audit audit = { .tell = tell, .arg = arg };
    return kt_store_read(store, KT_NO_STORE, read_orders, &audit, err);
}

enum kt_status
kt_audit_count(struct kt_store *store, struct kt_audit_figures *figures,
               struct kt_error *err)
{
    struct audit audit = { .figures = figures };
    *figures = (struct kt_audit_figures){ 0 };
    return kt_store_read(store, KT_NO_STORE, read_figures, &audit, err);
}
