#include "service/resource.h"

#include "base/assert.h"
#include "base/grow.h"

/* What checks of records share. */

const char *const kt_truth_names[] = { "false", "true", NULL };

const char *const kt_window_names[] = { "off",     "scheduled", "ended",
                                        "used_up", "running",   NULL };

struct kt_str
kt_filter_name(const char *const *names, int choice)
{
    return choice < 0 ? KT_STR("") : kt_str_of(names[choice]);
}

void
kt_filter_add(struct kt_filters *filters, struct kt_arg arg)
{
    KT_ASSERT(filters->count < KT_RESOURCE_FILTERS_MAX);
    filters->items[filters->count++] = arg;
}

void
kt_filters_add(struct kt_filters *filters, const struct kt_arg *args,
               size_t count)
{
    for (size_t i = 0; i < count; i++)
        kt_filter_add(filters, args[i]);
}

void
kt_active_filter(const void *query, struct kt_filters *filters,
                 struct kt_arena *arena)
{
    (void)arena;
    kt_filter_add(filters,
                  KT_INT(((const struct kt_active_query *)query)->is_active));
}

void
kt_edit_init(struct kt_edit *edit, const struct kt_call *call,
             const struct kt_tx *reading, struct kt_tx *tx)
{
    *edit = (struct kt_edit){ .call = call, .reading = reading, .tx = tx };
}

enum kt_status
kt_edit_refs(struct kt_edit *edit, unsigned kinds, struct kt_error *err)
{
    if ((edit->ref_kinds & kinds) == kinds)
        return KT_OK;
    edit->refs = KT_NEW(edit->call->arena, struct kt_refs);
    edit->ref_kinds |= kinds;
    return kt_refs_load_kinds(edit->reading, edit->ref_kinds, edit->call->arena,
                              edit->refs, err);
}

void
kt_edit_later(struct kt_edit *edit, struct kt_id id)
{
    for (size_t i = 0; i < edit->later_count; i++) {
        if (kt_id_eq(edit->later[i], id))
            return;
    }
    edit->later = kt_grow(edit->call->arena, edit->later, edit->later_count,
                          sizeof *edit->later);
    edit->later[edit->later_count++] = id;
}

enum kt_status
kt_edit_finish(struct kt_edit *edit, struct kt_error *err)
{
    for (size_t i = 0; i < edit->later_count; i++)
        KT_TRY(edit->do_later(edit, edit->later[i], err));
    edit->later_count = 0;
    return KT_OK;
}

bool
kt_edit_gives(const struct kt_edit *edit, const char *field)
{
    return kt_shape_was_given(edit->shape, edit->asked, field);
}

enum kt_status
kt_edit_check_own(const struct kt_edit *edit, enum kt_sql statement,
                  const char *field, struct kt_str text, struct kt_id id,
                  struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(err->status);
    KT_TRY(
        kt_query(edit->reading, statement, KT_ARGS(KT_TEXT(text)), &rows, err));
    bool is_taken = kt_rows_next(&rows) && !kt_id_eq(kt_col_id(&rows, 0), id);
    KT_TRY(kt_rows_close(&rows));
    return is_taken ? kt_fail_already_exists(err, kt_str_of(field), text)
                    : KT_OK;
}

void
kt_resource_used(struct kt_error *err, const char *kind, struct kt_str id,
                 int64_t count)
{
    if (err->status != KT_IN_USE)
        kt_fail_in_use(err, id, kt_str_of(kind), count);
    kt_error_add(err, KT_STR(""), kind, "%lld of this kind: %.*s%s",
                 (long long)count, KT_STR_FMT(id), count > 1 ? " …" : "");
}
