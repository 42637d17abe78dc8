#include "trial/cart_file.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "trial/cart_key.h"
#include "trial/cart_price.h"
#include "trial/cart_zone.h"

struct parser {
    struct kt_cart_file *file;
    struct kt_registry *registry;
    struct kt_arena *arena;
    struct kt_error *err;
    int line;
    const struct kt_currency *currency;
    size_t gift_count;
};

static enum kt_status
refuse(struct parser *parser, const char *what, struct kt_str word)
{
    kt_fail_invalid_file(parser->err);
    return kt_error_explain(parser->err, "line %d: %s: %.*s", parser->line,
                            what, KT_STR_FMT(word));
}

static enum kt_status
refuse_near(struct parser *parser, const char *what, struct kt_str word,
            const char *nearest)
{
    struct kt_str text = kt_arena_format(parser->arena, "%s%s", what,
                                         kt_text_meant(nearest, parser->arena));
    return refuse(parser, text.ptr, word);
}

static enum kt_status
refuse_rule(struct parser *parser, enum kt_rule_kind kind, struct kt_str code)
{
    return refuse_near(parser, "there is no such rule", code,
                       kt_registry_nearest(parser->registry, kind, code));
}

static enum kt_status
set_key(struct parser *parser, const struct kt_cart_key *keys, size_t key_count,
        struct kt_str word, void *target)
{
    const char *fault = kt_cart_key_set(keys, key_count, word, parser->currency,
                                        parser->arena, target);
    return fault == NULL ? KT_OK : refuse(parser, fault, word);
}

#define KEY(name, KIND, member)                                                \
    {                                                                          \
        name, KIND, offsetof(struct kt_promotion, member), NULL                \
    }

static const struct kt_cart_key promotion_keys[] = {
    KEY("title", KT_CART_WORD, title),
    KEY("priority", KT_CART_NUMBER, priority),
    KEY("exclusive", KT_CART_FLAG, is_exclusive),
    KEY("group", KT_CART_WORD, group),
    { "mode", KT_CART_NAME, offsetof(struct kt_promotion, group_mode),
      kt_group_mode_names },
    { "basis", KT_CART_NAME, offsetof(struct kt_promotion, basis),
      kt_basis_names },
    { "on_error", KT_CART_NAME, offsetof(struct kt_promotion, on_error),
      kt_on_error_names },
    KEY("subtotal_min", KT_CART_MONEY, subtotal_min_minor),
    KEY("subtotal_max", KT_CART_MONEY, subtotal_max_minor),
    KEY("quantity_min", KT_CART_NUMBER, quantity_min),
    KEY("categories", KT_CART_WORDS, products.categories),
    KEY("skus", KT_CART_WORDS, products.skus),
    KEY("contains", KT_CART_FLAG, must_contain),
    KEY("groups", KT_CART_WORDS, customer_groups),
    KEY("countries", KT_CART_WORDS, countries),
    KEY("channels", KT_CART_WORDS, channels),
    KEY("starts", KT_CART_TIME, starts_ms),
    KEY("ends", KT_CART_TIME, ends_ms),
    KEY("cap", KT_CART_MONEY, cap_minor),
    KEY("budget", KT_CART_MONEY, budget_minor),
    KEY("spent", KT_CART_MONEY, spent_minor),
    KEY("uses_max", KT_CART_NUMBER, uses_max),
    KEY("uses", KT_CART_NUMBER, uses),
    KEY("order_min", KT_CART_NUMBER, order_number_min),
    KEY("order_max", KT_CART_NUMBER, order_number_max),
    KEY("skips_reduced", KT_CART_FLAG, skips_reduced),
    KEY("no_reduced_lines", KT_CART_FLAG, no_reduced_lines),
};

static struct kt_id
numbered_id(size_t number)
{
    struct kt_id id = { { 0 } };
    id.bytes[15] = (uint8_t)(number + 1);
    return id;
}

static enum kt_status
add_coupon(struct parser *parser, const struct kt_promotion *promotion,
           struct kt_str code)
{
    struct kt_quote_input *in = &parser->file->in;
    if (in->coupon_count == KT_CART_FILE_COUPONS_MAX)
        return refuse(parser, "too many coupons", code);
    parser->file->coupons[in->coupon_count] = (struct kt_coupon){
        .code = code,
        .coupon_id = promotion ? promotion->id : (struct kt_id){ { 0 } },
        .promotion_id = promotion ? promotion->id : (struct kt_id){ { 0 } },
        .is_active = true,
        .uses_by_buyer = -1,
    };
    in->coupon_count++;
    return KT_OK;
}

/* promotion RULE {params} key=value…; coupon=CODE is the code that switches it
 * on, "coupon CODE" lines enter codes. */
static enum kt_status
read_promotion(struct parser *parser, struct kt_str rest)
{
    struct kt_cart_file *file = parser->file;
    if (file->in.promotion_count == KT_CART_FILE_PROMOTIONS_MAX)
        return refuse(parser, "too many promotions", rest);
    size_t index = file->in.promotion_count++;
    struct kt_promotion *promotion = &file->promotions[index];
    *promotion = (struct kt_promotion){
        .id = numbered_id(index),
        .rule = kt_cart_word_take(&rest),
        .params = KT_STR("{}"),
        .is_active = true,
        .created_ms = (int64_t)index,
        .uses_by_buyer = -1,
    };
    const struct kt_rule_info *info =
        kt_registry_find(parser->registry, KT_RULE_PROMOTION, promotion->rule);
    if (info == NULL)
        return refuse_rule(parser, KT_RULE_PROMOTION, promotion->rule);
    promotion->stage = info->stage;
    if (rest.len > 0 && rest.ptr[0] == '{')
        promotion->params = kt_cart_word_take(&rest);
    while (rest.len > 0) {
        struct kt_str word = kt_cart_word_take(&rest);
        if (kt_str_starts(word, KT_STR("coupon="))) {
            promotion->needs_coupon = true;
            KT_TRY(add_coupon(parser, promotion,
                              (struct kt_str){ word.ptr + 7, word.len - 7 }));
        } else {
            KT_TRY(set_key(parser, promotion_keys, KT_COUNT(promotion_keys),
                           word, promotion));
        }
    }
    return kt_rule_check_params(info, promotion->params, KT_STR(""),
                                parser->arena, &promotion->params, parser->err);
}

struct rule_slot {
    const char *word;
    enum kt_rule_kind kind;
    size_t use_offset;   /* of the array or the single use */
    size_t count_offset; /* SIZE_MAX: a single one */
};

static const struct rule_slot rule_slots[] = {
    { "price", KT_RULE_PRICE, offsetof(struct kt_cart_file, price_rules),
      offsetof(struct kt_cart_file, in.price_rule_count) },
    { "tax", KT_RULE_TAX, offsetof(struct kt_cart_file, tax_rule), SIZE_MAX },
    { "shipping", KT_RULE_SHIPPING, offsetof(struct kt_cart_file, methods),
      offsetof(struct kt_cart_file, in.shipping_method_count) },
    { "check", KT_RULE_CHECK, offsetof(struct kt_cart_file, checks),
      offsetof(struct kt_cart_file, check_count) },
};

/* rule KIND RULE {params} [CODE [zones=ZONE,…]] */
static enum kt_status
read_rule(struct parser *parser, struct kt_str rest)
{
    struct kt_str kind = kt_cart_word_take(&rest);
    const struct rule_slot *slot = NULL;
    for (size_t i = 0; i < KT_COUNT(rule_slots); i++) {
        if (kt_str_eq(kt_str_of(rule_slots[i].word), kind))
            slot = &rule_slots[i];
    }
    if (slot == NULL)
        return refuse(parser, "rule is price, tax, shipping or check", kind);

    struct kt_rule_use *use =
        (struct kt_rule_use *)((char *)parser->file + slot->use_offset);
    if (slot->count_offset != SIZE_MAX) {
        size_t *count = (size_t *)((char *)parser->file + slot->count_offset);
        if (*count == KT_CART_FILE_RULES_MAX)
            return refuse(parser, "too many rules", rest);
        use += (*count)++;
    }

    struct kt_str rule = kt_cart_word_take(&rest);
    *use = (struct kt_rule_use){ .code = rule,
                                 .rule = rule,
                                 .params = KT_STR("{}"),
                                 .tax_class = KT_STR("standard") };
    const struct kt_rule_info *info =
        kt_registry_find(parser->registry, slot->kind, rule);
    if (info == NULL)
        return refuse_rule(parser, slot->kind, rule);
    if (rest.len > 0 && rest.ptr[0] == '{')
        use->params = kt_cart_word_take(&rest);
    if (rest.len > 0)
        use->code = kt_cart_word_take(&rest);
    if (kt_str_starts(rest, KT_STR("zones=")))
        use->zones =
            kt_cart_list_split((struct kt_str){ rest.ptr + 6, rest.len - 6 },
                               parser->arena);
    use->title = use->code;
    return kt_rule_check_params(info, use->params, KT_STR(""), parser->arena,
                                &use->params, parser->err);
}

/* What stands behind a line's price. */
struct item_words {
    struct kt_list categories, tags;
    struct kt_str product, tax_class, kind;
    int64_t was_minor, floor_minor, weight_g;
};

#define ITEM(name, KIND, member)                                               \
    {                                                                          \
        name, KIND, offsetof(struct item_words, member), NULL                  \
    }

static const struct kt_cart_key item_keys[] = {
    ITEM("categories", KT_CART_WORDS, categories),
    ITEM("tags", KT_CART_WORDS, tags),
    ITEM("product", KT_CART_WORD, product),
    ITEM("class", KT_CART_WORD, tax_class),
    ITEM("kind", KT_CART_WORD, kind),
    ITEM("was", KT_CART_MONEY, was_minor),
    ITEM("floor", KT_CART_MONEY, floor_minor),
    ITEM("weight", KT_CART_NUMBER, weight_g),
};

static void
set_item(const struct item_words *words, struct kt_item *item,
         struct kt_price *price)
{
    item->categories = words->categories.items;
    item->category_count = words->categories.count;
    item->tags = words->tags.items;
    item->tag_count = words->tags.count;
    item->product = words->product;
    item->tax_class = words->tax_class;
    item->weight_g = words->weight_g;
    item->min_price_minor = words->floor_minor;
    item->is_gift_card = kt_str_eq(words->kind, KT_STR("gift_card"));
    item->requires_shipping =
        !item->is_gift_card && !kt_str_eq(words->kind, KT_STR("digital"));
    price->compare_at_minor = words->was_minor;
}

/* SKU QUANTITY x PRICE key=value…; "gift SKU - x PRICE" names what gift
 * promotions may give. */
static enum kt_status
read_item(struct parser *parser, struct kt_str rest, bool is_gift)
{
    struct kt_cart_file *file = parser->file;
    size_t index = file->in.line_count + parser->gift_count;
    if (index == KT_CART_FILE_LINES_MAX)
        return refuse(parser, "too many lines", rest);
    struct kt_item *item = &file->items[index];
    struct kt_price *price = KT_NEW(parser->arena, struct kt_price);
    int64_t quantity = 0;

    struct kt_str sku = kt_cart_word_take(&rest);
    struct kt_str count = kt_cart_word_take(&rest);
    struct kt_str cross = kt_cart_word_take(&rest);
    struct kt_str amount = kt_cart_word_take(&rest);
    *item = (struct kt_item){ .variant_id = numbered_id(index),
                              .product_id = numbered_id(index),
                              .sku = sku,
                              .title = sku,
                              .is_discountable = true,
                              .prices = price,
                              .price_count = 1 };
    if (!kt_str_eq(cross, KT_STR("x")) ||
        !kt_money_parse(amount, parser->currency, &price->amount_minor) ||
        (!is_gift && (!kt_int_parse(count, &quantity) || quantity < 1)))
        return refuse(parser, "want SKU QUANTITY x PRICE", sku);
    struct item_words words = { .product = sku,
                                .tax_class = KT_STR("standard") };
    while (rest.len > 0)
        KT_TRY(set_key(parser, item_keys, KT_COUNT(item_keys),
                       kt_cart_word_take(&rest), &words));
    set_item(&words, item, price);
    kt_cart_item_share(file, index);

    if (is_gift) {
        file->gifts[parser->gift_count++] = item;
        file->in.gift_item_count = parser->gift_count;
        return KT_OK;
    }
    file->lines[file->in.line_count] =
        (struct kt_cart_line){ .id = numbered_id(file->in.line_count),
                               .item = item,
                               .quantity = quantity,
                               .manual_price_minor = -1 };
    file->in.line_count++;
    return KT_OK;
}

static enum kt_status
read_currency(struct parser *parser, struct kt_str rest)
{
    parser->currency = kt_currency_find(rest);
    parser->file->in.settings.currency = parser->currency;
    return parser->currency != NULL ? KT_OK
                                    : refuse(parser, "no currency", rest);
}

/* prices included|excluded|none [line|unit|order] [half_up|…] */
static enum kt_status
read_prices(struct parser *parser, struct kt_str rest)
{
    struct kt_pricing_settings *settings = &parser->file->in.settings;
    while (rest.len > 0) {
        struct kt_str word = kt_cart_word_take(&rest);
        int mode = kt_cart_name_find(kt_tax_mode_names, word);
        int level = kt_cart_name_find(kt_tax_level_names, word);
        int rounding = kt_cart_name_find(kt_rounding_names, word);
        if (mode >= 0)
            settings->tax_mode = (enum kt_tax_mode)mode;
        else if (level >= 0)
            settings->tax_level = (enum kt_tax_level)level;
        else if (rounding >= 0)
            settings->tax_rounding = (enum kt_rounding)rounding;
        else
            return refuse(parser, "no tax mode, level or rounding", word);
    }
    return KT_OK;
}

/* rounding half_up|half_even|half_down: of prices and discounts */
static enum kt_status
read_rounding(struct parser *parser, struct kt_str rest)
{
    int mode = kt_cart_name_find(kt_rounding_names, rest);
    if (mode < 0)
        return refuse(parser, "no rounding", rest);
    parser->file->in.settings.price_rounding = (enum kt_rounding)mode;
    return KT_OK;
}

/* fee_tax weighted: by the goods' rates instead of the method's class */
static enum kt_status
read_fee_tax(struct parser *parser, struct kt_str rest)
{
    if (!kt_str_eq(rest, KT_STR("weighted")))
        return refuse(parser, "want weighted", rest);
    parser->file->in.settings.weighted_shipping_tax = true;
    return KT_OK;
}

/* time_zone Europe/Berlin: the clocks of the channel */
static enum kt_status
read_time_zone(struct parser *parser, struct kt_str rest)
{
    parser->file->time_zone = rest;
    return kt_time_zone_is_known(rest) ? KT_OK
                                       : refuse(parser, "no time zone", rest);
}

/* keep gross|net: of prices with tax where another rate holds */
static enum kt_status
read_keep(struct parser *parser, struct kt_str rest)
{
    int keeps = kt_cart_name_find(kt_price_keeps_names, rest);
    if (keeps < 0)
        return refuse(parser, "want gross or net", rest);
    parser->file->in.settings.price_keeps = (enum kt_price_keeps)keeps;
    return KT_OK;
}

/* to COUNTRY [POSTAL_CODE] [REGION] */
static enum kt_status
read_destination(struct parser *parser, struct kt_str rest)
{
    struct kt_address *address = &parser->file->address;
    address->country = kt_cart_word_take(&rest);
    address->postal_code = kt_cart_word_take(&rest);
    address->region = kt_cart_word_take(&rest);
    address->line1 = rest;
    parser->file->in.shipping_address = address;
    return KT_OK;
}

static enum kt_status
read_buyer(struct parser *parser, struct kt_str rest)
{
    static const struct kt_cart_key keys[] = {
        { "group", KT_CART_WORD, offsetof(struct kt_cart_file, group), NULL },
        { "email", KT_CART_WORD, offsetof(struct kt_cart_file, in.buyer.email),
          NULL },
        { "vat_id", KT_CART_WORD,
          offsetof(struct kt_cart_file, in.buyer.vat_id), NULL },
        { "birthday", KT_CART_WORD,
          offsetof(struct kt_cart_file, in.buyer.birthday), NULL },
        { "orders", KT_CART_NUMBER,
          offsetof(struct kt_cart_file, in.buyer.order_count), NULL },
        { "points", KT_CART_NUMBER,
          offsetof(struct kt_cart_file, in.buyer.points), NULL },
        { "redeems", KT_CART_NUMBER,
          offsetof(struct kt_cart_file, in.buyer.points_wanted), NULL },
    };
    while (rest.len > 0)
        KT_TRY(set_key(parser, keys, KT_COUNT(keys), kt_cart_word_take(&rest),
                       parser->file));
    if (parser->file->group.len > 0) {
        parser->file->in.buyer.groups = &parser->file->group;
        parser->file->in.buyer.group_count = 1;
    }
    return KT_OK;
}

static enum kt_status
read_now(struct parser *parser, struct kt_str rest)
{
    return kt_time_parse(rest, &parser->file->in.now_ms)
               ? KT_OK
               : refuse(parser, "not a time", rest);
}

static enum kt_status
read_coupon(struct parser *parser, struct kt_str rest)
{
    return add_coupon(parser, NULL, rest);
}

static enum kt_status
read_option(struct parser *parser, struct kt_str rest)
{
    parser->file->in.shipping_option = rest;
    return KT_OK;
}

/* gift_card CODE AMOUNT key=value… */
static enum kt_status
read_gift_card(struct parser *parser, struct kt_str rest)
{
    static const struct kt_cart_key keys[] = {
        { "taxed", KT_CART_FLAG, offsetof(struct kt_tender_in, is_taxed),
          NULL },
        { "cancelled", KT_CART_FLAG,
          offsetof(struct kt_tender_in, is_cancelled), NULL },
        { "ends", KT_CART_TIME, offsetof(struct kt_tender_in, ends_ms), NULL },
        { "currency", KT_CART_WORD, offsetof(struct kt_tender_in, currency),
          NULL },
        { "owner", KT_CART_WORD, offsetof(struct kt_tender_in, owner), NULL },
    };
    if (parser->file->in.tender_count == KT_CART_FILE_TENDERS_MAX)
        return refuse(parser, "too many gift cards", rest);
    size_t index = parser->file->in.tender_count++;
    struct kt_tender_in *tender = &parser->file->tenders[index];
    tender->code = kt_cart_word_take(&rest);
    struct kt_str amount = kt_cart_word_take(&rest);
    if (!kt_money_parse(amount, parser->currency, &tender->balance_minor))
        return refuse(parser, "not an amount", amount);
    while (rest.len > 0)
        KT_TRY(set_key(parser, keys, KT_COUNT(keys), kt_cart_word_take(&rest),
                       tender));
    return KT_OK;
}

static enum kt_status
read_gift(struct parser *parser, struct kt_str rest)
{
    return read_item(parser, rest, true);
}

static enum kt_status
read_price(struct parser *parser, struct kt_str rest)
{
    const char *fault = kt_cart_price_read(parser->file, rest, parser->arena);
    return fault == NULL ? KT_OK : refuse(parser, fault, rest);
}

static enum kt_status
read_zone(struct parser *parser, struct kt_str rest)
{
    const char *fault = kt_cart_zone_read(parser->file, rest, parser->arena);
    return fault == NULL ? KT_OK : refuse(parser, fault, rest);
}

static enum kt_status
read_rate(struct parser *parser, struct kt_str rest)
{
    const char *fault = kt_cart_rate_read(parser->file, rest);
    return fault == NULL ? KT_OK : refuse(parser, fault, rest);
}

static const struct {
    const char *word;
    enum kt_status (*read)(struct parser *parser, struct kt_str rest);
} keywords[] = {
    { "promotion", read_promotion },
    { "rule", read_rule },
    { "currency", read_currency },
    { "prices", read_prices },
    { "rounding", read_rounding },
    { "fee_tax", read_fee_tax },
    { "keep", read_keep },
    { "to", read_destination },
    { "time_zone", read_time_zone },
    { "buyer", read_buyer },
    { "now", read_now },
    { "coupon", read_coupon },
    { "option", read_option },
    { "gift_card", read_gift_card },
    { "gift", read_gift },
    { "price", read_price },
    { "zone", read_zone },
    { "rate", read_rate },
};

static enum kt_status
read_line(struct parser *parser, struct kt_str line)
{
    if (line.len > 2 && line.ptr[0] == ' ')
        return read_item(parser, line, false);
    struct kt_str rest = line;
    struct kt_str word = kt_cart_word_take(&rest);
    for (size_t i = 0; i < KT_COUNT(keywords); i++) {
        if (kt_str_eq(kt_str_of(keywords[i].word), word))
            return keywords[i].read(parser, rest);
    }
    const char *names[KT_COUNT(keywords)];
    for (size_t i = 0; i < KT_COUNT(keywords); i++)
        names[i] = keywords[i].word;
    return refuse_near(parser, "unknown keyword", word,
                       kt_text_nearest(word, names, KT_COUNT(names)));
}

void
kt_cart_file_begin(struct kt_cart_file *file)
{
    struct kt_quote_input *in = &file->in;
    *file = (struct kt_cart_file){ 0 };
    in->now_ms = INT64_C(1767225600000); /* 2026-01-01 */
    in->settings = (struct kt_pricing_settings){ .channel = KT_STR("web"),
                                                 .currency = kt_currency_find(
                                                     KT_STR("EUR")),
                                                 .locale = KT_STR("en"),
                                                 .tax_mode = KT_TAX_NONE,
                                                 .home_country = KT_STR("DE") };
    in->buyer.order_count = -1;
    in->lines = file->lines;
    in->gift_items = file->gifts;
    in->promotions = file->promotions;
    in->coupons = file->coupons;
    in->price_rules = file->price_rules;
    in->shipping_methods = file->methods;
    in->tenders = file->tenders;
}

enum kt_status
kt_cart_file_read(struct kt_str text, struct kt_registry *registry,
                  struct kt_arena *arena, struct kt_cart_file *file,
                  struct kt_error *err)
{
    struct parser parser = { file, registry, arena, err, 0, NULL, 0 };
    bool in_about = true;
    struct kt_str rest = text;

    kt_cart_file_begin(file);
    parser.currency = file->in.settings.currency;
    while (rest.len > 0 && rest.ptr[0] != '=') {
        const char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.ptr) : rest.len;
        struct kt_str line = { rest.ptr, len };
        size_t step = end ? len + 1 : len;
        rest = (struct kt_str){ rest.ptr + step, rest.len - step };
        parser.line++;
        if (in_about && len > 0) {
            file->about =
                (struct kt_str){ text.ptr,
                                 (size_t)(line.ptr - text.ptr) + len };
            continue;
        }
        in_about = false;
        if (len > 0)
            KT_TRY(read_line(&parser, line));
    }
    if (file->tax_rule.rule.len > 0)
        file->in.tax_rule = &file->tax_rule;
    file->method_count = file->in.shipping_method_count;
    file->in.settings.utc_offset_ms =
        kt_time_zone_offset_ms(file->time_zone, file->in.now_ms);
    kt_cart_zone_take(file, arena);
    file->expected = rest;
    file->expected_at = (size_t)(rest.ptr - text.ptr);
    return KT_OK;
}
