#include "base/grow.h"
#include "service/shop_hosts.h"
#include "service/shops.h"

struct listing {
    struct kt_arena *arena;
    struct kt_shop_row *rows;
    size_t count;
};

static enum kt_status
list_shops(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *listing = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_STORE_LIST, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        listing->rows = kt_grow(listing->arena, listing->rows, listing->count,
                                sizeof *listing->rows);
        listing->rows[listing->count++] = (struct kt_shop_row){
            .id = kt_col_id(&rows, 0),
            .code = kt_col_copy(&rows, 1, listing->arena),
            .name = kt_col_copy(&rows, 2, listing->arena),
        };
    }
    return kt_rows_close(&rows);
}

struct hosting {
    struct kt_arena *arena;
    struct kt_shop_row *row;
};

static enum kt_status
load_hosts(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct hosting *hosting = arg;
    return kt_shop_hosts_load(tx, hosting->arena, &hosting->row->hosts, err);
}

enum kt_status
kt_shop_list(struct kt_app *app, struct kt_arena *arena, struct kt_list *shops,
             struct kt_error *err)
{
    struct listing listing = { .arena = arena };
    KT_TRY(kt_store_read(app->store, KT_NO_STORE, list_shops, &listing, err));
    for (size_t i = 0; i < listing.count; i++) {
        struct hosting hosting = { arena, &listing.rows[i] };
        KT_TRY(kt_store_read(app->store, listing.rows[i].id, load_hosts,
                             &hosting, err));
    }
    *shops = (struct kt_list){ listing.rows, listing.count };
    return KT_OK;
}
