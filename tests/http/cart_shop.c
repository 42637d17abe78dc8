#include "cart_shop.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/shape.h"
#include "domain/catalog/category.h"
#include "domain/catalog/channel_record.h"
#include "domain/catalog/price_list.h"
#include "domain/catalog/product.h"
#include "domain/pricing/coupon_record.h"
#include "domain/pricing/promotion_record.h"
#include "service/shop_rule.h"

bool
cart_shop_can(const struct kt_cart_file *file)
{
    const struct kt_buyer *buyer = &file->in.buyer;
    for (size_t i = 0; i < file->in.promotion_count; i++) {
        if (file->promotions[i].uses > 0 || file->promotions[i].spent_minor > 0)
            return false;
    }
    return file->in.tender_count == 0 && buyer->order_count < 0 &&
           buyer->vat_id.len == 0 && buyer->birthday.len == 0 &&
           buyer->points == 0;
}

/* ---- the shop ---- */

struct writer {
    const struct kt_cart_file *file;
    struct kt_arena *arena;
    struct kt_buf lines;
};

/* A record with its kind in front. */
static void
put(struct writer *w, const char *kind, const struct kt_shape *shape,
    const void *record)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, w->arena, 1024);
    kt_json_init(&json, &buf);
    kt_shape_write(shape, record, &json);
    struct kt_str text = kt_buf_view(&buf);
    kt_buf_format(&w->lines, "{\"kind\":\"%s\",%.*s\n", kind, (int)text.len - 1,
                  text.ptr + 1);
}

static struct kt_list
one(struct writer *w, struct kt_str text)
{
    struct kt_str *items = KT_NEW(w->arena, struct kt_str);
    *items = text;
    return (struct kt_list){ items, 1 };
}

static struct kt_list
named(struct writer *w, struct kt_str title)
{
    struct kt_pair *pair = KT_NEW(w->arena, struct kt_pair);
    *pair = (struct kt_pair){ KT_STR("en"), title };
    return (struct kt_list){ pair, 1 };
}

static void
put_channel(struct writer *w)
{
    const struct kt_pricing_settings *settings = &w->file->in.settings;
    struct kt_channel_record record = {
        .channel = { .code = settings->channel,
                     .name = settings->channel,
                     .is_active = true,
                     .currencies = one(w, kt_str_of(settings->currency->code)),
                     .locales = one(w, settings->locale),
                     .tax_mode = settings->tax_mode,
                     .tax_level = settings->tax_level,
                     .price_rounding = settings->price_rounding,
                     .tax_rounding = settings->tax_rounding,
                     .home_country = settings->home_country,
                     .time_zone = w->file->time_zone,
                     .weighted_shipping_tax = settings->weighted_shipping_tax,
                     .price_keeps = settings->price_keeps }
    };
    put(w, "channel", &kt_channel_record_shape, &record);
}

/* The items of the file, gifts behind the lines. */
static size_t
item_count(const struct kt_cart_file *file)
{
    return file->in.line_count + file->in.gift_item_count;
}

static bool
is_first_category(const struct kt_cart_file *file, size_t item, size_t at)
{
    struct kt_str slug = file->items[item].categories[at];
    for (size_t i = 0; i <= item; i++) {
        size_t count = i == item ? at : file->items[i].category_count;
        for (size_t j = 0; j < count; j++) {
            if (kt_str_eq(file->items[i].categories[j], slug))
                return false;
        }
    }
    return true;
}

static void
put_categories(struct writer *w)
{
    for (size_t i = 0; i < item_count(w->file); i++) {
        const struct kt_item *item = &w->file->items[i];
        for (size_t j = 0; j < item->category_count; j++) {
            struct kt_category category = {
                .slug = item->categories[j],
                .names = named(w, item->categories[j]),
                .is_active = true,
            };
            if (is_first_category(w->file, i, j))
                put(w, "category", &kt_category_shape, &category);
        }
    }
}

/* ---- products ---- */

static void
put_price_list(struct writer *w, const struct kt_price *price)
{
    struct kt_price_list list = { .code = price->list,
                                  .name = price->list,
                                  .is_active = true,
                                  .pool = (int)price->pool,
                                  .bands = (int)price->bands };
    if (price->list.len > 0)
        put(w, "price_list", &kt_price_list_shape, &list);
}

/* One that is named again is written again, the same. */
static void
put_price_lists(struct writer *w)
{
    for (size_t i = 0; i < item_count(w->file); i++) {
        const struct kt_item *item = &w->file->items[i];
        for (size_t j = 0; j < item->price_count; j++)
            put_price_list(w, &item->prices[j]);
    }
}

static struct kt_list
prices_of(struct writer *w, const struct kt_item *item)
{
    struct kt_product_price *prices =
        KT_NEW_ARRAY(w->arena, struct kt_product_price, item->price_count);
    for (size_t i = 0; i < item->price_count; i++) {
        const struct kt_price *price = &item->prices[i];
        prices[i] = (struct kt_product_price){
            .currency = kt_str_of(w->file->in.settings.currency->code),
            .amount = price->amount_minor,
            .compare_at = price->compare_at_minor,
            .min_amount = item->min_price_minor,
            .price_list = price->list,
            .customer_group = price->customer_group,
            .country = price->country,
            .quantity_min = price->quantity_min,
            .quantity_max = price->quantity_max,
            .starts_at = price->starts_ms,
            .ends_at = price->ends_ms,
        };
    }
    return (struct kt_list){ prices, item->price_count };
}

static void
fill_variant(struct writer *w, const struct kt_item *item,
             struct kt_variant *variant)
{
    *variant = (struct kt_variant){
        .sku = item->sku,
        .option_values = one(w, item->sku),
        .tax_class = item->tax_class,
        .weight_g = item->weight_g,
        .requires_shipping = item->requires_shipping,
        .is_discountable = item->is_discountable,
        .is_gift_card = item->is_gift_card,
        .is_active = true,
        .stock_policy = KT_STOCK_UNTRACKED,
        .prices = prices_of(w, item),
    };
}

/* The items of one product, each once; its first is item first. */
static void
put_product(struct writer *w, size_t first)
{
    const struct kt_item *items = w->file->items;
    const struct kt_item *head = &items[first];
    size_t count = item_count(w->file), found = 0;
    struct kt_variant *variants =
        KT_NEW_ARRAY(w->arena, struct kt_variant, count);
    struct kt_str *values = KT_NEW_ARRAY(w->arena, struct kt_str, count);
    for (size_t i = first; i < count; i++) {
        size_t at = 0;
        while (at < found && !kt_str_eq(values[at], items[i].sku))
            at++;
        if (at < found || !kt_str_eq(items[i].product, head->product))
            continue;
        values[found] = items[i].sku;
        fill_variant(w, &items[i], &variants[found++]);
    }
    struct kt_product_option option = { KT_STR("Kind"), { values, found } };
    struct kt_product product = {
        .slug = head->product,
        .tax_class = head->tax_class,
        .titles = named(w, head->title),
        .options = { &option, 1 },
        .categories = { (void *)(uintptr_t)head->categories,
                        head->category_count },
        .tags = { (void *)(uintptr_t)head->tags, head->tag_count },
        .variants = { variants, found },
    };
    put(w, "product", &kt_product_shape, &product);
}

static void
put_products(struct writer *w)
{
    for (size_t i = 0; i < item_count(w->file); i++) {
        size_t first = 0;
        while (!kt_str_eq(w->file->items[first].product,
                          w->file->items[i].product))
            first++;
        if (first == i)
            put_product(w, i);
    }
}

/* ---- rules ---- */

static void
put_zones(struct writer *w)
{
    const struct kt_cart_file *file = w->file;
    for (size_t i = 0; i < file->tax_zone_count; i++)
        put(w, "tax_zone", &kt_zone_shape, &file->tax_zones[i]);
    for (size_t i = 0; i < file->shipping_zone_count; i++)
        put(w, "shipping_zone", &kt_zone_shape, &file->shipping_zones[i]);
    for (size_t i = 0; i < file->rate_count; i++) {
        struct kt_tax_class class = { .code = file->rates[i].tax_class,
                                      .name = file->rates[i].tax_class };
        put(w, "tax_class", &kt_tax_class_shape, &class);
        put(w, "tax_rate", &kt_tax_rate_shape, &file->rates[i]);
    }
}

static void
put_rules(struct writer *w, enum kt_rule_kind kind,
          const struct kt_rule_use *uses, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct kt_shop_rule rule = {
            .code = uses[i].code,
            .title = uses[i].title,
            .rule = uses[i].rule,
            .params = uses[i].params,
            .position = (int64_t)i,
            .zones = uses[i].zones,
            .is_active = true,
        };
        if (kind == KT_RULE_SHIPPING)
            rule.tax_class = uses[i].tax_class;
        put(w, kt_rule_kind_names[kind], &kt_shop_rule_shape, &rule);
    }
}

static void
put_promotions(struct writer *w)
{
    for (size_t i = 0; i < w->file->in.promotion_count; i++) {
        struct kt_promotion_record record = { .promotion =
                                                  w->file->promotions[i],
                                              .group_mode = -1 };
        record.promotion.created_ms += 1;
        if (record.promotion.group.len > 0)
            record.group_mode = (int)record.promotion.group_mode;
        put(w, "promotion", &kt_promotion_record_shape, &record);
    }
    for (size_t i = 0; i < w->file->in.coupon_count; i++) {
        const struct kt_coupon *coupon = &w->file->coupons[i];
        struct kt_coupon_record record = {
            .promotion_id = coupon->promotion_id,
            .code = coupon->code,
            .is_active = true,
        };
        if (!kt_id_is_null(coupon->promotion_id))
            put(w, "coupon", &kt_coupon_record_shape, &record);
    }
}

struct kt_str
cart_shop_lines(const struct kt_cart_file *file, struct kt_arena *arena)
{
    struct writer w = { .file = file, .arena = arena };
    kt_buf_init(&w.lines, arena, 4096);
    put_channel(&w);
    put_categories(&w);
    put_price_lists(&w);
    put_products(&w);
    put_zones(&w);
    put_rules(&w, KT_RULE_PRICE, file->price_rules, file->in.price_rule_count);
    put_rules(&w, KT_RULE_TAX, file->in.tax_rule,
              file->in.tax_rule != NULL ? 1 : 0);
    put_rules(&w, KT_RULE_SHIPPING, file->methods, file->method_count);
    put_rules(&w, KT_RULE_CHECK, file->checks, file->check_count);
    put_promotions(&w);
    return kt_buf_view(&w.lines);
}

/* ---- the buyer ---- */

struct kt_str
cart_shop_body(const struct kt_cart_file *file, struct kt_arena *arena)
{
    const struct kt_quote_input *in = &file->in;
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 1024);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    kt_json_put_str(&json, "as_of", kt_time_format(arena, in->now_ms));
    kt_json_key(&json, KT_STR("lines"));
    kt_json_begin_array(&json);
    for (size_t i = 0; i < in->line_count; i++) {
        kt_json_begin_object(&json);
        kt_json_put_str(&json, "sku", in->lines[i].item->sku);
        kt_json_put_int(&json, "quantity", in->lines[i].quantity);
        kt_json_end_object(&json);
    }
    kt_json_end_array(&json);
    kt_json_key(&json, KT_STR("coupons"));
    kt_json_begin_array(&json);
    for (size_t i = 0; i < in->coupon_count; i++)
        kt_json_str(&json, in->coupons[i].code);
    kt_json_end_array(&json);
    if (file->group.len > 0)
        kt_json_put_raw(&json, "customer_groups",
                        kt_arena_format(arena, "[\"%.*s\"]",
                                        KT_STR_FMT(file->group)));
    if (in->shipping_option.len > 0)
        kt_json_put_str(&json, "shipping_option", in->shipping_option);
    if (in->shipping_address != NULL) {
        kt_json_key(&json, KT_STR("shipping_address"));
        kt_shape_write(&kt_address_shape, in->shipping_address, &json);
    }
    kt_json_end_object(&json);
    return kt_buf_view(&buf);
}
