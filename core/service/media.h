/* Pictures and documents: uploaded, told, shown by products, made smaller,
 * swept. */
#ifndef KT_SERVICE_MEDIA_H
#define KT_SERVICE_MEDIA_H

#include "domain/catalog/media.h"
#include "media/folder.h"
#include "service/resource.h"

extern const struct kt_shape kt_media_query_shape;
extern const struct kt_resource kt_media_resource;

/* The products whose pages show a file learn that something of it changed. */
KT_CHECKED enum kt_status kt_media_tell_products(struct kt_tx *tx,
                                                 struct kt_str hash,
                                                 struct kt_error *err);

/* What the shop that is asked by this host calls a stored file; empty where it
 * has no record of it. */
KT_CHECKED enum kt_status kt_media_find_name(const struct kt_call *call,
                                             struct kt_str host,
                                             const struct kt_media_name *name,
                                             struct kt_str *called,
                                             struct kt_error *err);

/* ---- upload ---- */

struct kt_media_upload_use {
    struct kt_resource_use resource; /* first; .out is the answer */
    /* asked */
    struct kt_media_spool *upload;
    enum kt_media_kind declared; /* KT_MEDIA_NONE: not told */
    struct kt_str name;
    /* decided */
    struct kt_id id; /* of a new record */
    struct kt_media_facts facts;
};

extern const struct kt_use kt_use_media_upload;

/* ---- delete ---- */

/* The file goes with its last record. */
struct kt_media_delete_use {
    struct kt_resource_use resource; /* first */
    struct kt_media_name name;
};

extern const struct kt_use kt_use_media_delete;

/* ---- thumbnails ---- */

struct kt_media_thumbnail_use {
    struct kt_use_state use; /* first */
    /* asked */
    struct kt_media_name name; /* its hash */
    struct kt_str size;
    /* answered */
    int file; /* the caller closes it */
};

extern const struct kt_use kt_use_media_thumbnail;

/* ---- files without a use ---- */

/* Removes stored files that no shop has a record of and no product shows, when
 * they are older than this. Tells how many. */
size_t kt_media_sweep(struct kt_app *app, int64_t age_s);

#endif
