/* The target of a request: no decoded segment can change the path. */
#include "base/text.h"
#include "fuzz.h"
#include "http/path.h"
#include "http/query.h"

struct filter {
    int64_t limit;
    bool deep;
    struct kt_str tag;
};

static const struct kt_field fields[] = {
    KT_FIELD(INT, struct filter, limit, 0, .min = 1, .max = 100),
    KT_FIELD(BOOL, struct filter, deep, 0),
    KT_FIELD(STR, struct filter, tag, 0, .max = 20),
};

static const struct kt_shape shape =
    KT_SHAPE("Filter", struct filter, fields, NULL);

static void
check_segment(struct kt_str segment)
{
    KT_ASSERT(kt_utf8_is_valid(segment));
    for (size_t i = 0; i < segment.len; i++)
        KT_ASSERT((unsigned char)segment.ptr[i] >= 0x20 &&
                  segment.ptr[i] != '/' && segment.ptr[i] != '\\');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_arena arena;
    struct kt_error err;
    struct kt_path path;
    const void *query;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    struct kt_str text = fuzz_text(&arena, data, size);
    if (kt_path_parse(text, &arena, &path, &err) == KT_OK) {
        for (size_t i = 0; i < path.count && i < KT_PATH_SEGMENTS_MAX; i++)
            check_segment(path.segments[i]);
        if (kt_query_read(&shape, path.query, &query, &arena, &err) == KT_OK) {
            const struct filter *filter = query;
            KT_ASSERT(filter->limit >= 0 && filter->limit <= 100);
            KT_ASSERT(kt_utf8_is_valid(filter->tag));
        } else {
            KT_ASSERT(err.status == KT_INVALID_QUERY);
        }
    } else {
        KT_ASSERT(err.status == KT_INVALID_REQUEST);
    }
    kt_arena_release(&arena);
    return 0;
}
