#include "script/host_parts.h"

#include <sodium.h>

#include "base/buf.h"
#include "base/guard.h"

static const char *const *
copy_folders(struct kt_arena *arena, const struct kt_host_options *options)
{
    const char **folders =
        KT_NEW_ARRAY(arena, const char *, options->folder_count);
    for (size_t i = 0; i < options->folder_count; i++)
        folders[i] = kt_arena_cstr(arena, kt_str_of(options->folders[i]));
    return folders;
}

static uint64_t
signature_of(const struct kt_host *host)
{
    struct kt_scan_in in = {
        .folders = host->options.folders,
        .folder_count = host->options.folder_count,
        .file = host->options.file,
        .kind = host->options.kind,
    };
    return kt_scan_signature(&in);
}

/* The signature is taken before the files are read: a change in between makes
 * the host stale again, and so does a lack of memory. */
static enum kt_status
load(struct kt_host *host, struct kt_registry **registry, struct kt_error *err)
{
    uint64_t signature = signature_of(host);
    __atomic_store_n(&host->signature, signature, __ATOMIC_RELEASE);
    enum kt_status status =
        kt_registry_load(host, &host->options, registry, err);
    if (status == KT_OVERLOADED)
        __atomic_store_n(&host->signature, ~signature, __ATOMIC_RELEASE);
    return status;
}

enum kt_status
kt_host_new(const struct kt_host_options *options, struct kt_host **host,
            struct kt_error *err)
{
    struct kt_arena arena;
    if (sodium_init() < 0)
        return kt_fail_internal(err);
    kt_arena_init(&arena, 0);
    struct kt_host *made = KT_NEW(&arena, struct kt_host);
    made->options = *options;
    made->options.folders = copy_folders(&arena, options);
    if (options->file != NULL)
        made->options.file = kt_arena_cstr(&arena, kt_str_of(options->file));
    made->given_up = kt_arena_alloc(&arena, KT_HOST_GIVEN_UP_MAX);
    made->arena = arena;
    kt_arena_init(&made->fault_arena, 0);
    enum kt_status status = load(made, &made->current, err);
    if (status != KT_OK) {
        kt_arena_release(&arena);
        return status;
    }
    made->turn = made->current->turn = 1;
    pthread_mutex_init(&made->lock, NULL);
    *host = made;
    return KT_OK;
}

void
kt_host_free(struct kt_host *host)
{
    if (host == NULL)
        return;
    struct kt_arena arena = host->arena;
    kt_registry_release(host->current);
    if (host->last_good != NULL)
        kt_registry_release(host->last_good);
    kt_arena_release(&host->fault_arena);
    pthread_mutex_destroy(&host->lock);
    kt_arena_release(&arena);
}

/* What is told where not even that could be kept. */
static const struct kt_str no_memory =
    KT_STR_INIT("\0there was no memory to load them\0");

static void
append_fault(struct kt_buf *buf, struct kt_str place, struct kt_str detail)
{
    kt_buf_str(buf, place);
    kt_buf_char(buf, '\0');
    kt_buf_str(buf, detail);
    kt_buf_char(buf, '\0');
}

struct keeping {
    const struct kt_error *told;
    struct kt_arena arena;
    struct kt_str faults;
};

static enum kt_status
write_faults(void *arg, struct kt_error *err)
{
    struct keeping *keeping = arg;
    const struct kt_error *told = keeping->told;
    struct kt_buf buf;
    (void)err;
    kt_buf_init(&buf, &keeping->arena, 256);
    for (size_t i = 0; i < told->item_count; i++)
        append_fault(&buf, told->items[i].pointer, told->items[i].detail);
    if (told->status != KT_OK && told->item_count == 0)
        append_fault(&buf, KT_STR(""),
                     told->detail.len > 0
                         ? told->detail
                         : kt_str_of(kt_problem_get(told->status)->title));
    keeping->faults = kt_buf_view(&buf);
    return KT_OK;
}

/* Keeps the faults of an attempt, none after one that took force. The old ones
 * go with their arena. */
static void
keep_faults(struct kt_host *host, const struct kt_error *told)
{
    struct keeping keeping = { .told = told };
    struct kt_error lost;
    kt_arena_init(&keeping.arena, 0);
    kt_error_init(&lost, &keeping.arena);
    if (kt_guard_run(&keeping.arena, write_faults, &keeping, &lost) != KT_OK) {
        kt_arena_release(&keeping.arena);
        keeping.faults = no_memory;
    }
    pthread_mutex_lock(&host->lock);
    struct kt_arena old = host->fault_arena;
    host->fault_arena = keeping.arena;
    host->faults = keeping.faults;
    pthread_mutex_unlock(&host->lock);
    kt_arena_release(&old);
}

/* Copies the kept faults, those of rules given up behind them. Nothing is
 * allocated under the lock: an arena that is full jumps away. */
static struct kt_str
take_faults(struct kt_host *host, struct kt_arena *arena)
{
    char *copy = NULL;
    size_t size = 0;
    for (;;) {
        pthread_mutex_lock(&host->lock);
        size_t own = host->faults.len;
        size_t len = own + host->given_up_len;
        bool fits = len <= size;
        if (fits && own > 0)
            memcpy(copy, host->faults.ptr, own);
        if (fits && len > own)
            memcpy(copy + own, host->given_up, len - own);
        pthread_mutex_unlock(&host->lock);
        if (fits)
            return (struct kt_str){ copy, len };
        copy = kt_arena_alloc(arena, len);
        size = len;
    }
}

static size_t
count_faults(struct kt_str text)
{
    size_t ends = 0;
    for (size_t i = 0; i < text.len; i++)
        ends += text.ptr[i] == '\0';
    return ends / 2;
}

struct kt_list
kt_host_faults(struct kt_host *host, struct kt_arena *arena)
{
    struct kt_str text = take_faults(host, arena);
    struct kt_rule_fault *faults =
        KT_NEW_ARRAY(arena, struct kt_rule_fault, count_faults(text));
    size_t count = 0;
    for (const char *at = text.ptr; at < text.ptr + text.len; count++) {
        faults[count].place = kt_str_of(at);
        at += faults[count].place.len + 1;
        faults[count].detail = kt_str_of(at);
        at += faults[count].detail.len + 1;
    }
    return (struct kt_list){ faults, count };
}

static enum kt_status
refuse_given_up(struct kt_host *host, struct kt_error *err)
{
    struct kt_list list = kt_host_faults(host, err->arena);
    const struct kt_rule_fault *faults = list.items;
    (void)kt_fail_invalid_rule(err);
    for (size_t i = 0; i < list.count; i++)
        kt_error_add(err, faults[i].place, "rule", "%.*s",
                     KT_STR_FMT(faults[i].detail));
    return err->status;
}

enum kt_status
kt_host_reload(struct kt_host *host, struct kt_error *err)
{
    struct kt_registry *fresh;
    struct kt_registry *dropped;
    enum kt_status status = load(host, &fresh, err);
    keep_faults(host, err);
    if (status != KT_OK)
        return status;
    pthread_mutex_lock(&host->lock);
    bool is_put = kt_host_put(host, fresh, &dropped);
    pthread_mutex_unlock(&host->lock);
    if (!is_put) {
        kt_registry_free(fresh);
        return refuse_given_up(host, err);
    }
    if (dropped != NULL)
        kt_registry_release(dropped);
    return KT_OK;
}

bool
kt_host_is_stale(const struct kt_host *host)
{
    uint64_t seen = __atomic_load_n(&host->signature, __ATOMIC_ACQUIRE);
    return signature_of(host) != seen;
}

struct kt_registry *
kt_registry_acquire(struct kt_host *host)
{
    pthread_mutex_lock(&host->lock);
    struct kt_registry *registry = host->current;
    registry->references++;
    pthread_mutex_unlock(&host->lock);
    return registry;
}

void
kt_registry_release(struct kt_registry *registry)
{
    pthread_mutex_t *lock = &registry->host->lock;
    pthread_mutex_lock(lock);
    bool is_last = --registry->references == 0;
    pthread_mutex_unlock(lock);
    if (is_last)
        kt_registry_free(registry);
}

uint64_t
kt_host_turn(const struct kt_host *host)
{
    return __atomic_load_n(&host->turn, __ATOMIC_ACQUIRE);
}

uint64_t
kt_registry_turn(struct kt_registry *registry)
{
    pthread_mutex_t *lock = &registry->host->lock;
    pthread_mutex_lock(lock);
    uint64_t turn = registry->turn;
    pthread_mutex_unlock(lock);
    return turn;
}
