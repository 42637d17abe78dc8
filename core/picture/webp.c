#include "picture/webp.h"

#include <stdint.h>
#include <string.h>

enum {
    HEAD = 12, /* RIFF, size, WEBP */
    CHUNK_HEAD = 8,
    FLAG_ALPHA = 0x10 /* of VP8X; all others tell of what is taken out */
};

static size_t
read_32(const unsigned char *bytes)
{
    return bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 |
           (size_t)bytes[3] << 24;
}

static void
write_32(unsigned char *bytes, size_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
}

/* Without transparency the simple form says all; it has no VP8X. */
static bool
is_kept(unsigned char *chunk)
{
    static const char *const dropped[] = { "ICCP", "EXIF", "XMP " };
    for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++) {
        if (memcmp(chunk, dropped[i], 4) == 0)
            return false;
    }
    if (memcmp(chunk, "VP8X", 4) != 0)
        return true;
    chunk[CHUNK_HEAD] &= FLAG_ALPHA;
    return chunk[CHUNK_HEAD] != 0;
}

bool
kt_webp_strip(unsigned char *bytes, size_t *size)
{
    size_t end = HEAD;
    if (*size < HEAD || memcmp(bytes, "RIFF", 4) != 0 ||
        memcmp(bytes + 8, "WEBP", 4) != 0)
        return false;
    for (size_t at = HEAD; at < *size;) {
        if (*size - at < CHUNK_HEAD + 1)
            return false;
        size_t len = read_32(bytes + at + 4);
        len += CHUNK_HEAD + (len & 1);
        if (len > *size - at)
            return false;
        if (is_kept(bytes + at)) {
            memmove(bytes + end, bytes + at, len);
            end += len;
        }
        at += len;
    }
    write_32(bytes + 4, end - CHUNK_HEAD);
    *size = end;
    return true;
}
