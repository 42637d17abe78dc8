#include "shop.h"

#include <sodium.h>

#include "base/assert.h"
#include "base/log.h"
#include "base/text.h"
#include "http/cart_shop.h"
#include "service/checkout.h"
#include "service/gift_card.h"
#include "service/import/import.h"
#include "service/shop_create.h"
#include "service/variant.h"

/* ---- what is imported ---- */

/* Slugs are lower case. */
static void
put_items(struct case_shop *shop)
{
    const struct pricing_case *pricing = shop->pricing;
    struct kt_cart_file *file = shop->file;
    for (size_t i = 0; i < pricing->item_count; i++) {
        file->items[i] = pricing->items[i];
        file->items[i].product =
            kt_text_slug(pricing->arena, file->items[i].product);
        if (pricing->in.shipping_method_count == 0)
            file->items[i].requires_shipping = false;
    }
    file->in.line_count = pricing->item_count;
    file->in.lines = file->lines;
}

/* One zone, which is everywhere. */
static void
put_rates(struct case_shop *shop)
{
    static const struct kt_zone_member anywhere;
    const struct pricing_case *pricing = shop->pricing;
    struct kt_cart_file *file = shop->file;
    file->tax_zones[file->tax_zone_count++] = (struct kt_zone){
        .code = KT_STR("everywhere"),
        .name = KT_STR("Everywhere"),
        .members = { (void *)(uintptr_t)&anywhere, 1 },
    };
    for (size_t i = 0; i < pricing->rate_count; i++)
        file->rates[file->rate_count++] = (struct kt_tax_rate_row){
            .zone = KT_STR("everywhere"),
            .tax_class = pricing->rates[i].category,
            .name = pricing->rates[i].category,
            .priority = (int64_t)i,
            .rate_ppm = pricing->rates[i].rate_ppm,
        };
    file->tax_rule = (struct kt_rule_use){ .code = KT_STR("taxes"),
                                           .title = KT_STR("Taxes"),
                                           .rule = KT_STR("zone_rates"),
                                           .params = KT_STR("{}") };
    file->in.tax_rule = &file->tax_rule;
}

static void
put_rules(struct case_shop *shop)
{
    const struct pricing_case *pricing = shop->pricing;
    struct kt_cart_file *file = shop->file;
    for (size_t i = 0; i < pricing->in.shipping_method_count; i++)
        file->methods[file->method_count++] = pricing->methods[i];
    for (size_t i = 0; i < pricing->in.promotion_count; i++)
        file->promotions[i] = pricing->promotions[i];
    for (size_t i = 0; i < pricing->in.coupon_count; i++)
        file->coupons[i] = pricing->coupons[i];
}

static bool
fill_file(struct case_shop *shop)
{
    const struct kt_quote_input *in = &shop->pricing->in;
    if (in->promotion_count > KT_CART_FILE_PROMOTIONS_MAX ||
        in->coupon_count > KT_CART_FILE_COUPONS_MAX)
        return false;
    shop->file = KT_NEW(shop->pricing->arena, struct kt_cart_file);
    kt_cart_file_begin(shop->file);
    shop->file->in = *in;
    shop->file->in.tender_count = 0;
    put_items(shop);
    if (in->settings.tax_mode != KT_TAX_NONE)
        put_rates(shop);
    put_rules(shop);
    return true;
}

static int64_t
read_text(void *arg, char *buf, size_t size)
{
    struct kt_str *rest = arg;
    size_t count = rest->len < size ? rest->len : size;
    memcpy(buf, rest->ptr, count);
    rest->ptr += count;
    rest->len -= count;
    return (int64_t)count;
}

static bool
import_lines(struct case_shop *shop, struct kt_str lines)
{
    struct kt_import_options options = { .app = &shop->app,
                                         .store_id = shop->store_id };
    struct kt_stream stream = { read_text, &lines };
    struct kt_import_report report;
    if (kt_import_run(KT_IMPORT_JSONL, &stream, &options, shop->pricing->arena,
                      &report, &shop->err) != KT_OK)
        return false;
    if (report.fault_count == 0)
        return true;
    kt_fail_invalid_file(&shop->err);
    (void)kt_error_explain(&shop->err, "%.*s: %.*s",
                           KT_STR_FMT(report.faults[0].column),
                           KT_STR_FMT(report.faults[0].reason));
    return false;
}

bool
case_shop_import(struct case_shop *shop)
{
    return import_lines(shop,
                        cart_shop_lines(shop->file, shop->pricing->arena));
}

/* ---- opening and closing ---- */

static struct kt_str
settings_of(const struct pricing_case *pricing)
{
    const struct cJSON *policy = case_list(pricing->json, "policy");
    int64_t most = case_int(case_list(pricing->json, "limits"), "max_qty");
    bool clamps = kt_str_eq(case_text(policy, "insufficient"), KT_STR("clamp"));
    return kt_arena_format(pricing->arena,
                           "{\"payment_providers\":[\"manual\",\"test\"],"
                           "\"clamps_stock\":%s,\"quantity_max\":%lld}",
                           clamps ? "true" : "false", (long long)most);
}

static enum kt_status
open_app(struct case_shop *shop)
{
    static const char *const scripts[] = { KONTOR_SOURCE_DIR "/scripts" };
    struct kt_app_options options = { .database = ":memory:",
                                      .script_folders = scripts,
                                      .script_folder_count = 1,
                                      .is_volatile = true };
    struct kt_shop_create_in in = { .code = KT_STR("cases"),
                                    .settings = settings_of(shop->pricing) };
    kt_log_configure(KT_LOG_ERROR + 1, true);
    KT_TRY(kt_app_open(&options, &shop->app, &shop->err));
    return kt_shop_create(&shop->app, &in, &shop->store_id, &shop->err);
}

bool
case_shop_open(struct pricing_case *pricing, struct case_shop *shop)
{
    *shop = (struct case_shop){ .pricing = pricing };
    kt_error_init(&shop->err, pricing->arena);
    shop->call = (struct kt_call){
        .app = &shop->app,
        .actor = { .kind = KT_ACTOR_STAFF, .name = KT_STR("cases") },
        .arena = pricing->arena,
        .now_ms = pricing->in.now_ms,
    };
    if (sodium_init() < 0 || !fill_file(shop)) {
        kt_fail_invalid_file(&shop->err);
        return false;
    }
    return open_app(shop) == KT_OK &&
           import_lines(shop, KT_STR("{\"kind\":\"location\",\"code\":\"main\","
                                     "\"name\":\"Main\"}\n")) &&
           case_shop_import(shop);
}

void
case_shop_close(struct case_shop *shop)
{
    if (shop->app.store == NULL)
        return;
    kt_app_leave_thread(&shop->app);
    kt_app_close(&shop->app);
}

/* ---- calls ---- */

static enum kt_status
run(struct case_shop *shop, const struct kt_use *use,
    struct kt_use_state *state)
{
    kt_error_init(&shop->err, shop->pricing->arena);
    KT_TRY(kt_shop_acquire(&shop->app, shop->store_id, &shop->call.shop,
                           &shop->err));
    shop->call.channel = kt_shop_channel(shop->call.shop, KT_STR(""));
    state->call = &shop->call;
    enum kt_status status = kt_use_run(use, state, &shop->err);
    kt_shop_release(&shop->app, shop->call.shop);
    return status;
}

/* A record made or, where it has an id, changed by a body. */
static enum kt_status
edit(struct case_shop *shop, const struct kt_resource *resource,
     struct kt_id id, struct kt_str body)
{
    bool is_new = kt_id_is_null(id);
    const struct kt_shape *shape = is_new ? resource->in : resource->patch;
    void *asked = kt_arena_alloc(shop->pricing->arena, shape->size);
    kt_error_init(&shop->err, shop->pricing->arena);
    KT_TRY(kt_shape_read(shape, body, asked, shop->pricing->arena, &shop->err));
    struct kt_resource_use state = {
        .resource = resource, .id = id, .if_match = -1, .asked = asked
    };
    return run(shop, is_new ? &kt_use_resource_create : &kt_use_resource_update,
               &state.use);
}

/* ---- the buyer ---- */

static struct kt_str
country_of(const struct pricing_case *pricing)
{
    return pricing->address.country.len > 0 ? pricing->address.country
                                            : KT_STR("US");
}

/* A code that is long enough. */
static struct kt_str
card_code(const struct case_shop *shop, const struct kt_tender_in *card)
{
    return kt_arena_format(shop->pricing->arena, "card number %.*s",
                           KT_STR_FMT(card->code));
}

enum kt_status
case_shop_issue_cards(struct case_shop *shop)
{
    const struct kt_quote_input *in = &shop->pricing->in;
    for (size_t i = 0; i < in->tender_count; i++) {
        const struct kt_tender_in *card = &in->tenders[i];
        struct kt_str body = kt_arena_format(
            shop->pricing->arena,
            "{\"code\":\"%.*s\",\"currency\":\"%.*s\",\"amount\":%lld,"
            "\"is_taxed\":%s}",
            KT_STR_FMT(card_code(shop, card)),
            KT_STR_FMT(case_text(shop->pricing->json, "currency")),
            (long long)card->balance_minor, card->is_taxed ? "true" : "false");
        KT_TRY(
            edit(shop, &kt_gift_card_resource, (struct kt_id){ { 0 } }, body));
    }
    return KT_OK;
}

/* Of who is not named: whose cart the case is about. */
static enum kt_status
enter_cards(struct case_shop *shop)
{
    const struct kt_quote_input *in = &shop->pricing->in;
    for (size_t i = 0; shop->buyer.len == 0 && i < in->tender_count; i++) {
        struct kt_cart_use entering = { .cart_id = shop->cart_id,
                                        .if_match = -1,
                                        .code =
                                            card_code(shop, &in->tenders[i]) };
        KT_TRY(run(shop, &kt_use_cart_add_gift_card, &entering.use));
    }
    return KT_OK;
}

enum kt_status
case_shop_create_cart(struct case_shop *shop)
{
    struct kt_address address = { .first_name = KT_STR("Ada"),
                                  .last_name = KT_STR("Berg"),
                                  .line1 = KT_STR("Main Street 1"),
                                  .city = KT_STR("Springfield"),
                                  .postal_code = KT_STR("12345"),
                                  .country = country_of(shop->pricing) };
    struct kt_str name = kt_text_slug(shop->pricing->arena, shop->buyer);
    struct kt_cart_in in = {
        .email = kt_arena_format(shop->pricing->arena, "buyer%.*s@example.test",
                                 KT_STR_FMT(name)),
        .shipping_address = &address,
        .shipping_option = shop->pricing->in.shipping_option,
    };
    struct kt_cart_use state = { .if_match = -1, .in = &in };
    KT_TRY(run(shop, &kt_use_cart_create, &state.use));
    shop->cart_id = state.out.id;
    const struct kt_quote_input *quoted = &shop->pricing->in;
    for (size_t i = 0; i < quoted->coupon_count; i++) {
        struct kt_cart_use entering = { .cart_id = shop->cart_id,
                                        .if_match = -1,
                                        .code = quoted->coupons[i].code };
        KT_TRY(run(shop, &kt_use_cart_add_coupon, &entering.use));
    }
    return enter_cards(shop);
}

enum kt_status
case_shop_add(struct case_shop *shop, struct kt_str sku, int64_t quantity)
{
    struct kt_line_in line = { .sku = sku, .quantity = quantity };
    struct kt_cart_use state = { .cart_id = shop->cart_id,
                                 .if_match = -1,
                                 .lines = &line,
                                 .line_count = 1 };
    return run(shop, &kt_use_cart_add_lines, &state.use);
}

enum kt_status
case_shop_look(struct case_shop *shop, struct kt_cart_out *cart)
{
    struct kt_cart_use state = { .cart_id = shop->cart_id, .if_match = -1 };
    KT_TRY(run(shop, &kt_use_cart_get, &state.use));
    *cart = state.out;
    return KT_OK;
}

static struct kt_id
find_line(const struct kt_cart_out *cart, struct kt_str sku)
{
    const struct kt_line_out *lines = cart->quote.lines.items;
    for (size_t i = 0; i < cart->quote.lines.count; i++) {
        if (kt_str_eq(lines[i].sku, sku))
            return lines[i].id;
    }
    return (struct kt_id){ { 0 } };
}

static enum kt_status
read_patch(struct case_shop *shop, int64_t quantity,
           struct kt_line_patch *patch)
{
    struct kt_arena *arena = shop->pricing->arena;
    return kt_shape_read(&kt_line_patch_shape,
                         kt_arena_format(arena, "{\"quantity\":%lld}",
                                         (long long)quantity),
                         patch, arena, &shop->err);
}

enum kt_status
case_shop_set(struct case_shop *shop, struct kt_str sku, int64_t quantity)
{
    struct kt_cart_out cart;
    struct kt_line_patch patch;
    KT_TRY(case_shop_look(shop, &cart));
    struct kt_cart_use state = { .cart_id = shop->cart_id,
                                 .if_match = -1,
                                 .line_id = find_line(&cart, sku),
                                 .line_patch = &patch };
    if (quantity == 0)
        return run(shop, &kt_use_cart_remove_line, &state.use);
    KT_TRY(read_patch(shop, quantity, &patch));
    return run(shop, &kt_use_cart_change_line, &state.use);
}

enum kt_status
case_shop_place(struct case_shop *shop, int64_t expected_total,
                const char *provider, const char *token)
{
    struct kt_payment_in payment = { .provider = kt_str_of(provider),
                                     .token = kt_str_of(token) };
    struct kt_checkout_in in = { .payment = &payment,
                                 .expected_total = expected_total };
    struct kt_checkout_use state = { .cart_id = shop->cart_id,
                                     .if_match = -1,
                                     .in = &in };
    KT_TRY(run(shop, &kt_use_checkout, &state.use));
    shop->order_id = state.use.resource;
    return KT_OK;
}

/* ---- staff ---- */

enum kt_status
case_shop_move(struct case_shop *shop, struct kt_str event, int64_t amount)
{
    struct kt_transition_in in = { .event = event, .amount = amount };
    struct kt_transition_use state = { .order_id = shop->order_id,
                                       .if_match = -1,
                                       .in = &in };
    return run(shop, &kt_use_order_transition, &state.use);
}

enum kt_status
case_shop_count(struct case_shop *shop, struct kt_str sku, int64_t on_hand)
{
    struct kt_str body = kt_arena_format(
        shop->pricing->arena,
        "{\"sku\":\"%.*s\",\"location\":\"main\",\"reason\":\"counted\","
        "\"set\":%lld}",
        KT_STR_FMT(sku), (long long)on_hand);
    return edit(shop, &kt_stock_move_resource, (struct kt_id){ { 0 } }, body);
}

struct reading {
    struct kt_str sku;
    struct kt_id id;
    int64_t available, held;
    int64_t uses;
};

static enum kt_status
read_variant(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct reading *reading = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_VARIANT_BY_SKU, KT_ARGS(KT_TEXT(reading->sku)),
                    &rows, err));
    if (kt_rows_next(&rows))
        reading->id = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

enum kt_status
case_shop_track(struct case_shop *shop, struct kt_str sku, int64_t on_hand)
{
    struct reading reading = { .sku = sku };
    KT_TRY(kt_store_read(shop->app.store, shop->store_id, read_variant,
                         &reading, &shop->err));
    KT_TRY(edit(shop, &kt_variant_resource, reading.id,
                KT_STR("{\"stock_policy\":\"refuse\"}")));
    return case_shop_count(shop, sku, on_hand);
}

enum kt_status
case_shop_order(struct case_shop *shop, const struct cJSON **order)
{
    struct kt_order_use state = { .order_id = shop->order_id };
    KT_TRY(run(shop, &kt_use_order_inspect, &state.use));
    return kt_json_parse(shop->pricing->arena, state.answer.json, order,
                         &shop->err);
}

static enum kt_status
read_stock(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct reading *reading = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_STOCK_MOVE_LEVELS_OF,
                    KT_ARGS(KT_ID_OR_NULL(reading->id), KT_TEXT(reading->sku),
                            KT_ID_OR_NULL(reading->id), KT_TEXT(KT_STR("")),
                            KT_INT(INT64_MAX), KT_TEXT(KT_STR("")),
                            KT_ID(reading->id), KT_INT(1)),
                    &rows, err));
    if (kt_rows_next(&rows)) {
        reading->available = kt_col_int(&rows, 5);
        reading->held = kt_col_int(&rows, 6);
    }
    return kt_rows_close(&rows);
}

bool
case_shop_stock(struct case_shop *shop, struct kt_str sku, int64_t *on_hand,
                int64_t *held)
{
    struct reading reading = { .sku = sku };
    kt_error_init(&shop->err, shop->pricing->arena);
    if (kt_store_read(shop->app.store, shop->store_id, read_stock, &reading,
                      &shop->err) != KT_OK)
        return false;
    *held = reading.held;
    *on_hand = reading.available + reading.held;
    return true;
}

static enum kt_status
read_uses(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct reading *reading = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_PROMOTION_USE_COUNTERS,
                    KT_ARGS(KT_ID(reading->id)), &rows, err));
    if (kt_rows_next(&rows))
        reading->uses = kt_col_int(&rows, 0);
    return kt_rows_close(&rows);
}

int64_t
case_shop_uses(struct case_shop *shop, struct kt_id promotion_id)
{
    struct reading reading = { .id = promotion_id };
    kt_error_init(&shop->err, shop->pricing->arena);
    return kt_store_read(shop->app.store, shop->store_id, read_uses, &reading,
                         &shop->err) == KT_OK
               ? reading.uses
               : -1;
}
