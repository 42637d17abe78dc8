#include "base/coding.h"

#include <limits.h>
#include <sodium.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

/* What is packed once is sent often; each costs about as much as
 * making the text did. */
enum { GZIP_LEVEL = 6, ZSTD_LEVEL = 3, GZIP_HEAD = 18 };

const char *const kt_coding_names[] = { "identity", "gzip", "zstd" };

bool
kt_coding_pays(struct kt_coding_wish wish, size_t len)
{
    return wish.coding != KT_CODING_NONE &&
           (len >= KT_CODING_BYTES_MIN || wish.is_only);
}

uint64_t
kt_coding_tag(struct kt_str text)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    uint64_t tag;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text.ptr,
                       text.len, NULL, 0);
    memcpy(&tag, hash, sizeof tag);
    return tag;
}

/* The smallest window (as a power of two) that spans the text: zlib clears
 * tables of that size each time. */
static int
window_of(size_t len)
{
    int bits = 10;
    while (bits < MAX_WBITS && (size_t)1 << bits < len)
        bits++;
    return bits;
}

static size_t
pack_gzip(struct kt_str text, char *out, size_t room)
{
    enum { AS_GZIP = 16 };
    union {
        const char *text;
        Bytef *bytes;
    } in = { .text = text.ptr };
    z_stream z = { .next_in = in.bytes,
                   .avail_in = (uInt)text.len,
                   .next_out = (Bytef *)out,
                   .avail_out = (uInt)room };
    int window = window_of(text.len);
    if (text.len > INT_MAX ||
        deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, window + AS_GZIP, window - 7,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    int result = deflate(&z, Z_FINISH);
    size_t len = z.total_out;
    deflateEnd(&z);
    return result == Z_STREAM_END ? len : 0;
}

static size_t
pack_zstd(struct kt_str text, char *out, size_t room)
{
    size_t len = ZSTD_compress(out, room, text.ptr, text.len, ZSTD_LEVEL);
    return ZSTD_isError(len) ? 0 : len;
}

/* What does not fit into room smaller than the text is not worth sending. */
struct kt_str
kt_coding_pack(enum kt_coding coding, struct kt_str text,
               struct kt_arena *arena)
{
    if (text.len <= GZIP_HEAD)
        return (struct kt_str){ 0 };
    char *out = kt_arena_alloc(arena, text.len);
    size_t len = coding == KT_CODING_GZIP   ? pack_gzip(text, out, text.len)
                 : coding == KT_CODING_ZSTD ? pack_zstd(text, out, text.len)
                                            : 0;
    return len > 0 && len < text.len ? (struct kt_str){ out, len }
                                     : (struct kt_str){ 0 };
}
