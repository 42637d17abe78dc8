/* A rule of each kind is asked: what it sees, what it may answer. */
#include "script_shop.h"

/* One of each kind; its answer is the body. */
static const struct {
    const char *place, *module, *fields, *entry;
} kinds[KT_RULE_KIND_COUNT] = {
    [KT_RULE_PRICE] = { "pricing", "price_rule", "",
                        "price = function(item, buyer, params)" },
    [KT_RULE_PROMOTION] = { "promotions", "promotion", "stage = 'item',",
                            "evaluate = function(cart, params)" },
    [KT_RULE_TAX] = { "tax", "tax_rule", "",
                      "treat = function(line, sale, params)" },
    [KT_RULE_SHIPPING] = { "shipping", "shipping_method", "",
                           "quote = function(parcel, destination, params)" },
    [KT_RULE_CHECK] = { "checkout", "checkout_check", "",
                        "check = function(order, params)" },
    [KT_RULE_GUARD] = { "orders", "order_guard", "event = 'confirm',",
                        "check = function(order, params)" },
    [KT_RULE_REACTION] = { "orders", "reaction", "on = 'order.placed',",
                           "react = function(event, params)" },
};

static const char *
answer_of(enum kt_rule_kind kind, const char *fields, const char *body)
{
    const char *text =
        kt_arena_format(
            &unit_arena,
            "local give, hint, job, money, rate, tax, verdict = require "
            "'kontor.give', require 'kontor.hint', require 'kontor.job', "
            "require 'kontor.money', require 'kontor.rate', require "
            "'kontor.tax', require 'kontor.verdict'\n"
            "return require 'kontor.%s' { code = 'a', title = 'A', %s\n"
            "%s %s end }\n",
            kinds[kind].module, fields, kinds[kind].entry, body)
            .ptr;
    script_write(
        kt_arena_format(&unit_arena, "%s/a.lua", kinds[kind].place).ptr, text);
    if (script_load() != KT_OK)
        return script_faults();
    return script_ask(kind, "a", "");
}

static const struct {
    enum kt_rule_kind kind;
    const char *body, *answer;
} cases[] = {
    /* price_rule */
    { KT_RULE_PRICE, "return 1000", "1000" },
    { KT_RULE_PRICE, "return 1000, 1500", "1000 was 1500" },
    { KT_RULE_PRICE, "return nil", "none" },
    { KT_RULE_PRICE, "return false", "none" },
    { KT_RULE_PRICE, "", "none" },
    { KT_RULE_PRICE, "return 0", "0" },
    { KT_RULE_PRICE, "return item:best_price()", "1200" },
    { KT_RULE_PRICE, "return item:price_in('vip')", "none" },
    { KT_RULE_PRICE, "return item.quantity * item:base_price()", "2400" },
    { KT_RULE_PRICE, "return item.product_quantity", "7" },
    { KT_RULE_PRICE, "return buyer:is_in('vip') and 900 or nil", "900" },
    { KT_RULE_PRICE, "return 10.0",
      "error: pricing/a.lua:3: a answered a number with a fraction (float), "
      "not a price in "
      "minor units or nil" },
    { KT_RULE_PRICE, "return '1000'",
      "error: pricing/a.lua:3: a answered string, not a price in minor units "
      "or nil" },
    { KT_RULE_PRICE, "return -1",
      "error: pricing/a.lua:3: a answered -1, which is no price" },
    { KT_RULE_PRICE, "return 1 << 62",
      "error: pricing/a.lua:3: a answered 4611686018427387904, which is no "
      "price" },
    { KT_RULE_PRICE, "return 1000, 'was'",
      "error: pricing/a.lua:3: a answered string, not a \"was\" price in minor "
      "units or nil" },
    { KT_RULE_PRICE, "return {}",
      "error: pricing/a.lua:3: a answered table, not a price in minor units or "
      "nil" },
    /* promotion; kinds are those of enum kt_effect_kind */
    { KT_RULE_PROMOTION, "return nil", "nothing" },
    { KT_RULE_PROMOTION, "return give.percent(cart, rate.percent(10))",
      "kind 0 rate 100000 amount 0 units 3" },
    { KT_RULE_PROMOTION, "return give.free(cart:units():cheapest(1))",
      "kind 0 rate 1000000 amount 0 units 1" },
    { KT_RULE_PROMOTION, "return give.amount_each(cart.lines[1], 100)",
      "kind 1 rate 0 amount 100 units 2" },
    { KT_RULE_PROMOTION, "return give.amount_per_line(cart, 100)",
      "kind 2 rate 0 amount 100 units 3" },
    { KT_RULE_PROMOTION, "return give.amount(cart, 100)",
      "kind 3 rate 0 amount 100 units 3" },
    { KT_RULE_PROMOTION, "return give.unit_price(cart, 100)",
      "kind 4 rate 0 amount 100 units 3" },
    { KT_RULE_PROMOTION, "return give.total_price(cart, 100)",
      "kind 5 rate 0 amount 100 units 3" },
    { KT_RULE_PROMOTION, "return give.gift('sticker', 2)",
      "kind 6 rate 0 amount 0 units 0" },
    { KT_RULE_PROMOTION,
      "return give.all { give.gift('sticker'), nil, false, give.free(cart) }",
      "kind 6 rate 0 amount 0 units 0; kind 0 rate 1000000 amount 0 units 3" },
    { KT_RULE_PROMOTION, "return nil, hint.spend(500, 2000)",
      "hint spend 500" },
    { KT_RULE_PROMOTION, "return nil, hint.spend(0)", "nothing" },
    { KT_RULE_PROMOTION, "return give.free(cart), hint.add_units(2)",
      "kind 0 rate 1000000 amount 0 units 3; hint add_units 2" },
    { KT_RULE_PROMOTION,
      "return nil, hint.of { kind = 'days', wanted = 7, actual = 5 }",
      "hint days 2" },
    { KT_RULE_PROMOTION, "return 5",
      "error: promotions/a.lua:3: a answered number, not effects "
      "or nil" },
    { KT_RULE_PROMOTION, "return nil, 'more'",
      "error: promotions/a.lua:3: a answered string, not a hint or nil" },
    { KT_RULE_PROMOTION, "return give.percent(cart, 10.5)",
      "error: promotions/a.lua:3: bad argument #2 to 'percent' (a rate in "
      "parts per million (an integer) expected, got a number with a fraction "
      "(float))" },
    { KT_RULE_PROMOTION, "return give.percent({}, 1)",
      "error: promotions/a.lua:3: bad argument #1 to 'percent' (units, a line "
      "or the cart expected, got table)" },
    { KT_RULE_PROMOTION, "return give.percent(cart, 1000001)",
      "error: promotions/a.lua:3: bad argument #2 to 'percent' (1000001 is "
      "not between 0 and 1000000)" },
    { KT_RULE_PROMOTION, "return give.amount(cart, -1)",
      "error: promotions/a.lua:3: bad argument #2 to 'amount' (-1 is not "
      "between 0 and 9999999999999)" },
    { KT_RULE_PROMOTION, "return give.free_shipping()",
      "error: promotions/a.lua:3: what is off shipping cannot be given in "
      "stage item" },
    { KT_RULE_PROMOTION, "return give.free(cart):including_shipping()",
      "error: promotions/a.lua:3: only an order promotion can include "
      "shipping" },
    { KT_RULE_PROMOTION, "return give.amount(cart, 5):for_points(0)",
      "error: promotions/a.lua:3: bad argument #1 to 'for_points' (a price is "
      "more than 0 points)" },
    { KT_RULE_PROMOTION, "return give.free(cart):for_points(5)",
      "error: promotions/a.lua:3: points pay for one give.amount" },
    { KT_RULE_PROMOTION, "return give.free(cart):capped(0)",
      "error: promotions/a.lua:3: bad argument #1 to 'capped' (a cap is more "
      "than 0)" },
    { KT_RULE_PROMOTION, "return nil, hint.of { kind = 'x', wnated = 1 }",
      "error: promotions/a.lua:3: unknown field 'wnated', did you mean "
      "'wanted'?" },
    /* tax_rule */
    { KT_RULE_TAX, "return tax.at(tax.rate { name = 'VAT', percent = 19 })",
      "VAT 190000" },
    { KT_RULE_TAX, "return tax.at(tax.rate { name = 'VAT', percent = '7.7' })",
      "VAT 77000" },
    { KT_RULE_TAX, "return tax.at(tax.rate { name = 'VAT', ppm = 1 })",
      "VAT 1" },
    { KT_RULE_TAX, "return tax.at()", "no tax" },
    { KT_RULE_TAX, "return tax.at(nil)", "no tax" },
    { KT_RULE_TAX, "return tax.exempt('Export')", "exempt" },
    { KT_RULE_TAX, "return tax.reverse_charge()", "reverse charge" },
    { KT_RULE_TAX, "return nil",
      "error: tax/a.lua:3: a answered nil, not a treatment (kontor.tax)" },
    { KT_RULE_TAX, "return tax.rate { name = 'VAT', percent = 19 }",
      "error: tax/a.lua:3: a answered rates, not a treatment (kontor.tax)" },
    { KT_RULE_TAX, "return tax.at(tax.rate { name = 'VAT' })",
      "error: tax/a.lua:3: tax.rate takes either percent or ppm" },
    { KT_RULE_TAX, "return tax.at(tax.rate { name = 'V', percent = 19.5 })",
      "error: tax/a.lua:3: field 'percent': 0 to 100 as an integer or as text "
      "expected" },
    { KT_RULE_TAX, "return give.free(line)",
      "error: tax/a.lua:3: only promotions can give anything" },
    /* shipping_method */
    { KT_RULE_SHIPPING, "return 490", "490" },
    { KT_RULE_SHIPPING, "return nil, 'too heavy'", "too heavy" },
    { KT_RULE_SHIPPING, "return nil", "" },
    { KT_RULE_SHIPPING, "return nil, 'no', 30, parcel.weight_g",
      "no, wants 30, has 1600" },
    { KT_RULE_SHIPPING, "return nil, 'no', 'AT', nil", "no, wants AT, has " },
    { KT_RULE_SHIPPING, "return nil, 'no', {}",
      "error: shipping/a.lua:3: a answered table, not what it wants as text or "
      "a number" },
    { KT_RULE_SHIPPING, "return nil, 'no', 1, 1.5",
      "error: shipping/a.lua:3: a answered a number with a fraction (float), "
      "not what there is "
      "as text or a number" },
    { KT_RULE_SHIPPING, "return parcel.weight_g", "1600" },
    { KT_RULE_SHIPPING, "return 4.9",
      "error: shipping/a.lua:3: a answered a number with a fraction (float), "
      "not a price in "
      "minor units or nil" },
    { KT_RULE_SHIPPING, "return nil, 5",
      "error: shipping/a.lua:3: a answered number, not a reason as text" },
    /* checkout_check */
    { KT_RULE_CHECK, "return nil", "pass" },
    { KT_RULE_CHECK, "return verdict.refuse('no-way', { field = '/lines/0' })",
      "refuse no-way /lines/0" },
    { KT_RULE_CHECK, "return verdict.refuse('no-way')", "refuse no-way " },
    { KT_RULE_CHECK, "return verdict.hold('look', 'at it')", "hold look " },
    { KT_RULE_CHECK, "return verdict.refuse('No Way')",
      "error: checkout/a.lua:3: bad argument #1 to 'refuse' (a code of a-z, "
      "0-9, - and _ expected)" },
    { KT_RULE_CHECK, "return verdict.refuse('no', { field = 'lines' })",
      "error: checkout/a.lua:3: field 'field': a JSON pointer begins with /" },
    { KT_RULE_CHECK, "return 'no'",
      "error: checkout/a.lua:3: a answered string, not nil or a verdict "
      "(kontor.verdict)" },
    /* order_guard, on {"total":5000} */
    { KT_RULE_GUARD, "return order.total > 4999 and verdict.hold('large')",
      "hold large " },
    { KT_RULE_GUARD, "return order.total > 5000 and verdict.hold('large')",
      "pass" },
    { KT_RULE_GUARD, "return order.totl",
      "error: orders/a.lua:3: the record has no member 'totl', did you mean "
      "'total'?" },
    { KT_RULE_GUARD, "return order:get('totl')", "pass" },
    { KT_RULE_GUARD, "order.total = 1",
      "error: orders/a.lua:3: record is read-only ('total' was assigned)" },
    /* reaction, on {"id":"evt_1"} */
    { KT_RULE_REACTION, "return nil", "[]" },
    { KT_RULE_REACTION, "return job.note { text = event.id }",
      "[{\"kind\":\"note\",\"text\":\"evt_1\"}]" },
    { KT_RULE_REACTION,
      "return { job.webhook { url = 'https://a.example', data = { n = 1, l = "
      "{ 1, 'b' }, o = { x = true } }, delay_s = 60 }, job.call { name = 'x' "
      "} }",
      "[{\"data\":{\"l\":[1,\"b\"],\"n\":1,\"o\":{\"x\":true}},\"delay_s\":60,"
      "\"kind\":\"webhook\",\"url\":\"https://a.example\"},{\"kind\":\"call\","
      "\"name\":\"x\"}]" },
    { KT_RULE_REACTION, "return job.mail { to = 'a@b.c' }",
      "error: orders/a.lua:3: field 'template' is missing" },
    { KT_RULE_REACTION, "return job.mail { template = 't', to = '' }",
      "error: orders/a.lua:3: field 'to' is empty" },
    { KT_RULE_REACTION, "return job.mail { template = 't', too = 'a@b.c' }",
      "error: orders/a.lua:3: unknown field 'too', did you mean 'to'?" },
    { KT_RULE_REACTION, "return { 5 }",
      "error: orders/a.lua:3: a answered number, not jobs (kontor.job)" },
    { KT_RULE_REACTION, "return 'mail'",
      "error: orders/a.lua:3: a answered string, not jobs (kontor.job)" },
    { KT_RULE_REACTION,
      "local t = {} t.t = t return job.call { name = 'x', data = t }",
      "error: orders/a.lua:3: a table is nested in more than 32 levels" },
    { KT_RULE_REACTION, "return job.call { name = 'x', data = { 1, n = 2 } }",
      "error: orders/a.lua:3: a table is either a list without holes or an "
      "object" },
    { KT_RULE_REACTION, "return job.call { name = 'x', data = { x = print } }",
      "error: orders/a.lua:3: function cannot become JSON" },
    { KT_RULE_REACTION, "return job.call { name = 'x', data = { x = 1.5 } }",
      "error: orders/a.lua:3: a number with a fraction (float) cannot become "
      "JSON" },
    { KT_RULE_REACTION,
      "local t = {} for i = 1, 20000 do t[i] = i end return job.call { name = "
      "'x', data = t }",
      "error: orders/a.lua:3: more than 10000 values" },
    { KT_RULE_REACTION,
      "return job.call { name = 'x', data = { x = '\\xff' } "
      "}",
      "error: orders/a.lua:3: a text is not UTF-8" },
};

START_TEST(test_answer)
{
    assert_same(answer_of(cases[_i].kind, kinds[cases[_i].kind].fields,
                          cases[_i].body),
                cases[_i].answer);
}
END_TEST

/* Eight rates of the country's regions and a ninth of a postal code: places
 * that only cross each other in the address. */
START_TEST(test_no_rate_is_left_out)
{
    struct kt_str params = KT_STR("");
    for (int i = 0; i < 9; i++)
        params = kt_arena_format(
            &unit_arena,
            "%.*s%s{\"country\":\"AT\",\"%s\":\"%s\",\"name\":\"%c\","
            "\"percent\":1}",
            KT_STR_FMT(params), i > 0 ? "," : "", i < 8 ? "region" : "postal",
            i < 8 ? "9" : "10", 'A' + i);
    script_write("tax/a.lua",
                 "local param = require 'kontor.param'\n"
                 "local tax = require 'kontor.tax'\n"
                 "return require 'kontor.tax_rule' { code = 'a', title = 'A',\n"
                 "params = { rates = param.tax_table { label = 'R' } },\n"
                 "treat = function(line, sale, params)\n"
                 "return tax.at(params.rates:find(sale.destination, "
                 "'standard')) end }\n");
    ck_assert_int_eq(script_load(), KT_OK);
    assert_same(script_ask(KT_RULE_TAX, "a",
                           kt_arena_format(&unit_arena, "{\"rates\":[%.*s]}",
                                           KT_STR_FMT(params))
                               .ptr),
                "error: tax/a.lua:6: a line has at most 8 rates");
}
END_TEST

/* A promotion of each stage gives what its stage allows. */
static const struct {
    const char *stage, *body, *answer;
} stages[] = {
    { "catalog", "return give.percent(cart, 1)",
      "kind 0 rate 1 amount 0 units 3" },
    { "catalog", "return give.amount(cart, 1)",
      "error: promotions/a.lua:3: this cannot be given in stage catalog" },
    { "catalog", "return give.gift('x')",
      "error: promotions/a.lua:3: this cannot be given in stage catalog" },
    { "item", "return give.amount(cart, 1)", "kind 3 rate 0 amount 1 units 3" },
    { "order", "return give.amount(cart, 1):including_shipping()",
      "kind 3 rate 0 amount 1 units 3" },
    { "order", "return give.shipping_amount(1)",
      "error: promotions/a.lua:3: what is off shipping cannot be given in "
      "stage order" },
    { "shipping", "return give.free_shipping()",
      "kind 7 rate 1000000 amount 0 units 0" },
    { "shipping", "return give.shipping_percent(500000, { 'express' })",
      "kind 7 rate 500000 amount 0 units 0" },
    { "shipping", "return give.shipping_amount(100)",
      "kind 8 rate 0 amount 100 units 0" },
    { "shipping", "return give.shipping_price(100)",
      "kind 9 rate 0 amount 100 units 0" },
    { "shipping", "return give.percent(cart, 1)",
      "error: promotions/a.lua:3: this cannot be given in stage shipping" },
    { "shipping", "return give.free_shipping { 5 }",
      "error: promotions/a.lua:3: bad argument #1 to 'free_shipping' (codes "
      "of shipping methods expected)" },
};

START_TEST(test_stage)
{
    const char *stage =
        kt_arena_format(&unit_arena, "stage = '%s',", stages[_i].stage).ptr;
    assert_same(answer_of(KT_RULE_PROMOTION, stage, stages[_i].body),
                stages[_i].answer);
}
END_TEST

/* What the views show, as text. */
static const struct {
    const char *expression, *text;
} seen[] = {
    { "cart.currency", "EUR" },
    { "cart.subtotal", "7400" },
    { "cart.quantity", "3" },
    { "#cart.lines", "2" },
    { "cart.lines[3]", "nil" },
    { "cart.lines[1].sku", "mug" },
    { "cart.lines[1].title", "Mug" },
    { "cart.lines[1].unit_price", "1200" },
    { "cart.lines[1].subtotal", "2400" },
    { "cart.lines[1].is_reduced", "false" },
    { "cart.lines[1].is_shipping", "false" },
    { "cart.lines[1]:has_tag('red')", "true" },
    { "cart.lines[2]:has_tag('red')", "false" },
    { "cart.lines[1]:is_in('kitchen')", "true" },
    { "cart.lines[1]:attribute('colour')", "nil" },
    { "cart.lines[1]:metadata('engraving')", "Ada" },
    { "cart.lines[1]:metadata('other')", "nil" },
    { "cart.lines[2]:metadata('engraving')", "nil" },
    { "#cart.lines[1].id", "31" },
    { "cart.buyer.email", "ada@example.org" },
    { "cart.buyer.is_guest", "true" },
    { "cart.buyer.order_count", "3" },
    { "cart.buyer.has_vat_id", "false" },
    { "cart.destination.country", "AT" },
    { "cart.destination.is_known", "true" },
    { "cart.destination.is_po_box", "true" },
    { "cart.channel .. cart.locale", "weben" },
    { "cart.now", "1767225600000" },
    { "cart.time.year * 10000 + cart.time.month * 100 + cart.time.day",
      "20260101" },
    { "cart.time.weekday .. '-' .. cart.time.hour .. '-' .. cart.time.minute",
      "4-0-0" },
    { "#cart.coupons", "0" },
    { "cart.shipping.method", "" },
    { "cart.shipping.is_needed", "true" },
    { "cart:units().count", "3" },
    { "cart:units().amount", "7400" },
    { "#cart:units():dearest(1)", "1" },
    { "cart:units():dearest(1).amount", "5000" },
    { "cart:units():cheapest(2).amount", "2400" },
    { "cart:units():first(1).amount", "1200" },
    { "cart:units():fullest(2).amount", "2400" },
    { "cart:units():fullest(3).count", "3" },
    { "cart:units():per_line(1).amount", "6200" },
    { "cart:units():without(cart:units():cheapest(1)).count", "2" },
    { "cart:units():first(0).count", "0" },
    { "cart:units():first(99).count", "3" },
    { "(function() local t = {} for line, n, price in cart:units():runs() do "
      "t[#t + 1] = n .. line.sku .. price end return table.concat(t, ' ') "
      "end)()",
      "2mug1200 1lamp5000" },
    { "(function() local t = {} for i, line in ipairs(cart.lines) do t[i] = "
      "line.sku end return table.concat(t, ' ') end)()",
      "mug lamp" },
    { "(function() local t = {} for i, line in pairs(cart.lines) do t[i] = "
      "line.sku end return table.concat(t, ' ') end)()",
      "mug lamp" },
    { "money.share(1999, rate.percent('12.5'))", "250" },
    { "money.share(1, 500000, 'half_even')", "0" },
    { "money.share(1, 500000)", "1" },
    { "money.divide(1000, 3)", "333" },
    { "money.multiply(1999, 3)", "5997" },
    { "money.format(123456, 'EUR')", "1234.56" },
    { "money.format(5, 'JPY')", "5" },
    { "money.parse('12.50', 'EUR')", "1250" },
    { "money.parse('12.505', 'EUR')", "nil" },
    { "rate.percent(10)", "100000" },
    { "rate.format(125000)", "12.5" },
    { "rate.of(1, 4)", "250000" },
    { "rate.apply(150000, 1999)", "300" },
    { "rate.apply(125000, 4)", "1" },
    { "rate.apply(125000, 3)", "0" },
    { "rate.apply(0, 1999)", "0" },
};

START_TEST(test_view)
{
    const char *body = kt_arena_format(&unit_arena, "error(tostring(%s), 0)",
                                       seen[_i].expression)
                           .ptr;
    assert_same(answer_of(KT_RULE_PROMOTION, "stage = 'item',", body),
                kt_arena_format(&unit_arena, "error: %s", seen[_i].text).ptr);
}
END_TEST

/* The other views: item, sale, order. */
static const struct {
    enum kt_rule_kind kind;
    const char *expression, *text;
} more_seen[] = {
    { KT_RULE_PRICE, "item.sku", "mug" },
    { KT_RULE_PRICE, "item.currency .. item.country", "EURAT" },
    { KT_RULE_PRICE, "item.weight_g", "300" },
    { KT_RULE_PRICE, "item:has_tag('red')", "true" },
    { KT_RULE_PRICE, "item:is_in('garden')", "false" },
    { KT_RULE_PRICE, "item.time.year", "2026" },
    { KT_RULE_TAX, "line.tax_class", "standard" },
    { KT_RULE_TAX, "sale.destination.country .. sale.home_country", "ATDE" },
    { KT_RULE_TAX, "sale.is_cross_border", "true" },
    { KT_RULE_TAX, "sale.tax_mode", "none" },
    { KT_RULE_TAX, "sale.buyer.order_count", "3" },
    { KT_RULE_SHIPPING, "parcel.quantity", "3" },
    { KT_RULE_SHIPPING, "parcel.subtotal", "7400" },
    { KT_RULE_SHIPPING, "parcel:has_tag('red')", "true" },
    { KT_RULE_SHIPPING, "parcel.longest_mm", "0" },
    { KT_RULE_SHIPPING, "#parcel.lines", "2" },
    { KT_RULE_SHIPPING, "parcel:quantity_of()", "3" },
    { KT_RULE_CHECK, "order.subtotal", "7400" },
    { KT_RULE_CHECK, "order.total", "7400" },
    { KT_RULE_CHECK, "order.due", "7400" },
    { KT_RULE_CHECK, "order.quantity", "3" },
    { KT_RULE_CHECK, "order.email", "ada@example.org" },
    { KT_RULE_CHECK, "order.shipping_address.line1", "Postfach 12" },
    { KT_RULE_CHECK, "order.billing_address.is_known", "false" },
    { KT_RULE_CHECK, "order.billing_address.line1", "" },
    { KT_RULE_CHECK, "order.requires_shipping", "true" },
    { KT_RULE_CHECK, "order.shipping_method", "" },
    { KT_RULE_CHECK, "order:has_tag('blue')", "false" },
    { KT_RULE_CHECK, "order.now", "1767225600000" },
};

START_TEST(test_more_views)
{
    const char *body = kt_arena_format(&unit_arena, "error(tostring(%s), 0)",
                                       more_seen[_i].expression)
                           .ptr;
    enum kt_rule_kind kind = more_seen[_i].kind;
    assert_same(
        answer_of(kind, kinds[kind].fields, body),
        kt_arena_format(&unit_arena, "error: %s", more_seen[_i].text).ptr);
}
END_TEST

Suite *
kt_suite_script_rules(void)
{
    Suite *suite = suite_create("script_rules");
    TCase *tcase = script_case(suite, "rules");
    tcase_add_test(tcase, test_no_rate_is_left_out);
    tcase_add_loop_test(tcase, test_answer, 0, KT_COUNT(cases));
    tcase_add_loop_test(tcase, test_stage, 0, KT_COUNT(stages));
    tcase_add_loop_test(tcase, test_view, 0, KT_COUNT(seen));
    tcase_add_loop_test(tcase, test_more_views, 0, KT_COUNT(more_seen));
    return suite;
}
