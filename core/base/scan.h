/* Finds the bytes of a JSON string that need attention, eight at a time. */
#ifndef KT_BASE_SCAN_H
#define KT_BASE_SCAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define KT_SCAN_EACH UINT64_C(0x0101010101010101)
#define KT_SCAN_HIGH UINT64_C(0x8080808080808080)

static inline uint64_t
kt_scan_load(const char *at)
{
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

/* High bits mark the bytes that are zero; the lowest mark is always right. */
static inline uint64_t
kt_scan_zero(uint64_t bytes)
{
    return (bytes - KT_SCAN_EACH) & ~bytes & KT_SCAN_HIGH;
}

/* True when one of eight bytes is a control character, '"' or '\\'. */
static inline bool
kt_scan_has_special(uint64_t bytes)
{
    uint64_t control = (bytes - KT_SCAN_EACH * 0x20) & ~bytes & KT_SCAN_HIGH;
    return (control | kt_scan_zero(bytes ^ KT_SCAN_EACH * '"') |
            kt_scan_zero(bytes ^ KT_SCAN_EACH * '\\')) != 0;
}

static inline bool
kt_scan_is_special(char c)
{
    return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

/* The first special byte, or end. */
static inline const char *
kt_scan_special(const char *at, const char *end)
{
    while (end - at >= 8 && !kt_scan_has_special(kt_scan_load(at)))
        at += 8;
    while (at < end && !kt_scan_is_special(*at))
        at++;
    return at;
}

/* The first byte that is special or not ASCII, or end. */
static inline const char *
kt_scan_not_plain(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t bytes = kt_scan_load(at);
        if ((bytes & KT_SCAN_HIGH) != 0 || kt_scan_has_special(bytes))
            break;
        at += 8;
    }
    while (at < end && !kt_scan_is_special(*at) && (*at & 0x80) == 0)
        at++;
    return at;
}

#endif
