#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const struct {
    const char *kind, *place;
    bool has_cart;
    int tests;
} kinds[] = {
    { "price_rule", "pricing", true, 3 },
    { "promotion", "promotions", true, 6 },
    { "tax_rule", "tax", true, 4 },
    { "shipping_method", "shipping", true, 3 },
    { "checkout_check", "checkout", true, 3 },
    { "order_guard", "orders", false, 2 },
    { "reaction", "orders", false, 1 },
};

START_TEST(test_a_new_rule_passes)
{
    char wanted[400];
    const char *kind = kinds[_i].kind, *place = kinds[_i].place;
    ck_assert_int_eq(cli_sh("mkdir s && kontor new %s mine --shop s", kind), 0);
    snprintf(wanted, sizeof wanted,
             "s/%s/mine.lua\ns/tests/%s/mine.lua\n%s%s%s", place, place,
             kinds[_i].has_cart ? "s/tests/" : "",
             kinds[_i].has_cart ? place : "",
             kinds[_i].has_cart ? "/mine.cart\n" : "");
    assert_out(wanted);
    assert_err("");
    ck_assert_int_eq(cli_sh("kontor test s | sed 's/ in .*//'"), 0);
    snprintf(wanted, sizeof wanted, "%d passed, 0 failed\n", kinds[_i].tests);
    assert_out(wanted);
    assert_err("");
    ck_assert_int_eq(cli_sh("kontor check s && grep -rl new_ s"), 1);
}
END_TEST

START_TEST(test_nothing_is_replaced)
{
    cli_sh("mkdir -p s/tests/tax && echo mine > s/tests/tax/vat.cart");
    ck_assert_int_eq(cli_sh("kontor new tax_rule vat --shop s"), 3);
    assert_says(cli_err, "s/tests/tax/vat.cart");
    cli_sh("find s -type f && cat s/tests/tax/vat.cart");
    assert_out("s/tests/tax/vat.cart\nmine\n");
}
END_TEST

/* clang-format off */
static const struct {
    const char *words;
    const char *fault;
} wrong[] = {
    { "promotions mine", "there is no kind 'promotions', did you mean 'promotion'?" },
    { "promotion Mine", "a rule's name is 1 to 40 of a-z, 0-9 and _, not 'Mine'" },
    { "promotion ../mine", "not '../mine'" },
    { "promotion 3rd", "not '3rd'" },
    { "promotion mine --shop nowhere", "there is no folder nowhere" },
};
/* clang-format on */

START_TEST(test_a_wrong_new)
{
    ck_assert_int_eq(cli_sh("kontor new %s", wrong[_i].words), 3);
    assert_says(cli_err, wrong[_i].fault);
    cli_sh("ls");
    assert_out("");
}
END_TEST

static void
make_rule(void)
{
    ck_assert_int_eq(cli_sh("mkdir s && kontor new promotion off --shop s"), 0);
}

START_TEST(test_a_failing_test_tells_why)
{
    make_rule();
    cli_sh("sed -i 's/default = 10/default = 20/' s/promotions/off.lua");
    ck_assert_int_eq(cli_sh("kontor test s"), 3);
    cli_sh("kontor test s | sed 's/ in .*//'");
    assert_out("FAIL s/tests/promotions/off.lua: two mugs are enough\n"
               "     discount: want 240, got 480\n"
               "5 passed, 1 failed\n");
    assert_err("");
}
END_TEST

START_TEST(test_a_failing_cart_shows_both)
{
    make_rule();
    cli_sh("sed -i 's/2 x 12.00/3 x 12.00/' s/tests/promotions/off.cart");
    cli_sh("kontor test s --only .cart | sed 's/ in .*//'");
    assert_out(
        "FAIL s/tests/promotions/off.cart\n"
        "     want = mug                      -3.60  15 % off from 2 on\n"
        "     want = total                    20.40  EUR\n"
        "     got  = mug                      -5.40  15 % off from 2 on\n"
        "     got  = total                    30.60  EUR\n"
        "0 passed, 1 failed\n");
    ck_assert_int_eq(cli_sh("kontor test s --bless >/dev/null && "
                            "kontor test s --only .cart | sed 's/ in .*//'"),
                     0);
    assert_out("1 passed, 0 failed\n");
}
END_TEST

/* clang-format off */
static const struct {
    const char *text;
    const char *fault;
} files[] = {
    { "return { rule = \"ofs\", cases = { { name = \"x\", cart = {}, "
      "expect = { total = 1 } } } }",
      "/rule there is no rule 'ofs', did you mean 'off'?" },
    { "return { rule = \"off\", case = {} }",
      "/case is not known; did you mean \"cases\"?" },
    { "return { rule = \"off\", cases = { { name = \"x\", cart = {}, "
      "expect = { totl = 1 } } } }",
      "/cases/0/expect/totl is not known; did you mean \"total\"?" },
    { "return off", "s/tests/x.lua:1: Lua has no global 'off'" },
    { "return {", "s/tests/x.lua:2: unexpected symbol near <eof>" },
    { "while true do end", "stopped after 2000000 steps" },
    { "return require \"kontor.promotion\" {}",
      "s/tests/x.lua:1: promotion: field 'code' is missing" },
};

#define ONE "cart = { lines = { { sku = \"a\", quantity = 1, price = 500 } } }, "
#define TWO "cart = { lines = { { sku = \"a\", quantity = 2, price = 500 } } }, "

static const struct {
    const char *one; /* a case */
    const char *why;
} cases[] = {
    { "cart = { lines = { { sku = \"a\", quantity = 1, pric = 5 } } }, "
      "expect = { total = 5 }",
      "/lines/0/pric is not known; did you mean \"price\"?" },
    { "cart = { lines = { { sku = \"a\", price = 5 } } }, expect = { total = 5 }",
      "/lines/0/quantity how many units" },
    { "params = { percent = 101 }, cart = { lines = {} }, expect = { total = 0 }",
      "/params/percent between 0 and 100" },
    { TWO "expect = { verdict = \"pass\" }",
      "a rule of this kind answers no 'verdict'" },
    { TWO "expect = { state = \"no_effect\" }",
      "state: want 'no_effect', got 'applied'" },
    { TWO "expect = { lines = { { sku = \"b\" } } }",
      "there is no line of b" },
    { TWO "expect = { error = \"boom\" }",
      "error: want 'boom', got none" },
    { ONE "expect = { hint = { kind = \"spend\" } }",
      "hint: want 'spend', got 'add_units'" },
};
/* clang-format on */

static const struct {
    const char *cart, *fault;
} carts[] = {
    { "A.\n\npromtion off {}\n  mug 1 x 12.00",
      "line 3: unknown keyword, did you mean 'promotion'?: promtion" },
    { "A.\n\npromotion ofr {}\n  mug 1 x 12.00",
      "line 3: there is no such rule, did you mean 'off'?: ofr" },
    { "A.\n\nrule tax flat_rat\n  mug 1 x 12.00",
      "line 3: there is no such rule, did you mean 'flat_rate'?: flat_rat" },
    { "A.\n\n  mug 1 x 12.00 wieght=5",
      "line 3: unknown key, did you mean 'weight'?: wieght=5" },
};

START_TEST(test_a_word_that_no_cart_has)
{
    make_rule();
    ck_assert_int_eq(cli_sh("cat > s/tests/x.cart <<'E'\n%s\nE\nkontor test s",
                            carts[_i].cart),
                     3);
    assert_says(cli_err, carts[_i].fault);
}
END_TEST

/* All that a check can see of a cart, a test can say. */
START_TEST(test_a_cart_says_all)
{
    cli_sh("mkdir -p s/checkout s/tests && cat > s/checkout/sees.lua <<'E'\n"
           "local checkout_check <const> = require 'kontor.checkout_check'\n"
           "local verdict <const> = require 'kontor.verdict'\n"
           "return checkout_check { code = 'sees', title = 'Sees',\n"
           "  check = function(order)\n"
           "    local buyer, to = order.buyer, order.shipping_address\n"
           "    local line = order.lines[1]\n"
           "    return verdict.refuse('seen', { detail = table.concat({\n"
           "      tostring(buyer.is_guest), tostring(buyer.order_count),\n"
           "      buyer.birthday, buyer.vat_country, to.line1, to.city,\n"
           "      to.company, line.length_mm, line.width_mm,\n"
           "      line.height_mm, line:metadata('gift') }, ' ') })\n"
           "  end }\nE\n"
           "cat > c.json <<'E'\n"
           "{\"country\":\"DE\",\"line1\":\"Am Markt 1\",\"city\":\"Ulm\","
           "\"company\":\"Ada\",\"buyer\":{\"order_count\":3,"
           "\"birthday\":\"03-14\",\"vat_id\":\"DE136695976\"},"
           "\"lines\":[{\"sku\":\"a\",\"quantity\":1,\"price\":1,"
           "\"length_mm\":4,\"width_mm\":5,\"height_mm\":6,"
           "\"metadata\":{\"gift\":\"yes\"}}]}\nE\n");
    ck_assert_int_eq(cli_sh("kontor eval s/checkout/sees.lua --kind "
                            "checkout_check --cart c.json"),
                     0);
    assert_says(cli_out, "false 3 03-14 DE Am Markt 1 Ulm Ada 4 5 6 yes");
    ck_assert_int_eq(cli_sh(
                         "sed -i 's/\"vat_id\"/\"is_guest\":true,\"vat_id\"/'"
                         " c.json; kontor eval s/checkout/sees.lua --kind "
                         "checkout_check --cart c.json"),
                     0);
    assert_says(cli_out, "true 3 03-14");
}
END_TEST

/* Where nobody looks; tests and what is no script are left in peace. */
START_TEST(test_a_script_that_is_not_read)
{
    make_rule();
    cli_sh("mkdir -p s/promos s/promotions/old && touch s/promos/a.lua "
           "s/promotions/old/b.lua s/promotions/c.LUA s/promotions/d.lua.bak "
           "s/notes.txt");
    ck_assert_int_eq(cli_sh("kontor check s | grep -v ' rules load:'"), 0);
    assert_out("warning: s/promos/a.lua is not read: a rule is a .lua file in "
               "the folder of its kind\n"
               "warning: s/promotions/c.LUA is not read: a rule is a .lua file "
               "in the folder of its kind\n"
               "warning: s/promotions/old/b.lua is not read: a rule is a .lua "
               "file in the folder of its kind\n");
}
END_TEST

START_TEST(test_a_file_that_is_no_test)
{
    make_rule();
    ck_assert_int_eq(cli_sh("cat > s/tests/x.lua <<'E'\n%s\nE\nkontor test s",
                            files[_i].text),
                     3);
    assert_says(cli_err, files[_i].fault);
    assert_says(cli_out, "6 passed, 0 failed in ");
}
END_TEST

START_TEST(test_a_case_that_fails)
{
    make_rule();
    ck_assert_int_eq(cli_sh("cat > s/tests/x.lua <<'E'\nreturn { rule = "
                            "\"off\", cases = { { name = \"x\", %s } } }\nE\n"
                            "kontor test s",
                            cases[_i].one),
                     3);
    assert_says(cli_out, "FAIL s/tests/x.lua: x\n     ");
    assert_says(cli_out, cases[_i].why);
    assert_says(cli_out, "8 passed, 1 failed in ");
}
END_TEST

/* clang-format off */
static const struct {
    const char *body; /* of evaluate */
    const char *declared;
    const char *told;
} properties[] = {
    { "return give.percent(cart.lines[1], params.percent)", "trials = 50",
      "FAIL s/tests/x.lua: the order of lines changes nothing\n" },
    { "if #cart.lines == 3 then error(\"three\") end", "trials = 60",
      "FAIL s/tests/x.lua: never fails, never below zero\n"
      "     promotions/off.lua:11: three\n" },
    { "local all = cart:units() if #all >= 4 then return give.free(all) end",
      "monotone = true", "FAIL s/tests/x.lua: one unit more never costs less\n" },
    { "return give.amount_per_line(cart, 100)", "split = true",
      "FAIL s/tests/x.lua: a line is worth its two halves\n" },
};
/* clang-format on */

START_TEST(test_a_property_that_fails)
{
    cli_sh("mkdir -p s/promotions s/tests && cat > s/promotions/off.lua <<'E'\n"
           "local give <const> = require \"kontor.give\"\n"
           "local param <const> = require \"kontor.param\"\n"
           "local promotion <const> = require \"kontor.promotion\"\n"
           "\n"
           "return promotion {\n"
           "  code = \"off\",\n"
           "  title = \"Off\",\n"
           "  stage = \"item\",\n"
           "  params = { percent = param.percent { label = \"Off\" } },\n"
           "  evaluate = function(cart, params)\n"
           "    %s\n"
           "  end,\n"
           "}\nE\n",
           properties[_i].body);
    cli_sh(
        "cat > s/tests/x.lua <<'E'\n"
        "return { rule = \"off\", properties = { %s }, cases = { {\n"
        "  name = \"nothing\", params = { percent = 0 },\n"
        "  cart = { lines = { { sku = \"a\", quantity = 1, price = 0 } } },\n"
        "  expect = { total = 0 } } } }\nE\n",
        properties[_i].declared);
    ck_assert_int_eq(cli_sh("kontor test s"), 3);
    assert_says(cli_out, properties[_i].told);
    assert_says(cli_out, "\n     params {\"percent\":\"");
    assert_says(cli_out, "\n     cart {\"country\":\"DE\",");
    ck_assert_int_eq(cli_sh("kontor test s | sed 's/ in .*//' > a; "
                            "kontor test s | sed 's/ in .*//' | cmp - a"),
                     0);
}
END_TEST

/* {} is a list where one is wanted, and an object where that is. */
START_TEST(test_an_empty_table_is_what_is_wanted)
{
    cli_sh(
        "mkdir -p s/tests && cat > s/tests/x.lua <<'E'\n"
        "return { rule = \"nth_unit\", properties = {}, cases = {\n"
        "  { name = \"all\",\n"
        "    params = { nth = 2, percent = 100, products = {} },\n"
        "    cart = { coupons = {}, lines = { { sku = \"a\", quantity = 2,\n"
        "      price = 500, attributes = {}, tags = {} } } },\n"
        "    expect = { total = 500, gifts = {} } },\n"
        "  { name = \"none\", params = {}, cart = {}, expect = {} } } }\nE\n");
    ck_assert_int_eq(cli_sh("kontor test s"), 3);
    assert_says(cli_out, "FAIL s/tests/x.lua: none\n     /lines is missing\n"
                         "3 passed, 1 failed in ");
}
END_TEST

START_TEST(test_shipped_promotions_hold_on_any_cart)
{
    cli_sh("mkdir -p s/tests; for f in %s/scripts/promotions/*.lua; do "
           "echo \"return { rule = '$(basename $f .lua)', properties = "
           "{ trials = 30 }, cases = { { name = 'wrong', params = { zz = 1 }, "
           "cart = { lines = {} }, expect = { error = 'zz' } } } }\" "
           "> s/tests/$(basename $f); done",
           KONTOR_SOURCE_DIR);
    ck_assert_int_eq(cli_sh("kontor test s"), 0);
    assert_says(cli_out, " passed, 0 failed in ");
    ck_assert_int_eq(cli_sh("test $(kontor test s | sed 's/ passed.*//') = "
                            "$((3 * $(ls s/tests | wc -l)))"),
                     0);
}
END_TEST

/* What runs when a file is loaded is covered without a test. */
START_TEST(test_coverage_names_the_lines_that_no_test_ran)
{
    make_rule();
    cli_sh("kontor test s --coverage | tail -2");
    assert_out(
        "  promotions/off.lua                       100.0 % of 18 lines\n"
        "  all                                      100.0 % of 18 "
        "lines\n");
    cli_sh("kontor test s --coverage --only nothing");
    assert_says(cli_out, "0 passed, 0 failed in ");
    cli_sh("kontor test s --coverage --only nothing | tail -2");
    assert_out(
        "  promotions/off.lua                        77.7 % of 18 lines, "
        "not 22-27\n"
        "  all                                       77.7 % of 18 "
        "lines\n");
}
END_TEST

START_TEST(test_watching_sees_a_change)
{
    make_rule();
    cli_sh("kontor test s --watch > out & child=$!; i=0;"
           "until grep -q '6 passed' out || [ $i = 100 ]; do "
           "sleep 0.05; i=$((i+1)); done;"
           "sed -i 's/default = 10/default = 20/' s/promotions/off.lua;"
           "until grep -q '1 failed' out || [ $i = 200 ]; do "
           "sleep 0.05; i=$((i+1)); done; kill $child; wait $child;"
           "sed 's/ in .*//' out");
    assert_out("6 passed, 0 failed\n"
               "FAIL s/tests/promotions/off.lua: two mugs are enough\n"
               "     discount: want 240, got 480\n"
               "5 passed, 1 failed\n");
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *
kt_suite_rules(void)
{
    Suite *suite = suite_create("rules");
    TCase *test = cli_case(suite, "rules");
    tcase_add_loop_test(test, test_a_new_rule_passes, 0, ROWS(kinds));
    tcase_add_test(test, test_nothing_is_replaced);
    tcase_add_loop_test(test, test_a_wrong_new, 0, ROWS(wrong));
    tcase_add_test(test, test_a_failing_test_tells_why);
    tcase_add_test(test, test_a_failing_cart_shows_both);
    tcase_add_test(test, test_a_script_that_is_not_read);
    tcase_add_test(test, test_a_cart_says_all);
    tcase_add_loop_test(test, test_a_word_that_no_cart_has, 0, ROWS(carts));
    tcase_add_loop_test(test, test_a_file_that_is_no_test, 0, ROWS(files));
    tcase_add_loop_test(test, test_a_case_that_fails, 0, ROWS(cases));
    tcase_add_loop_test(test, test_a_property_that_fails, 0, ROWS(properties));
    tcase_add_test(test, test_an_empty_table_is_what_is_wanted);
    tcase_add_test(test, test_shipped_promotions_hold_on_any_cart);
    tcase_add_test(test, test_coverage_names_the_lines_that_no_test_ran);
    tcase_add_test(test, test_watching_sees_a_change);
    return suite;
}
