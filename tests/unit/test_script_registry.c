/* Generations of rules: files that change under a running shop. */
#include <sys/stat.h>
#include <utime.h>

#include "script_shop.h"

/* A price rule `a` that answers the number. */
static void
write_price(const char *number)
{
    script_write("pricing/a.lua",
                 kt_arena_format(&unit_arena,
                                 "return require 'kontor.price_rule' { code = "
                                 "'a', title = 'T', price = function() return "
                                 "%s end }",
                                 number)
                     .ptr);
}

static const char *
price_of(struct kt_registry *registry)
{
    struct kt_rules rules = kt_registry_rules(registry);
    struct kt_rule_use use = { .rule = KT_STR("a") };
    const struct kt_quote_input *in = script_cart();
    struct kt_price_context context = { .buyer = &in->buyer, .quantity = 1 };
    struct kt_price_answer answer;
    kt_error_init(&unit_err, &unit_arena);
    if (rules.price(rules.host, &use, in->lines[0].item, &context,
                    in->settings.currency, &unit_arena, &answer,
                    &unit_err) != KT_OK)
        return unit_err.detail.ptr;
    return kt_arena_format(&unit_arena, "%lld", (long long)answer.unit_minor)
        .ptr;
}

START_TEST(test_reload_swaps)
{
    write_price("100");
    ck_assert_int_eq(script_load(), KT_OK);
    ck_assert(!kt_host_is_stale(script_host));
    struct kt_registry *old = kt_registry_acquire(script_host);
    assert_same(price_of(old), "100");

    write_price("2000");
    ck_assert(kt_host_is_stale(script_host));
    assert_same(price_of(old), "100");
    ck_assert_int_eq(kt_host_reload(script_host, &unit_err), KT_OK);
    ck_assert(!kt_host_is_stale(script_host));

    /* A quote that began on the old rules ends on them. */
    struct kt_registry *fresh = kt_registry_acquire(script_host);
    ck_assert_ptr_ne(old, fresh);
    ck_assert_uint_gt(kt_registry_generation(fresh),
                      kt_registry_generation(old));
    for (int i = 0; i < 3; i++) {
        assert_same(price_of(old), "100");
        assert_same(price_of(fresh), "2000");
    }
    ck_assert(!kt_str_eq(kt_registry_hash(old), kt_registry_hash(fresh)));
    kt_registry_release(old);
    kt_registry_release(fresh);
    assert_same(script_ask(KT_RULE_PRICE, "a", ""), "2000");
}
END_TEST

START_TEST(test_broken_file_keeps_the_old_rules)
{
    write_price("100");
    ck_assert_int_eq(script_load(), KT_OK);
    struct kt_registry *before = kt_registry_acquire(script_host);

    write_price("2000 +");
    ck_assert(kt_host_is_stale(script_host));
    kt_error_init(&unit_err, &unit_arena);
    ck_assert_int_eq(kt_host_reload(script_host, &unit_err), KT_INVALID_RULE);
    assert_same(script_faults(),
                "pricing/a.lua:1: unexpected symbol near 'end'");
    assert_same(script_ask(KT_RULE_PRICE, "a", ""), "100");
    struct kt_registry *after = kt_registry_acquire(script_host);
    ck_assert_ptr_eq(before, after);
    kt_registry_release(before);
    kt_registry_release(after);

    /* The same fault is not told again for every look. */
    ck_assert(!kt_host_is_stale(script_host));
    write_price("2000");
    ck_assert(kt_host_is_stale(script_host));
    kt_error_init(&unit_err, &unit_arena);
    ck_assert_int_eq(kt_host_reload(script_host, &unit_err), KT_OK);
    assert_same(script_ask(KT_RULE_PRICE, "a", ""), "2000");
}
END_TEST

START_TEST(test_files_that_come_and_go)
{
    write_price("100");
    ck_assert_int_eq(script_load(), KT_OK);
    script_write("lib/m.lua", "return {}");
    ck_assert(kt_host_is_stale(script_host));
    ck_assert_int_eq(kt_host_reload(script_host, &unit_err), KT_OK);
    ck_assert(!kt_host_is_stale(script_host));

    script_remove("lib/m.lua");
    ck_assert(kt_host_is_stale(script_host));
    ck_assert_int_eq(kt_host_reload(script_host, &unit_err), KT_OK);

    /* The same length and text: a new time is a change. */
    ck_assert_int_eq(utime(script_path("pricing/a.lua"),
                           &(struct utimbuf){ .actime = 1000,
                                              .modtime = 1000 }),
                     0);
    ck_assert(kt_host_is_stale(script_host));
    ck_assert_int_eq(kt_host_reload(script_host, &unit_err), KT_OK);

    script_remove("pricing/a.lua");
    ck_assert_int_eq(kt_host_reload(script_host, &unit_err), KT_OK);
    assert_same(script_ask(KT_RULE_PRICE, "a", ""),
                "error: there is no price_rule 'a'");
}
END_TEST

/* An editor's backup or a note beside the rules is no script. */
START_TEST(test_other_files_do_not_count)
{
    write_price("100");
    ck_assert_int_eq(script_load(), KT_OK);
    script_write("pricing/.a.lua", "no Lua");
    script_write("pricing/a.lua~", "no Lua");
    script_write("pricing/README.md", "# Prices");
    script_write("notes/plan.lua", "no Lua");
    ck_assert(!kt_host_is_stale(script_host));
    ck_assert_int_eq(kt_host_reload(script_host, &unit_err), KT_OK);
}
END_TEST

START_TEST(test_missing_folder)
{
    const char *folders[] = { script_path("nowhere") };
    ck_assert_int_eq(script_load_folders(folders, 1), KT_INVALID_RULE);
    assert_same(script_faults(), "nowhere: this is no folder");
    script_make_folder("empty");
    const char *empty[] = { script_path("empty") };
    ck_assert_int_eq(script_load_folders(empty, 1), KT_OK);
    assert_same(script_ask(KT_RULE_TAX, "flat_rate", ""),
                "error: there is no tax_rule 'flat_rate'");
}
END_TEST

START_TEST(test_unknown_rule_tells_the_nearest)
{
    write_price("100");
    ck_assert_int_eq(script_load(), KT_OK);
    assert_same(script_ask(KT_RULE_PRICE, "b", ""),
                "error: there is no price_rule 'b'");
    script_write("pricing/member_price.lua",
                 "return require 'kontor.price_rule' { code = 'member_price', "
                 "title = 'T', price = function() end }");
    ck_assert_int_eq(script_load(), KT_OK);
    assert_same(script_ask(KT_RULE_PRICE, "member_prise", ""),
                "error: there is no price_rule 'member_prise', did you mean "
                "'member_price'?");
}
END_TEST

/* The hash is of what rules say: not of paths and times, but of modules. */
START_TEST(test_hash)
{
    script_write("lib/m.lua", "return { n = 1 }");
    script_write("pricing/a.lua",
                 "local m = require 'lib.m'\n"
                 "return require 'kontor.price_rule' { code = 'a', title = "
                 "'T', price = function() return m.n end }");
    ck_assert_int_eq(script_load(), KT_OK);
    struct kt_registry *registry = kt_registry_acquire(script_host);
    struct kt_str first = kt_arena_str(&unit_arena, kt_registry_hash(registry));
    kt_registry_release(registry);

    ck_assert_int_eq(script_load(), KT_OK);
    registry = kt_registry_acquire(script_host);
    assert_text(kt_registry_hash(registry), first.ptr);
    kt_registry_release(registry);

    script_write("lib/m.lua", "return { n = 2 }");
    ck_assert_int_eq(script_load(), KT_OK);
    registry = kt_registry_acquire(script_host);
    ck_assert(!kt_str_eq(kt_registry_hash(registry), first));
    kt_registry_release(registry);
    assert_same(script_ask(KT_RULE_PRICE, "a", ""), "2");
}
END_TEST

/* More generations than a thread keeps images of, all alive and asked in
 * turn. */
START_TEST(test_many_generations_alive)
{
    enum { GENERATIONS = 20 };
    struct kt_registry *registries[GENERATIONS];
    write_price("0");
    ck_assert_int_eq(script_load(), KT_OK);
    for (int i = 0; i < GENERATIONS; i++) {
        write_price(kt_arena_format(&unit_arena, "%d", i + 100).ptr);
        ck_assert_int_eq(kt_host_reload(script_host, &unit_err), KT_OK);
        registries[i] = kt_registry_acquire(script_host);
    }
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < GENERATIONS; i++)
            assert_same(price_of(registries[i]),
                        kt_arena_format(&unit_arena, "%d", i + 100).ptr);
    }
    for (int i = 0; i < GENERATIONS; i++)
        kt_registry_release(registries[i]);
    assert_same(script_ask(KT_RULE_PRICE, "a", ""), "119");
}
END_TEST

/* The texts of a registry make another that is the same, without its files:
 * what is not in force, or not required, is not among them. */
START_TEST(test_kept_texts_load_again)
{
    static const char *const names[] = { "lib/deep.lua", "lib/half.lua",
                                         "pricing/a.lua" };
    script_limits.steps_max = 12345;
    script_write("lib/deep.lua", "return { by = 2 }");
    script_write("lib/half.lua", "local deep <const> = require 'lib.deep'\n"
                                 "return function(n) return n // deep.by end");
    script_write("lib/other.lua", "return { 3 }");
    script_write("pricing/a.lua",
                 "local half <const> = require 'lib.half'\n"
                 "return require 'kontor.price_rule' { code = 'a', title = "
                 "'T', price = function() return half(200) end }");
    ck_assert_int_eq(script_load(), KT_OK);
    struct kt_registry *registry = kt_registry_acquire(script_host);
    struct kt_list texts = kt_registry_texts(registry, &unit_arena);
    const struct kt_script_text *items = texts.items;
    ck_assert_uint_eq(texts.count, KT_COUNT(names));
    for (size_t i = 0; i < texts.count; i++)
        assert_text(items[i].name, names[i]);
    script_remove("lib/deep.lua");

    struct kt_host *kept;
    struct kt_host_options options = { .texts = texts,
                                       .limits = kt_registry_limits(registry) };
    ck_assert_int_eq(kt_host_new(&options, &kept, &unit_err), KT_OK);
    struct kt_registry *again = kt_registry_acquire(kept);
    assert_text(kt_registry_hash(again), kt_registry_hash(registry).ptr);
    assert_same(price_of(again), "100");
    kt_registry_release(again);
    kt_host_free(kept);

    options.limits.steps_max++;
    ck_assert_int_eq(kt_host_new(&options, &kept, &unit_err), KT_OK);
    again = kt_registry_acquire(kept);
    ck_assert(!kt_str_eq(kt_registry_hash(again), kt_registry_hash(registry)));
    kt_registry_release(again);
    kt_host_free(kept);
    kt_registry_release(registry);
}
END_TEST

START_TEST(test_a_kept_text_without_a_place_is_a_fault)
{
    const struct kt_script_text texts[] = {
        { 0, KT_STR("elsewhere/a.lua"), KT_STR("return 1") },
        { 0, KT_STR("lib"), KT_STR("return 1") },
    };
    const struct kt_host_options options = {
        .texts = { (void *)(uintptr_t)texts, KT_COUNT(texts) }
    };
    struct kt_host *host;
    ck_assert_int_eq(kt_host_new(&options, &host, &unit_err), KT_INVALID_RULE);
    ck_assert_uint_eq(unit_err.item_count, 2);
    assert_text(unit_err.items[0].pointer, "elsewhere/a.lua");
    assert_text(unit_err.items[1].pointer, "lib");
}
END_TEST

Suite *
kt_suite_script_registry(void)
{
    Suite *suite = suite_create("script_registry");
    TCase *tcase = script_case(suite, "registry");
    tcase_add_test(tcase, test_reload_swaps);
    tcase_add_test(tcase, test_broken_file_keeps_the_old_rules);
    tcase_add_test(tcase, test_files_that_come_and_go);
    tcase_add_test(tcase, test_other_files_do_not_count);
    tcase_add_test(tcase, test_missing_folder);
    tcase_add_test(tcase, test_unknown_rule_tells_the_nearest);
    tcase_add_test(tcase, test_hash);
    tcase_add_test(tcase, test_many_generations_alive);
    tcase_add_test(tcase, test_kept_texts_load_again);
    tcase_add_test(tcase, test_a_kept_text_without_a_place_is_a_fault);
    return suite;
}
