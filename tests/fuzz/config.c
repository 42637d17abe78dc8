/* Settings files: every fault is told with its line, limits hold. */
#include "base/config.h"
#include "fuzz.h"

struct settings {
    int64_t port;
    bool quiet;
    struct kt_str name;
    struct kt_list tags;
};

static const struct kt_field fields[] = {
    KT_FIELD(INT, struct settings, port, 0, .max = 65535),
    KT_FIELD(BOOL, struct settings, quiet, 0),
    KT_FIELD(STR, struct settings, name, 0, .max = 20),
    KT_FIELD(STRS, struct settings, tags, 0, .max = 3),
};

static const struct kt_shape shape =
    KT_SHAPE("Settings", struct settings, fields, NULL);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_arena arena;
    struct kt_error err;
    struct settings out = { 0 };
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    struct kt_str text = fuzz_text(&arena, data, size);
    if (kt_config_read(&shape, text, "a.conf", &out, &arena, &err) == KT_OK) {
        KT_ASSERT(out.port >= 0 && out.port <= 65535);
        KT_ASSERT(out.tags.count <= 3);
    } else {
        KT_ASSERT(err.status == KT_INVALID_FILE);
    }
    kt_arena_release(&arena);
    return 0;
}
