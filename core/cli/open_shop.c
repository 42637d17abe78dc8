#include "cli/folder.h"
#include "service/shop.h"

enum kt_status
kt_open_shop_begin(const char *path, struct kt_arena *arena,
                   struct kt_open_shop *shop, struct kt_error *err)
{
    *shop = (struct kt_open_shop){ 0 };
    KT_TRY(kt_folder_read(path, arena, &shop->folder, err));
    enum kt_status status = kt_folder_open(&shop->folder, &shop->app, err);
    if (status == KT_STORE_BUSY)
        return kt_error_explain(err, "a server runs on %s", path);
    if (status != KT_OK)
        return status;

    status = kt_shop_find(&shop->app, KT_STR(""), &shop->store_id, err);
    if (status != KT_OK)
        kt_open_shop_end(shop);
    return status;
}

void
kt_open_shop_end(struct kt_open_shop *shop)
{
    kt_app_leave_thread(&shop->app);
    kt_app_close(&shop->app);
}
