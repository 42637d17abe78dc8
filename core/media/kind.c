#include "media/kind.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *ending;
    const char *content_type;
} kinds[KT_MEDIA_KIND_COUNT] = {
    [KT_MEDIA_AVIF] = { "avif", "image/avif" },
    [KT_MEDIA_GIF] = { "gif", "image/gif" },
    [KT_MEDIA_JPEG] = { "jpg", "image/jpeg" },
    [KT_MEDIA_PDF] = { "pdf", "application/pdf" },
    [KT_MEDIA_PNG] = { "png", "image/png" },
    [KT_MEDIA_WEBP] = { "webp", "image/webp" },
};

const char *const kt_media_kind_names[] = { "avif", "gif",  "jpeg", "pdf",
                                            "png",  "webp", NULL };

/* Bytes at a place; the brand of an AVIF, and WebP, stand behind a length. */
static const struct {
    size_t at;
    struct kt_str bytes;
    enum kt_media_kind kind;
} magics[] = {
    { 0, KT_STR_INIT("\xff\xd8\xff"), KT_MEDIA_JPEG },
    { 0, KT_STR_INIT("%PDF-1."), KT_MEDIA_PDF },
    { 0, KT_STR_INIT("%PDF-2."), KT_MEDIA_PDF },
    { 0, KT_STR_INIT("\x89PNG\r\n\x1a\n"), KT_MEDIA_PNG },
    { 0, KT_STR_INIT("GIF87a"), KT_MEDIA_GIF },
    { 0, KT_STR_INIT("GIF89a"), KT_MEDIA_GIF },
    { 8, KT_STR_INIT("WEBPVP8"), KT_MEDIA_WEBP },
    { 4, KT_STR_INIT("ftypavif"), KT_MEDIA_AVIF },
};

/* Endings beside those of the kinds. */
static const struct {
    const char *ending;
    const char *content_type;
} other_endings[] = { { "jpeg", "image/jpeg" }, { "svg", "image/svg+xml" } };

const char *
kt_media_content_type(enum kt_media_kind kind)
{
    return kinds[kind].content_type;
}

bool
kt_media_is_picture(enum kt_media_kind kind)
{
    return kind != KT_MEDIA_PDF;
}

enum kt_media_kind
kt_media_kind_of_bytes(struct kt_str bytes)
{
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        struct kt_str magic = magics[i].bytes;
        if (bytes.len >= magics[i].at + magic.len &&
            memcmp(bytes.ptr + magics[i].at, magic.ptr, magic.len) == 0)
            return magics[i].kind;
    }
    return KT_MEDIA_NONE;
}

enum kt_media_kind
kt_media_kind_of_type(struct kt_str content_type)
{
    for (size_t i = 0; i < KT_MEDIA_KIND_COUNT; i++) {
        const char *known = kinds[i].content_type;
        if (content_type.len == strlen(known) &&
            strncasecmp(content_type.ptr, known, content_type.len) == 0)
            return (enum kt_media_kind)i;
    }
    return KT_MEDIA_NONE;
}

static bool
ends_in(struct kt_str name, const char *ending)
{
    size_t len = strlen(ending);
    return name.len > len + 1 && name.ptr[name.len - len - 1] == '.' &&
           memcmp(name.ptr + name.len - len, ending, len) == 0;
}

const char *
kt_media_type_of_name(struct kt_str name)
{
    for (size_t i = 0; i < KT_MEDIA_KIND_COUNT; i++) {
        if (ends_in(name, kinds[i].ending))
            return kinds[i].content_type;
    }
    for (size_t i = 0; i < sizeof other_endings / sizeof other_endings[0];
         i++) {
        if (ends_in(name, other_endings[i].ending))
            return other_endings[i].content_type;
    }
    return NULL;
}

void
kt_media_name_format(const struct kt_media_name *name,
                     char text[KT_MEDIA_NAME_MAX])
{
    char hex[KT_MEDIA_HASH_TEXT + 1];
    sodium_bin2hex(hex, sizeof hex, name->hash, sizeof name->hash);
    snprintf(text, KT_MEDIA_NAME_MAX, "%s.%s", hex, kinds[name->kind].ending);
}

/* One spelling only, so that a file has one address. */
static bool
is_low_hex(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((text[i] < '0' || text[i] > '9') &&
            (text[i] < 'a' || text[i] > 'f'))
            return false;
    }
    return true;
}

bool
kt_media_name_parse(struct kt_str text, struct kt_media_name *name)
{
    size_t len;
    if (text.len <= KT_MEDIA_HASH_TEXT + 1 ||
        text.ptr[KT_MEDIA_HASH_TEXT] != '.' ||
        !is_low_hex(text.ptr, KT_MEDIA_HASH_TEXT))
        return false;
    struct kt_str ending = { text.ptr + KT_MEDIA_HASH_TEXT + 1,
                             text.len - KT_MEDIA_HASH_TEXT - 1 };
    for (size_t i = 0; i < KT_MEDIA_KIND_COUNT; i++) {
        if (!kt_str_eq(ending, kt_str_of(kinds[i].ending)))
            continue;
        name->kind = (enum kt_media_kind)i;
        return sodium_hex2bin(name->hash, sizeof name->hash, text.ptr,
                              KT_MEDIA_HASH_TEXT, NULL, &len, NULL) == 0;
    }
    return false;
}

bool
kt_media_url_parse(struct kt_str url, struct kt_media_name *name)
{
    struct kt_str start = KT_STR("/media/");
    return kt_str_starts(url, start) &&
           kt_media_name_parse((struct kt_str){ url.ptr + start.len,
                                                url.len - start.len },
                               name);
}
