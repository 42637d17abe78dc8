#include "cli/new_shop.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/assert.h"
#include "base/buf.h"

#include "cli/tree.h"

/* What a Lua language server needs to know to complete rules: the stubs of the
 * script API, the shipped rules, and what the sandbox has not. */
static struct kt_str
editor_settings(const char *share, struct kt_arena *arena)
{
    static const char *const absent[] = { "coroutine", "debug", "io", "os" };
    char whole[PATH_MAX];
    struct kt_buf buf;
    struct kt_json json;
    share = realpath(share, whole) != NULL ? whole : share;
    kt_buf_init(&buf, arena, 512);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    kt_json_put_str(&json, "runtime.version", KT_STR("Lua 5.4"));
    kt_json_key(&json, KT_STR("runtime.builtin"));
    kt_json_begin_object(&json);
    for (size_t i = 0; i < KT_COUNT(absent); i++) {
        kt_json_key(&json, kt_str_of(absent[i]));
        kt_json_str(&json, KT_STR("disable"));
    }
    kt_json_end_object(&json);
    kt_json_key(&json, KT_STR("workspace.library"));
    kt_json_begin_array(&json);
    kt_json_str(&json, kt_arena_format(arena, "%s/scripts", share));
    kt_json_end_array(&json);
    kt_json_put_bool(&json, "workspace.checkThirdParty", false);
    kt_json_end_object(&json);
    kt_buf_char(&buf, '\n');
    return kt_buf_view(&buf);
}

static enum kt_status
lay_down(const char *path, struct kt_arena *arena, struct kt_error *err)
{
    const char *share = kt_share_folder(arena);
    if (share == NULL) {
        kt_fail_not_found(err);
        return kt_error_explain(err, "the shipped files are not beside the "
                                     "program; KONTOR_SHARE may name them");
    }
    KT_TRY(
        kt_tree_copy(kt_arena_format(arena, "%s/examples/new_shop", share).ptr,
                     path, arena, err));
    KT_TRY(kt_file_create(kt_arena_format(arena, "%s/.luarc.json", path).ptr,
                          editor_settings(share, arena), err));
    const char *data = kt_arena_format(arena, "%s/data", path).ptr;
    KT_TRY(kt_tree_create(data, err));
    if (chmod(data, 0700) != 0) /* the buyers' addresses are in it */
        return kt_fail_file_failed(err);
    return kt_tree_create(kt_arena_format(arena, "%s/media", path).ptr, err);
}

static enum kt_status
open_new(const char *path, const struct kt_shop_create_in *in,
         struct kt_arena *arena, struct kt_open_shop *shop,
         struct kt_error *err)
{
    KT_TRY(lay_down(path, arena, err));
    KT_TRY(kt_folder_read(path, arena, &shop->folder, err));
    kt_log_configure(KT_LOG_WARN, false);
    shop->folder.is_new = true;
    KT_TRY(kt_folder_open(&shop->folder, &shop->app, err));
    enum kt_status status =
        kt_shop_create(&shop->app, in, &shop->store_id, err);
    if (status != KT_OK)
        kt_open_shop_end(shop);
    return status;
}

enum kt_status
kt_new_shop_begin(const char *path, const struct kt_shop_create_in *in,
                  struct kt_arena *arena, struct kt_open_shop *shop,
                  struct kt_error *err)
{
    *shop = (struct kt_open_shop){ 0 };
    KT_TRY(kt_tree_create(path, err));
    enum kt_status status = open_new(path, in, arena, shop, err);
    if (status != KT_OK)
        kt_tree_remove(path);
    return status;
}
