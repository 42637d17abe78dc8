#include "service/category_tree.h"

#include "base/grow.h"
#include "domain/catalog/code.h"
#include "service/search_save.h"

enum kt_status
kt_category_below(const struct kt_tx *tx, struct kt_id id,
                  struct kt_arena *arena, struct kt_category_branch *branch,
                  struct kt_error *err)
{
    struct kt_rows rows;
    *branch = (struct kt_category_branch){ 0 };
    KT_TRY(kt_query(tx, KT_SQL_CATEGORY_BELOW, KT_ARGS(KT_ID(id)), &rows, err));
    while (kt_rows_next(&rows)) {
        branch->ids =
            kt_grow(arena, branch->ids, branch->count, sizeof *branch->ids);
        branch->ids[branch->count++] = kt_col_id(&rows, 0);
        branch->height = kt_col_int(&rows, 1);
    }
    return kt_rows_close(&rows);
}

static enum kt_status
write_paths(struct kt_tx *tx, struct kt_id id,
            const struct kt_category_branch *branch, struct kt_error *err)
{
    size_t count = branch->count > 0 ? branch->count : 1;
    const struct kt_id *ids = branch->count > 0 ? branch->ids : &id;
    for (size_t i = 0; i < count; i++)
        KT_TRY(kt_exec(tx, KT_SQL_CATEGORY_DROP_PATH, KT_ANY_ROWS,
                       KT_ARGS(KT_ID(ids[i])), err));
    for (size_t i = 0; i < count; i++) {
        KT_TRY(kt_exec(tx, KT_SQL_CATEGORY_ADD_PATH, KT_ANY_ROWS,
                       KT_ARGS(KT_ID(ids[i])), err));
        KT_TRY(kt_exec(tx, KT_SQL_CATEGORY_ADD_SELF, 1, KT_ARGS(KT_ID(ids[i])),
                       err));
    }
    return KT_OK;
}

/* Whether a category that is stored has other names. */
static enum kt_status
is_renamed(const struct kt_tx *tx, struct kt_id id, struct kt_str names,
           bool *is_renamed, struct kt_error *err)
{
    struct kt_rows rows;
    *is_renamed = false;
    KT_TRY(kt_query(tx, KT_SQL_CATEGORY_NAMES, KT_ARGS(KT_ID(id)), &rows, err));
    if (kt_rows_next(&rows))
        *is_renamed = !kt_str_eq(kt_col_text(&rows, 0), names);
    return kt_rows_close(&rows);
}

enum kt_status
kt_category_write(struct kt_tx *tx, const struct kt_category *category,
                  struct kt_id parent_id,
                  const struct kt_category_branch *branch, int64_t now_ms,
                  struct kt_arena *arena, struct kt_error *err)
{
    int64_t created_ms =
        category->created_ms != 0 ? category->created_ms : now_ms;
    struct kt_str names = kt_texts_json(&category->names, arena);
    bool renamed;
    KT_TRY(is_renamed(kt_tx_reading(tx), category->id, names, &renamed, err));
    KT_TRY(
        kt_exec(tx, KT_SQL_CATEGORY_UPSERT, 1,
                KT_ARGS(KT_ID(category->id), KT_ID_OR_NULL(parent_id),
                        KT_TEXT(category->slug), KT_TEXT(names),
                        KT_TEXT(kt_texts_json(&category->descriptions, arena)),
                        KT_INT(category->position), KT_INT(category->is_active),
                        KT_INT(created_ms), KT_INT(now_ms)),
                err));
    if (renamed)
        KT_TRY(kt_search_rename(tx, category->id, arena, err));
    return write_paths(tx, category->id, branch, err);
}
