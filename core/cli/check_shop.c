#include "cli/check_shop.h"

#include <stdio.h>
#include <unistd.h>

#include "service/promotion.h"
#include "service/promotion_floor.h"
#include "service/shop.h"
#include "service/shops.h"

struct checking {
    struct kt_call call;
    size_t count; /* warnings */
};

static void
print_advice(struct checking *checking, const struct kt_promotion *promotion,
             const struct kt_list *advice)
{
    const struct kt_advice *items = advice->items;
    struct kt_str title =
        promotion->title.len > 0 ? promotion->title : promotion->rule;
    for (size_t i = 0; i < advice->count; i++)
        printf("promotion \"%.*s\"%s%.*s: %.*s\n", KT_STR_FMT(title),
               items[i].pointer.len > 0 ? " at " : "",
               KT_STR_FMT(items[i].pointer), KT_STR_FMT(items[i].detail));
    checking->count += advice->count;
}

static void
print_breaches(struct checking *checking, const struct kt_list *breaches)
{
    const struct kt_floor_breach *items = breaches->items;
    struct kt_arena *arena = checking->call.arena;
    for (size_t i = 0; i < breaches->count; i++) {
        struct kt_str reached =
            kt_money_format(arena, items[i].reached_minor, items[i].currency);
        struct kt_str minimum =
            kt_money_format(arena, items[i].minimum_minor, items[i].currency);
        printf("SKU %.*s in %.*s: %.*s %s a unit at the worst, of %lld, where "
               "its minimum holds it at %.*s: %.*s\n",
               KT_STR_FMT(items[i].sku), KT_STR_FMT(items[i].channel),
               KT_STR_FMT(reached), items[i].currency->code,
               (long long)items[i].quantity, KT_STR_FMT(minimum),
               KT_STR_FMT(items[i].titles));
    }
    checking->count += breaches->count;
}

static enum kt_status
look(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct checking *checking = arg;
    const struct kt_shop *shop = checking->call.shop;
    struct kt_list list;
    struct kt_floor_breaches breaches;
    for (size_t i = 0; i < shop->promotion_count; i++) {
        KT_TRY(kt_promotion_look_at(tx, &checking->call, &shop->promotions[i],
                                    &list, err));
        print_advice(checking, &shop->promotions[i], &list);
    }
    KT_TRY(kt_promotion_find_breaches(tx, &checking->call, &breaches, err));
    print_breaches(checking, &breaches.found);
    return KT_OK;
}

static enum kt_status
check_shop(struct kt_app *app, const struct kt_shop_row *row, bool is_alone,
           struct kt_arena *arena, struct kt_error *err)
{
    const struct kt_shop *shop;
    KT_TRY(kt_shop_acquire(app, row->id, &shop, err));
    struct checking checking = {
        .call = { .app = app,
                  .shop = shop,
                  .actor = { .kind = KT_ACTOR_SYSTEM,
                             .name = KT_STR("kontor check") },
                  .arena = arena,
                  .now_ms = kt_clock_now(&app->clock) },
    };
    if (!is_alone)
        printf("shop %.*s:\n", KT_STR_FMT(row->code));
    enum kt_status status =
        kt_store_read(app->store, row->id, look, &checking, err);
    if (status == KT_OK)
        printf("%zu promotions, %zu warnings\n", shop->promotion_count,
               checking.count);
    kt_shop_release(app, shop);
    return status;
}

static enum kt_status
check_all(struct kt_app *app, struct kt_arena *arena, struct kt_error *err)
{
    struct kt_list shops;
    int schema, newest;
    KT_TRY(kt_store_schema(app->store, &schema, &newest, err));
    if (schema != newest) {
        fprintf(stderr, "kontor check: promotions are not looked at before "
                        "kontor migrate\n");
        return KT_OK;
    }
    KT_TRY(kt_shop_list(app, arena, &shops, err));
    const struct kt_shop_row *rows = shops.items;
    for (size_t i = 0; i < shops.count; i++)
        KT_TRY(check_shop(app, &rows[i], shops.count == 1, arena, err));
    return KT_OK;
}

enum kt_status
kt_check_shops(const struct kt_folder *folder, struct kt_host *host,
               struct kt_arena *arena, struct kt_error *err)
{
    struct kt_app app = { .host = host };
    if (folder->database == NULL || access(folder->database, R_OK) != 0)
        return KT_OK;
    KT_TRY(kt_store_open(&(struct kt_store_options){ .path = folder->database,
                                                     .only_reads = true },
                         &app.store, err));
    app.shops = kt_shops_new();
    app.directory = kt_directory_new();
    enum kt_status status = check_all(&app, arena, err);
    kt_app_leave_thread(&app);
    kt_shops_free(app.shops);
    kt_directory_free(app.directory);
    kt_store_close(app.store);
    return status;
}
