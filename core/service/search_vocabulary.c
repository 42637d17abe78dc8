#include "service/search_vocabulary.h"

#include "base/grow.h"
#include "domain/search/analysis.h"

/* A chunk is a row of words: four bytes of products, one of length, the word.
 * The last one is empty. */
enum { CHUNK_MAX = 32 * 1024, HEAD = 5 };

struct loading {
    const struct kt_tx *tx;
    const struct kt_call *call;
    const struct kt_shown_needs *needs;
    struct kt_vocabulary *vocabulary;
    struct kt_error *err;
    struct kt_buf chunk; /* that is being filled */
};

static void
push(struct loading *l, struct kt_str chunk)
{
    struct kt_list *chunks = &l->vocabulary->chunks;
    struct kt_str *items =
        kt_grow(l->call->arena, chunks->items, chunks->count, sizeof *items);
    items[chunks->count++] = chunk;
    chunks->items = items;
}

static struct kt_str
chunk_key(const struct loading *l, size_t number)
{
    struct kt_id store_id = kt_tx_store_id(l->tx);
    struct kt_buf key;
    kt_buf_init(&key, l->call->arena, 64);
    kt_buf_text(&key, "vocabulary");
    kt_buf_append(&key, (const char *)store_id.bytes, sizeof store_id.bytes);
    kt_buf_int(&key, (int64_t)number);
    return kt_buf_view(&key);
}

static bool
find_kept(struct loading *l)
{
    struct kt_list *chunks = &l->vocabulary->chunks;
    struct kt_str chunk;
    do {
        if (!kt_shown_find(l->call, chunk_key(l, chunks->count), NULL, &chunk))
            return false;
        push(l, chunk);
    } while (chunk.len > 0);
    return true;
}

static void
end_chunk(struct loading *l)
{
    struct kt_shown_needs needs;
    struct kt_str chunk = kt_buf_view(&l->chunk);
    size_t number = l->vocabulary->chunks.count;
    kt_shown_begin_part(l->needs, &needs);
    kt_shown_need_mark(&needs, KT_MARK_RECORDS);
    kt_shown_keep(l->call, chunk_key(l, number), &needs,
                  chunk.len > 0 ? chunk : KT_STR(""));
    push(l, chunk);
    kt_buf_init(&l->chunk, l->call->arena, CHUNK_MAX);
}

static void
add_word(struct loading *l, struct kt_str stem, int64_t products)
{
    uint32_t count = products < UINT32_MAX ? (uint32_t)products : UINT32_MAX;
    char head[HEAD];
    memcpy(head, &count, sizeof count);
    head[HEAD - 1] = (char)stem.len;
    if (stem.len > UINT8_MAX)
        return;
    if (l->chunk.len + HEAD + stem.len > CHUNK_MAX)
        end_chunk(l);
    kt_buf_append(&l->chunk, head, HEAD);
    kt_buf_str(&l->chunk, stem);
}

static enum kt_status
read_all(struct loading *l)
{
    struct kt_rows rows;
    char mark[KT_SEARCH_MARK];
    kt_search_mark(kt_tx_store_id(l->tx), mark);
    struct kt_str first =
        kt_arena_format(l->call->arena, "%.*s", KT_SEARCH_MARK, mark);
    struct kt_str last = kt_arena_format(l->call->arena, "%.*s\xf4\x8f\xbf\xbf",
                                         KT_SEARCH_MARK, mark);
    KT_TRY(kt_query(l->tx, KT_SQL_SEARCH_WORDS,
                    KT_ARGS(KT_TEXT(first), KT_TEXT(last)), &rows, l->err));
    while (kt_rows_next(&rows)) {
        struct kt_str term = kt_col_text(&rows, 0);
        add_word(l,
                 (struct kt_str){ term.ptr + KT_SEARCH_MARK,
                                  term.len - KT_SEARCH_MARK },
                 kt_col_int(&rows, 1));
    }
    KT_TRY(kt_rows_close(&rows));
    if (l->chunk.len > 0)
        end_chunk(l);
    end_chunk(l);
    return KT_OK;
}

enum kt_status
kt_vocabulary_load(const struct kt_tx *tx, const struct kt_call *call,
                   const struct kt_shown_needs *needs,
                   struct kt_vocabulary *vocabulary, struct kt_error *err)
{
    struct loading l = { .tx = tx,
                         .call = call,
                         .needs = needs,
                         .vocabulary = vocabulary,
                         .err = err };
    *vocabulary = (struct kt_vocabulary){ .chunk = 0 };
    if (find_kept(&l))
        return KT_OK;
    *vocabulary = (struct kt_vocabulary){ .chunk = 0 };
    kt_buf_init(&l.chunk, call->arena, CHUNK_MAX);
    return read_all(&l);
}

bool
kt_vocabulary_next(struct kt_vocabulary *vocabulary, struct kt_str *stem,
                   int64_t *products)
{
    const struct kt_str *chunk =
        (const struct kt_str *)vocabulary->chunks.items + vocabulary->chunk;
    if (vocabulary->at == chunk->len) {
        if (chunk->len == 0)
            return false;
        vocabulary->chunk++;
        vocabulary->at = 0;
        chunk++;
        if (chunk->len == 0)
            return false;
    }
    const char *head = chunk->ptr + vocabulary->at;
    uint32_t count;
    memcpy(&count, head, sizeof count);
    *products = count;
    *stem =
        (struct kt_str){ head + HEAD, (size_t)(unsigned char)head[HEAD - 1] };
    vocabulary->at += HEAD + stem->len;
    return true;
}
