#include "base/id.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <sys/random.h>

#include "base/assert.h"

enum {
    DIGITS = 26, /* 26 * 5 bits hold 128; the first digit is at most 7 */
    PREFIX_MAX = KT_ID_TEXT_MAX - DIGITS - 2,
    POOL_BYTES = 2048,
    VERSION_TIME = 0x70,
    VERSION_NAME = 0x80,
};

/* Random bytes drawn ahead, one pool a thread: a call of the system for each
 * id would cost more than the id. */
struct pool {
    uint8_t bytes[POOL_BYTES];
    size_t left;
    unsigned generation;
};

static _Thread_local struct pool pool;

/* Moves on in the child of a fork, which must not hand out the ids of its
 * parent once more. */
static atomic_uint generation = 1;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

static void
leave_parent(void)
{
    atomic_fetch_add(&generation, 1);
}

static void
watch_forks(void)
{
    int failed = pthread_atfork(NULL, NULL, leave_parent);
    KT_ASSERT(failed == 0);
}

static void
fill_pool(unsigned current)
{
    pthread_once(&fork_once, watch_forks);
    size_t have = 0;
    while (have < sizeof pool.bytes) {
        ssize_t got = getrandom(pool.bytes + have, sizeof pool.bytes - have, 0);
        KT_ASSERT(got > 0 || errno == EINTR);
        have += got > 0 ? (size_t)got : 0;
    }
    pool.left = sizeof pool.bytes;
    pool.generation = current;
}

static void
take_random(uint8_t *out, size_t size)
{
    unsigned current = atomic_load_explicit(&generation, memory_order_relaxed);
    if (pool.left < size || pool.generation != current)
        fill_pool(current);
    pool.left -= size;
    memcpy(out, pool.bytes + pool.left, size);
}

static void
stamp_version(struct kt_id *id, unsigned version)
{
    id->bytes[6] = (uint8_t)((id->bytes[6] & 0x0f) | version);
    id->bytes[8] = (uint8_t)((id->bytes[8] & 0x3f) | 0x80);
}

static uint64_t
load_big_endian(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return __builtin_bswap64(word);
}

static void
store_big_endian(uint8_t *bytes, uint64_t word)
{
    word = __builtin_bswap64(word);
    memcpy(bytes, &word, sizeof word);
}

/* The value of a digit of Crockford's base 32, -1 for any other byte. The
 * look-alikes i, l and o are refused: one id has one text. */
static int
digit_value(char c)
{
    static const int8_t letters[26] = {
        10, 11, 12, 13, 14, 15, 16, 17, -1, 18, 19, -1, 20,
        21, -1, 22, 23, 24, 25, 26, -1, 27, 28, 29, 30, 31,
    };
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'z' ? letters[lower - 'a'] : -1;
}

static bool
has_prefix(struct kt_str text, struct kt_str prefix)
{
    if (text.len != prefix.len + 1 + DIGITS || text.ptr[prefix.len] != '_')
        return false;
    for (size_t i = 0; i < prefix.len; i++) {
        char c = text.ptr[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c) != prefix.ptr[i])
            return false;
    }
    return true;
}

static bool
parse_digits(const char *digits, struct kt_id *id)
{
    uint64_t high = 0;
    uint64_t low = 0;
    for (size_t i = 0; i < DIGITS; i++) {
        int value = digit_value(digits[i]);
        if (value < 0 || (i == 0 && value > 7))
            return false;
        high = high << 5 | low >> 59;
        low = low << 5 | (uint64_t)value;
    }
    store_big_endian(id->bytes, high);
    store_big_endian(id->bytes + 8, low);
    return true;
}

struct kt_id
kt_id_new(int64_t now_ms)
{
    KT_ASSERT(now_ms >= 0 && now_ms < INT64_C(1) << 48);
    struct kt_id id;
    store_big_endian(id.bytes, (uint64_t)now_ms << 16);
    take_random(id.bytes + 6, sizeof id.bytes - 6);
    stamp_version(&id, VERSION_TIME);
    return id;
}

struct kt_id
kt_id_of_name(struct kt_id space, struct kt_str name)
{
    struct kt_id id;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof id.bytes);
    crypto_generichash_update(&state, space.bytes, sizeof space.bytes);
    crypto_generichash_update(&state, (const unsigned char *)name.ptr,
                              name.len);
    crypto_generichash_final(&state, id.bytes, sizeof id.bytes);
    stamp_version(&id, VERSION_NAME);
    return id;
}

struct kt_str
kt_id_format(struct kt_id id, const char *prefix, char *out)
{
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    size_t len = strlen(prefix);
    KT_ASSERT(len <= PREFIX_MAX);
    memcpy(out, prefix, len);
    out[len] = '_';
    uint64_t high = load_big_endian(id.bytes);
    uint64_t low = load_big_endian(id.bytes + 8);
    for (size_t i = DIGITS; i > 0; i--) {
        out[len + i] = digits[low & 31];
        low = low >> 5 | high << 59;
        high >>= 5;
    }
    len += 1 + DIGITS;
    out[len] = '\0';
    return (struct kt_str){ out, len };
}

struct kt_str
kt_id_text(struct kt_arena *arena, struct kt_id id, const char *prefix)
{
    return kt_id_format(id, prefix, kt_arena_alloc(arena, KT_ID_TEXT_MAX));
}

bool
kt_id_parse(struct kt_str text, const char *prefix, struct kt_id *id)
{
    struct kt_id parsed;
    if (!has_prefix(text, kt_str_of(prefix)) ||
        !parse_digits(text.ptr + text.len - DIGITS, &parsed) ||
        kt_id_is_null(parsed))
        return false;
    *id = parsed;
    return true;
}
