/* Lines of a quote; see scripts/api/line.lua. view.data is the line, view.more
 * its item. */
#include "script/bind/classes.h"

static const struct kt_quote_line *
check_line(lua_State *L)
{
    return kt_check_data(L, 1, &kt_line_class);
}

static int
line_id(lua_State *L)
{
    char text[KT_ID_TEXT_MAX];
    const struct kt_quote_line *line = check_line(L);
    kt_push_str(L, line->in != NULL ? kt_id_format(line->in->id, "line", text)
                                    : KT_STR(""));
    return 1;
}

static int
line_is_reduced(lua_State *L)
{
    const struct kt_quote_line *line = check_line(L);
    bool is_reduced = line->unit_minor < line->list_minor ||
                      line->compare_at_minor > line->unit_minor;
    for (size_t i = 1; i < line->part_count; i++) {
        const struct kt_line_part *part = &line->parts[i];
        is_reduced |= part->unit_minor < part->list_minor ||
                      part->compare_at_minor > part->unit_minor;
    }
    lua_pushboolean(L, is_reduced);
    return 1;
}

static int
line_is_shipping(lua_State *L)
{
    lua_pushboolean(L, check_line(L) == &kt_run_of(L)->fee_line);
    return 1;
}

/* line:has_tag(tag) -> boolean */
static int
line_has_tag(lua_State *L)
{
    return kt_item_has_tag(L, check_line(L)->item);
}

/* line:is_in(category) -> boolean */
static int
line_is_in(lua_State *L)
{
    return kt_item_is_in(L, check_line(L)->item);
}

/* line:attribute(code) -> text or nil */
static int
line_attribute(lua_State *L)
{
    return kt_item_attribute(L, check_line(L)->item);
}

static const struct cJSON *
find_metadata(struct kt_run *run, const struct kt_quote_line *line,
              struct kt_str name)
{
    struct kt_error err;
    const struct cJSON *object = NULL;
    if (line->in == NULL || line->in->metadata.len == 0)
        return NULL;
    kt_error_init(&err, run->arena);
    if (kt_json_parse(run->arena, line->in->metadata, &object, &err) != KT_OK)
        return NULL;
    return kt_json_find(object, name);
}

/* line:metadata(name) -> text, integer, boolean or nil */
static int
line_metadata(lua_State *L)
{
    const struct kt_quote_line *line = check_line(L);
    struct kt_str name = kt_check_text(L, 2);
    struct kt_run *run = kt_run_of(L);
    kt_charge(L, 20 + (line->in != NULL ? line->in->metadata.len / 8 : 0));
    kt_shield_begin(L);
    const struct cJSON *node = find_metadata(run, line, name);
    kt_shield_end(L);
    if (node == NULL)
        lua_pushnil(L);
    else
        kt_push_node(L, node);
    return 1;
}

void
kt_push_line(lua_State *L, const struct kt_quote_line *line)
{
    kt_push_view(L, &kt_line_class, line, line->item);
}

static void
push_line_at(lua_State *L, const struct kt_list_view *list, size_t index)
{
    kt_push_line(L, &((const struct kt_quote_line *)list->data)[index]);
}

static void
push_picked_line(lua_State *L, const struct kt_list_view *list, size_t index)
{
    kt_push_line(L, ((const struct kt_quote_line *const *)list->data)[index]);
}

void
kt_push_lines(lua_State *L, const struct kt_quote *quote, bool needs_shipping)
{
    kt_charge(L, 1 + quote->line_count / 4);
    if (!needs_shipping) {
        kt_push_list(L, &(struct kt_list_view){ .count = quote->line_count,
                                                .data = quote->lines,
                                                .push = push_line_at });
        return;
    }
    struct kt_run *run = kt_run_of(L);
    size_t count = 0;
    kt_shield_begin(L);
    const struct kt_quote_line **picked =
        KT_NEW_ARRAY(run->arena, const struct kt_quote_line *,
                     quote->line_count);
    kt_shield_end(L);
    for (size_t i = 0; i < quote->line_count; i++) {
        if (quote->lines[i].item->requires_shipping)
            picked[count++] = &quote->lines[i];
    }
    kt_push_list(L, &(struct kt_list_view){ .count = count,
                                            .data = picked,
                                            .push = push_picked_line });
}

static const struct kt_row rows[] = {
    KT_INTEGER("amount", struct kt_quote_line, amount_minor),
    KT_FUNCTION("attribute", line_attribute),
    KT_FUNCTION("has_tag", line_has_tag),
    KT_MORE(INTEGER, "height_mm", struct kt_item, height_mm),
    KT_PUSH("id", line_id),
    KT_MORE(BOOL, "is_discountable", struct kt_item, is_discountable),
    KT_BOOL("is_gift", struct kt_quote_line, is_gift),
    KT_MORE(BOOL, "is_gift_card", struct kt_item, is_gift_card),
    KT_FUNCTION("is_in", line_is_in),
    KT_PUSH("is_reduced", line_is_reduced),
    KT_PUSH("is_shipping", line_is_shipping),
    KT_MORE(INTEGER, "length_mm", struct kt_item, length_mm),
    KT_INTEGER("list_price", struct kt_quote_line, list_minor),
    KT_FUNCTION("metadata", line_metadata),
    KT_MORE(TEXT, "product", struct kt_item, product),
    KT_INTEGER("quantity", struct kt_quote_line, quantity),
    KT_MORE(BOOL, "requires_shipping", struct kt_item, requires_shipping),
    KT_MORE(TEXT, "sku", struct kt_item, sku),
    KT_INTEGER("subtotal", struct kt_quote_line, subtotal_minor),
    KT_MORE(TEXT, "tax_class", struct kt_item, tax_class),
    KT_MORE(TEXT, "title", struct kt_item, title),
    KT_INTEGER("unit_price", struct kt_quote_line, unit_minor),
    KT_MORE(TEXT, "variant_title", struct kt_item, variant_title),
    KT_MORE(TEXT, "vendor", struct kt_item, vendor),
    KT_MORE(INTEGER, "weight_g", struct kt_item, weight_g),
    KT_MORE(INTEGER, "width_mm", struct kt_item, width_mm),
};

const struct kt_class kt_line_class = { KT_CLASS("line", "line", rows,
                                                 "field") };
