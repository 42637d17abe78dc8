/* What the reader accepts is written as text that it accepts again, as the
 * same. */
#include "base/json.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_arena arena;
    struct kt_error err;
    const struct cJSON *root;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    struct kt_str text = fuzz_text(&arena, data, size);
    if (kt_json_parse(&arena, text, &root, &err) == KT_OK) {
        struct kt_str written = kt_json_text(root, &arena);
        KT_ASSERT(kt_json_parse(&arena, written, &root, &err) == KT_OK);
        KT_ASSERT(kt_str_eq(kt_json_text(root, &arena), written));
    } else {
        KT_ASSERT(err.status == KT_INVALID_JSON);
    }
    kt_arena_release(&arena);
    return 0;
}
