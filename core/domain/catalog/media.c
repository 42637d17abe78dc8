#include "domain/catalog/media.h"

#include "base/assert.h"
#include "domain/catalog/code.h"

void
kt_media_check(const struct kt_media_file *file, struct kt_error *err)
{
    kt_texts_check(&file->alts, KT_STR("/alts"), err);
}

/* No picture is larger, see media/picture.h. */
enum { SIDE_MAX = 32767 };

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_media_file, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field fields[] = {
    ROW(STR, name, 0, .max = 200, .help = "What the file was called."),
    ROW(DICT, alts, 0, .max = 50, .help = "What it shows, by locale, for those who do not see it."),
    ROW(ID, id, 0, .prefix = "med", .help = "Its id."),
    ROW(STR, url, 0, .help = "Where it is; products name it by this."),
    ROW(INT, width, KT_OMIT_EMPTY, .max = SIDE_MAX, .help = "In pixels; a document has none."),
    ROW(INT, height, KT_OMIT_EMPTY, .max = SIDE_MAX, .help = "In pixels, as it is shown."),
    ROW(TIME, created_at, 0, .help = "When it was uploaded."),
    ROW(STR, content_type, 0, .help = "What it is, by its content."),
    ROW(INT, bytes, 0, .help = "Size of the file."),
    ROW(STRS, thumbnails, 0, .help = "Smaller ones of a picture, in WebP, made when asked for."),
    ROW(INT, version, 0, .help = "For If-Match."),
};
/* clang-format on */

enum { CHANGING_FIELDS = 2, LINE_FIELDS = 7 };

const struct kt_shape kt_media_patch_shape =
    KT_SHAPE_OF("PicturePatch", struct kt_media_file, fields, CHANGING_FIELDS,
                "What changes in a picture or a document.");

const struct kt_shape kt_media_line_shape =
    KT_SHAPE_OF("MediaLine", struct kt_media_file, fields, LINE_FIELDS,
                "A picture or a document; its file comes beside the line.");

const struct kt_shape kt_media_out_shape =
    KT_SHAPE_OF("PictureFile", struct kt_media_file, fields, KT_COUNT(fields),
                "A picture or a document that was uploaded.");
