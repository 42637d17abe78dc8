/* A cart as JSON that says all about its goods, for rules that are tried
 * without a shop. */
#include "base/assert.h"
#include "trial/cart_file.h"
#include "trial/cart_price.h"

struct line_in {
    struct kt_str sku;
    int64_t quantity;
    int64_t qty;
    int64_t price;
    int64_t unit_price;
    int64_t compare_at;
    int64_t min_price;
    struct kt_str title;
    struct kt_str product;
    struct kt_str vendor;
    struct kt_str tax_class;
    struct kt_list categories;
    struct kt_list tags;
    struct kt_list attributes;
    int64_t weight_g;
    int64_t length_mm;
    int64_t width_mm;
    int64_t height_mm;
    struct kt_str metadata;
    bool is_gift_card;
    bool is_digital;
};

struct buyer_in {
    int64_t order_count;
    struct kt_str birthday;
    struct kt_str vat_id;
    bool is_guest;
};

struct cart_in {
    struct kt_str currency;
    struct kt_str channel;
    struct kt_str locale;
    struct kt_str country;
    struct kt_str postal_code;
    struct kt_str region;
    struct kt_str city;
    struct kt_str line1;
    struct kt_str company;
    struct kt_str email;
    const struct buyer_in *buyer;
    struct kt_str shipping_option;
    struct kt_list customer_groups;
    int64_t buyer_points;
    int64_t points;
    struct kt_list coupons;
    int tax_mode;
    int64_t as_of;
    struct kt_list lines;
};

enum { LINES_MAX = KT_CART_FILE_LINES_MAX, TEXTS_MAX = 100 };

#define LINE(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct line_in, member, __VA_ARGS__)
#define BUYER(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct buyer_in, member, __VA_ARGS__)
#define CART(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct cart_in, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field line_fields[] = {
    LINE(STR, sku, KT_REQUIRED, .min = 1, .max = 255),
    LINE(INT, quantity, 0, .min = 1, .max = 1000000),
    LINE(INT, qty, 0, .min = 1, .max = 1000000, .help = "The same"),
    LINE(INT, price, 0, .max = KT_MONEY_MAX, .help = "In minor units"),
    LINE(INT, unit_price, 0, .max = KT_MONEY_MAX, .help = "The same"),
    LINE(INT, compare_at, 0, .max = KT_MONEY_MAX),
    LINE(INT, min_price, 0, .max = KT_MONEY_MAX),
    LINE(STR, title, 0, .max = 255),
    LINE(STR, product, 0, .max = 255, .help = "Slug; the sku when absent"),
    LINE(STR, vendor, 0, .max = 255),
    LINE(STR, tax_class, 0, .max = 64, .help = "standard when absent"),
    LINE(STRS, categories, 0, .max = TEXTS_MAX),
    LINE(STRS, tags, 0, .max = TEXTS_MAX),
    LINE(DICT, attributes, 0, .max = TEXTS_MAX),
    LINE(INT, weight_g, 0, .max = 100000000),
    LINE(INT, length_mm, 0, .max = 1000000),
    LINE(INT, width_mm, 0, .max = 1000000),
    LINE(INT, height_mm, 0, .max = 1000000),
    LINE(RAW, metadata, 0, .help = "As the storefront stored it"),
    LINE(BOOL, is_gift_card, 0),
    LINE(BOOL, is_digital, 0),
};

static const struct kt_shape line_shape =
    KT_SHAPE("TrialLine", struct line_in, line_fields, "Goods and their price");

static const struct kt_field buyer_fields[] = {
    BUYER(INT, order_count, 0, .max = 1000000, .help = "Placed before"),
    BUYER(STR, birthday, 0, .min = 5, .max = 5, .help = "MM-DD"),
    BUYER(STR, vat_id, 0, .max = 32),
    BUYER(BOOL, is_guest, 0, .help = "Has no account"),
};

static const struct kt_shape buyer_shape =
    KT_SHAPE("TrialBuyer", struct buyer_in, buyer_fields, "What is known of the buyer");

static const struct kt_field cart_fields[] = {
    CART(STR, currency, 0, .min = 3, .max = 3, .help = "EUR when absent"),
    CART(STR, channel, 0, .max = 64, .help = "web when absent"),
    CART(STR, locale, 0, .max = 35, .help = "en when absent"),
    CART(STR, country, 0, .max = 2, .help = "Where it is sent"),
    CART(STR, postal_code, 0, .max = 32),
    CART(STR, region, 0, .max = 32),
    CART(STR, city, 0, .max = 255),
    CART(STR, line1, 0, .max = 255),
    CART(STR, company, 0, .max = 255),
    CART(STR, email, 0, .max = 254),
    CART(OBJECT, buyer, 0, .shape = &buyer_shape),
    CART(STR, shipping_option, 0, .max = 100),
    CART(STRS, customer_groups, 0, .max = TEXTS_MAX),
    CART(INT, buyer_points, 0, .max = KT_MONEY_MAX, .help = "That the buyer has"),
    CART(INT, points, 0, .max = KT_MONEY_MAX, .help = "That the cart may use up"),
    CART(STRS, coupons, 0, .max = KT_CART_FILE_COUPONS_MAX),
    CART(ENUM, tax_mode, 0, .names = kt_tax_mode_names, .help = "Of the prices"),
    CART(TIME, as_of, 0, .help = "2026-01-01 when absent"),
    CART(LIST, lines, KT_REQUIRED, .shape = &line_shape, .max = LINES_MAX),
};
/* clang-format on */

static const struct kt_shape cart_shape =
    KT_SHAPE("TrialCart", struct cart_in, cart_fields, "A cart without a shop");

static void
fault(struct kt_error *err, struct kt_str pointer, const char *code,
      const char *detail)
{
    if (err->status == KT_OK)
        (void)kt_fail_invalid_body(err);
    kt_error_add(err, pointer, code, "%s", detail);
}

static void
check_lines(const struct cart_in *in, struct kt_error *err)
{
    const struct line_in *lines = in->lines.items;
    for (size_t i = 0; i < in->lines.count; i++) {
        if (lines[i].quantity == 0 && lines[i].qty == 0)
            fault(err, kt_arena_format(err->arena, "/lines/%zu/quantity", i),
                  "required", "how many units");
    }
}

static struct kt_str
or_else(struct kt_str text, struct kt_str otherwise)
{
    return text.len > 0 ? text : otherwise;
}

static void
set_item(const struct line_in *line, struct kt_item *item,
         struct kt_arena *arena)
{
    struct kt_price *price = KT_NEW(arena, struct kt_price);
    price->amount_minor = line->price > 0 ? line->price : line->unit_price;
    price->compare_at_minor = line->compare_at;
    *item = (struct kt_item){
        .sku = line->sku,
        .title = or_else(line->title, line->sku),
        .product = or_else(line->product, line->sku),
        .vendor = or_else(line->vendor, KT_STR("")),
        .tax_class = or_else(line->tax_class, KT_STR("standard")),
        .categories = line->categories.items,
        .category_count = line->categories.count,
        .tags = line->tags.items,
        .tag_count = line->tags.count,
        .attributes = line->attributes.items,
        .attribute_count = line->attributes.count,
        .weight_g = line->weight_g,
        .length_mm = line->length_mm,
        .width_mm = line->width_mm,
        .height_mm = line->height_mm,
        .min_price_minor = line->min_price,
        .requires_shipping = !line->is_gift_card && !line->is_digital,
        .is_discountable = true,
        .is_gift_card = line->is_gift_card,
        .prices = price,
        .price_count = 1,
    };
}

static void
set_lines(const struct cart_in *in, struct kt_cart_file *file,
          struct kt_arena *arena)
{
    const struct line_in *lines = in->lines.items;
    for (size_t i = 0; i < in->lines.count; i++) {
        struct kt_id id = { { 0 } };
        id.bytes[15] = (uint8_t)(i + 1);
        set_item(&lines[i], &file->items[i], arena);
        file->items[i].variant_id = id;
        file->items[i].product_id = id;
        kt_cart_item_share(file, i);
        file->lines[i] = (struct kt_cart_line){
            .id = id,
            .item = &file->items[i],
            .quantity =
                lines[i].quantity > 0 ? lines[i].quantity : lines[i].qty,
            .metadata = or_else(lines[i].metadata, KT_STR("")),
            .manual_price_minor = -1,
        };
    }
    file->in.line_count = in->lines.count;
}

/* One of whom something is known has an account unless it is said. */
static void
set_account(const struct buyer_in *in, struct kt_buyer *buyer)
{
    buyer->order_count = in->order_count;
    buyer->birthday = or_else(in->birthday, KT_STR(""));
    buyer->vat_id = or_else(in->vat_id, KT_STR(""));
    buyer->customer_id.bytes[15] = !in->is_guest;
}

static void
set_buyer(const struct cart_in *in, struct kt_cart_file *file)
{
    const struct kt_str *codes = in->coupons.items;
    file->in.buyer.email = or_else(in->email, KT_STR(""));
    file->in.buyer.points = in->buyer_points;
    file->in.buyer.points_wanted = in->points;
    file->in.buyer.groups = in->customer_groups.items;
    file->in.buyer.group_count = in->customer_groups.count;
    if (in->buyer != NULL)
        set_account(in->buyer, &file->in.buyer);
    for (size_t i = 0; i < in->coupons.count; i++)
        file->coupons[i] = (struct kt_coupon){ .code = codes[i],
                                               .is_active = true,
                                               .uses_by_buyer = -1 };
    file->in.coupon_count = in->coupons.count;
    if (in->country.len == 0)
        return;
    file->address = (struct kt_address){
        .country = in->country,
        .postal_code = or_else(in->postal_code, KT_STR("")),
        .region = or_else(in->region, KT_STR("")),
        .city = or_else(in->city, KT_STR("")),
        .line1 = or_else(in->line1, KT_STR("")),
        .company = or_else(in->company, KT_STR("")),
    };
    file->in.shipping_address = &file->address;
}

enum kt_status
kt_cart_json_read(struct kt_str text, struct kt_arena *arena,
                  struct kt_cart_file *file, struct kt_error *err)
{
    struct cart_in in;
    KT_TRY(kt_shape_read_table(&cart_shape, text, &in, arena, err));
    check_lines(&in, err);
    const struct kt_currency *currency =
        kt_currency_find(or_else(in.currency, KT_STR("EUR")));
    if (currency == NULL)
        fault(err, KT_STR("/currency"), "unknown", "no ISO 4217 code");
    if (err->status != KT_OK)
        return err->status;

    kt_cart_file_begin(file);
    struct kt_pricing_settings *settings = &file->in.settings;
    settings->currency = currency;
    settings->channel = or_else(in.channel, settings->channel);
    settings->locale = or_else(in.locale, settings->locale);
    settings->tax_mode = (enum kt_tax_mode)in.tax_mode;
    if (in.as_of > 0)
        file->in.now_ms = in.as_of;
    file->in.shipping_option = or_else(in.shipping_option, KT_STR(""));
    set_buyer(&in, file);
    set_lines(&in, file, arena);
    return KT_OK;
}
