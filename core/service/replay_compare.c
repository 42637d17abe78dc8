#include <kontor/kontor.h>

#include "base/assert.h"
#include "base/grow.h"
#include "service/replay.h"

/* What differs between a stored order and its quote. Equal bytes are found
 * first; only what has others is read. */

struct comparing {
    struct kt_arena *arena;
    struct kt_list *differences;
    bool is_same_engine; /* else members that one lacks are no difference */
};

static void
add(struct comparing *c, struct kt_str member, struct kt_str stored,
    struct kt_str computed)
{
    struct kt_list *list = c->differences;
    if (list->count == KT_REPLAY_DIFFERENCES_MAX)
        return;
    list->items = kt_grow(c->arena, list->items, list->count,
                          sizeof(struct kt_replay_difference));
    ((struct kt_replay_difference *)list->items)[list->count++] =
        (struct kt_replay_difference){ member, stored, computed };
}

/* ---- JSON ---- */

static struct kt_str
text_of(const struct cJSON *node, struct kt_arena *arena)
{
    return node != NULL ? kt_json_text(node, arena) : (struct kt_str){ 0 };
}

static struct kt_str
below(const struct comparing *c, struct kt_str pointer, struct kt_str name)
{
    struct kt_buf buf;
    kt_buf_init(&buf, c->arena, pointer.len + name.len + 8);
    kt_buf_str(&buf, pointer);
    kt_buf_pointer(&buf, name);
    return kt_buf_view(&buf);
}

static void compare_nodes(struct comparing *c, struct kt_str pointer,
                          const struct cJSON *stored,
                          const struct cJSON *computed);

static void
compare_items(struct comparing *c, struct kt_str pointer,
              const struct cJSON *stored, const struct cJSON *computed)
{
    const struct cJSON *a = kt_json_first(stored);
    const struct cJSON *b = kt_json_first(computed);
    for (size_t i = 0; a != NULL || b != NULL; i++) {
        struct kt_str at =
            kt_arena_format(c->arena, "%.*s/%zu", KT_STR_FMT(pointer), i);
        compare_nodes(c, at, a, b);
        a = a != NULL ? kt_json_next(a) : NULL;
        b = b != NULL ? kt_json_next(b) : NULL;
    }
}

static void
compare_members(struct comparing *c, struct kt_str pointer,
                const struct cJSON *stored, const struct cJSON *computed)
{
    const struct cJSON *node;
    for (node = kt_json_first(computed); node != NULL;
         node = kt_json_next(node)) {
        const struct cJSON *other = kt_json_find(stored, kt_json_name(node));
        if (other != NULL || c->is_same_engine)
            compare_nodes(c, below(c, pointer, kt_json_name(node)), other,
                          node);
    }
    if (!c->is_same_engine)
        return;
    for (node = kt_json_first(stored); node != NULL; node = kt_json_next(node))
        if (kt_json_find(computed, kt_json_name(node)) == NULL)
            compare_nodes(c, below(c, pointer, kt_json_name(node)), node, NULL);
}

/* NULL: that side has no such value. */
static void
compare_nodes(struct comparing *c, struct kt_str pointer,
              const struct cJSON *stored, const struct cJSON *computed)
{
    bool is_both = stored != NULL && computed != NULL &&
                   kt_json_kind(stored) == kt_json_kind(computed);
    if (is_both && kt_json_kind(stored) == KT_JSON_OBJECT) {
        compare_members(c, pointer, stored, computed);
        return;
    }
    if (is_both && kt_json_kind(stored) == KT_JSON_ARRAY) {
        compare_items(c, pointer, stored, computed);
        return;
    }
    struct kt_str before = text_of(stored, c->arena);
    struct kt_str now = text_of(computed, c->arena);
    if (!is_both || !kt_str_eq(before, now))
        add(c, pointer, before, now);
}

/* A text that does not read differs as a whole. */
static void
compare_texts(struct comparing *c, const char *pointer, struct kt_str stored,
              struct kt_str computed)
{
    const struct cJSON *a, *b;
    struct kt_error err;
    kt_error_init(&err, c->arena);
    if (kt_json_parse(c->arena, stored, &a, &err) != KT_OK ||
        kt_json_parse(c->arena, computed, &b, &err) != KT_OK)
        add(c, kt_str_of(pointer), stored, computed);
    else
        compare_nodes(c, kt_str_of(pointer), a, b);
}

/* ---- the frozen answer ---- */

static bool
ends_with(struct kt_str text, struct kt_str end)
{
    return text.len >= end.len &&
           memcmp(text.ptr + text.len - end.len, end.ptr, end.len) == 0;
}

/* The body begins with what the cart said; the quote's members end it. */
static void
compare_body(struct comparing *c, struct kt_str body,
             const struct kt_quote_out *quote)
{
    struct kt_order_out out = { .quote = *quote };
    struct kt_buf buf;
    struct kt_json json;
    const struct cJSON *stored, *computed;
    struct kt_error err;
    kt_buf_init(&buf, c->arena, body.len + 64);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_order_priced_shape, &out, &json);
    struct kt_str text = kt_buf_view(&buf);
    if (ends_with(body, (struct kt_str){ text.ptr + 1, text.len - 1 }))
        return;
    kt_error_init(&err, c->arena);
    if (kt_json_parse(c->arena, body, &stored, &err) != KT_OK ||
        kt_json_parse(c->arena, text, &computed, &err) != KT_OK) {
        add(c, KT_STR("orders.body"), body, text);
        return;
    }
    const struct cJSON *node = kt_json_first(computed);
    for (; node != NULL; node = kt_json_next(node))
        compare_nodes(c, below(c, KT_STR(""), kt_json_name(node)),
                      kt_json_find(stored, kt_json_name(node)), node);
}

static void
compare_written(struct comparing *c, const char *pointer, struct kt_str stored,
                const struct kt_quote_out *quote,
                void (*write)(const struct kt_quote_out *, struct kt_json *))
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, c->arena, stored.len + 64);
    kt_json_init(&json, &buf);
    write(quote, &json);
    if (!kt_str_eq(stored, kt_buf_view(&buf)))
        compare_texts(c, pointer, stored, kt_buf_view(&buf));
}

/* ---- columns ---- */

static void
compare_number(struct comparing *c, struct kt_str table, const char *column,
               int64_t stored, int64_t computed)
{
    if (stored == computed)
        return;
    add(c, kt_arena_format(c->arena, "%.*s.%s", KT_STR_FMT(table), column),
        kt_arena_format(c->arena, "%lld", (long long)stored),
        kt_arena_format(c->arena, "%lld", (long long)computed));
}

static void
compare_row(struct comparing *c, const struct kt_replay_row *row,
            const struct kt_totals *totals)
{
    const struct {
        const char *column;
        int64_t stored, computed;
    } columns[] = {
        { "subtotal", row->subtotal, totals->subtotal_minor },
        { "discount", row->discount, totals->discount_minor },
        { "shipping", row->shipping, totals->shipping_minor },
        { "tax", row->tax, totals->tax_minor },
        { "total", row->total, totals->total_minor },
        { "due", row->due, totals->due_minor },
    };
    for (size_t i = 0; i < KT_COUNT(columns); i++)
        compare_number(c, KT_STR("orders"), columns[i].column,
                       columns[i].stored, columns[i].computed);
}

static void
compare_line(struct comparing *c, size_t i, const struct kt_rows *rows,
             const struct kt_quote_line *line)
{
    struct kt_str table = kt_arena_format(c->arena, "order_line %zu", i);
    const struct {
        const char *column;
        int64_t computed;
    } columns[] = {
        { "quantity", line->quantity },
        { "unit_price", line->unit_minor },
        { "discount", line->subtotal_minor - line->amount_minor },
        { "total", line->amount_minor },
        { "tax", line->tax_minor },
        { "gross", line->gross_minor },
    };
    for (size_t k = 0; k < KT_COUNT(columns); k++)
        compare_number(c, table, columns[k].column,
                       kt_col_int(rows, (int)k + 1), columns[k].computed);
    struct kt_buf spread;
    struct kt_json json;
    kt_buf_init(&spread, c->arena, 64);
    kt_json_init(&json, &spread);
    kt_order_write_spread(line, &json);
    struct kt_str stored = kt_col_text(rows, 7);
    if (!kt_str_eq(stored, kt_buf_view(&spread)))
        add(c, kt_arena_format(c->arena, "%.*s.spread", KT_STR_FMT(table)),
            kt_arena_str(c->arena, stored), kt_buf_view(&spread));
}

static enum kt_status
compare_lines(struct comparing *c, const struct kt_tx *tx,
              struct kt_id order_id, const struct kt_quote *quote,
              struct kt_error *err)
{
    struct kt_rows rows;
    size_t count = 0;
    KT_TRY(kt_query(tx, KT_SQL_ORDER_REPLAY_LINES, KT_ARGS(KT_ID(order_id)),
                    &rows, err));
    for (; kt_rows_next(&rows); count++)
        if (count < quote->line_count)
            compare_line(c, count, &rows, &quote->lines[count]);
    compare_number(c, KT_STR("order_line"), "count", (int64_t)count,
                   (int64_t)quote->line_count);
    return kt_rows_close(&rows);
}

enum kt_status
kt_replay_compare(const struct kt_tx *tx, const struct kt_replay_row *row,
                  const struct kt_origin_base *base,
                  const struct kt_origin_own *own, const struct kt_quote *quote,
                  struct kt_arena *arena, struct kt_list *differences,
                  struct kt_error *err)
{
    struct comparing c = {
        .arena = arena,
        .differences = differences,
        .is_same_engine = kt_str_eq(base->engine, KT_STR(KONTOR_VERSION)),
    };
    struct kt_quote_out out;
    kt_quote_tell(quote, true, arena, &out);
    if (!kt_str_eq(row->rules_hash, base->rules_hash))
        add(&c, KT_STR("orders.rules_hash"), row->rules_hash, base->rules_hash);
    compare_row(&c, row, &quote->totals);
    compare_body(&c, row->body, &out);
    compare_written(&c, "/trace", own->trace, &out, kt_quote_write_trace);
    if (own->rule_trace.len > 0) /* no order of earlier has one */
        compare_written(&c, "/rule_trace", own->rule_trace, &out,
                        kt_quote_write_rule_trace);
    return compare_lines(&c, tx, row->order_id, quote, err);
}
