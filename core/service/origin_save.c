#include "base/grow.h"
#include "base/pack.h"
#include "service/origin.h"

/* Facts and scripts as they are stored, with the first order that needs them,
 * and read. */

static bool
is_stored(const struct kt_origin_facts *facts)
{
    return facts != NULL &&
           __atomic_load_n(&facts->is_stored, __ATOMIC_ACQUIRE);
}

enum kt_status
kt_origin_look(const struct kt_tx *tx, const struct kt_call *call,
               struct kt_origin *origin, struct kt_error *err)
{
    struct kt_rows rows;
    *origin = (struct kt_origin){ .has_rules = true };
    if (is_stored(
            __atomic_load_n(&call->shop->origin->facts, __ATOMIC_ACQUIRE)))
        return KT_OK;
    KT_TRY(kt_query(tx, KT_SQL_RULE_GENERATION_GET,
                    KT_ARGS(KT_TEXT(kt_registry_hash(call->shop->registry))),
                    &rows, err));
    origin->has_rules = kt_rows_next(&rows);
    return kt_rows_close(&rows);
}

static enum kt_status
insert_sources(struct kt_tx *tx, struct kt_str hash,
               const struct kt_list *sources, struct kt_error *err)
{
    const struct kt_packed_source *items = sources->items;
    for (size_t i = 0; i < sources->count; i++) {
        const struct kt_packed_source *source = &items[i];
        KT_TRY(kt_exec(tx, KT_SQL_RULE_GENERATION_INSERT_SOURCE, KT_ANY_ROWS,
                       KT_ARGS(KT_ID(source->id), KT_BLOB(source->packed)),
                       err));
        KT_TRY(kt_exec(tx, KT_SQL_RULE_GENERATION_INSERT_FILE, 1,
                       KT_ARGS(KT_TEXT(hash), KT_INT((int64_t)i),
                               KT_INT((int64_t)source->folder),
                               KT_TEXT(source->name), KT_ID(source->id)),
                       err));
    }
    return KT_OK;
}

/* Another order may have brought them since this one looked. */
static enum kt_status
save_rules(struct kt_tx *tx, const struct kt_call *call,
           const struct kt_origin *origin, struct kt_error *err)
{
    const struct kt_registry *registry = call->shop->registry;
    struct kt_script_limits limits = kt_registry_limits(registry);
    struct kt_str hash = kt_registry_hash(registry);
    int64_t changed;
    KT_TRY(
        kt_exec_count(tx, KT_SQL_RULE_GENERATION_INSERT,
                      KT_ARGS(KT_TEXT(hash), KT_INT(limits.steps_max),
                              KT_INT(limits.memory_max),
                              KT_INT(limits.wall_ms_max),
                              KT_INT(limits.source_max), KT_INT(call->now_ms)),
                      &changed, err));
    return changed > 0 ? insert_sources(tx, hash, &origin->sources, err)
                       : KT_OK;
}

/* Pieces that other facts have as well stand there already. */
static enum kt_status
save_pieces(struct kt_tx *tx, const struct kt_call *call,
            const struct kt_origin_facts *facts, struct kt_str *ids,
            struct kt_error *err)
{
    struct kt_buf buf;
    kt_buf_init(&buf, call->arena, facts->piece_count * sizeof facts->id);
    for (size_t i = 0; i < facts->piece_count; i++) {
        const struct kt_packed_piece *piece = &facts->pieces[i];
        KT_TRY(kt_exec(tx, KT_SQL_QUOTE_FACTS_INSERT_PIECE, KT_ANY_ROWS,
                       KT_ARGS(KT_ID(piece->id), KT_BLOB(piece->packed)), err));
        kt_buf_append(&buf, (const char *)piece->id.bytes,
                      sizeof piece->id.bytes);
    }
    *ids = kt_buf_view(&buf);
    return KT_OK;
}

static enum kt_status
save_facts(struct kt_tx *tx, const struct kt_call *call,
           const struct kt_origin_facts *facts, struct kt_error *err)
{
    bool is_whole = facts->piece_count == 1;
    struct kt_str packed = facts->pieces[0].packed, ids = { NULL, 0 };
    if (!is_whole) {
        packed = KT_STR("");
        KT_TRY(save_pieces(tx, call, facts, &ids, err));
    }
    return kt_exec(tx, KT_SQL_QUOTE_FACTS_INSERT, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(facts->id),
                           KT_TEXT(kt_registry_hash(call->shop->registry)),
                           KT_BLOB(packed), is_whole ? KT_NULL : KT_BLOB(ids),
                           KT_INT(call->now_ms)),
                   err);
}

struct kt_id
kt_origin_facts_id(const struct kt_origin *origin)
{
    return origin->facts->id;
}

enum kt_status
kt_origin_save(struct kt_tx *tx, const struct kt_call *call,
               const struct kt_origin *origin, struct kt_error *err)
{
    const struct kt_origin_facts *facts = origin->facts;
    if (is_stored(facts))
        return KT_OK;
    if (!origin->has_rules)
        KT_TRY(save_rules(tx, call, origin, err));
    return save_facts(tx, call, facts, err);
}

void
kt_origin_note_saved(const struct kt_origin *origin)
{
    if (origin->facts != NULL)
        __atomic_store_n(&origin->facts->is_stored, true, __ATOMIC_RELEASE);
}

/* ---- reading ---- */

static enum kt_status
fail_damaged(struct kt_error *err, const char *what)
{
    kt_fail_store_failed(err);
    return kt_error_explain(err, "%s is damaged", what);
}

static enum kt_status
unpack_whole(const struct kt_facts_row *row, struct kt_arena *arena,
             struct kt_str *text)
{
    return kt_unpack(KT_STR(""), row->packed, KT_ORIGIN_BYTES_MAX, arena, text)
               ? KT_OK
               : KT_STORE_FAILED;
}

enum kt_status
kt_origin_load_base(const struct kt_tx *tx, const struct kt_facts_row *row,
                    struct kt_arena *arena, struct kt_origin_base *base,
                    struct kt_error *err)
{
    struct kt_str text = { NULL, 0 };
    enum kt_status status =
        row->pieces.len > 0 ? kt_origin_join(tx, row->pieces, arena, &text, err)
                            : unpack_whole(row, arena, &text);
    if (status == KT_OK && kt_id_eq(kt_origin_hash(text), row->id))
        status = kt_shape_read(&kt_origin_base_shape, text, base, arena, err);
    else
        status = KT_STORE_FAILED;
    if (status != KT_OK)
        return fail_damaged(err, "what orders of its time have in common");
    base->id = row->id;
    base->text = text;
    return KT_OK;
}

/* What stands before the next line break; *text takes the rest, ptr NULL when
 * there was none. */
static struct kt_str
take_line(struct kt_str *text)
{
    struct kt_str line = *text;
    const char *end = memchr(text->ptr, '\n', text->len);
    *text = (struct kt_str){ NULL, 0 };
    if (end == NULL)
        return line;
    size_t len = (size_t)(end - line.ptr);
    *text = (struct kt_str){ end + 1, line.len - len - 1 };
    return (struct kt_str){ line.ptr, len };
}

enum kt_status
kt_origin_read_own(const struct kt_origin_base *base, struct kt_str packed,
                   struct kt_arena *arena, struct kt_origin_own *own,
                   struct kt_error *err)
{
    static const char what[] = "what it was computed from";
    struct kt_str text;
    if (!kt_unpack(base->text, packed, KT_ORIGIN_BYTES_MAX, arena, &text))
        return fail_damaged(err, what);
    own->input = take_line(&text);
    if (text.ptr == NULL)
        return fail_damaged(err, what);
    own->trace = take_line(&text);
    own->rule_trace = text;
    return KT_OK;
}

static enum kt_status
read_sources(const struct kt_tx *tx, struct kt_str rules_hash,
             struct kt_arena *arena, struct kt_list *list, struct kt_error *err)
{
    struct kt_script_text *texts = NULL;
    struct kt_rows rows;
    size_t count = 0;
    bool is_whole = true;
    KT_TRY(kt_query(tx, KT_SQL_RULE_GENERATION_FILES,
                    KT_ARGS(KT_TEXT(rules_hash)), &rows, err));
    while (is_whole && kt_rows_next(&rows)) {
        texts = kt_grow(arena, texts, count, sizeof *texts);
        struct kt_script_text *text = &texts[count++];
        text->folder = (size_t)kt_col_int(&rows, 0);
        text->name = kt_col_copy(&rows, 1, arena);
        is_whole = kt_unpack(KT_STR(""), kt_col_text(&rows, 2),
                             KT_ORIGIN_BYTES_MAX, arena, &text->text) &&
                   kt_id_eq(kt_origin_hash(text->text), kt_col_id(&rows, 3));
    }
    KT_TRY(kt_rows_close(&rows));
    *list = (struct kt_list){ texts, count };
    return is_whole ? KT_OK : fail_damaged(err, "a script");
}

static enum kt_status
read_limits(const struct kt_tx *tx, struct kt_str rules_hash,
            struct kt_script_limits *limits, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_RULE_GENERATION_GET,
                    KT_ARGS(KT_TEXT(rules_hash)), &rows, err));
    bool is_there = kt_rows_next(&rows);
    if (is_there)
        *limits = (struct kt_script_limits){
            .steps_max = kt_col_int(&rows, 0),
            .memory_max = kt_col_int(&rows, 1),
            .wall_ms_max = kt_col_int(&rows, 2),
            .source_max = kt_col_int(&rows, 3),
        };
    KT_TRY(kt_rows_close(&rows));
    return is_there ? KT_OK : kt_fail_not_found(err);
}

enum kt_status
kt_origin_load_rules(const struct kt_tx *tx, struct kt_str rules_hash,
                     struct kt_arena *arena, struct kt_host **host,
                     struct kt_error *err)
{
    struct kt_host_options options = { 0 };
    KT_TRY(read_limits(tx, rules_hash, &options.limits, err));
    KT_TRY(read_sources(tx, rules_hash, arena, &options.texts, err));
    KT_TRY(kt_host_new(&options, host, err));
    struct kt_registry *registry = kt_registry_acquire(*host);
    bool is_same = kt_str_eq(kt_registry_hash(registry), rules_hash);
    kt_registry_release(registry);
    if (is_same)
        return KT_OK;
    kt_host_free(*host);
    return fail_damaged(err, "the set of scripts");
}
