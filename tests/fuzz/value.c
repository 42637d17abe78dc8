/* Values of headers with a grammar of their own: lists of ETags, If-Match,
 * Range; and cursors of sorted pages. */
#include "fuzz.h"
#include "http/etag.h"
#include "http/range.h"
#include "service/page.h"

static void
check_etags(struct kt_str text)
{
    static const struct kt_str etag = KT_STR_INIT("\"v1\"");
    int64_t version;
    bool is_there = memmem(text.ptr, text.len, etag.ptr, etag.len) != NULL;
    if (kt_etag_list_has(text, etag))
        KT_ASSERT(is_there || kt_str_eq(text, KT_STR("*")));
    if (kt_etag_parse(text, &version))
        KT_ASSERT(version >= -1);
}

static void
check_ranges(struct kt_str text)
{
    static const uint64_t sizes[] = { 0, 1, 1000, UINT64_MAX / 2 };
    for (size_t i = 0; i < KT_COUNT(sizes); i++) {
        struct kt_range ranges[KT_RANGES_MAX];
        int count = kt_range_parse(text, sizes[i], ranges);
        KT_ASSERT(count >= -1 && count <= KT_RANGES_MAX);
        for (int j = 0; j < count; j++)
            KT_ASSERT(ranges[j].first <= ranges[j].last &&
                      ranges[j].last < sizes[i]);
    }
}

static void
check_page_key(struct kt_str text, struct kt_arena *arena)
{
    struct kt_error err;
    kt_error_init(&err, arena);
    for (uint32_t order = 0; order < 3; order++) {
        struct kt_page_key key = kt_page_key_start(order, false), again;
        if (text.len == 0 ||
            kt_page_key_parse(text, arena, &key, &err) != KT_OK)
            continue;
        struct kt_str written = kt_page_key_cursor(&key, arena);
        again = kt_page_key_start(order, false);
        KT_ASSERT(kt_page_key_parse(written, arena, &again, &err) == KT_OK);
        KT_ASSERT(again.number == key.number && kt_id_eq(again.id, key.id) &&
                  kt_str_eq(again.text, key.text));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    struct kt_str text = fuzz_text(&arena, data, size);
    check_etags(text);
    check_ranges(text);
    check_page_key(text, &arena);
    kt_arena_release(&arena);
    return 0;
}
