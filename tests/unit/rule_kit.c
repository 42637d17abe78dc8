#include "rule_kit.h"

#include "domain/pricing/quote_out.h"
#include "script/host.h"

struct kit rule_kit;
static struct kt_host *host;
static struct kt_registry *registry;

static void
load_scripts(void)
{
    static const char *const folders[] = { KONTOR_SOURCE_DIR "/scripts" };
    struct kt_host_options options = { .folders = folders, .folder_count = 1 };
    ck_assert_int_eq(kt_host_new(&options, &host, &unit_err), KT_OK);
    registry = kt_registry_acquire(host);
    kit_start(&rule_kit);
    rule_kit.rules = kt_registry_rules(registry);
    rule_kit.in.explains = true;
}

static void
drop_scripts(void)
{
    kt_registry_release(registry);
    kt_host_free(host);
    kt_script_leave_thread();
}

struct kt_rule_use
rule_use_of(const char *code, const char *rule, const char *params)
{
    return (struct kt_rule_use){ .code = kt_str_of(code),
                                 .title = kt_str_of(code),
                                 .rule = kt_str_of(rule),
                                 .params = kt_str_of(params),
                                 .tax_class = KT_STR("standard") };
}

struct kt_str
rule_told(const struct kt_quote *quote, const char *member)
{
    struct kt_quote_out out;
    struct kt_buf buf;
    struct kt_json json;
    const struct cJSON *tree;
    kt_quote_tell(quote, true, &unit_arena, &out);
    kt_buf_init(&buf, &unit_arena, 1024);
    kt_json_init(&json, &buf);
    kt_quote_write_rule_trace(&out, &json);
    ck_assert_int_eq(kt_json_parse(&unit_arena, kt_buf_view(&buf), &tree,
                                   &unit_err),
                     KT_OK);
    return kt_json_text(kt_json_find(tree, kt_str_of(member)), &unit_arena);
}

void
rule_forget_times(const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_price_trace *trace = quote->lines[i].price;
        for (size_t j = 0; trace != NULL && j < trace->asked_count; j++)
            trace->asked[j].told.nanoseconds = 0;
    }
    const struct kt_shipping_trace *shipping = quote->shipping.trace;
    for (size_t i = 0; shipping != NULL && i < shipping->method_count; i++)
        shipping->methods[i].nanoseconds = 0;
    for (size_t i = 0; quote->tax != NULL && i < quote->tax->line_count; i++)
        quote->tax->lines[i].nanoseconds = 0;
}

struct kt_str
rule_shown(const struct kt_quote *quote, const char *head)
{
    rule_forget_times(quote);
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 4096);
    kt_quote_write_story(quote, false, &buf);
    struct kt_str all = kt_buf_view(&buf);
    const char *from = memmem(all.ptr, all.len, head, strlen(head));
    ck_assert_ptr_nonnull(from);
    size_t len = (size_t)(all.ptr + all.len - from);
    const char *end = memmem(from, len, "\n\n", 2);
    return (struct kt_str){ from,
                            end != NULL ? (size_t)(end - from) + 1 : len };
}

TCase *
rule_case(Suite *suite, const char *name)
{
    TCase *tcase = unit_case(suite, name);
    tcase_add_checked_fixture(tcase, load_scripts, drop_scripts);
    return tcase;
}
