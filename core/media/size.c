#include "media/folder.h"

#include <stdio.h>

#include "base/text.h"

static const char cover[] = "-cover";

/* A side in pixels at the front of the text, or 0. */
static unsigned
take_side(struct kt_str *text)
{
    unsigned side = 0;
    size_t len = 0;
    while (len < text->len && len < 5 && text->ptr[len] >= '0' &&
           text->ptr[len] <= '9')
        side = side * 10 + (unsigned)(text->ptr[len++] - '0');
    *text = (struct kt_str){ text->ptr + len, text->len - len };
    return side <= KT_MEDIA_SIDE_MAX ? side : 0;
}

static bool
read_size(struct kt_str text, struct kt_media_size *size)
{
    struct kt_str rest = text;
    size->width = take_side(&rest);
    if (rest.len == 0 || rest.ptr[0] != 'x')
        return false;
    rest = (struct kt_str){ rest.ptr + 1, rest.len - 1 };
    size->height = take_side(&rest);
    size->is_cover = kt_str_eq(rest, kt_str_of(cover));
    /* The name is an address, so it is written in one way only. */
    snprintf(size->name, sizeof size->name, "%ux%u%s", size->width,
             size->height, size->is_cover ? cover : "");
    return size->width > 0 && size->height > 0 &&
           kt_str_eq(text, kt_str_of(size->name));
}

bool
kt_media_sizes_parse(struct kt_str text, struct kt_media_sizes *sizes)
{
    *sizes = (struct kt_media_sizes){ .count = 0 };
    while (text.len > 0) {
        const char *comma = memchr(text.ptr, ',', text.len);
        size_t len = comma != NULL ? (size_t)(comma - text.ptr) : text.len;
        struct kt_str item = kt_text_trim((struct kt_str){ text.ptr, len });
        if (sizes->count == KT_MEDIA_SIZES_MAX ||
            !read_size(item, &sizes->items[sizes->count]) ||
            kt_media_sizes_find(sizes, item) != NULL)
            return false;
        sizes->count++;
        if (comma != NULL && ++len == text.len)
            return false;
        text = (struct kt_str){ text.ptr + len, text.len - len };
    }
    return true;
}

const struct kt_media_size *
kt_media_sizes_find(const struct kt_media_sizes *sizes, struct kt_str name)
{
    for (size_t i = 0; i < sizes->count; i++) {
        if (kt_str_eq(kt_str_of(sizes->items[i].name), name))
            return &sizes->items[i];
    }
    return NULL;
}
