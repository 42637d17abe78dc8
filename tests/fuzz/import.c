/* A whole import that stores nothing, of a file of any format; the first byte
 * chooses it. Faults stand in the file, and a second run tells the same. */
#include <sodium.h>

#include "base/log.h"
#include "fuzz.h"
#include "service/import/import.h"
#include "service/shop_create.h"

static struct kt_app app;
static struct kt_id shop;

static const char records[] =
    "{\"kind\":\"channel\",\"code\":\"web\",\"name\":\"Web\",\"currencies\":"
    "[\"EUR\"],\"locales\":[\"en\"],\"tax_mode\":\"included\"}\n"
    "{\"kind\":\"location\",\"code\":\"main\",\"name\":\"Main\"}\n"
    "{\"kind\":\"tax_class\",\"code\":\"standard\",\"name\":\"Standard\"}\n"
    "{\"kind\":\"category\",\"slug\":\"mugs\",\"names\":{\"en\":\"Mugs\"}}\n"
    "{\"kind\":\"product\",\"slug\":\"mug\",\"titles\":{\"en\":\"Mug\"},"
    "\"variants\":[{\"sku\":\"mug\",\"prices\":[{\"currency\":\"EUR\","
    "\"amount\":900}]}]}\n";

static int64_t
read_rest(void *arg, char *buf, size_t size)
{
    struct kt_str *rest = arg;
    size_t count = rest->len < size ? rest->len : size;
    memcpy(buf, rest->ptr, count);
    rest->ptr += count;
    rest->len -= count;
    return (int64_t)count;
}

static enum kt_status
import(enum kt_import_kind kind, struct kt_str text, bool is_dry_run,
       struct kt_arena *arena, struct kt_import_report *report)
{
    struct kt_stream stream = { read_rest, &text };
    struct kt_import_options options = { .app = &app,
                                         .store_id = shop,
                                         .is_dry_run = is_dry_run };
    struct kt_error err;
    kt_error_init(&err, arena);
    return kt_import_run(kind, &stream, &options, arena, report, &err);
}

int LLVMFuzzerInitialize(int *count, char ***words);

int
LLVMFuzzerInitialize(int *count, char ***words)
{
    struct kt_app_options options = { .database = ":memory:",
                                      .is_volatile = true };
    struct kt_shop_create_in in = { .code = KT_STR("shop"),
                                    .name = KT_STR("Shop") };
    struct kt_import_report report;
    struct kt_arena arena;
    struct kt_error err;
    (void)count;
    (void)words;
    KT_ASSERT(sodium_init() >= 0);
    kt_log_configure(KT_LOG_ERROR + 1, true);
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    KT_ASSERT(kt_app_open(&options, &app, &err) == KT_OK);
    KT_ASSERT(kt_shop_create(&app, &in, &shop, &err) == KT_OK);
    KT_ASSERT(import(KT_IMPORT_JSONL, kt_str_of(records), false, &arena,
                     &report) == KT_OK);
    KT_ASSERT(report.products_new == 1 && report.fault_count == 0);
    kt_arena_release(&arena);
    return 0;
}

static int64_t
count_lines(struct kt_str text)
{
    int64_t lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n' || text.ptr[i] == '\r';
    return lines;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_import_report first, second;
    struct kt_arena arena;
    if (size == 0)
        return 0;
    enum kt_import_kind kind =
        (enum kt_import_kind)(data[0] % KT_IMPORT_KIND_COUNT);
    kt_arena_init(&arena, 0);
    struct kt_str text = fuzz_text(&arena, data + 1, size - 1);
    enum kt_status status = import(kind, text, true, &arena, &first);
    KT_ASSERT(status == KT_OK || status == KT_INVALID_FILE);
    const struct kt_import_fault *faults = first.faults;
    for (size_t i = 0; i < first.fault_count; i++) {
        KT_ASSERT(faults[i].line >= 1 && faults[i].line <= count_lines(text));
        KT_ASSERT(faults[i].reason.len > 0);
    }
    KT_ASSERT(import(kind, text, true, &arena, &second) == status);
    KT_ASSERT(first.fault_count == second.fault_count &&
              first.products_new == second.products_new &&
              first.products_updated == second.products_updated &&
              first.others == second.others);
    kt_arena_release(&arena);
    return 0;
}
