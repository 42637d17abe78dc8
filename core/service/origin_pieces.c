#include "base/fnv.h"
#include "base/grow.h"
#include "base/pack.h"
#include "service/origin.h"

/* Facts in pieces. A shop with 1,000 promotions that changes one each minute
 * and sells between stores the one piece anew, and the ids of all. */

enum {
    WHOLE_MAX = 16 * 1024, /* what is shorter is one piece */
    PIECE_MIN = 2 * 1024,
    PIECE_MAX = 64 * 1024,
    ONE_IN = 16,   /* records begin a piece */
    BEGINNING = 64 /* bytes of a record: its id and more */
};

/* ---- cutting ---- */

static uint64_t
hash_of(const char *bytes, size_t len)
{
    uint64_t hash = kt_fnv(KT_FNV_START, bytes, len);
    return hash ^ (hash >> 32);
}

/* Its record is one that begins a piece. */
static bool
begins_piece(struct kt_str text, size_t at)
{
    size_t left = text.len - at;
    return hash_of(text.ptr + at, left < BEGINNING ? left : BEGINNING) %
               ONE_IN ==
           0;
}

size_t
kt_origin_cut(struct kt_str text)
{
    for (size_t at = PIECE_MIN; at < text.len && at < PIECE_MAX; at++) {
        const char *next = memchr(text.ptr + at, '{', text.len - at);
        if (next == NULL)
            return text.len < PIECE_MAX ? text.len : PIECE_MAX;
        at = (size_t)(next - text.ptr);
        if (at < PIECE_MAX && next[-1] == ',' && begins_piece(text, at))
            return at;
    }
    return text.len < PIECE_MAX ? text.len : PIECE_MAX;
}

static size_t
cut(struct kt_str text, bool is_whole)
{
    return is_whole ? text.len : kt_origin_cut(text);
}

enum kt_status
kt_origin_pack_pieces(struct kt_str text, struct kt_arena *arena,
                      struct kt_list *pieces, struct kt_error *err)
{
    struct kt_packed_piece *items = NULL;
    bool is_whole = text.len < WHOLE_MAX;
    size_t count = 0;
    while (text.len > 0) {
        struct kt_str piece = { text.ptr, cut(text, is_whole) };
        items = kt_grow(arena, items, count, sizeof *items);
        items[count] =
            (struct kt_packed_piece){ .id = kt_origin_hash(piece),
                                      .packed = kt_pack(NULL, piece, arena) };
        if (items[count++].packed.ptr == NULL)
            return kt_fail_overloaded(err);
        text = (struct kt_str){ text.ptr + piece.len, text.len - piece.len };
    }
    *pieces = (struct kt_list){ items, count };
    return KT_OK;
}

/* ---- joining ---- */

static enum kt_status
fail_piece(struct kt_error *err)
{
    kt_fail_store_failed(err);
    return kt_error_explain(err, "a piece of the facts is damaged or absent");
}

static enum kt_status
add_piece(const struct kt_tx *tx, struct kt_id id, struct kt_arena *arena,
          struct kt_buf *buf, struct kt_error *err)
{
    struct kt_rows rows;
    struct kt_str text;
    KT_TRY(kt_query(tx, KT_SQL_QUOTE_FACTS_GET_PIECE, KT_ARGS(KT_ID(id)), &rows,
                    err));
    bool is_whole =
        kt_rows_next(&rows) && kt_unpack(KT_STR(""), kt_col_text(&rows, 0),
                                         KT_ORIGIN_BYTES_MAX, arena, &text);
    if (is_whole)
        kt_buf_str(buf, text);
    KT_TRY(kt_rows_close(&rows));
    return is_whole ? KT_OK : fail_piece(err);
}

enum kt_status
kt_origin_join(const struct kt_tx *tx, struct kt_str piece_ids,
               struct kt_arena *arena, struct kt_str *text,
               struct kt_error *err)
{
    struct kt_buf buf;
    struct kt_id id;
    size_t count = piece_ids.len / sizeof id.bytes;
    if (piece_ids.len % sizeof id.bytes != 0)
        return fail_piece(err);
    kt_buf_init(&buf, arena, count * PIECE_MIN);
    for (size_t i = 0; i < count; i++) {
        memcpy(id.bytes, piece_ids.ptr + i * sizeof id.bytes, sizeof id.bytes);
        KT_TRY(add_piece(tx, id, arena, &buf, err));
    }
    *text = kt_buf_view(&buf);
    return KT_OK;
}
