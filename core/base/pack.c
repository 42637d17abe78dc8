#include "base/pack.h"

#include <zstd.h>

/* What is kept for good is packed once, while somebody waits for it: the level
 * is the one that costs less than writing what a higher one would save. */
enum { LEVEL = 1 };

/* Working memory of this thread, kept for the next text. */
static _Thread_local ZSTD_CCtx *packer;
static _Thread_local ZSTD_DCtx *unpacker;

struct kt_dictionary *
kt_dictionary_new(struct kt_str text)
{
    return (struct kt_dictionary *)ZSTD_createCDict(text.ptr, text.len, LEVEL);
}

void
kt_dictionary_free(struct kt_dictionary *dictionary)
{
    ZSTD_freeCDict((ZSTD_CDict *)dictionary);
}

static bool
get_packer(const struct kt_dictionary *dictionary)
{
    if (packer == NULL)
        packer = ZSTD_createCCtx();
    return packer != NULL &&
           !ZSTD_isError(
               ZSTD_CCtx_reset(packer, ZSTD_reset_session_and_parameters)) &&
           !ZSTD_isError(ZSTD_CCtx_setParameter(packer, ZSTD_c_compressionLevel,
                                                LEVEL)) &&
           !ZSTD_isError(
               ZSTD_CCtx_setParameter(packer, ZSTD_c_checksumFlag, 1)) &&
           !ZSTD_isError(
               ZSTD_CCtx_refCDict(packer, (const ZSTD_CDict *)dictionary));
}

struct kt_str
kt_pack(const struct kt_dictionary *dictionary, struct kt_str text,
        struct kt_arena *arena)
{
    size_t room = ZSTD_compressBound(text.len);
    char *out = kt_arena_alloc(arena, room);
    if (!get_packer(dictionary))
        return (struct kt_str){ 0 };
    size_t len = ZSTD_compress2(packer, out, room, text.ptr, text.len);
    if (ZSTD_isError(len))
        return (struct kt_str){ 0 };
    return (struct kt_str){ out, len };
}

bool
kt_unpack(struct kt_str dictionary, struct kt_str packed, size_t bytes_max,
          struct kt_arena *arena, struct kt_str *text)
{
    unsigned long long size = ZSTD_getFrameContentSize(packed.ptr, packed.len);
    if (size > bytes_max) /* unknown and wrong ones are as large as can be */
        return false;
    char *out = kt_arena_alloc(arena, (size_t)size + 1);
    if (unpacker == NULL)
        unpacker = ZSTD_createDCtx();
    if (unpacker == NULL ||
        ZSTD_isError(ZSTD_DCtx_reset(unpacker, ZSTD_reset_session_only)) ||
        ZSTD_isError(
            ZSTD_DCtx_refPrefix(unpacker, dictionary.ptr, dictionary.len)))
        return false;
    size_t len = ZSTD_decompressDCtx(unpacker, out, (size_t)size, packed.ptr,
                                     packed.len);
    *text = (struct kt_str){ out, len };
    return !ZSTD_isError(len);
}

void
kt_pack_leave_thread(void)
{
    ZSTD_freeCCtx(packer);
    ZSTD_freeDCtx(unpacker);
    packer = NULL;
    unpacker = NULL;
}
