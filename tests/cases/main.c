/* Runs pricing cases of the neutral vocabulary:
 *
 *     kontor-cases [--at-least N] FILE [ID…]
 *
 * With --at-least, fewer passing cases than N fail as well, and a
 * FILE that is not there is no failure but a skipped test (exit code 77).
 *
 * Each case is translated by rule, priced with the shipped scripts, and
 * compared with every figure it states. A case is skipped, with the reason,
 * when its platform decides otherwise than Kontor or when Kontor does not offer
 * what it asks for. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "case.h"

static struct kt_host *host;
static int passed, failed, skipped;

/* The taxes that the case states for a category; at home, where no address is
 * known, the one that prices include. */
static enum kt_status
treat(void *context, const struct kt_rule_use *use,
      const struct kt_quote *quote, const struct kt_quote_line *line,
      struct kt_str tax_class, struct kt_arena *arena,
      struct kt_treatment *treatment, struct kt_error *err)
{
    const struct pricing_case *pricing = context;
    struct kt_tax_rate *rates =
        KT_NEW_ARRAY(arena, struct kt_tax_rate, pricing->rate_count + 1);

    (void)use;
    (void)line;
    (void)err;
    *treatment = (struct kt_treatment){ .rates = rates };
    if (pricing->has_home_rate && quote->in->shipping_address == NULL) {
        rates[treatment->rate_count++] =
            (struct kt_tax_rate){ .name = KT_STR("home"),
                                  .rate_ppm = pricing->home_rate_ppm,
                                  .is_included = -1 };
        return KT_OK;
    }
    for (size_t i = 0; i < pricing->rate_count; i++) {
        const struct case_rate *rate = &pricing->rates[i];
        if (!kt_str_eq(rate->category, tax_class))
            continue;
        rates[treatment->rate_count++] = (struct kt_tax_rate){
            .name = rate->category,
            .rate_ppm = rate->rate_ppm,
            .is_included = rate->is_included,
        };
    }
    return KT_OK;
}

/* Promotions and shipping methods come from the shipped scripts; the rates
 * that a case states as bare figures come from above. */
struct mixed_rules {
    struct kt_rules scripts;
    struct pricing_case *pricing;
};

static enum kt_status
mixed_evaluate(void *context, const struct kt_stage_view *view,
               struct kt_effects *effects, struct kt_error *err)
{
    struct mixed_rules *mixed = context;
    return mixed->scripts.evaluate(mixed->scripts.host, view, effects, err);
}

static enum kt_status
mixed_treat(void *context, const struct kt_rule_use *use,
            const struct kt_quote *quote, const struct kt_quote_line *line,
            struct kt_str tax_class, struct kt_arena *arena,
            struct kt_treatment *treatment, struct kt_error *err)
{
    struct mixed_rules *mixed = context;
    return treat(mixed->pricing, use, quote, line, tax_class, arena, treatment,
                 err);
}

static enum kt_status
mixed_offer(void *context, const struct kt_rule_use *use,
            const struct kt_quote *quote, struct kt_arena *arena,
            struct kt_shipping_offer *answer, struct kt_error *err)
{
    struct mixed_rules *mixed = context;
    return mixed->scripts.offer(mixed->scripts.host, use, quote, arena, answer,
                                err);
}

static void
report_skip(struct kt_str id, const char *what, struct kt_str detail)
{
    printf("skip %.*s: %s %.*s\n", KT_STR_FMT(id), what, KT_STR_FMT(detail));
    skipped++;
}

/* What is asked of a case, by its kind. */
static const struct kind {
    const char *name;
    void (*translate)(struct pricing_case *pricing);
    bool (*compare)(struct pricing_case *pricing, const struct kt_rules *rules,
                    struct kt_buf *out);
} kinds[] = {
    { "cart", case_translate_cart, case_compare_cart },
    { "catalog_price", case_translate_cart, case_compare_cart },
    { "price_selection", case_translate_selection, case_compare_selection },
    { "shipping_options", case_translate_cart, case_compare_cart },
    { "allocation", case_translate_split, case_compare_split },
    { "giftcard_as_discount", case_translate_cart, case_compare_cart },
    { "giftcard_rejection", case_translate_cart, case_compare_cart },
    { "inventory", case_translate_inventory, case_compare_inventory },
    { "price_by_destination", case_translate_cart, case_compare_cart },
    { "return", case_translate_returned, case_compare_returned },
    { "orderstate", case_translate_placed, case_compare_placed },
};

static const struct kind *
find_kind(struct kt_str name)
{
    for (size_t i = 0; i < KT_COUNT(kinds); i++) {
        if (kt_str_eq(kt_str_of(kinds[i].name), name))
            return &kinds[i];
    }
    return NULL;
}

static void
compare_case(struct pricing_case *pricing, const struct kind *kind,
             struct kt_str id)
{
    struct mixed_rules mixed = { kt_registry_rules(pricing->registry),
                                 pricing };
    struct kt_rules rules = { .host = &mixed,
                              .price = NULL,
                              .evaluate = mixed_evaluate,
                              .treat = mixed_treat,
                              .offer = mixed_offer };
    struct kt_buf out;

    kt_buf_init(&out, pricing->arena, 1024);
    bool is_equal = kind->compare(pricing, &rules, &out);
    if (pricing->skip.len > 0) { /* only a quote could tell */
        report_skip(id, "not offered:", pricing->skip);
        return;
    }
    passed += is_equal;
    failed += !is_equal;
    if (!is_equal)
        printf("FAIL %.*s\n%.*s", KT_STR_FMT(id),
               KT_STR_FMT(kt_buf_view(&out)));
}

static bool
is_asked_for(struct kt_str id, int id_count, char **ids)
{
    for (int i = 0; i < id_count; i++) {
        if (kt_str_eq(id, kt_str_of(ids[i])))
            return true;
    }
    return id_count == 0;
}

static void
run_case(struct kt_str line, struct kt_arena *arena, int id_count, char **ids)
{
    struct pricing_case *pricing = KT_NEW(arena, struct pricing_case);
    struct kt_error err;

    kt_error_init(&err, arena);
    pricing->arena = arena;
    if (kt_json_parse(arena, line, &pricing->json, &err) != KT_OK) {
        printf("FAIL %.*s\n", KT_STR_FMT(kt_error_text(&err)));
        failed++;
        return;
    }
    struct kt_str id = case_text(pricing->json, "id");
    if (!is_asked_for(id, id_count, ids))
        return;
    struct kt_str name = case_text(pricing->json, "kind");
    const struct kind *kind = find_kind(name);
    if (kind == NULL) {
        report_skip(id, "pricing does not compute the kind", name);
        return;
    }
    pricing->registry = kt_registry_acquire(host);
    kind->translate(pricing);
    if (pricing->skip.len > 0)
        report_skip(id, "not offered:", pricing->skip);
    else
        compare_case(pricing, kind, id);
    kt_registry_release(pricing->registry);
}

static void
run_file(FILE *stream, int id_count, char **ids)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;

    while ((len = getline(&line, &capacity, stream)) > 0) {
        struct kt_arena arena;
        kt_arena_init(&arena, 0);
        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
            len--;
        run_case((struct kt_str){ line, (size_t)len }, &arena, id_count, ids);
        kt_arena_release(&arena);
    }
    free(line);
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
}

static bool
load_scripts(void)
{
    struct kt_arena arena;
    struct kt_error err;
    const char *scripts = KONTOR_SOURCE_DIR "/scripts";

    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    bool is_loaded = kt_host_new(&(struct kt_host_options){ .folders = &scripts,
                                                            .folder_count = 1 },
                                 &host, &err) == KT_OK;
    if (!is_loaded)
        fprintf(stderr, "%.*s\n", KT_STR_FMT(kt_error_text(&err)));
    kt_arena_release(&arena);
    return is_loaded;
}

static int
run(const char *path, long at_least, int id_count, char **ids)
{
    FILE *stream = fopen(path, "r");

    if (stream == NULL) {
        fprintf(stderr, "kontor-cases: cannot read %s: %s\n", path,
                strerror(errno));
        return at_least > 0 && errno == ENOENT ? 77 : 1;
    }
    if (!load_scripts()) {
        fclose(stream);
        return 1;
    }
    run_file(stream, id_count, ids);
    fclose(stream);
    kt_host_free(host);
    kt_script_leave_thread();
    if (passed >= at_least)
        return failed > 0;
    printf("%d passed, fewer than the %ld that must\n", passed, at_least);
    return 1;
}

int
main(int count, char **words)
{
    long at_least = 0;
    bool is_bad = false;

    words++;
    count--;
    if (count > 1 && strcmp(words[0], "--at-least") == 0) {
        char *end;
        at_least = strtol(words[1], &end, 10);
        is_bad = *end != '\0' || at_least <= 0;
        words += 2;
        count -= 2;
    }
    if (is_bad || count < 1 || words[0][0] == '-') {
        fprintf(stderr, "Usage: kontor-cases [--at-least N] FILE [ID…]\n");
        return 2;
    }
    return run(words[0], at_least, count - 1, words + 1);
}
