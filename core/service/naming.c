#include "service/naming.h"

#include "base/assert.h"
#include "base/map.h"

struct looking {
    struct kt_edit *edit;
    const char *const *members;
    struct kt_str only;  /* the name, when there is one */
    struct kt_map names; /* when there are many */
    struct kt_error *err;
};

static bool
is_wanted(const struct looking *l, struct kt_str member)
{
    for (size_t i = 0; l->members[i] != NULL; i++) {
        if (kt_str_eq(kt_str_of(l->members[i]), member))
            return true;
    }
    return false;
}

static bool
is_name(const struct looking *l, struct kt_str text)
{
    return l->only.ptr != NULL ? kt_str_eq(text, l->only)
                               : kt_map_find(&l->names, text) != NULL;
}

/* In a node, whose texts count when it stands under a wanted name. */
static bool
stands_in(const struct looking *l, const struct cJSON *node, bool counts)
{
    enum kt_json_kind kind = kt_json_kind(node);
    if (kind == KT_JSON_STR)
        return counts && is_name(l, kt_json_get_str(node));
    if (kind != KT_JSON_ARRAY && kind != KT_JSON_OBJECT)
        return false;
    for (node = kt_json_first(node); node != NULL; node = kt_json_next(node)) {
        bool inner =
            kind == KT_JSON_OBJECT ? is_wanted(l, kt_json_name(node)) : counts;
        if (stands_in(l, node, inner))
            return true;
    }
    return false;
}

/* Where names stand. Of a column that is a list itself, list says what it
 * holds; is_list_only: nothing else can be named there. */
static const struct source {
    enum kt_sql statement;
    const char *kind, *prefix, *list;
    bool is_list_only;
    int columns; /* with JSON, behind the id */
} sources[] = {
    { KT_SQL_PROMOTION_NAMES, "promotion", "promo", "", false, 2 },
    { KT_SQL_SHOP_RULE_NAMES, "rule", "rule", "channels", false, 2 },
    { KT_SQL_COLLECTION_NAMES, "collection", "coll", "", false, 1 },
    { KT_SQL_CUSTOMER_NAMES, "customer", "cust", "customer_groups", true, 1 },
};

static bool
contains(struct kt_str text, struct kt_str part)
{
    return text.len >= part.len &&
           memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

/* Most columns are known by their bytes to name none, and are not parsed. With
 * an escape in it a column may write a name in another way. */
static bool
may_name(const struct looking *l, struct kt_str text, bool is_list)
{
    if (contains(text, KT_STR("\\")))
        return true;
    if (l->only.ptr != NULL)
        return contains(text, l->only);
    for (size_t i = 0; !is_list && l->members[i] != NULL; i++) {
        if (contains(text, kt_str_of(l->members[i])))
            return true;
    }
    return is_list && text.len > 0;
}

static enum kt_status
column_names(const struct looking *l, const struct source *source,
             const struct kt_rows *rows, int column, bool *is_named)
{
    struct kt_arena *arena = l->edit->call->arena;
    struct kt_str text = kt_col_text(rows, column);
    bool is_list = is_wanted(l, kt_str_of(source->list));
    const struct cJSON *root;
    if (*is_named || !may_name(l, text, is_list))
        return KT_OK;
    struct kt_arena_mark mark = kt_arena_mark(arena);
    KT_TRY(kt_json_parse(arena, kt_arena_str(arena, text), &root, l->err));
    *is_named = stands_in(l, root, is_list);
    kt_arena_rewind(arena, mark);
    return KT_OK;
}

static enum kt_status
look(const struct looking *l, const struct source *source)
{
    struct kt_rows rows;
    struct kt_id one = { 0 };
    int64_t count = 0;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(l->edit->reading, source->statement, KT_NO_ARGS, &rows,
                    l->err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        bool is_named = false;
        for (int column = 1; status == KT_OK && column <= source->columns;
             column++)
            status = column_names(l, source, &rows, column, &is_named);
        if (is_named && count++ == 0)
            one = kt_col_id(&rows, 0);
    }
    enum kt_status closed = kt_rows_close(&rows);
    KT_TRY(status != KT_OK ? status : closed);
    if (count > 0)
        kt_resource_used(l->err, source->kind,
                         kt_id_text(l->edit->call->arena, one, source->prefix),
                         count);
    return KT_OK;
}

static enum kt_status
look_everywhere(const struct looking *looking)
{
    for (size_t i = 0; i < KT_COUNT(sources); i++) {
        const struct source *source = &sources[i];
        if (!source->is_list_only ||
            is_wanted(looking, kt_str_of(source->list)))
            KT_TRY(look(looking, source));
    }
    return KT_OK;
}

enum kt_status
kt_edit_find_naming(struct kt_edit *edit, const char *const *members,
                    struct kt_str name, struct kt_error *err)
{
    struct looking looking = {
        .edit = edit, .members = members, .only = name, .err = err
    };
    return look_everywhere(&looking);
}

enum kt_status
kt_edit_find_naming_any(struct kt_edit *edit, const char *const *members,
                        struct kt_list names, struct kt_error *err)
{
    struct looking looking = { .edit = edit, .members = members, .err = err };
    struct kt_str *items = names.items;
    if (names.count == 0)
        return KT_OK;
    kt_map_init(&looking.names, edit->call->arena, names.count);
    for (size_t i = 0; i < names.count; i++)
        kt_map_put(&looking.names, items[i], &items[i]);
    return look_everywhere(&looking);
}
