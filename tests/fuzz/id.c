/* An id that is read is written the same, but for its case; so is the cursor of
 * a page. */
#include "base/id.h"
#include "fuzz.h"
#include "service/page.h"

static void
check_id(struct kt_str text)
{
    struct kt_id id, again;
    char written[KT_ID_TEXT_MAX];
    if (!kt_id_parse(text, "cart", &id))
        return;
    struct kt_str out = kt_id_format(id, "cart", written);
    KT_ASSERT(out.len == text.len);
    KT_ASSERT(kt_id_parse(out, "cart", &again) && kt_id_eq(id, again));
}

static void
check_cursor(struct kt_str text, struct kt_arena *arena)
{
    struct kt_page_place place, again;
    struct kt_error err;
    kt_error_init(&err, arena);
    if (text.len == 0 || kt_page_parse(text, &place, &err) != KT_OK)
        return;
    struct kt_str out = kt_page_cursor(place, arena);
    KT_ASSERT(kt_page_parse(out, &again, &err) == KT_OK);
    KT_ASSERT(memcmp(&place.id, &again.id, sizeof place.id) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    struct kt_str text = fuzz_text(&arena, data, size);
    check_id(text);
    check_cursor(text, &arena);
    kt_arena_release(&arena);
    return 0;
}
