/* Parts of a file, as Range asks for them (RFC 9110, 14). */
#ifndef KT_HTTP_RANGE_H
#define KT_HTTP_RANGE_H

#include <sys/types.h>

#include "http/head.h"
#include "http/route.h"

/* More parts than this, or more bytes together than the file has, get the whole
 * of it: nobody reads so, but it makes a server work. */
enum { KT_RANGES_MAX = 8 };

struct kt_range {
    uint64_t first;
    uint64_t last;
};

/* The parts of a value for a file of this size. Returns their number; 0 when
 * the whole file answers, since the value is none that we know; -1 when no part
 * lies within the file. */
int kt_range_parse(struct kt_str value, uint64_t size,
                   struct kt_range ranges[KT_RANGES_MAX]);

/* A multipart/byteranges body: texts, each but the last followed by its part of
 * the file. It is read piece by piece and never stands in memory. */
struct kt_parts {
    int file;
    size_t count;
    struct kt_range ranges[KT_RANGES_MAX];
    struct kt_str texts[KT_RANGES_MAX + 1];
    uint64_t size;
};

/* Turns the reply with a whole file into one with the parts that the request
 * asked for. RANGE_NOT_SATISFIABLE. */
KT_CHECKED enum kt_status kt_reply_take_range(struct kt_reply *reply,
                                              const struct kt_head *head,
                                              struct kt_error *err);

/* Up to max bytes from position on; 0 at the end, below 0 when the file does
 * not read. */
ssize_t kt_parts_read(const struct kt_parts *parts, uint64_t position,
                      char *bytes, size_t max);

#endif
