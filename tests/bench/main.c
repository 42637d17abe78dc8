/* kontor-bench: what single operations of the library cost. */

#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "script/host.h"

int
main(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[1], "quality") == 0)
        return !bench_quality(argv[2], argv + 3, (size_t)argc - 3);
    struct kt_arena arena;
    struct kt_error err;
    struct kt_host *host;
    const char *scripts = KONTOR_SOURCE_DIR "/scripts";

    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    if (kt_host_new(&(struct kt_host_options){ .folders = &scripts,
                                               .folder_count = 1 },
                    &host, &err) != KT_OK) {
        fprintf(stderr, "%.*s\n", KT_STR_FMT(kt_error_text(&err)));
        return 1;
    }
    struct kt_registry *registry = kt_registry_acquire(host);
    bench_quotes(registry);
    bench_sandbox(registry);
    bench_origins(registry);
    kt_registry_release(registry);
    kt_script_leave_thread();
    kt_host_free(host);
    kt_arena_release(&arena);
    return 0;
}
