/* The kinds of pictures and documents, known by their first bytes and by the
 * ending of their names. */
#ifndef KT_MEDIA_KIND_H
#define KT_MEDIA_KIND_H

#include <kontor/str.h>
#include <stdint.h>

enum kt_media_kind {
    KT_MEDIA_AVIF,
    KT_MEDIA_GIF,
    KT_MEDIA_JPEG,
    KT_MEDIA_PDF,
    KT_MEDIA_PNG,
    KT_MEDIA_WEBP,
    KT_MEDIA_KIND_COUNT,
    KT_MEDIA_NONE = KT_MEDIA_KIND_COUNT
};

extern const char *const kt_media_kind_names[]; /* "avif" …; ends with NULL */

/* "image/avif". */
const char *kt_media_content_type(enum kt_media_kind kind);

/* False for a document: it has no size in pixels and no thumbnails. */
bool kt_media_is_picture(enum kt_media_kind kind);

enum { KT_MEDIA_MAGIC_SIZE = 32 };

/* What the first bytes of a file say; fewer than KT_MEDIA_MAGIC_SIZE are a
 * whole small file. */
enum kt_media_kind kt_media_kind_of_bytes(struct kt_str bytes);

/* What a Content-Type names. "image/jpg" is none. */
enum kt_media_kind kt_media_kind_of_type(struct kt_str content_type);

/* The content type of a file by the ending of its name, drawings included;
 * NULL when it is none's. */
const char *kt_media_type_of_name(struct kt_str name);

/* ---- names of stored files: the SHA-256 of the bytes, ending in the kind */

enum {
    KT_MEDIA_HASH_SIZE = 32,
    KT_MEDIA_HASH_TEXT = 64,
    KT_MEDIA_NAME_MAX = 72 /* with the NUL */
};

struct kt_media_name {
    uint8_t hash[KT_MEDIA_HASH_SIZE];
    enum kt_media_kind kind;
};

/* Writes "9f86….jpg". */
void kt_media_name_format(const struct kt_media_name *name,
                          char text[KT_MEDIA_NAME_MAX]);

/* False for the name of any other file. */
bool kt_media_name_parse(struct kt_str text, struct kt_media_name *name);

/* "/media/9f86….jpg" of an address as products name it. */
bool kt_media_url_parse(struct kt_str url, struct kt_media_name *name);

#endif
