#include "carts/cart_file.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/text.h"
#include "carts/cart_zone.h"

struct parser {
    struct cart_file *file;
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

static bool
split_pair(struct kt_str word, struct kt_str *name, struct kt_str *value)
{
    const char *sign = memchr(word.ptr, '=', word.len);
    if (sign == NULL)
        return false;
    name->ptr = word.ptr;
    name->len = (size_t)(sign - word.ptr);
    *value = (struct kt_str){ sign + 1, word.len - name->len - 1 };
    return true;
}

static struct kt_list
split_list(struct parser *parser, struct kt_str text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == ',';
    struct kt_str *items = KT_NEW_ARRAY(parser->arena, struct kt_str, count);
    size_t at = 0, start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i == text.len || text.ptr[i] == ',') {
            items[at++] = (struct kt_str){ text.ptr + start, i - start };
            start = i + 1;
        }
    }
    return (struct kt_list){ items, at };
}

/* The kinds of value that a key=value word sets. */
enum value_kind { FLAG, NUMBER, MONEY, WORD, WORDS, TIME, NAME };

struct key {
    const char *name;
    enum value_kind kind;
    size_t offset;
    const char *const *names;
};

static int
find_name(const char *const *names, struct kt_str word)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (kt_str_eq(kt_str_of(names[i]), word))
            return i;
    }
    return -1;
}

static bool
set_value(struct parser *parser, const struct key *key, struct kt_str value,
          void *target)
{
    char *member = (char *)target + key->offset;
    switch (key->kind) {
    case FLAG:
        *(bool *)member = true;
        return true;
    case NUMBER:
        return kt_int_parse(value, (int64_t *)member);
    case MONEY:
        return kt_money_parse(value, parser->currency, (int64_t *)member);
    case WORD:
        *(struct kt_str *)member = value;
        return true;
    case WORDS:
        *(struct kt_list *)member = split_list(parser, value);
        return true;
    case TIME:
        return kt_time_parse(value, (int64_t *)member);
    case NAME:
        *(int *)member = find_name(key->names, value);
        return *(int *)member >= 0;
    }
    return false;
}

static enum kt_status
set_key(struct parser *parser, const struct key *keys, size_t key_count,
        struct kt_str word, void *target)
{
    struct kt_str name = word, value = { 0 };
    split_pair(word, &name, &value);
    for (size_t i = 0; i < key_count; i++) {
        if (kt_str_eq(kt_str_of(keys[i].name), name))
            return set_value(parser, &keys[i], value, target)
                       ? KT_OK
                       : refuse(parser, "wrong value", word);
    }
    return refuse(parser, "unknown key", word);
}

#define KEY(name, KIND, member)                                                \
    {                                                                          \
        name, KIND, offsetof(struct kt_promotion, member), NULL                \
    }

static const struct key promotion_keys[] = {
    KEY("title", WORD, title),
    KEY("priority", NUMBER, priority),
    KEY("exclusive", FLAG, is_exclusive),
    KEY("group", WORD, group),
    { "mode", NAME, offsetof(struct kt_promotion, group_mode),
      kt_group_mode_names },
    { "basis", NAME, offsetof(struct kt_promotion, basis), kt_basis_names },
    { "on_error", NAME, offsetof(struct kt_promotion, on_error),
      kt_on_error_names },
    KEY("subtotal_min", MONEY, subtotal_min_minor),
    KEY("subtotal_max", MONEY, subtotal_max_minor),
    KEY("quantity_min", NUMBER, quantity_min),
    KEY("categories", WORDS, products.categories),
    KEY("skus", WORDS, products.skus),
    KEY("contains", FLAG, must_contain),
    KEY("groups", WORDS, customer_groups),
    KEY("countries", WORDS, countries),
    KEY("channels", WORDS, channels),
    KEY("starts", TIME, starts_ms),
    KEY("ends", TIME, ends_ms),
    KEY("cap", MONEY, cap_minor),
    KEY("budget", MONEY, budget_minor),
    KEY("spent", MONEY, spent_minor),
    KEY("uses_max", NUMBER, uses_max),
    KEY("uses", NUMBER, uses),
    KEY("order_min", NUMBER, order_number_min),
    KEY("order_max", NUMBER, order_number_max),
    KEY("skips_reduced", FLAG, skips_reduced),
    KEY("no_reduced_lines", FLAG, no_reduced_lines),
};

static struct kt_id
numbered_id(size_t number)
{
    struct kt_id id = { { 0 } };
    id.bytes[15] = (uint8_t)(number + 1);
    return id;
}

static void
add_coupon(struct parser *parser, const struct kt_promotion *promotion,
           struct kt_str code)
{
    struct kt_quote_input *in = &parser->file->in;
    KT_ASSERT(in->coupon_count < KT_CART_COUPONS_MAX);
    parser->file->coupons[in->coupon_count] = (struct kt_coupon){
        .code = code,
        .coupon_id = promotion ? promotion->id : (struct kt_id){ { 0 } },
        .promotion_id = promotion ? promotion->id : (struct kt_id){ { 0 } },
        .is_active = true,
        .uses_by_buyer = -1,
    };
    in->coupon_count++;
}

/* promotion RULE {params} key=value…; coupon=CODE is the code that switches it
 * on, "coupon CODE" lines enter codes. */
static enum kt_status
read_promotion(struct parser *parser, struct kt_str rest)
{
    struct cart_file *file = parser->file;
    size_t index = file->in.promotion_count++;
    KT_ASSERT(index < KT_CART_PROMOTIONS_MAX);
    struct kt_promotion *promotion = &file->promotions[index];

    *promotion = (struct kt_promotion){
        .id = numbered_id(index),
        .rule = cart_word_take(&rest),
        .params = KT_STR("{}"),
        .is_active = true,
        .created_ms = (int64_t)index,
        .uses_by_buyer = -1,
    };
    const struct kt_rule_info *info =
        kt_registry_find(parser->registry, KT_RULE_PROMOTION, promotion->rule);
    if (info == NULL)
        return refuse(parser, "there is no promotion rule", promotion->rule);
    promotion->stage = info->stage;
    if (rest.len > 0 && rest.ptr[0] == '{')
        promotion->params = cart_word_take(&rest);
    while (rest.len > 0) {
        struct kt_str word = cart_word_take(&rest);
        if (kt_str_starts(word, KT_STR("coupon="))) {
            promotion->needs_coupon = true;
            add_coupon(parser, promotion,
                       (struct kt_str){ word.ptr + 7, word.len - 7 });
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
    { "price", KT_RULE_PRICE, offsetof(struct cart_file, price_rules),
      offsetof(struct cart_file, in.price_rule_count) },
    { "tax", KT_RULE_TAX, offsetof(struct cart_file, tax_rule), SIZE_MAX },
    { "shipping", KT_RULE_SHIPPING, offsetof(struct cart_file, methods),
      offsetof(struct cart_file, in.shipping_method_count) },
    { "check", KT_RULE_CHECK, offsetof(struct cart_file, checks),
      offsetof(struct cart_file, check_count) },
};

/* rule KIND RULE {params} [CODE [zones=ZONE,…]] */
static enum kt_status
read_rule(struct parser *parser, struct kt_str rest)
{
    struct kt_str kind = cart_word_take(&rest);
    const struct rule_slot *slot = NULL;
    for (size_t i = 0; i < KT_COUNT(rule_slots); i++) {
        if (kt_str_eq(kt_str_of(rule_slots[i].word), kind))
            slot = &rule_slots[i];
    }
    if (slot == NULL)
        return refuse(parser, "rule is price, tax, shipping or check", kind);

    struct kt_rule_use *use =
        (struct kt_rule_use *)((char *)parser->file + slot->use_offset);
    if (slot->count_offset != SIZE_MAX)
        use += (*(size_t *)((char *)parser->file + slot->count_offset))++;

    struct kt_str rule = cart_word_take(&rest);
    *use = (struct kt_rule_use){ .code = rule,
                                 .rule = rule,
                                 .params = KT_STR("{}"),
                                 .tax_class = KT_STR("standard") };
    const struct kt_rule_info *info =
        kt_registry_find(parser->registry, slot->kind, rule);
    if (info == NULL)
        return refuse(parser, "there is no such rule", rule);
    if (rest.len > 0 && rest.ptr[0] == '{')
        use->params = cart_word_take(&rest);
    if (rest.len > 0)
        use->code = cart_word_take(&rest);
    if (kt_str_starts(rest, KT_STR("zones=")))
        use->zones =
            split_list(parser, (struct kt_str){ rest.ptr + 6, rest.len - 6 });
    use->title = use->code;
    return kt_rule_check_params(info, use->params, KT_STR(""), parser->arena,
                                &use->params, parser->err);
}

static enum kt_status
read_item_key(struct parser *parser, struct kt_item *item,
              struct kt_price *price, struct kt_str word)
{
    struct kt_str name, value;
    struct kt_list list;

    if (!split_pair(word, &name, &value))
        return refuse(parser, "want key=value", word);
    list = split_list(parser, value);
    if (kt_str_eq(name, KT_STR("categories"))) {
        item->categories = list.items;
        item->category_count = list.count;
    } else if (kt_str_eq(name, KT_STR("tags"))) {
        item->tags = list.items;
        item->tag_count = list.count;
    } else if (kt_str_eq(name, KT_STR("product"))) {
        item->product = value;
    } else if (kt_str_eq(name, KT_STR("class"))) {
        item->tax_class = value;
    } else if (kt_str_eq(name, KT_STR("was"))) {
        if (!kt_money_parse(value, parser->currency, &price->compare_at_minor))
            return refuse(parser, "not an amount", value);
    } else if (kt_str_eq(name, KT_STR("floor"))) {
        if (!kt_money_parse(value, parser->currency, &item->min_price_minor))
            return refuse(parser, "not an amount", value);
    } else if (kt_str_eq(name, KT_STR("weight"))) {
        if (!kt_int_parse(value, &item->weight_g))
            return refuse(parser, "not a weight in grams", value);
    } else if (kt_str_eq(name, KT_STR("kind"))) {
        item->is_gift_card = kt_str_eq(value, KT_STR("gift_card"));
        item->requires_shipping =
            !item->is_gift_card && !kt_str_eq(value, KT_STR("digital"));
    } else {
        return refuse(parser, "unknown key", word);
    }
    return KT_OK;
}

/* SKU QUANTITY x PRICE key=value…; "gift SKU - x PRICE" names what gift
 * promotions may give. */
static enum kt_status
read_item(struct parser *parser, struct kt_str rest, bool is_gift)
{
    struct cart_file *file = parser->file;
    size_t index = file->in.line_count + parser->gift_count;
    KT_ASSERT(index < KT_CART_LINES_MAX);
    struct kt_item *item = &file->items[index];
    struct kt_price *price = KT_NEW(parser->arena, struct kt_price);
    int64_t quantity = 0;

    struct kt_str sku = cart_word_take(&rest);
    struct kt_str count = cart_word_take(&rest);
    struct kt_str cross = cart_word_take(&rest);
    struct kt_str amount = cart_word_take(&rest);
    *item = (struct kt_item){ .variant_id = numbered_id(index),
                              .product_id = numbered_id(index),
                              .sku = sku,
                              .title = sku,
                              .product = sku,
                              .tax_class = KT_STR("standard"),
                              .requires_shipping = true,
                              .is_discountable = true,
                              .prices = price,
                              .price_count = 1 };
    if (!kt_str_eq(cross, KT_STR("x")) ||
        !kt_money_parse(amount, parser->currency, &price->amount_minor) ||
        (!is_gift && (!kt_int_parse(count, &quantity) || quantity < 1)))
        return refuse(parser, "want SKU QUANTITY x PRICE", sku);
    while (rest.len > 0)
        KT_TRY(read_item_key(parser, item, price, cart_word_take(&rest)));

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
        struct kt_str word = cart_word_take(&rest);
        int mode = find_name(kt_tax_mode_names, word);
        int level = find_name(kt_tax_level_names, word);
        int rounding = find_name(kt_rounding_names, word);
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
    int mode = find_name(kt_rounding_names, rest);
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

/* to COUNTRY [POSTAL_CODE] [REGION] */
static enum kt_status
read_destination(struct parser *parser, struct kt_str rest)
{
    struct kt_address *address = &parser->file->address;
    address->country = cart_word_take(&rest);
    address->postal_code = cart_word_take(&rest);
    address->region = cart_word_take(&rest);
    address->line1 = rest;
    parser->file->in.shipping_address = address;
    return KT_OK;
}

static enum kt_status
read_buyer(struct parser *parser, struct kt_str rest)
{
    static const struct key keys[] = {
        { "group", WORD, offsetof(struct cart_file, group), NULL },
        { "email", WORD, offsetof(struct cart_file, in.buyer.email), NULL },
        { "vat_id", WORD, offsetof(struct cart_file, in.buyer.vat_id), NULL },
        { "birthday", WORD, offsetof(struct cart_file, in.buyer.birthday),
          NULL },
        { "orders", NUMBER, offsetof(struct cart_file, in.buyer.order_count),
          NULL },
    };
    while (rest.len > 0)
        KT_TRY(set_key(parser, keys, KT_COUNT(keys), cart_word_take(&rest),
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
    add_coupon(parser, NULL, rest);
    return KT_OK;
}

static enum kt_status
read_option(struct parser *parser, struct kt_str rest)
{
    parser->file->in.shipping_option = rest;
    return KT_OK;
}

static enum kt_status
read_gift_card(struct parser *parser, struct kt_str rest)
{
    size_t index = parser->file->in.tender_count++;
    KT_ASSERT(index < KT_CART_TENDERS_MAX);
    struct kt_tender_in *tender = &parser->file->tenders[index];
    tender->code = cart_word_take(&rest);
    return kt_money_parse(rest, parser->currency, &tender->balance_minor)
               ? KT_OK
               : refuse(parser, "not an amount", rest);
}

static enum kt_status
read_gift(struct parser *parser, struct kt_str rest)
{
    return read_item(parser, rest, true);
}

static enum kt_status
read_zone(struct parser *parser, struct kt_str rest)
{
    const char *fault = cart_zone_read(parser->file, rest, parser->arena);
    return fault == NULL ? KT_OK : refuse(parser, fault, rest);
}

static enum kt_status
read_rate(struct parser *parser, struct kt_str rest)
{
    const char *fault = cart_rate_read(parser->file, rest);
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
    { "to", read_destination },
    { "buyer", read_buyer },
    { "now", read_now },
    { "coupon", read_coupon },
    { "option", read_option },
    { "gift_card", read_gift_card },
    { "gift", read_gift },
    { "zone", read_zone },
    { "rate", read_rate },
};

static enum kt_status
read_line(struct parser *parser, struct kt_str line)
{
    if (line.len > 2 && line.ptr[0] == ' ')
        return read_item(parser, line, false);

    struct kt_str rest = line;
    struct kt_str word = cart_word_take(&rest);
    for (size_t i = 0; i < KT_COUNT(keywords); i++) {
        if (kt_str_eq(kt_str_of(keywords[i].word), word))
            return keywords[i].read(parser, rest);
    }
    return refuse(parser, "unknown keyword", word);
}

static void
prepare(struct parser *parser)
{
    struct cart_file *file = parser->file;
    struct kt_quote_input *in = &file->in;

    *file = (struct cart_file){ 0 };
    parser->currency = kt_currency_find(KT_STR("EUR"));
    in->now_ms = INT64_C(1767225600000); /* 2026-01-01 */
    in->settings = (struct kt_pricing_settings){ .channel = KT_STR("web"),
                                                 .currency = parser->currency,
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
cart_file_read(struct kt_str text, struct kt_registry *registry,
               struct kt_arena *arena, struct cart_file *file,
               struct kt_error *err)
{
    struct parser parser = { file, registry, arena, err, 0, NULL, 0 };
    bool in_about = true;
    struct kt_str rest = text;

    prepare(&parser);
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
    cart_zone_take(file, arena);
    file->expected = rest;
    file->expected_at = (size_t)(rest.ptr - text.ptr);
    return KT_OK;
}
