/* A picture, or a document in PDF, that was uploaded, as staff knows it.
 * Products name its url. */
#ifndef KT_DOMAIN_MEDIA_H
#define KT_DOMAIN_MEDIA_H

#include "base/id.h"
#include "base/shape.h"

struct kt_media_file {
    uint64_t given;
    struct kt_id id;
    struct kt_str url;   /* "/media/9f86….jpg" */
    struct kt_str name;  /* as it was called before */
    struct kt_list alts; /* by locale; of struct kt_pair */
    struct kt_str content_type;
    int64_t width;
    int64_t height;
    int64_t bytes;
    struct kt_list thumbnails; /* their urls */
    int64_t created_at;
    int64_t version;
    /* not told */
    struct kt_str hash;
};

/* One table of rows in three shapes. */
extern const struct kt_shape kt_media_patch_shape; /* what changes */
extern const struct kt_shape kt_media_line_shape;  /* what is exported */
extern const struct kt_shape kt_media_out_shape;   /* what is told */

/* What a shape cannot say. Adds every fault to err. */
void kt_media_check(const struct kt_media_file *file, struct kt_error *err);

#endif
