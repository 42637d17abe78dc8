#include <string.h>

#include "cli.h"

/* clang-format off */
static const struct {
    const char *script;
    const char *answer; /* how the JSON begins */
} bodies[] = {
    { "return \"hi \" .. input.lines[1].sku .. input.lines[1].qty .. \" \" .. "
      "input.lines[2].price",
      "{\"outcome\":\"ok\",\"value\":\"hi mug2 5000\",\"steps\":" },
    { "return input.lines[1].quantity * input.lines[1].unit_price",
      "{\"outcome\":\"ok\",\"value\":2400,\"steps\":" },
    { "input.lines[1].qty = 9 return input.lines[1].quantity",
      "{\"outcome\":\"ok\",\"value\":2,\"steps\":" },
    { "print(\"a\", 1) return nil",
      "{\"outcome\":\"ok\",\"value\":null,\"printed\":\"a\\t1\\n\",\"steps\":" },
    { "return (require \"lib.tiers\") and true",
      "{\"outcome\":\"ok\",\"value\":true,\"steps\":" },
    { "return { 1, \"b\", { x = true } }",
      "{\"outcome\":\"ok\",\"value\":[1,\"b\",{\"x\":true}],\"steps\":" },
    { "return print",
      "{\"outcome\":\"error\",\"value\":null,\"message\":\"a value is made of "
      "texts, numbers, booleans and tables; this is function\",\"steps\":" },
    { "return input.line",
      "{\"outcome\":\"ok\",\"value\":null,\"steps\":" },
    { "local x =",
      "{\"outcome\":\"error\",\"value\":null,\"message\":\"s.lua:2: unexpected "
      "symbol near <eof>\"" },
    { "while true do end",
      "{\"outcome\":\"budget\",\"value\":null,\"message\":\"stopped after 2000000 "
      "steps\",\"steps\":2000000,\"bytes\":" },
    { "return (\"x\"):rep(1000000000)",
      "{\"outcome\":\"memory\",\"value\":null,\"message\":\"s.lua:1: a string may "
      "have 1048576 bytes\"" },
    { "return io.open(\"/etc/passwd\")",
      "{\"outcome\":\"denied\",\"value\":null,\"message\":\"s.lua:1: Lua has no "
      "global 'io'" },
    { "pcall(function() return io end) error(\"mine\", 0)",
      "{\"outcome\":\"error\",\"value\":null,\"message\":\"mine\"" },
};
/* clang-format on */

START_TEST(test_a_body)
{
    const char *answer = bodies[_i].answer;
    ck_assert_int_eq(cli_sh("cat > s.lua <<'E'\n%s\nE\nkontor eval s.lua",
                            bodies[_i].script),
                     0);
    ck_assert_msg(strncmp(cli_out, answer, strlen(answer)) == 0,
                  "got  %s\nwant %s", cli_out, answer);
    assert_says(cli_out, ",\"microseconds\":");
    assert_err("");
}
END_TEST

START_TEST(test_a_body_on_a_cart)
{
    cli_sh("echo 'local n = 0 for _, l in ipairs(input.lines) do "
           "n = n + l.qty * l.price end return tostring(n)' > s.lua;"
           "echo '{\"lines\":[{\"sku\":\"a\",\"qty\":3,\"price\":333},"
           "{\"sku\":\"b\",\"qty\":1,\"price\":1}],\"more\":{\"x\":0.5}}' > c;"
           "kontor eval s.lua --cart c --kind promotion");
    ck_assert_int_eq(cli_code, 0);
    ck_assert_int_eq(strncmp(cli_out, "{\"outcome\":\"ok\",\"value\":\"1000\",",
                             strlen("{\"outcome\":\"ok\",\"value\":\"1000\",")),
                     0);
}
END_TEST

static const char rule[] =
    "local give <const> = require \"kontor.give\"\n"
    "local param <const> = require \"kontor.param\"\n"
    "local promotion <const> = require \"kontor.promotion\"\n"
    "local rate <const> = require \"kontor.rate\"\n"
    "return promotion {\n"
    "  code = \"off\", title = \"{percent} off\", stage = \"item\",\n"
    "  params = { percent = param.percent { label = \"Off\" } },\n"
    "  evaluate = function(cart, params)\n"
    "    return give.percent(cart:units(), params.percent)\n"
    "  end,\n"
    "}\n";

START_TEST(test_a_rule_on_a_cart)
{
    cli_sh("cat > off.lua <<'E'\n%sE\n"
           "echo '{\"lines\":[{\"sku\":\"a\",\"quantity\":2,\"price\":999}]}' "
           "> c; kontor eval off.lua --cart c --params '{\"percent\":15}'",
           rule);
    ck_assert_int_eq(cli_code, 0);
    assert_says(cli_out, "{\"outcome\":\"ok\",\"value\":{\"currency\":\"EUR\"");
    assert_says(cli_out, "\"discounts\":[{\"promotion_id\":"
                         "\"promo_01000000000000000000000000\",\"title\":"
                         "\"15 % off\",\"amount\":300}]");
    assert_says(cli_out, "\"total\":1698,\"tendered\":0,\"due\":1698}");
}
END_TEST

START_TEST(test_a_rule_that_does_not_fit)
{
    cli_sh("cat > off.lua <<'E'\n%sE\nkontor eval off.lua", rule);
    ck_assert_int_eq(cli_code, 0);
    assert_out(
        "{\"outcome\":\"error\",\"value\":null,\"message\":\"/params/"
        "percent: is missing: per cent, as an integer or as text "
        "(\\\"12.5\\\")\",\"steps\":0,\"bytes\":0,\"microseconds\":0}\n");
    cli_sh("sed 's/units()/unit()/' off.lua > x && mv x off.lua;"
           "kontor eval off.lua --params '{\"percent\":15}'");
    assert_says(cli_out, "{\"outcome\":\"error\",\"value\":null,\"message\":"
                         "\"off.lua:9: cart has no field 'unit', "
                         "did you mean 'units'?\",\"steps\":");
    cli_sh("sed 's/unit()/units()/' off.lua > x && mv x off.lua;"
           "echo '{\"lines\":[{\"sku\":\"a\",\"pric\":5}]}' > c;"
           "kontor eval off.lua --cart c --params '{\"percent\":15}'");
    assert_says(cli_out, "/lines/0/pric: is not known; did you mean "
                         "\\\"price\\\"?");
}
END_TEST

START_TEST(test_a_wrong_call)
{
    ck_assert_int_eq(cli_sh("kontor eval nothing.lua"), 3);
    assert_says(cli_err, "nothing.lua");
    ck_assert_int_eq(cli_sh("touch s.lua; kontor eval s.lua --kind promotions"),
                     3);
    assert_says(cli_err,
                "there is no kind 'promotions', did you mean 'promotion'?");
    ck_assert_int_eq(cli_sh("echo '{' > c; kontor eval s.lua --cart c"), 3);
    assert_says(cli_err, "line 2");
}
END_TEST

Suite *
kt_suite_eval(void)
{
    Suite *suite = suite_create("eval");
    TCase *test = cli_case(suite, "eval");
    tcase_add_loop_test(test, test_a_body, 0,
                        (int)(sizeof bodies / sizeof bodies[0]));
    tcase_add_test(test, test_a_body_on_a_cart);
    tcase_add_test(test, test_a_rule_on_a_cart);
    tcase_add_test(test, test_a_rule_that_does_not_fit);
    tcase_add_test(test, test_a_wrong_call);
    return suite;
}
