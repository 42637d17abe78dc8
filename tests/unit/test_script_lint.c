/* What is refused at load because a name is not there, or is not used as it
 * can be: every fault of a file at once, and nothing that is right. */
#include "script_shop.h"

/* Bodies of evaluate(cart, params) on line 15. */
static const char frame[] =
    "local give <const> = require 'kontor.give'\n"
    "local hint <const> = require(\"kontor.hint\")\n"
    "local param <const> = require 'kontor.param'\n"
    "local promotion <const> = require 'kontor.promotion'\n"
    "return promotion {\n"
    "  code = 'a', title = 'A', stage = 'item',\n"
    "  params = {\n"
    "    amount = param.money { label = 'A' },\n"
    "    products = param.products { label = 'B' },\n"
    "    countries = param.countries { label = 'C' },\n"
    "    tiers = param.list { label = 'D', of = {\n"
    "      spend = param.money { label = 'E' } } },\n"
    "  },\n"
    "  evaluate = function(cart, params)\n"
    "    %s\n"
    "  end,\n"
    "}\n";

#define AT "promotions/a.lua:15: "

static const struct {
    const char *body, *faults;
} bodies[] = {
    /* Globals. */
    { "return giv.percent(cart, 1)", AT "Lua has no global 'giv'" },
    { "return rate.percent(1)",
      AT "Lua has no global 'rate': write local rate <const> = require "
         "\"kontor.rate\"" },
    { "return prnt(1)", AT "Lua has no global 'prnt', did you mean 'print'?" },
    { "if cart.now > os.time() then return nil end",
      AT "Lua has no global 'os': views tell the time, as now and time" },
    { "return unpack {}", AT "Lua has no global 'unpack': write table.unpack" },
    { "total = 1 return nil", AT "a script has no globals: write local total" },
    { "local a a, total = 1, 2 return a",
      AT "a script has no globals: write local total" },
    { "function total() end return nil",
      AT "a script has no globals: write local total" },
    { "do local inner = 1 end return inner", AT "Lua has no global 'inner'" },
    { "for i = 1, 2 do end return i", AT "Lua has no global 'i'" },
    { "local x = x return x", AT "Lua has no global 'x'" },
    { "return require 'kontor.give'",
      AT "require belongs at the top of the file" },
    /* Modules and libraries. */
    { "return give.prcent(cart, 1)",
      AT "kontor.give has no function 'prcent', did you mean 'percent'?" },
    { "return nil, hint.add_unit(1)",
      AT "kontor.hint has no function 'add_unit', did you mean 'add_units'?" },
    { "return give:percent(cart, params.amount)",
      AT "kontor.give has functions, no methods: write .percent" },
    { "return give.percent(cart, params.amount):caped(2)",
      AT "effects has no method 'caped', did you mean 'capped'?" },
    { "return give.percent(cart, 10)",
      AT "a rate is in parts per million: write rate.percent(10)" },
    { "return give.shipping_percent(50)",
      AT "a rate is in parts per million: write rate.percent(50)" },
    { "return math.random()",
      AT "math has no function 'random': the same cart must always cost the "
         "same" },
    { "return table.getn {}", AT "table has no function 'getn': write #t" },
    { "return string.foramt('')",
      AT "string has no function 'foramt', did you mean 'format'?" },
    { "string.trim = 1 return nil",
      AT "string is read-only ('trim' was assigned)" },
    /* Views, through what they give. */
    { "return cart.buyer.is_gest",
      AT "buyer has no field 'is_gest', did you mean 'is_guest'?" },
    { "local b = cart.buyer return b.emial",
      AT "buyer has no field 'emial', did you mean 'email'?" },
    { "return cart.lines[1].qty",
      AT "line has no field 'qty', did you mean 'quantity'?" },
    { "for _, l in ipairs(cart.lines) do if l.price > 1 then return end end",
      AT "line has no field 'price', did you mean 'unit_price'?" },
    { "for l, n in cart:units():runs() do return l.skuu, n.x end",
      AT "line has no field 'skuu', did you mean 'sku'?" },
    { "return cart:units(params.products):cheepest(1)",
      AT "units has no field 'cheepest', did you mean 'cheapest'?" },
    { "return cart.units(params.products)",
      AT "'units' is a method of cart: write :units(…)" },
    { "if cart.untaken > 3 then return nil end",
      AT "'untaken' is a method: write :untaken(…)" },
    { "return cart:subtotal()",
      AT "'subtotal' is a field of cart, no function: write .subtotal" },
    { "cart.subtotal = 1 return nil",
      AT "cart is read-only ('subtotal' was assigned)" },
    { "return pcall(function() return cart.nothing end)",
      AT "cart has no field 'nothing'" },
    /* Params. */
    { "return params.amont",
      AT "there is no param 'amont', did you mean 'amount'?" },
    { "for _, t in ipairs(params.tiers) do return t.spnd end",
      AT "there is no param 'spnd', did you mean 'spend'?" },
    { "return params.tiers[1].spnd",
      AT "there is no param 'spnd', did you mean 'spend'?" },
    { "return params.products:takes(cart)",
      AT "selector has no field 'takes'" },
    { "return params.countries:is_in('DE')", AT "list has no field 'is_in'" },
    /* Tables. */
    { "return { a = 1, b = { a = 2 }, a = 3 }",
      AT "'a' is set twice in this table, first in line 15" },
    /* All at once. */
    { "local x = cart.a return give.b, x.c, y",
      AT "cart has no field 'a'\n" AT "kontor.give has no function 'b'\n" AT
         "Lua has no global 'y'" },

    /* These are right, or more than can be known. */
    { "local f = cart.units return f(cart, params.products) and nil", "" },
    { "local b = cart.buyer or {} return b.other", "" },
    { "local b = cart.buyer b = { other = 1 } return b.other", "" },
    { "local cart = { any = 1 } return cart.any", "" },
    { "local t = { cart = { x = 1 }, give = 1 } return t.cart.x, t.give", "" },
    { "for cart = 1, 2 do local _ = cart end return cart.subtotal and nil",
      "" },
    { "local function f(params) return params end return f(params.amount)",
      "" },
    { "local function f(cart) return cart.any end return f({ any = 1 })", "" },
    { "local f = function(params) return params.any end "
      "return f({ any = 1 })",
      "" },
    { "repeat local done = cart.subtotal until done == 0 return nil", "" },
    { "goto out do local x = 1 x = x end ::out:: return nil", "" },
    { "local function fact(n) return n < 2 and 1 or n * fact(n - 1) end "
      "return fact(3) and nil",
      "" },
    { "local t = {} function t.f(x) return x end function t:g() return self.f "
      "end return t:g()",
      "" },
    { "local t = { [cart.subtotal] = 1, f = function() local x = 1 x = 2 "
      "return x end, 3; g = 4 } return t.f",
      "" },
    { "local a <const>, b <close> = 1, nil return a, b", "" },
    { "local a, b = cart.subtotal, cart.quantity return a, b", "" },
    { "local a, b return a, b", "" },
    { "local s = ('x'):rep(2) return s:upper()", "" },
    { "local n = 0 for _, l in ipairs(cart.lines) do n = n + l.quantity end "
      "return n > 1 and nil",
      "" },
    { "if #cart.lines == 0 then return elseif cart.quantity > 2 then return "
      "nil else local z = 1 return z end",
      "" },
    { "while cart.subtotal < 0 do local w = 1 return w end return nil", "" },
    { "for k, v in pairs({ a = cart }) do return k, v.any end", "" },
    { "for i, t in ipairs(params.tiers) do return i, t.spend end", "" },
    { "return give.percent(cart, 100000)", "" },
    { "return give.percent(cart:units():first(2), params.amount)", "" },
    { "return give.all { give.free(cart), nil, false }", "" },
    { "local _ENV = { seven = 7 } return seven", "" },
    { "local x = 'cart.nothing' --[[ cart.none ]] return x -- cart.no", "" },
    { "return math.max(1, 2), utf8.char(65), table.concat {}", "" },
    { "return (cart).any and nil", "" },
};

START_TEST(test_bodies)
{
    const char *text = kt_arena_format(&unit_arena, frame, bodies[_i].body).ptr;
    const char *faults = script_faults_of("promotions/a.lua", text);
    assert_same(faults, bodies[_i].faults);
}
END_TEST

#define NOTS                                                                   \
    "not not not not not not not not not not not not not not not not not not " \
    "not not not not not not not not not not not not not not not not not not " \
    "not not not not not not not not not not not not not not not not not not "

/* Whole files. */
static const struct {
    const char *name, *text, *faults;
} files[] = {
    { "promotions/a.lua",
      "local promotion = require 'kontor.promotion'\n"
      "promotion { code = 'a', title = 'A', stage = 'item',\n"
      "  evaluate = function() end }\n",
      "promotions/a.lua:1: the file must return its declaration: write return "
      "promotion {" },
    { "promotions/a.lua",
      "local promotion = require 'kontor.promotion'\n"
      "local a = promotion { code = 'a', title = 'A', stage = 'item',\n"
      "  evaluate = function() end }\n"
      "return promotion { code = 'a', title = 'A', stage = 'item',\n"
      "  evaluate = function() end }\n",
      "promotions/a.lua:4: a file declares one rule, this is its second" },
    { "promotions/a.lua",
      "return require 'kontor.promotion' { code = 'a', title = 'A',\n"
      "  stage = 'item', evaluate = function() end }, 5\n",
      "promotions/a.lua:1: the file must return its declaration alone" },
    { "orders/a.lua",
      "return require 'kontor.order_guard' { code = 'a', title = 'A',\n"
      "  event = 'confrim', check = function() end }\n",
      "orders/a.lua:2: 'confrim' is no event, did you mean 'confirm'?" },
    { "orders/a.lua",
      "return require 'kontor.reaction' { code = 'a', title = 'A',\n"
      "  on = { 'order.placed', 'payment.captred' }, react = function() end "
      "}\n",
      "orders/a.lua:2: 'payment.captred' is no event, did you mean "
      "'payment.captured'?" },
    { "promotions/a.lua",
      "return require 'kontor.promotion' { code = 'a', title = 'A',\n"
      "  stage = 'item', evaluate = function() end, help = 'x',\n"
      "  help = 'y' }\n",
      "promotions/a.lua:3: 'help' is set twice in this table, first in line "
      "2" },
    /* Nobody requires it, and it is told all the same. */
    { "lib/a.lua", "local a = {}\nfunction a.f() return b end\nreturn a\n",
      "lib/a.lua:2: Lua has no global 'b'" },
    { "lib/a.lua", "return {\n", "lib/a.lua:2: unexpected symbol near <eof>" },
    { "lib/a.lua",
      "return require 'kontor.promotion' { code = 'a', title = "
      "'A', stage = 'item', evaluate = function() end }\n",
      "lib/a.lua:1: a rule stands in the folder of its kind, lib/ has what "
      "rules share" },
    { "promotions/a.lua", "local g = require 'give'\n",
      "promotions/a.lua:1: no module 'give', did you mean 'kontor.give'?" },
    /* What people bring from elsewhere. */
    { "tax/a.lua", "if 1 != 2 then return end\n",
      "tax/a.lua:1: 'then' expected near '!': not equal is ~=, and not is a "
      "word" },
    { "tax/a.lua", "if x = 2 then return end\n",
      "tax/a.lua:1: 'then' expected near '=': == compares" },
    { "tax/a.lua", "local x = 1\nx += 1\n",
      "tax/a.lua:2: syntax error near '+': write x = x + 1" },
    { "tax/a.lua", "return { a = 1\n b = 2 }\n",
      "tax/a.lua:2: '}' expected (to close '{' at line 1) near 'b': is a comma "
      "missing?" },
    { "tax/a.lua", "local größe = 1\n",
      "tax/a.lua:1: unexpected symbol near '<\\195>': outside of texts there "
      "are "
      "only ASCII characters" },
    { "tax/a.lua", "return " NOTS NOTS NOTS NOTS "1\n",
      "tax/a.lua:1: this is nested too deeply, or has too long a chain of "
      "operators" },
    /* Bytes. */
    { "tax/a.lua", "\n\nreturn 'a\xFF'\n",
      "tax/a.lua:3: the file is not UTF-8" },
    { "promotions/a.lua",
      "\xEF\xBB\xBFreturn require 'kontor.promotion' { code = 'a',\r\n"
      "  title = 'A', stage = 'item', evaluate = function() end }\r\n",
      "" },
};

START_TEST(test_files)
{
    assert_same(script_faults_of(files[_i].name, files[_i].text),
                files[_i].faults);
}
END_TEST

/* A default that no param of the kind can have. */
static const struct {
    const char *param, *fault;
} defaults[] = {
    { "money { label = 'P', default = 9.99 }",
      "tax/a.lua:2: the default is wrong: an amount in minor units expected, "
      "got a number with a fraction" },
    { "percent { label = 'P', default = 12.5 }",
      "tax/a.lua:2: the default is wrong: per cent, as an integer or as text "
      "(\"12.5\") expected, got a number with a fraction" },
};

START_TEST(test_defaults)
{
    const char *text =
        kt_arena_format(&unit_arena,
                        "local param = require 'kontor.param'\n"
                        "local p = param.%s\n"
                        "return require 'kontor.tax_rule' { code = 'a', title "
                        "= 'A', params = { p = p }, treat = function() end }",
                        defaults[_i].param)
            .ptr;
    assert_same(script_faults_of("tax/a.lua", text), defaults[_i].fault);
}
END_TEST

Suite *
kt_suite_script_lint(void)
{
    Suite *suite = suite_create("script_lint");
    TCase *tcase = script_case(suite, "lint");
    tcase_add_loop_test(tcase, test_bodies, 0, KT_COUNT(bodies));
    tcase_add_loop_test(tcase, test_files, 0, KT_COUNT(files));
    tcase_add_loop_test(tcase, test_defaults, 0, KT_COUNT(defaults));
    return suite;
}
