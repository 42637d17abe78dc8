/* Laws over several quotes of one cart: each of them holds for every cart. */

#include <stdlib.h>

#include "base/assert.h"
#include "trial/cart_file.h"
#include "domain/pricing/quote_out.h"

struct trial {
    const struct kt_cart_file *file;
    struct kt_registry *registry;
    struct kt_arena *arena;
    struct kt_str result; /* of the cart as it stands */
};

static struct kt_str
price(const struct trial *trial, const struct kt_quote_input *in)
{
    return kt_cart_file_price(trial->file, in, trial->registry, trial->arena);
}

static struct kt_quote *
compute(const struct trial *trial, const struct kt_quote_input *in)
{
    struct kt_rules rules = kt_registry_rules(trial->registry);
    struct kt_quote *quote = NULL;
    struct kt_error err;
    kt_error_init(&err, trial->arena);
    if (kt_quote_compute(in, &rules, trial->arena, &quote, &err) != KT_OK)
        return NULL;
    return quote;
}

/* The whole quote as the API tells it, with its trace. */
static struct kt_str
tell(const struct trial *trial, const struct kt_quote_input *in)
{
    struct kt_quote *quote = compute(trial, in);
    struct kt_quote_out out;
    struct kt_buf buf;
    struct kt_json json;

    kt_buf_init(&buf, trial->arena, 4096);
    kt_json_init(&json, &buf);
    if (quote == NULL)
        return KT_STR("no price");
    kt_quote_tell(quote, true, trial->arena, &out);
    kt_shape_write(&kt_quote_out_shape, &out, &json);
    return kt_buf_view(&buf);
}

static struct kt_str
freeze(const struct trial *trial, const struct kt_quote_input *in)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, trial->arena, 4096);
    kt_json_init(&json, &buf);
    kt_quote_input_write(in, &json);
    return kt_buf_view(&buf);
}

static bool
twice_is_the_same(const struct trial *trial)
{
    return kt_str_eq(tell(trial, &trial->file->in),
                     tell(trial, &trial->file->in));
}

static bool
frozen_is_the_same(const struct trial *trial)
{
    struct kt_str text = freeze(trial, &trial->file->in);
    struct kt_quote_input *thawed;
    struct kt_error err;
    kt_error_init(&err, trial->arena);
    return kt_quote_input_read(text, trial->arena, &thawed, &err) == KT_OK &&
           kt_str_eq(freeze(trial, thawed), text) &&
           kt_str_eq(tell(trial, thawed), tell(trial, &trial->file->in));
}

static int
by_text(const void *left, const void *right)
{
    return kt_str_cmp(*(const struct kt_str *)left,
                      *(const struct kt_str *)right);
}

/* The lines of a result, sorted. */
static struct kt_str *
sort_lines(const struct trial *trial, struct kt_str text, size_t *count)
{
    struct kt_str *lines =
        KT_NEW_ARRAY(trial->arena, struct kt_str, text.len + 1);
    *count = 0;
    while (text.len > 0) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end ? (size_t)(end - text.ptr) + 1 : text.len;
        lines[(*count)++] = (struct kt_str){ text.ptr, len };
        text = (struct kt_str){ text.ptr + len, text.len - len };
    }
    if (*count > 0)
        qsort(lines, *count, sizeof *lines, by_text);
    return lines;
}

static bool
has_same_lines(const struct trial *trial, struct kt_str a, struct kt_str b)
{
    size_t a_count, b_count;
    struct kt_str *a_lines = sort_lines(trial, a, &a_count);
    struct kt_str *b_lines = sort_lines(trial, b, &b_count);
    bool is_same = a_count == b_count;
    for (size_t i = 0; is_same && i < a_count; i++)
        is_same = kt_str_eq(a_lines[i], b_lines[i]);
    return is_same;
}

/* Turned round, and each line once in front: every figure of every line stays
 * as it was. */
static bool
order_changes_nothing(const struct trial *trial)
{
    struct kt_quote_input turned = trial->file->in;
    struct kt_cart_line lines[KT_CART_FILE_LINES_MAX];
    size_t count = turned.line_count;

    if (memmem(trial->file->about.ptr, trial->file->about.len, "(ties)", 6))
        return true;
    turned.lines = lines;
    for (size_t i = 0; i < count; i++)
        lines[i] = trial->file->lines[count - 1 - i];
    if (!has_same_lines(trial, price(trial, &turned), trial->result))
        return false;
    for (size_t first = 1; first < count; first++) {
        for (size_t i = 0; i < count; i++)
            lines[i] = trial->file->lines[(first + i) % count];
        if (!has_same_lines(trial, price(trial, &turned), trial->result))
            return false;
    }
    return true;
}

/* Without the row, and with the row switched off: the same cart. */
static bool
removing_restores(const struct trial *trial)
{
    const struct kt_quote_input *in = &trial->file->in;
    struct kt_promotion off[KT_CART_FILE_PROMOTIONS_MAX];
    struct kt_promotion without[KT_CART_FILE_PROMOTIONS_MAX];

    for (size_t gone = 0; gone < in->promotion_count; gone++) {
        struct kt_quote_input switched = *in, removed = *in;
        memcpy(off, in->promotions, in->promotion_count * sizeof *off);
        off[gone].is_active = false;
        switched.promotions = off;
        removed.promotions = without;
        removed.promotion_count = 0;
        for (size_t i = 0; i < in->promotion_count; i++)
            if (i != gone)
                without[removed.promotion_count++] = in->promotions[i];
        if (!kt_str_eq(price(trial, &switched), price(trial, &removed)))
            return false;
    }
    return true;
}

static bool
is_free(const struct kt_quote_line *line)
{
    return line->item->is_gift_card || line->item->min_price_minor > 0 ||
           (line->amount_minor == 0 && line->tax_minor == 0 &&
            line->gross_minor == 0);
}

/* An order promotion of 100 % after all others that may stand beside it. */
static bool
all_off_is_zero(const struct trial *trial)
{
    struct kt_quote_input in = trial->file->in;
    struct kt_promotion rows[KT_CART_FILE_PROMOTIONS_MAX + 1];
    size_t count = 0;

    for (size_t i = 0; i < in.promotion_count; i++)
        if (!in.promotions[i].is_exclusive)
            rows[count++] = in.promotions[i];
    rows[count++] = (struct kt_promotion){
        .id = { { 0xff } },
        .rule = KT_STR("order_percent_off"),
        .params = KT_STR("{\"percent\":\"100\"}"),
        .stage = KT_STAGE_ORDER,
        .is_active = true,
        .priority = -1000,
        .uses_by_buyer = -1,
    };
    in.promotions = rows;
    in.promotion_count = count;
    struct kt_quote *quote = compute(trial, &in);
    for (size_t i = 0; quote != NULL && i < quote->line_count; i++)
        if (!is_free(&quote->lines[i]))
            return false;
    return quote != NULL;
}

static bool
has_bands(const struct kt_item *item)
{
    for (size_t i = 0; i < item->price_count; i++) {
        if (item->prices[i].quantity_min > 1 ||
            item->prices[i].quantity_max > 0)
            return true;
    }
    return false;
}

/* One more unit never makes the cart cheaper before its promotions, unless it
 * lies in a band where all units cost less. */
static bool
a_unit_more_costs_no_less(const struct trial *trial)
{
    struct kt_quote_input in = trial->file->in;
    struct kt_cart_line lines[KT_CART_FILE_LINES_MAX];

    for (size_t i = 0; i < in.line_count; i++) {
        if (has_bands(in.lines[i].item))
            return true;
    }
    in.promotion_count = 0;
    in.price_rule_count = 0;
    const struct kt_quote *before = compute(trial, &in);
    in.lines = lines;
    for (size_t i = 0; before != NULL && i < in.line_count; i++) {
        memcpy(lines, trial->file->lines, in.line_count * sizeof *lines);
        lines[i].quantity++;
        const struct kt_quote *after = compute(trial, &in);
        if (after == NULL ||
            after->totals.subtotal_minor < before->totals.subtotal_minor)
            return false;
    }
    return before != NULL;
}

static const struct {
    const char *name;
    bool (*holds)(const struct trial *trial);
} laws[] = {
    { "the same cart gives the same bytes twice", twice_is_the_same },
    { "a frozen input gives the same bytes again", frozen_is_the_same },
    { "the order of lines changes no figure", order_changes_nothing },
    { "removing a promotion restores the cart", removing_restores },
    { "100 % off gives zero", all_off_is_zero },
    { "a unit more costs no less", a_unit_more_costs_no_less },
};

const char *
kt_cart_file_broken_law(const struct kt_cart_file *file,
                        struct kt_registry *registry, struct kt_arena *arena)
{
    struct trial trial = { file, registry, arena, { 0 } };
    trial.result = price(&trial, &file->in);
    if (kt_str_starts(trial.result, KT_STR("= error")))
        return NULL;
    for (size_t i = 0; i < KT_COUNT(laws); i++) {
        if (!laws[i].holds(&trial))
            return laws[i].name;
    }
    return NULL;
}
