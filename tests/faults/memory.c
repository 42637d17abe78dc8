/* malloc that fails when it is told to. A plain program has its own in front of
 * the C library's, so that those of libmicrohttpd, SQLite and the C library
 * itself fail as well; a sanitized one needs the sanitizer's, and has the
 * linker lead the calls of Kontor and the hooks of SQLite here. */
#include <errno.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "faults.h"

static atomic_long calls;
static atomic_long fails_at;
static _Thread_local bool is_spared;

static bool
fails(void)
{
    if (is_spared || atomic_load_explicit(&fails_at, memory_order_relaxed) < 0)
        return false;
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (call != atomic_load(&fails_at))
        return false;
    errno = ENOMEM;
    return true;
}

#ifdef KONTOR_WRAPPED
#define OURS(name)   __wrap_##name
#define THEIRS(name) __real_##name
#else
#define OURS(name)   name
#define THEIRS(name) __libc_##name
#endif

void *THEIRS(malloc)(size_t size);
void *THEIRS(calloc)(size_t count, size_t size);
void *THEIRS(realloc)(void *ptr, size_t size);
void *OURS(malloc)(size_t size);
void *OURS(calloc)(size_t count, size_t size);
void *OURS(realloc)(void *ptr, size_t size);

void *
OURS(malloc)(size_t size)
{
    return fails() ? NULL : THEIRS(malloc)(size);
}

void *
OURS(calloc)(size_t count, size_t size)
{
    return fails() ? NULL : THEIRS(calloc)(count, size);
}

void *
OURS(realloc)(void *ptr, size_t size)
{
    return fails() ? NULL : THEIRS(realloc)(ptr, size);
}

#ifdef KONTOR_WRAPPED
static sqlite3_mem_methods real;

static void *
sqlite_malloc(int size)
{
    return fails() ? NULL : real.xMalloc(size);
}

static void *
sqlite_realloc(void *ptr, int size)
{
    return fails() ? NULL : real.xRealloc(ptr, size);
}
#endif

void
faults_memory_begin(void)
{
#ifdef KONTOR_WRAPPED
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real);
    sqlite3_mem_methods ours = real;
    ours.xMalloc = sqlite_malloc;
    ours.xRealloc = sqlite_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
#endif
    atomic_store(&fails_at, -1);
    is_spared = true;
}

void
faults_fail_memory(long n)
{
    atomic_store(&fails_at, -1);
    atomic_store(&calls, 0);
    atomic_store(&fails_at, n);
}

long
faults_memory_count(void)
{
    return atomic_load(&calls);
}

void
faults_spare_thread(bool spared)
{
    is_spared = spared;
}

bool
faults_is_spared(void)
{
    return is_spared;
}
