/* Cases in which an order is placed and things happen to it: kind orderstate,
 * and those of kind inventory that go beyond the cart. */

#include "base/assert.h"
#include "base/text.h"
#include "placed.h"

static bool
is(struct kt_str text, const char *word)
{
    return kt_str_eq(text, kt_str_of(word));
}

/* What Kontor decides otherwise, as the values of a policy. */
static const struct {
    const char *op;
    const char *policy;
} refused_steps[] = {
    { "change_address", "placed_address changeable" },
    { "change_billing_address", "placed_address changeable" },
    { "change_shipping_address", "placed_address changeable" },
    { "pay_part", "payments part" },
    { "ship_part", "shipments part" },
};

/* Of one sku, when the order is placed. */
static int64_t
units_of(const struct pricing_case *pricing, struct kt_str sku)
{
    int64_t units = 0;
    for (size_t i = 0; i < pricing->in.line_count; i++) {
        if (kt_str_eq(pricing->lines[i].item->sku, sku))
            units += pricing->lines[i].quantity;
    }
    CASE_EACH(step, case_list(pricing->json, "steps"))
    {
        if (!kt_str_eq(case_text(step, "sku"), sku))
            continue;
        if (is(case_text(step, "op"), "add"))
            units += case_int(step, "qty");
        else if (is(case_text(step, "op"), "set_qty"))
            units = case_int(step, "qty");
        else if (is(case_text(step, "op"), "remove"))
            units = 0;
    }
    return units;
}

static int64_t
sum_units(const struct pricing_case *pricing)
{
    int64_t sum = 0;
    for (size_t i = 0; i < pricing->item_count; i++)
        sum += units_of(pricing, pricing->items[i].sku);
    return sum;
}

/* An order is handed over as a whole. */
static void
check_step(struct pricing_case *pricing, const struct cJSON *step)
{
    static const char *const members[] = { "op",    "sku",      "qty", "fee",
                                           "price", "customer", NULL };
    struct kt_str op = case_text(step, "op");
    case_expect_members(pricing, step, "a step", members);
    for (size_t i = 0; i < KT_COUNT(refused_steps); i++) {
        if (is(op, refused_steps[i].op))
            case_skip(pricing, "its platform decides otherwise: %s",
                      refused_steps[i].policy);
    }
    if (placed_step_find(op) == NULL)
        case_skip(pricing, "the step %.*s", KT_STR_FMT(op));
    if (case_list(step, "qty") != NULL && is(op, "fulfil") &&
        case_int(step, "qty") < sum_units(pricing))
        case_skip(pricing, "its platform decides otherwise: shipments part");
}

/* Where stock is looked at while a paid order stands, it tells when it was
 * taken: Kontor takes it when the order is handed over. */
static void
check_decrement(struct pricing_case *pricing)
{
    struct kt_str at =
        case_text(case_list(pricing->json, "policy"), "decrement_at");
    bool is_paid = false, is_looked_at = false;
    CASE_EACH(step, case_list(pricing->json, "steps"))
    {
        struct kt_str op = case_text(step, "op");
        if (is(op, "pay"))
            is_paid = true;
        else if (is(op, "cancel") || is(op, "fulfil") || is(op, "ship"))
            is_paid = false;
        is_looked_at |= is_paid && is(op, "set_stock");
    }
    is_looked_at |=
        is_paid && case_list(case_list(pricing->json, "expected"), "stock");
    if (is_looked_at && !is(at, "fulfilment"))
        case_skip(pricing, "its platform decides otherwise: decrement_at "
                           "payment");
}

/* What is stated of stock alone are things of one price. */
static void
put_stock_items(struct pricing_case *pricing)
{
    static const char *const members[] = { "on_hand", "held", "threshold",
                                           "tracked", NULL };
    CASE_EACH(stock, case_list(pricing->json, "stock"))
    {
        case_expect_members(pricing, stock, "stock", members);
        if (case_int(stock, "threshold") != 0)
            case_skip(pricing,
                      "its platform decides otherwise: "
                      "stock_threshold %lld",
                      (long long)case_int(stock, "threshold"));
        case_put_item(pricing, kt_json_name(stock), 100);
    }
}

/* A shop knows products and categories by slugs; a case that names none in its
 * promotions does not mind. */
static void
check_slugs(struct pricing_case *pricing, const struct cJSON *object)
{
    static const char *const lists[] = { "products", "categories" };
    for (size_t i = 0; i < KT_COUNT(lists); i++) {
        CASE_EACH(item, case_list(object, lists[i]))
        {
            struct kt_str name = kt_json_get_str(item);
            if (!kt_str_eq(kt_text_slug(pricing->arena, name), name))
                case_skip(pricing, "a promotion on %.*s, which is no slug",
                          KT_STR_FMT(name));
        }
    }
}

static void
check_promotions(struct pricing_case *pricing)
{
    CASE_EACH(promotion, case_list(pricing->json, "promotions"))
    {
        CASE_EACH(condition, case_list(promotion, "conditions"))
        check_slugs(pricing, condition);
        CASE_EACH(action, case_list(promotion, "actions"))
        {
            check_slugs(pricing, case_list(action, "target"));
            check_slugs(pricing, case_list(action, "buy"));
            check_slugs(pricing, case_list(action, "get"));
        }
    }
    CASE_EACH(promotion, case_list(pricing->json, "catalog_promotions"))
    {
        CASE_EACH(target, case_list(promotion, "targets"))
        check_slugs(pricing, target);
    }
}

/* The shop is new: nobody bought in it, no promotion was used. */
static void
check_past(struct pricing_case *pricing)
{
    for (size_t i = 0; i < pricing->in.promotion_count; i++) {
        const struct kt_promotion *row = &pricing->promotions[i];
        if (row->uses > 0 || row->spent_minor > 0 || row->uses_by_buyer > 0)
            case_skip(pricing, "a promotion that orders used before");
    }
    if (pricing->in.buyer.order_count > 0 || pricing->group.len > 0)
        case_skip(pricing, "a buyer whom the shop knows");
}

/* Cards that pay; what becomes of others, carts tell. */
static void
check_cards(struct pricing_case *pricing)
{
    struct kt_str currency = case_text(pricing->json, "currency");
    for (size_t i = 0; i < pricing->in.tender_count; i++) {
        const struct kt_tender_in *card = &pricing->tenders[i];
        if (card->balance_minor == 0 || card->is_cancelled ||
            card->ends_ms > 0 || card->owner.len > 0 ||
            (card->currency.len > 0 && !kt_str_eq(card->currency, currency)))
            case_skip(pricing, "an order with a card that does not pay");
    }
    CASE_EACH(step, case_list(pricing->json, "steps"))
    {
        if (pricing->in.tender_count > 0 && case_list(step, "customer") != NULL)
            case_skip(pricing, "gift cards of one of several buyers");
    }
}

/* Kontor hands over what is paid: a case that looks at an order which went out
 * before is of a platform that does not wait. */
static void
check_shipped_unpaid(struct pricing_case *pricing)
{
    const struct cJSON *states =
        case_list(case_list(pricing->json, "expected"), "states");
    struct kt_str order = case_text(states, "order");
    bool is_paid = false, is_sent = false, is_sent_unpaid = false;
    CASE_EACH(step, case_list(pricing->json, "steps"))
    {
        struct kt_str op = case_text(step, "op");
        is_paid |= is(op, "pay");
        is_sent |= is(op, "ship") || is(op, "fulfil");
        is_sent_unpaid |= is_sent && !is_paid;
    }
    if (is_sent_unpaid && (is_paid || is(order, "new") || is(order, "placed") ||
                           is(order, "unfulfilled")))
        case_skip(pricing, "its platform decides otherwise: "
                           "shipments before_payment");
}

void
case_translate_placed(struct pricing_case *pricing)
{
    static const char *const sections[] = {
        "channel",  "now",    "catalog",    "catalog_promotions", "cart",
        "customer", "steps",  "shipping",   "shipping_methods",   "promotions",
        "stock",    "limits", "surcharges", "gift_cards",         NULL
    };
    static const char *const limits[] = { "max_qty", NULL };
    case_expect_sections(pricing, sections);
    case_expect_members(pricing, case_list(pricing->json, "limits"),
                        "limits of a shop", limits);
    case_read(pricing);
    check_promotions(pricing);
    put_stock_items(pricing);
    placed_check_expected(pricing);
    CASE_EACH(step, case_list(pricing->json, "steps"))
    check_step(pricing, step);
    check_decrement(pricing);
    check_past(pricing);
    check_cards(pricing);
    check_shipped_unpaid(pricing);
}

/* ---- taking the steps ---- */

static bool
has_step(const struct pricing_case *pricing, const char *op)
{
    CASE_EACH(step, case_list(pricing->json, "steps"))
    {
        if (is(case_text(step, "op"), op))
            return true;
    }
    return false;
}

/* Orders that hold already what the case says is held. */
static enum kt_status
hold_stock(struct placed *placed)
{
    CASE_EACH(stock, case_list(placed->pricing->json, "stock"))
    {
        struct kt_str sku = kt_json_name(stock);
        int64_t on_hand = case_int(stock, "on_hand");
        if (!case_flag(stock, "tracked", true)) {
            KT_TRY(case_shop_count(&placed->shop, sku, on_hand));
            continue;
        }
        KT_TRY(case_shop_track(&placed->shop, sku, on_hand));
        if (case_int(stock, "held") == 0)
            continue;
        KT_TRY(placed_turn_to(placed, sku));
        KT_TRY(case_shop_add(&placed->shop, sku, case_int(stock, "held")));
        KT_TRY(placed_place(placed, stock));
    }
    placed->shop.order_id = (struct kt_id){ { 0 } };
    return KT_OK;
}

static enum kt_status
begin(struct placed *placed)
{
    KT_TRY(hold_stock(placed));
    KT_TRY(case_shop_issue_cards(&placed->shop));
    KT_TRY(placed_turn_to(placed, KT_STR("")));
    return placed_fill(placed);
}

static enum kt_status
take_step(struct placed *placed, const struct cJSON *json)
{
    struct kt_str buyer = case_text(json, "customer");
    if (buyer.len > 0)
        KT_TRY(placed_turn_to(placed, buyer));
    return placed_step_find(case_text(json, "op"))->take(placed, json);
}

static int64_t
count_available(struct placed *placed, struct kt_str sku)
{
    int64_t on_hand = 0, held = 0;
    struct kt_error err = placed->shop.err;
    (void)case_shop_stock(&placed->shop, sku, &on_hand, &held);
    placed->shop.err = err;
    return on_hand - held;
}

static void
take_steps(struct placed *placed)
{
    CASE_EACH(json, case_list(placed->pricing->json, "steps"))
    {
        enum kt_status status = take_step(placed, json);
        if (status == KT_OK) {
            placed->is_made_up |=
                placed->refusal != KT_OK &&
                kt_str_eq(placed->refused_at, case_text(json, "op"));
            continue;
        }
        placed->is_made_up = false;
        placed->refusal = status;
        placed->refused_at = case_text(json, "op");
        placed->available = count_available(placed, case_text(json, "sku"));
    }
}

bool
case_compare_placed(struct pricing_case *pricing, const struct kt_rules *rules,
                    struct kt_buf *out)
{
    struct placed *placed = KT_NEW(pricing->arena, struct placed);
    const struct cJSON *states =
        case_list(case_list(pricing->json, "expected"), "states");
    bool is_equal = false;

    (void)rules;
    placed->pricing = pricing;
    placed->expected_total = -1;
    placed->is_paid_at_once =
        (has_step(pricing, "ship") || has_step(pricing, "fulfil")) &&
        !has_step(pricing, "pay") && case_text(states, "payment").len == 0;
    if (case_shop_open(pricing, &placed->shop) && begin(placed) == KT_OK) {
        take_steps(placed);
        is_equal = placed_compare(placed, out);
    } else {
        kt_buf_format(out, "    %.*s\n",
                      KT_STR_FMT(kt_error_text(&placed->shop.err)));
    }
    case_shop_close(&placed->shop);
    return is_equal;
}
