#include "cli/folder.h"
#include "service/shop.h"

/* A command has memory to itself: with more pages at hand an import reads and
 * writes each of them less often. */
enum { WRITER_CACHE_MIB = 64 };

enum kt_status
kt_open_folder_begin(const char *path, struct kt_arena *arena,
                     struct kt_open_shop *shop, struct kt_error *err)
{
    *shop = (struct kt_open_shop){ 0 };
    KT_TRY(kt_folder_read(path, arena, &shop->folder, err));
    shop->folder.writer_cache_mib = WRITER_CACHE_MIB;
    enum kt_status status = kt_folder_open(&shop->folder, &shop->app, err);
    if (status == KT_STORE_BUSY)
        return kt_error_explain(
            err, "a server runs on %s: stop it, or ask its admin API", path);
    return status;
}

enum kt_status
kt_open_shop_begin(const char *path, const char *code, struct kt_arena *arena,
                   struct kt_open_shop *shop, struct kt_error *err)
{
    KT_TRY(kt_open_folder_begin(path, arena, shop, err));
    enum kt_status status =
        kt_shop_find(&shop->app, kt_str_of(code != NULL ? code : ""),
                     &shop->store_id, err);
    if (status == KT_OK)
        return KT_OK;
    if (code == NULL)
        kt_error_explain(err, "%.*s; --store CODE does",
                         KT_STR_FMT(err->detail));
    kt_open_shop_end(shop);
    return status;
}

void
kt_open_shop_end(struct kt_open_shop *shop)
{
    kt_app_leave_thread(&shop->app);
    kt_app_close(&shop->app);
}
