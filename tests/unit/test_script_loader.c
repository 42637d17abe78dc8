#include "script_shop.h"

#define REQUIRE                                                                \
    "local promotion <const> = require 'kontor.promotion'\n"                   \
    "local param <const> = require 'kontor.param'\n"

/* A promotion that is right but for what stands in extra, from line 4 on. */
static const char *
promotion_with(const char *extra)
{
    return kt_arena_format(&unit_arena,
                           REQUIRE "return promotion { code = 'ten',\n"
                                   "%s\n"
                                   "}\n",
                           extra)
        .ptr;
}

#define FINE                                                                   \
    "title = 'Ten', stage = 'item', evaluate = function() return nil end"

static const struct {
    const char *extra;
    const char *fault; /* behind "promotions/ten.lua:" */
} wrong[] = {
    { "titel = 'Ten', stage = 'item', evaluate = function() end",
      "4: promotion has no field 'titel', did you mean 'title'?" },
    { "\n\ntitle = 'Ten', stage = 'item', colour = 1, evaluate = 1",
      "6: promotion has no field 'colour'" },
    { "stage = 'item', evaluate = function() end",
      "3: promotion: field 'title' is missing" },
    { "title = 'Ten', evaluate = function() end",
      "3: promotion: field 'stage' is missing" },
    { "title = 'Ten', stage = 'item'",
      "3: promotion: field 'evaluate' is missing: a function" },
    { "title = 7, stage = 'item', evaluate = function() end",
      "4: field 'title': a string expected, got number" },
    { "title = '', stage = 'item', evaluate = function() end",
      "4: field 'title' is empty" },
    { "title = 'Ten',\nstage = 'items',\nevaluate = function() end",
      "5: 'items' is no stage, did you mean 'item'?" },
    { "title = 'Ten', stage = 'item',\nevaluate = print",
      "5: field 'evaluate': a function expected, got function" },
    { "title = 'Ten', stage = 'item',\nevaluate = function(a, b, c) end",
      "5: evaluate takes 3 parameters, but is given 2" },
    { FINE ",\nparams = 5", "5: field 'params': a table expected, got number" },
    { FINE ",\nparams = {\nrate = 5 }",
      "6: 'rate' is no param: declare it with kontor.param" },
    { FINE ",\nparams = { param.money { label = 'x' } }",
      "5: a param needs a name" },
    { FINE ",\nparams = { ['a/b'] = param.money { label = 'x' } }",
      "5: the param 'a/b' has a wrong name: a-z, 0-9 and _ expected" },
    { FINE ",\nhelp = {}", "5: field 'help': a string expected, got table" },
    { FINE ", 'more'", "3: promotion: a field needs a name" },
    { "title = 'Off {rate}', stage = 'item', evaluate = function() end",
      "4: the title names {rate}, which is no param" },
};

START_TEST(test_wrong_declaration)
{
    const char *faults =
        script_faults_of("promotions/ten.lua", promotion_with(wrong[_i].extra));
    assert_same(faults, kt_arena_format(&unit_arena, "promotions/ten.lua:%s",
                                        wrong[_i].fault)
                            .ptr);
}
END_TEST

static const struct {
    const char *name, *text, *faults;
} files[] = {
    /* The file as a whole. */
    { "promotions/ten.lua", "return {}",
      "promotions/ten.lua:1: the file must return one declaration, it returns "
      "table" },
    { "promotions/ten.lua", "",
      "promotions/ten.lua:1: the file must return one declaration, it returns "
      "nil" },
    { "promotions/ten.lua", "local x = \n\nreturn = 1",
      "promotions/ten.lua:3: unexpected symbol near 'return'" },
    { "promotions/ten.lua", "return \"unfinished\n",
      "promotions/ten.lua:1: unfinished string near '\"unfinished'" },
    { "promotions/ten.lua", "\n\nx = 1\n",
      "promotions/ten.lua:3: a script has no globals: write local x" },
    { "promotions/ten.lua", "\nreturn prmotion {}",
      "promotions/ten.lua:2: Lua has no global 'prmotion'" },
    { "promotions/ten.lua", "error {}",
      "promotions/ten.lua:1: error object of type table" },
    { "promotions/ten.lua", "error 'plain'", "promotions/ten.lua:1: plain" },
    { "promotions/ten.lua", "\033Lua",
      "promotions/ten.lua:1: attempt to load "
      "a binary chunk (mode is 't')" },
    { "promotions/ten.lua", "return '\xff'",
      "promotions/ten.lua:1: the file is not UTF-8" },
    { "promotions/Ten.lua", "return 1",
      "promotions/Ten.lua: a script's name is 1 to 40 of a-z, 0-9 and _, and "
      ".lua" },
    /* A name that differs from the file, a folder of other rules. */
    { "promotions/ten.lua",
      REQUIRE "return promotion { code = 'eleven', " FINE " }",
      "promotions/ten.lua:3: the code is 'eleven', but the file is ten.lua" },
    { "tax/ten.lua", REQUIRE "return promotion { code = 'ten', " FINE " }",
      "tax/ten.lua:1: a promotion belongs in promotions/" },
    { "promotion/ten.lua", "return 1",
      "promotion: no scripts are looked for here, did you mean promotions/?" },
    { "ten.lua", "return 1",
      "ten.lua: a script stands in a folder of its kind: lib, pricing, "
      "promotions, tax, shipping, checkout, orders" },
    /* require. */
    { "promotions/ten.lua", "local p = require 'kontor.promotoin'",
      "promotions/ten.lua:1: no module 'kontor.promotoin', did you mean "
      "'kontor.promotion'?" },
    { "promotions/ten.lua", "\nrequire 'lib.nothing'",
      "promotions/ten.lua:2: no module 'lib.nothing': there is no "
      "lib/nothing.lua" },
    { "promotions/ten.lua", "local p = require 'kontor.promotion'\np.x = 1",
      "promotions/ten.lua:2: attempt to index a function value (local 'p')" },
    { "promotions/ten.lua",
      "local give = require 'kontor.give'\nlocal x = give.prcent",
      "promotions/ten.lua:2: kontor.give has no function 'prcent', did you "
      "mean 'percent'?" },
    { "promotions/ten.lua",
      "local give = require 'kontor.give'\ngive.percent = nil",
      "promotions/ten.lua:2: kontor.give is read-only ('percent' was "
      "assigned)" },
    { "promotions/ten.lua",
      "local give = require 'kontor.give'\ngive.percent({}, 1)",
      "promotions/ten.lua:2: this can only be called while the rule is "
      "evaluated" },
    /* What Lua 5.4.4 compiles wrongly. */
    { "promotions/ten.lua", "local t = {}\nreturn t[1 < 2]",
      "promotions/ten.lua:2: an index may not be a comparison: put it into a "
      "local first" },
    { "promotions/ten.lua", "local t = {}\nreturn t[not t]",
      "promotions/ten.lua:2: an index may not be a comparison: put it into a "
      "local first" },
};

START_TEST(test_wrong_file)
{
    assert_same(script_faults_of(files[_i].name, files[_i].text),
                files[_i].faults);
}
END_TEST

START_TEST(test_right_declaration)
{
    script_write("promotions/ten.lua",
                 "--- Ten off,\n-- always.\n\n" REQUIRE "return promotion {\n"
                 "  code = 'ten', title = '{rate} off', stage = 'order',\n"
                 "  params = { rate = param.percent { label = 'Rate' },\n"
                 "    cap = param.money { label = 'Cap', optional = true } },\n"
                 "  evaluate = function(cart, params) return nil end,\n"
                 "}\n");
    ck_assert_int_eq(script_load(), KT_OK);
    struct kt_registry *registry = kt_registry_acquire(script_host);
    size_t count;
    const struct kt_rule_info *info = kt_registry_list(registry, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(info->kind, KT_RULE_PROMOTION);
    assert_text(info->code, "ten");
    assert_text(info->title, "{rate} off");
    assert_text(info->help, "Ten off, always.");
    ck_assert_int_eq(info->stage, KT_STAGE_ORDER);
    ck_assert_uint_eq(info->param_count, 2);
    ck_assert_uint_eq(info->hash.len, 64);
    assert_text(kt_rule_title(info, KT_STR("{\"rate\":\"12.5\"}"), NULL,
                              &unit_arena),
                "12.5 % off");
    ck_assert_ptr_eq(kt_registry_find(registry, KT_RULE_PROMOTION,
                                      KT_STR("ten")),
                     info);
    ck_assert_ptr_null(kt_registry_find(registry, KT_RULE_TAX, KT_STR("ten")));
    assert_same(kt_registry_nearest(registry, KT_RULE_PROMOTION,
                                    KT_STR("tenn")),
                "ten");
    kt_registry_release(registry);
}
END_TEST

/* A rule of each kind with the least that it needs. */
static const struct {
    const char *name, *text;
} least[KT_RULE_KIND_COUNT] = {
    [KT_RULE_PRICE] = { "pricing/a.lua",
                        "return require 'kontor.price_rule' { code = 'a', "
                        "title = 'A', price = function() end }" },
    [KT_RULE_PROMOTION] = { "promotions/a.lua",
                            "return require 'kontor.promotion' { code = 'a', "
                            "title = 'A', stage = 'item', "
                            "evaluate = function() end }" },
    [KT_RULE_TAX] = { "tax/a.lua",
                      "return require 'kontor.tax_rule' { code = 'a', "
                      "title = 'A', treat = function() end }" },
    [KT_RULE_SHIPPING] = { "shipping/a.lua",
                           "return require 'kontor.shipping_method' { "
                           "code = 'a', title = 'A', quote = function() end "
                           "}" },
    [KT_RULE_CHECK] = { "checkout/a.lua",
                        "return require 'kontor.checkout_check' { code = 'a', "
                        "title = 'A', check = function() end }" },
    [KT_RULE_GUARD] = { "orders/a.lua",
                        "return require 'kontor.order_guard' { code = 'a', "
                        "title = 'A', event = 'confirm', "
                        "check = function() end }" },
    [KT_RULE_REACTION] = { "orders/b.lua",
                           "return require 'kontor.reaction' { code = 'b', "
                           "title = 'B', on = { 'order.placed', 'order.paid' "
                           "}, react = function() end }" },
};

START_TEST(test_least_of_each_kind)
{
    size_t count;
    for (size_t i = 0; i < KT_RULE_KIND_COUNT; i++)
        script_write(least[i].name, least[i].text);
    ck_assert_int_eq(script_load(), KT_OK);
    struct kt_registry *registry = kt_registry_acquire(script_host);
    const struct kt_rule_info *rules = kt_registry_list(registry, &count);
    ck_assert_uint_eq(count, KT_RULE_KIND_COUNT);
    for (size_t i = 0; i < count; i++)
        ck_assert_uint_eq((size_t)rules[i].kind, i);
    assert_text(rules[KT_RULE_GUARD].events[0], "confirm");
    ck_assert_uint_eq(rules[KT_RULE_REACTION].event_count, 2);
    assert_text(rules[KT_RULE_REACTION].events[1], "order.paid");
    kt_registry_release(registry);
}
END_TEST

/* Faults of every file are told at once, in the order of files. */
START_TEST(test_faults_of_two_files)
{
    script_write("promotions/one.lua", "return 1");
    script_write("tax/two.lua", "return\n\n)");
    script_write("tax/fine.lua",
                 "return require 'kontor.tax_rule' { code = 'fine', title = "
                 "'F', treat = function() end }");
    ck_assert_int_eq(script_load(), KT_INVALID_RULE);
    assert_same(script_faults(),
                "promotions/one.lua:1: the file must return one declaration, "
                "it returns number\n"
                "tax/two.lua:3: unexpected symbol near ')'");
}
END_TEST

/* The fault of a module is told at the module's own line. */
START_TEST(test_fault_of_a_module)
{
    script_write("lib/steps.lua", "local t = {}\n\nreturn t.x.y");
    script_write("tax/a.lua", "local steps = require 'lib.steps'");
    ck_assert_int_eq(script_load(), KT_INVALID_RULE);
    assert_same(script_faults(),
                "lib/steps.lua:3: attempt to index a nil value (field 'x')");

    script_write("lib/steps.lua", "return require 'lib.steps'");
    ck_assert_int_eq(script_load(), KT_INVALID_RULE);
    assert_same(script_faults(),
                "lib/steps.lua:1: module 'lib.steps' requires itself");
    script_write("lib/steps.lua", "return 5");
    ck_assert_int_eq(script_load(), KT_INVALID_RULE);
    assert_same(script_faults(),
                "lib/steps.lua:1: the module must return a table or a "
                "function, it returns number");
}
END_TEST

/* The shop's own folder comes after the shipped one: its rule counts, and its
 * rules see its modules first, then the shipped ones. */
START_TEST(test_later_folder_replaces_a_rule)
{
    static const char shipped[] =
        "local m = require 'lib.m'\n"
        "return require 'kontor.price_rule' { code = 'a', title = m.title, "
        "price = function() return 1 end }";
    static const char own[] =
        "local n = require 'lib.n'\n"
        "local m = require 'lib.m'\n"
        "return require 'kontor.price_rule' { code = 'a', title = n.title "
        ".. m.title, price = function() return 2 end }";
    script_make_folder("shipped");
    script_make_folder("own");
    script_write("shipped/lib/m.lua", "return { title = 'shipped m' }");
    script_write("shipped/lib/n.lua", "return { title = 'shipped n' }");
    script_write("shipped/pricing/a.lua", shipped);
    script_write("shipped/pricing/b.lua", least[KT_RULE_PRICE].text);
    script_write("own/lib/m.lua", "return { title = ', own m' }");
    script_write("own/pricing/a.lua", own);
    const char *folders[] = { script_path("shipped"), script_path("own") };
    ck_assert_int_eq(script_load_folders(folders, 2), KT_INVALID_RULE);
    assert_same(script_faults(), "shipped/pricing/b.lua:1: the code is 'a', "
                                 "but the file is b.lua");
    script_remove("shipped/pricing/b.lua");
    ck_assert_int_eq(script_load_folders(folders, 2), KT_OK);

    struct kt_registry *registry = kt_registry_acquire(script_host);
    size_t count;
    const struct kt_rule_info *info = kt_registry_list(registry, &count);
    ck_assert_uint_eq(count, 1);
    assert_text(info->title, "shipped n, own m");
    assert_text(info->path, script_path("own/pricing/a.lua"));
    kt_registry_release(registry);
    assert_same(script_ask(KT_RULE_PRICE, "a", ""), "2");
}
END_TEST

/* Bodies of evaluate(cart, params), with a param `amount`, on line 6. */
static const struct {
    const char *body, *fault;
} reads[] = {
    { "return params.amont and nil",
      "promotions/a.lua:6: there is no param 'amont', did you mean 'amount'?" },
    { "if cart.subtotl > 0 then return nil end",
      "promotions/a.lua:6: cart has no field 'subtotl', did you mean "
      "'subtotal'?" },
    { "return cart:unit() and nil",
      "promotions/a.lua:6: cart has no field 'unit', did you mean 'units'?" },
    { "local f = function() return params.x end return nil",
      "promotions/a.lua:6: there is no param 'x'" },
    { "return cart.colour", "promotions/a.lua:6: cart has no field 'colour'" },
    /* These are something else, or right. */
    { "local params = { x = 1 } return params.x and nil", "" },
    { "for _, cart in ipairs({}) do local _ = cart.colour end", "" },
    { "local t = { cart = { x = 1 } } return t.cart.x and nil", "" },
    { "local _ = 'params.x' -- params.y\n return nil", "" },
    { "return params.amount and cart.buyer.email and cart:units() and nil",
      "" },
};

START_TEST(test_a_name_that_is_not_there)
{
    const char *text =
        kt_arena_format(&unit_arena,
                        "local param = require 'kontor.param'\n"
                        "return require 'kontor.promotion' {\n"
                        "  code = 'a', title = 'A', stage = 'item',\n"
                        "  params = { amount = param.money { label = 'A' } },\n"
                        "  evaluate = function(cart, params)\n"
                        "    %s\n"
                        "  end,\n"
                        "}\n",
                        reads[_i].body)
            .ptr;
    assert_same(script_faults_of("promotions/a.lua", text), reads[_i].fault);
}
END_TEST

START_TEST(test_each_kind_reads_its_views)
{
    assert_same(script_faults_of("tax/a.lua",
                                 "return require 'kontor.tax_rule' { code = "
                                 "'a', title = 'A', treat = function(l, s)\n"
                                 "return l.tax_clas, s.vat end }"),
                "tax/a.lua:2: line has no field 'tax_clas', did you mean "
                "'tax_class'?\n"
                "tax/a.lua:2: sale has no field 'vat'");
    assert_same(script_faults_of("shipping/a.lua",
                                 "return require 'kontor.shipping_method' { "
                                 "code = 'a', title = 'A', quote = function(p, "
                                 "to)\nreturn p.weight_g, to.contry end }"),
                "shipping/a.lua:2: address has no field 'contry', did you mean "
                "'country'?");
    assert_same(script_faults_of("orders/a.lua",
                                 "return require 'kontor.reaction' { code = "
                                 "'a', title = 'A', on = 'order.paid', react = "
                                 "function(event)\nreturn event.any.thing end "
                                 "}"),
                "");
}
END_TEST

START_TEST(test_too_large_file)
{
    char *text = kt_arena_alloc(&unit_arena, 1002);
    memset(text, '-', 1001);
    text[1001] = '\0';
    script_limits.source_max = 1000;
    assert_same(script_faults_of("tax/a.lua", text),
                "tax/a.lua: the file has 1001 bytes, a script may have 1000");
}
END_TEST

START_TEST(test_too_many_constants)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 4096);
    kt_buf_text(&buf, "local t = {}\nlocal function f()\n");
    for (int i = 0; i < 260; i++)
        kt_buf_str(&buf, kt_arena_format(&unit_arena, "t.f%d = %d.5\n", i, i));
    kt_buf_text(&buf, "end\nreturn f");
    const char *faults =
        script_faults_of("tax/a.lua",
                         kt_arena_cstr(&unit_arena, kt_buf_view(&buf)));
    assert_same(faults, "tax/a.lua:2: this function has 520 constants, at most "
                        "250 are allowed: split it");
}
END_TEST

Suite *
kt_suite_script_loader(void)
{
    Suite *suite = suite_create("script_loader");
    TCase *tcase = script_case(suite, "loader");
    tcase_add_loop_test(tcase, test_wrong_declaration, 0, KT_COUNT(wrong));
    tcase_add_loop_test(tcase, test_wrong_file, 0, KT_COUNT(files));
    tcase_add_test(tcase, test_right_declaration);
    tcase_add_test(tcase, test_least_of_each_kind);
    tcase_add_test(tcase, test_faults_of_two_files);
    tcase_add_test(tcase, test_fault_of_a_module);
    tcase_add_test(tcase, test_later_folder_replaces_a_rule);
    tcase_add_loop_test(tcase, test_a_name_that_is_not_there, 0,
                        KT_COUNT(reads));
    tcase_add_test(tcase, test_each_kind_reads_its_views);
    tcase_add_test(tcase, test_too_large_file);
    tcase_add_test(tcase, test_too_many_constants);
    return suite;
}
