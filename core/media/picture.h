/* What the server and kontor-picture say to each other: one message asks, one
 * tells, over a socket that keeps messages apart. The files come along as open
 * ones, so that the program needs no path and no right to any. */
#ifndef KT_MEDIA_PICTURE_H
#define KT_MEDIA_PICTURE_H

#include <stdint.h>

enum kt_picture_task {
    KT_PICTURE_LOOK,  /* one file: is it whole, how large is it? */
    KT_PICTURE_SHRINK /* two files: a WebP of the first into the second */
};

struct kt_picture_ask {
    uint32_t task;
    uint32_t kind; /* enum kt_media_kind; another one is refused */
    uint32_t width;
    uint32_t height;
    uint32_t is_cover; /* fills width and height; else fits into them */
    uint32_t unused;
    uint64_t pixels_max; /* more are refused before any is decoded */
};

enum kt_picture_verdict {
    KT_PICTURE_GOOD,
    KT_PICTURE_BROKEN,
    KT_PICTURE_OTHER_KIND,
    KT_PICTURE_TOO_LARGE,
    KT_PICTURE_NO_ROOM /* the second file cannot be written */
};

struct kt_picture_told {
    uint32_t verdict;
    uint32_t width; /* as it is shown, which a camera may have turned */
    uint32_t height;
    char why[116]; /* of the library; empty when good */
};

/* The side of no picture may be longer. */
enum { KT_PICTURE_SIDE_MAX = 32767 };

#endif
