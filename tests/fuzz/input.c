/* The frozen input of a quote: what is read is written as bytes that are read
 * again as the same. */
#include "base/buf.h"
#include "domain/pricing/quote.h"
#include "fuzz.h"

static struct kt_str
write_input(const struct kt_quote_input *in, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 4096);
    kt_json_init(&json, &buf);
    kt_quote_input_write(in, &json);
    return kt_buf_view(&buf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_arena arena;
    struct kt_error err;
    struct kt_quote_input *in;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    struct kt_str text = fuzz_text(&arena, data, size);
    if (kt_quote_input_read(text, &arena, &in, &err) == KT_OK) {
        struct kt_str first = write_input(in, &arena);
        KT_ASSERT(kt_quote_input_read(first, &arena, &in, &err) == KT_OK);
        KT_ASSERT(kt_str_eq(write_input(in, &arena), first));
    }
    kt_arena_release(&arena);
    return 0;
}
