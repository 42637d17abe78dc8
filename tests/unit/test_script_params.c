/* Params: what a rule declares, what a row may give, the schema of both. */
#include "script_shop.h"

#include "script/params.h"

/* The faults of a rule with that title and one param `p`. */
static const char *
declare(const char *title, const char *declaration)
{
    return script_faults_of(
        "tax/a.lua",
        kt_arena_format(&unit_arena,
                        "local param <const> = require 'kontor.param'\n"
                        "return require 'kontor.tax_rule' { code = 'a', title "
                        "= '%s',\n"
                        "params = { p = %s },\n"
                        "treat = function(line, sale, params) end }\n",
                        title, declaration)
            .ptr);
}

static struct kt_registry *registry;

static const struct kt_rule_info *
rule_with(const char *title, const char *declaration)
{
    assert_same(declare(title, declaration), "");
    registry = kt_registry_acquire(script_host);
    return kt_registry_find(registry, KT_RULE_TAX, KT_STR("a"));
}

/* The params with defaults filled in, or the faults: "/params/p code: …". */
static const char *
check(const struct kt_rule_info *info, const char *params)
{
    struct kt_str full;
    struct kt_buf buf;
    kt_error_init(&unit_err, &unit_arena);
    if (kt_rule_check_params(info, kt_str_of(params), KT_STR("/params"),
                             &unit_arena, &full, &unit_err) == KT_OK)
        return kt_arena_cstr(&unit_arena, full);
    if (unit_err.status == KT_INVALID_JSON)
        return "invalid JSON";
    ck_assert_int_eq(unit_err.status, KT_INVALID_BODY);
    kt_buf_init(&buf, &unit_arena, 64);
    for (size_t i = 0; i < unit_err.item_count; i++)
        kt_buf_str(&buf, kt_arena_format(&unit_arena, "%s%.*s %s: %.*s",
                                         i > 0 ? "\n" : "",
                                         KT_STR_FMT(unit_err.items[i].pointer),
                                         unit_err.items[i].code,
                                         KT_STR_FMT(unit_err.items[i].detail)));
    return kt_arena_cstr(&unit_arena, kt_buf_view(&buf));
}

static const struct {
    const char *declaration, *params, *result;
} cases[] = {
    /* quantity, integer, money */
    { "param.quantity { label = 'P' }", "{\"p\":1}", "{\"p\":1}" },
    { "param.quantity { label = 'P' }", "{\"p\":0}",
      "/params/p too_small: at least 1" },
    { "param.quantity { label = 'P' }", "{\"p\":1000001}",
      "/params/p too_large: at most 1000000" },
    { "param.quantity { label = 'P', min = 0 }", "{\"p\":0}", "{\"p\":0}" },
    { "param.quantity { label = 'P' }", "{\"p\":1.5}",
      "/params/p wrong_kind: a number of units expected, got a number with a "
      "fraction or an exponent" },
    { "param.quantity { label = 'P' }", "{\"p\":\"1\"}",
      "/params/p wrong_kind: a number of units expected, got a string" },
    { "param.quantity { label = 'P' }", "{}",
      "/params/p required: is missing: a number of units" },
    { "param.quantity { label = 'P' }", "",
      "/params/p required: is missing: a number of units" },
    { "param.quantity { label = 'P' }", "{\"p\":null}",
      "/params/p required: is missing: a number of units" },
    { "param.quantity { label = 'P', optional = true }", "{}", "{}" },
    { "param.quantity { label = 'P', default = 3 }", "{}", "{\"p\":3}" },
    { "param.quantity { label = 'P', default = 3 }", "{\"p\":5}", "{\"p\":5}" },
    { "param.integer { label = 'P' }", "{\"p\":-5}", "{\"p\":-5}" },
    { "param.integer { label = 'P', min = -1, max = 1 }", "{\"p\":2}",
      "/params/p too_large: at most 1" },
    { "param.money { label = 'P' }", "{\"p\":1999}", "{\"p\":1999}" },
    { "param.money { label = 'P' }", "{\"p\":-1}",
      "/params/p too_small: at least 0" },
    { "param.money { label = 'P' }", "{\"p\":19.99}",
      "/params/p wrong_kind: an amount in minor units expected, got a number "
      "with a fraction or an exponent" },
    { "param.money { label = 'P' }", "{\"p\":1e3}",
      "/params/p wrong_kind: an amount in minor units expected, got a number "
      "with a fraction or an exponent" },
    /* percent */
    { "param.percent { label = 'P' }", "{\"p\":10}", "{\"p\":10}" },
    { "param.percent { label = 'P' }", "{\"p\":\"12.5\"}", "{\"p\":\"12.5\"}" },
    { "param.percent { label = 'P' }", "{\"p\":12.5}",
      "/params/p wrong_kind: per cent, as an integer or as text (\"12.5\") "
      "expected, got a number with a fraction or an exponent" },
    { "param.percent { label = 'P' }", "{\"p\":\"12,5\"}",
      "/params/p wrong_kind: per cent, as an integer or as text (\"12.5\") "
      "expected, got a string" },
    { "param.percent { label = 'P' }", "{\"p\":101}",
      "/params/p too_large: between 0 and 100" },
    { "param.percent { label = 'P' }", "{\"p\":-1}",
      "/params/p too_small: between 0 and 100" },
    { "param.percent { label = 'P', min = '0.5', max = 50 }", "{\"p\":0}",
      "/params/p too_small: between 0.5 and 50" },
    { "param.percent { label = 'P', max = 200 }", "{\"p\":150}",
      "{\"p\":150}" },
    /* boolean, text, choice */
    { "param.boolean { label = 'P', default = false }", "{}", "{\"p\":false}" },
    { "param.boolean { label = 'P' }", "{\"p\":1}",
      "/params/p wrong_kind: true or false expected, got an integer" },
    { "param.text { label = 'P' }", "{\"p\":\"héllo\"}", "{\"p\":\"héllo\"}" },
    { "param.text { label = 'P', max = 4 }", "{\"p\":\"héllo\"}",
      "/params/p too_large: at most 4 characters" },
    { "param.text { label = 'P', min = 1 }", "{\"p\":\"\"}",
      "/params/p too_small: at least 1 characters" },
    { "param.choice { label = 'P', of = { 'unit', 'line' } }",
      "{\"p\":\"line\"}", "{\"p\":\"line\"}" },
    { "param.choice { label = 'P', of = { 'unit', 'line' } }",
      "{\"p\":\"lines\"}",
      "/params/p unknown_choice: 'lines' is not one of the choices, did you "
      "mean 'line'?" },
    /* codes, countries and lists of them */
    { "param.code { label = 'P' }", "{\"p\":\"a-1_b.c\"}",
      "{\"p\":\"a-1_b.c\"}" },
    { "param.code { label = 'P' }", "{\"p\":\"A\"}",
      "/params/p wrong_value: 'A' is not a code (a-z, 0-9, _ - .)" },
    { "param.customer_group { label = 'P' }", "{\"p\":\"vip\"}",
      "{\"p\":\"vip\"}" },
    { "param.price_list { label = 'P' }", "{\"p\":\"\"}",
      "/params/p wrong_value: '' is not the code of a price list\n"
      "/params/p too_small: at least 1 characters" },
    { "param.sku { label = 'P' }", "{\"p\":\"Mug 1/A\"}",
      "{\"p\":\"Mug 1/A\"}" },
    { "param.skus { label = 'P' }", "{}", "{}" },
    { "param.skus { label = 'P', min = 1 }", "{}",
      "/params/p required: is missing: a list of SKUs" },
    { "param.skus { label = 'P', min = 1 }", "{\"p\":[]}",
      "/params/p too_small: at least 1 entries" },
    { "param.skus { label = 'P' }", "{\"p\":[\"a\",5,\"\"]}",
      "/params/p/1 wrong_kind: a text expected, got an integer\n"
      "/params/p/2 wrong_value: '' cannot be in a list of SKUs" },
    { "param.country { label = 'P' }", "{\"p\":\"AT\"}", "{\"p\":\"AT\"}" },
    { "param.country { label = 'P' }", "{\"p\":\"at\"}",
      "/params/p wrong_value: 'at' is not a country (two capital letters, ISO "
      "3166-1)" },
    { "param.countries { label = 'P' }", "{\"p\":[\"AT\",\"DE\"]}",
      "{\"p\":[\"AT\",\"DE\"]}" },
    { "param.texts { label = 'P', default = { 'a' } }", "{}",
      "{\"p\":[\"a\"]}" },
    { "param.shipping_methods { label = 'P', default = {} }", "{}",
      "{\"p\":[]}" },
    /* products */
    { "param.products { label = 'P' }", "{}", "{}" },
    { "param.products { label = 'P' }", "{\"p\":{\"tags\":[\"red\"]}}",
      "{\"p\":{\"tags\":[\"red\"]}}" },
    { "param.products { label = 'P' }", "{\"p\":{\"tag\":[\"red\"]}}",
      "/params/p/tag unknown_field: is not known; did you mean \"tags\"?" },
    { "param.products { label = 'P' }", "{\"p\":{\"tags\":\"red\"}}",
      "/params/p/tags wrong_type: must be an array, not a string" },
    /* lists of objects */
    { "param.list { label = 'P', ascending = 'from', of = { from = param.money "
      "{ label = 'F' }, off = param.percent { label = 'O', default = 5 } } }",
      "{\"p\":[{\"from\":1},{\"from\":2,\"off\":6}]}",
      "{\"p\":[{\"from\":1},{\"from\":2,\"off\":6}]}" },
    { "param.list { label = 'P', ascending = 'from', of = { from = param.money "
      "{ label = 'F' } } }",
      "{\"p\":[{\"from\":2},{\"from\":2},{\"from\":1}]}",
      "/params/p/1/from not_ascending: must be more than in the entry before\n"
      "/params/p/2/from not_ascending: must be more than in the entry "
      "before" },
    { "param.list { label = 'P', of = { from = param.money { label = 'F' } } }",
      "{\"p\":[{\"form\":2},5]}",
      "/params/p/0/form unknown_field: there is no param 'form', did you mean "
      "'from'?\n"
      "/params/p/0/from required: is missing: an amount in minor units\n"
      "/params/p/1 wrong_kind: an object expected, got an integer" },
    { "param.list { label = 'P', max = 1, of = { n = param.integer { label = "
      "'N' } } }",
      "{\"p\":[{\"n\":1},{\"n\":2}]}",
      "/params/p too_large: at most 1 entries" },
    { "param.tax_table { label = 'P' }",
      "{\"p\":[{\"country\":\"DE\",\"name\":\"VAT\",\"percent\":19}]}",
      "{\"p\":[{\"country\":\"DE\",\"name\":\"VAT\",\"percent\":19}]}" },
    { "param.tax_table { label = 'P' }",
      "{\"p\":[{\"country\":\"Germany\",\"percent\":\"19 %\"}]}",
      "/params/p/0/country wrong_value: 'Germany' is not a country (two "
      "capital letters, ISO 3166-1)\n"
      "/params/p/0/country too_large: at most 2 characters\n"
      "/params/p/0/name required: is missing: a text\n"
      "/params/p/0/percent wrong_kind: per cent, as an integer or as text "
      "(\"12.5\") expected, got a string" },
    { "param.tax_table { label = 'P' }",
      "{\"p\":[{\"country\":\"US\",\"name\":\"A\",\"percent\":1},{\"country\""
      ":\"US\",\"name\":\"B\",\"percent\":1},{\"country\":\"US\",\"name\":\"C"
      "\",\"percent\":1},{\"country\":\"US\",\"name\":\"D\",\"percent\":1},{"
      "\"country\":\"US\",\"name\":\"E\",\"percent\":1},{\"country\":\"US\","
      "\"name\":\"F\",\"percent\":1},{\"country\":\"US\",\"name\":\"G\",\"per"
      "cent\":1},{\"country\":\"US\",\"name\":\"H\",\"percent\":1},{\"country"
      "\":\"US\",\"region\":\"NY\",\"name\":\"I\",\"percent\":1},{\"country\""
      ":\"DE\",\"name\":\"I\",\"percent\":1}]}",
      "/params/p/8 too_many: more than 8 rates hold in this place" },
    /* the object itself */
    { "param.money { label = 'P', default = 1 }", "{\"q\":1,\"p\":-1}",
      "/params/q unknown_field: there is no param 'q'\n"
      "/params/p too_small: at least 0" },
    { "param.money { label = 'P', default = 1 }", "[]",
      "/params wrong_kind: an object expected, got an array" },
    { "param.money { label = 'P', default = 1 }", "{\"p\":1,}",
      "invalid JSON" },
};

START_TEST(test_check)
{
    const struct kt_rule_info *info = rule_with("A", cases[_i].declaration);
    assert_same(check(info, cases[_i].params), cases[_i].result);
    kt_registry_release(registry);
}
END_TEST

static const struct {
    const char *declaration, *fault;
} wrong[] = {
    { "param.mony { label = 'P' }",
      "kontor.param has no function 'mony', did you mean 'money'?" },
    { "param.money { label = 'P', lable = 'Q' }",
      "unknown field 'lable', did you mean 'label'?" },
    { "param.money {}", "field 'label' is missing" },
    { "param.money { label = '' }", "field 'label' is empty" },
    { "param.money { label = 5 }",
      "field 'label': a string expected, got number" },
    { "param.money 'P'", "bad argument #1 to 'money' (a table of fields "
                         "expected, got string)" },
    { "param.money { label = 'P', default = -1 }",
      "the default is wrong: at least 0" },
    { "param.money { label = 'P', default = 1.5 }",
      "the default is wrong: an amount in minor units expected, got a number "
      "with a fraction" },
    { "param.money { label = 'P', default = '1' }",
      "the default is wrong: an amount in minor units expected, got a "
      "string" },
    { "param.money { label = 'P', min = 5, max = 4 }", "min is more than max" },
    { "param.money { label = 'P', max = 1 << 60 }",
      "min and max are between -9999999999999 and 9999999999999" },
    { "param.percent { label = 'P', max = 1 << 60 }",
      "field 'max' is no per cent" },
    { "param.percent { label = 'P', max = 'all' }",
      "field 'max': 'all' is not per cent" },
    { "param.text { label = 'P', min = -1 }",
      "min and max are between 0 and 10000" },
    { "param.text { label = 'P', of = {} }", "unknown field 'of'" },
    { "param.boolean { label = 'P', min = 1 }", "unknown field 'min'" },
    { "param.boolean { label = 'P', optional = 1 }",
      "field 'optional': true or false expected, got number" },
    { "param.choice { label = 'P' }",
      "field 'of' is missing: a table expected" },
    { "param.choice { label = 'P', of = {} }", "field 'of' is empty" },
    { "param.choice { label = 'P', of = { 'a', 5 } }",
      "field 'of': choices are texts, got number" },
    { "param.choice { label = 'P', of = { 'a' }, default = 'b' }",
      "the default is wrong: 'b' is not one of the choices" },
    { "param.list { label = 'P' }", "field 'of' is missing: a table expected" },
    { "param.list { label = 'P', of = { 5 } }", "a param needs a name" },
    { "param.list { label = 'P', of = { a = 5 } }",
      "'a' is no param: declare it with kontor.param" },
    { "param.list { label = 'P', of = { ['a b'] = param.money { label = 'A' } "
      "} }",
      "the param 'a b' has a wrong name: a-z, 0-9 and _ expected" },
    { "param.list { label = 'P', ascending = 'b', of = { a = param.money { "
      "label = 'A' } } }",
      "field 'ascending' must name a number of the list" },
    { "param.countries { label = 'P', default = { 'Austria' } }",
      "the default is wrong: 'Austria' cannot be in a list of countries (two "
      "capital "
      "letters, ISO 3166-1)" },
};

START_TEST(test_wrong_declaration)
{
    assert_same(
        declare("A", wrong[_i].declaration),
        kt_arena_format(&unit_arena, "tax/a.lua:3: %s", wrong[_i].fault).ptr);
}
END_TEST

static const struct {
    const char *declaration, *schema;
} schemas[] = {
    { "param.quantity { label = 'P', help = 'H', default = 2 }",
      "{\"title\":\"P\",\"description\":\"H\",\"x-kind\":\"quantity\","
      "\"type\":\"integer\",\"minimum\":1,\"maximum\":1000000,\"default\":2}" },
    { "param.percent { label = 'P', optional = true }",
      "{\"title\":\"P\",\"x-kind\":\"percent\",\"type\":[\"integer\","
      "\"string\"],\"pattern\":\"^-?[0-9]+(\\\\.[0-9]{1,4})?$\"}" },
    { "param.choice { label = 'P', of = { 'a', 'b' }, default = 'a' }",
      "{\"title\":\"P\",\"x-kind\":\"choice\",\"type\":\"string\",\"enum\":["
      "\"a\",\"b\"],\"default\":\"a\"}" },
    { "param.products { label = 'P' }",
      "{\"title\":\"P\",\"x-kind\":\"products\",\"$ref\":"
      "\"/openapi.json#/components/schemas/Selector\"}" },
    { "param.countries { label = 'P' }",
      "{\"title\":\"P\",\"x-kind\":\"countries\",\"type\":\"array\","
      "\"minItems\":0,\"maxItems\":300,\"items\":{\"type\":\"string\","
      "\"pattern\":\"^[A-Z]{2}$\"}}" },
    { "param.list { label = 'P', ascending = 'n', of = { n = param.integer { "
      "label = 'N', min = 0, max = 9 } } }",
      "{\"title\":\"P\",\"x-kind\":\"list\",\"type\":\"array\",\"minItems\":0,"
      "\"maxItems\":100,\"items\":{\"type\":\"object\",\"properties\":{\"n\":{"
      "\"title\":\"N\",\"x-kind\":\"integer\",\"type\":\"integer\","
      "\"minimum\":0,\"maximum\":9}},\"required\":[\"n\"],"
      "\"additionalProperties\":false},\"x-ascending\":\"n\"}" },
};

START_TEST(test_schema)
{
    const struct kt_rule_info *info = rule_with("A", schemas[_i].declaration);
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, &unit_arena, 256);
    kt_json_init(&json, &buf);
    kt_rule_write_schema(info, &json);
    assert_same(kt_arena_cstr(&unit_arena, kt_buf_view(&buf)),
                kt_arena_format(&unit_arena,
                                "{\"type\":\"object\",\"properties\":{\"p\":%s"
                                "},\"required\":[],\"additionalProperties\":"
                                "false}",
                                schemas[_i].schema)
                    .ptr);
    kt_registry_release(registry);
}
END_TEST

static const struct {
    const char *declaration, *params, *title;
} titles[] = {
    { "param.percent { label = 'P' }", "{\"p\":\"12.50\"}", "A 12.5 %" },
    { "param.money { label = 'P' }", "{\"p\":1250}", "A 12.50 EUR" },
    { "param.quantity { label = 'P', default = 3 }", "{}", "A 3" },
    { "param.text { label = 'P' }", "{\"p\":\"x {p} y\"}", "A x {p} y" },
    { "param.skus { label = 'P' }", "{\"p\":[\"a\",\"b\"]}", "A a, b" },
    { "param.boolean { label = 'P' }", "{\"p\":true}", "A yes" },
    { "param.boolean { label = 'P' }", "{\"p\":false}", "A no" },
    { "param.code { label = 'P', optional = true }", "{}", "A " },
    { "param.money { label = 'P', optional = true }", "{}", "A " },
    /* Params that do not fit leave the title as it stands. */
    { "param.money { label = 'P' }", "{\"p\":-1}", "A {p}" },
};

START_TEST(test_title)
{
    const struct kt_rule_info *info =
        rule_with("A {p}", titles[_i].declaration);
    assert_text(kt_rule_title(info, kt_str_of(titles[_i].params),
                              kt_currency_find(KT_STR("EUR")), &unit_arena),
                titles[_i].title);
    kt_registry_release(registry);
}
END_TEST

START_TEST(test_title_of_what_is_no_text)
{
    assert_same(declare("A {p}", "param.products { label = 'P' }"),
                "tax/a.lua:2: the title names {p}, which is no text");
    assert_same(declare("A {q}", "param.money { label = 'P' }"),
                "tax/a.lua:2: the title names {q}, which is no param");
}
END_TEST

/* Params of a row stand in the order of the file, whatever Lua's tables do. */
START_TEST(test_order_of_params)
{
    assert_same(script_faults_of(
                    "tax/a.lua",
                    "local p = require 'kontor.param'\n"
                    "return require 'kontor.tax_rule' { code = 'a', title = "
                    "'A', params = { zeta = p.money { label = 'Z' }, alpha = "
                    "p.money { label = 'A' }, mid = p.money { label = 'M' }, "
                    "beta = p.money { label = 'B' } }, treat = function() end "
                    "}"),
                "");
    registry = kt_registry_acquire(script_host);
    const struct kt_rule_info *info =
        kt_registry_find(registry, KT_RULE_TAX, KT_STR("a"));
    static const char *const names[] = { "zeta", "alpha", "mid", "beta" };
    ck_assert_uint_eq(info->param_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_text(info->params[i].name, names[i]);
    kt_registry_release(registry);
}
END_TEST

/* What a rule sees of its params. */
START_TEST(test_params_in_a_rule)
{
    static const char rule[] =
        "local param = require 'kontor.param'\n"
        "return require 'kontor.shipping_method' { code = 'a', title = 'A',\n"
        "params = { off = param.percent { label = 'O', default = '7.5' },\n"
        "spend = param.money { label = 'S', optional = true },\n"
        "to = param.countries { label = 'T' },\n"
        "products = param.products { label = 'P' },\n"
        "steps = param.list { label = 'L', of = { n = param.quantity { label = "
        "'N' }, name = param.text { label = 'X', default = 'x' } } } },\n"
        "quote = function(parcel, _, params)\n"
        "local t = {}\n"
        "for i, step in ipairs(params.steps) do t[i] = step.n .. step.name "
        "end\n"
        "return nil, params.off .. ' ' .. tostring(params.spend) .. ' ' .. "
        "#params.to .. tostring(params.to:has 'AT') .. ' ' .. "
        "tostring(params.products.takes_all) .. "
        "tostring(params.products:matches(parcel.lines[1])) .. ' ' .. "
        "table.concat(t, ',')\nend }\n";
    assert_same(script_faults_of("shipping/a.lua", rule), "");
    assert_same(script_ask(KT_RULE_SHIPPING, "a", "{}"),
                "75000 nil 0false truetrue ");
    assert_same(
        script_ask(KT_RULE_SHIPPING, "a",
                   "{\"off\":50,\"spend\":900,\"to\":[\"DE\",\"AT\"],"
                   "\"products\":{\"tags\":[\"blue\"]},\"steps\":[{\"n\":1},{"
                   "\"n\":2,\"name\":\"y\"}]}"),
        "500000 900 2true falsefalse 1x,2y");
    /* Params that were stored before the rule changed fail it, and say why. */
    assert_same(script_ask(KT_RULE_SHIPPING, "a", "{\"of\":50}"),
                "error: its params do not fit: /params/of: there is no param "
                "'of'");
    for (int i = 0; i < 5000; i++)
        script_ask(KT_RULE_SHIPPING, "a", "{\"of\":50}");
    assert_same(script_ask(KT_RULE_SHIPPING, "a", "{}"),
                "75000 nil 0false truetrue ");
}
END_TEST

Suite *
kt_suite_script_params(void)
{
    Suite *suite = suite_create("script_params");
    TCase *tcase = script_case(suite, "params");
    tcase_add_loop_test(tcase, test_check, 0, KT_COUNT(cases));
    tcase_add_loop_test(tcase, test_wrong_declaration, 0, KT_COUNT(wrong));
    tcase_add_loop_test(tcase, test_schema, 0, KT_COUNT(schemas));
    tcase_add_loop_test(tcase, test_title, 0, KT_COUNT(titles));
    tcase_add_test(tcase, test_title_of_what_is_no_text);
    tcase_add_test(tcase, test_order_of_params);
    tcase_add_test(tcase, test_params_in_a_rule);
    return suite;
}
