/* The whole input of a quote as JSON and back. Equal inputs give equal bytes,
 * and what was read is written as it was read. */

#include "domain/pricing/quote_input.h"

/* ---- writing ---- */

static struct kt_list
list_of(const void *items, size_t count)
{
    return (struct kt_list){ (void *)(uintptr_t)items, count };
}

static struct kt_frozen_item
freeze_item(const struct kt_item *item)
{
    return (struct kt_frozen_item){
        .item = *item,
        .categories = list_of(item->categories, item->category_count),
        .tags = list_of(item->tags, item->tag_count),
        .attributes = list_of(item->attributes, item->attribute_count),
        .prices = list_of(item->prices, item->price_count),
    };
}

static struct kt_list
freeze_lines(const struct kt_quote_input *in, struct kt_arena *arena)
{
    struct kt_frozen_line *lines =
        KT_NEW_ARRAY(arena, struct kt_frozen_line, in->line_count);
    for (size_t i = 0; i < in->line_count; i++)
        lines[i] = (struct kt_frozen_line){
            .line = in->lines[i],
            .item = freeze_item(in->lines[i].item),
        };
    return list_of(lines, in->line_count);
}

static struct kt_list
freeze_gifts(const struct kt_quote_input *in, struct kt_arena *arena)
{
    struct kt_frozen_item *items =
        KT_NEW_ARRAY(arena, struct kt_frozen_item, in->gift_item_count);
    for (size_t i = 0; i < in->gift_item_count; i++)
        items[i] = freeze_item(in->gift_items[i]);
    return list_of(items, in->gift_item_count);
}

struct kt_frozen_input
kt_quote_freeze(const struct kt_quote_input *in, struct kt_arena *arena)
{
    return (struct kt_frozen_input){
        .in = *in,
        .currency = kt_str_of(in->settings.currency->code),
        .buyer_groups = list_of(in->buyer.groups, in->buyer.group_count),
        .lines = freeze_lines(in, arena),
        .gift_items = freeze_gifts(in, arena),
        .promotions = list_of(in->promotions, in->promotion_count),
        .coupons = list_of(in->coupons, in->coupon_count),
        .price_rules = list_of(in->price_rules, in->price_rule_count),
        .tax_rates = list_of(in->tax_rates, in->tax_rate_count),
        .home_rates = list_of(in->home_rates, in->home_rate_count),
        .shipping_methods =
            list_of(in->shipping_methods, in->shipping_method_count),
        .methods_elsewhere =
            list_of(in->methods_elsewhere, in->method_elsewhere_count),
        .tenders = list_of(in->tenders, in->tender_count),
    };
}

void
kt_quote_input_write(const struct kt_quote_input *in, struct kt_json *json)
{
    struct kt_frozen_input frozen = kt_quote_freeze(in, json->buf->arena);
    kt_shape_write(&kt_frozen_input_shape, &frozen, json);
}

/* ---- reading ---- */

static const struct kt_item *
thaw_item(struct kt_frozen_item *frozen)
{
    struct kt_item *item = &frozen->item;
    item->categories = frozen->categories.items;
    item->category_count = frozen->categories.count;
    item->tags = frozen->tags.items;
    item->tag_count = frozen->tags.count;
    item->attributes = frozen->attributes.items;
    item->attribute_count = frozen->attributes.count;
    item->prices = frozen->prices.items;
    item->price_count = frozen->prices.count;
    return item;
}

static void
thaw_lines(struct kt_frozen_input *frozen, struct kt_arena *arena)
{
    struct kt_frozen_line *from = frozen->lines.items;
    size_t count = frozen->lines.count;
    struct kt_cart_line *lines =
        KT_NEW_ARRAY(arena, struct kt_cart_line, count);
    for (size_t i = 0; i < count; i++) {
        lines[i] = from[i].line;
        lines[i].item = thaw_item(&from[i].item);
    }
    frozen->in.lines = lines;
    frozen->in.line_count = count;
}

static void
thaw_gifts(struct kt_frozen_input *frozen, struct kt_arena *arena)
{
    struct kt_frozen_item *from = frozen->gift_items.items;
    size_t count = frozen->gift_items.count;
    const struct kt_item **items =
        KT_NEW_ARRAY(arena, const struct kt_item *, count);
    for (size_t i = 0; i < count; i++)
        items[i] = thaw_item(&from[i]);
    frozen->in.gift_items = items;
    frozen->in.gift_item_count = count;
}

static void
thaw_lists(struct kt_frozen_input *frozen)
{
    struct kt_quote_input *in = &frozen->in;
    in->buyer.groups = frozen->buyer_groups.items;
    in->buyer.group_count = frozen->buyer_groups.count;
    in->promotions = frozen->promotions.items;
    in->promotion_count = frozen->promotions.count;
    in->coupons = frozen->coupons.items;
    in->coupon_count = frozen->coupons.count;
    in->price_rules = frozen->price_rules.items;
    in->price_rule_count = frozen->price_rules.count;
    in->tax_rates = frozen->tax_rates.items;
    in->tax_rate_count = frozen->tax_rates.count;
    in->home_rates = frozen->home_rates.items;
    in->home_rate_count = frozen->home_rates.count;
    in->shipping_methods = frozen->shipping_methods.items;
    in->shipping_method_count = frozen->shipping_methods.count;
    in->methods_elsewhere = frozen->methods_elsewhere.items;
    in->method_elsewhere_count = frozen->methods_elsewhere.count;
    in->tenders = frozen->tenders.items;
    in->tender_count = frozen->tenders.count;
}

enum kt_status
kt_quote_thaw(struct kt_frozen_input *frozen, struct kt_arena *arena,
              struct kt_error *err)
{
    frozen->in.settings.currency = kt_currency_find(frozen->currency);
    if (frozen->in.settings.currency == NULL) {
        kt_fail_invalid_body(err);
        kt_error_add(err, KT_STR("/currency"), "not_an_option",
                     "must be a currency of ISO 4217");
        return err->status;
    }
    thaw_lines(frozen, arena);
    thaw_gifts(frozen, arena);
    thaw_lists(frozen);
    return KT_OK;
}

enum kt_status
kt_quote_input_read(struct kt_str text, struct kt_arena *arena,
                    struct kt_quote_input **in, struct kt_error *err)
{
    struct kt_frozen_input *frozen = KT_NEW(arena, struct kt_frozen_input);
    KT_TRY(kt_shape_read(&kt_frozen_input_shape, text, frozen, arena, err));
    *in = &frozen->in;
    return kt_quote_thaw(frozen, arena, err);
}
