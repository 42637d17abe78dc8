/* Files of a media folder that go along with an export, in a folder beside it:
 * shop.jsonl.media/ of shop.jsonl. */
#ifndef KT_CLI_MEDIA_FILES_H
#define KT_CLI_MEDIA_FILES_H

#include <kontor/problem.h>

#include "base/map.h"

struct kt_media_files {
    const char *from; /* folders */
    const char *to;   /* NULL: the files are only counted */
    struct kt_arena *arena;
    struct kt_map seen;
    int64_t count;
    int64_t missing;
};

const char *kt_media_files_beside(const char *path, struct kt_arena *arena);

void kt_media_files_init(struct kt_media_files *files, const char *from,
                         const char *to, struct kt_arena *arena);

/* Copies one by its name, "9f86….jpg" or "mugs/blue.svg"; once, however often
 * it is asked. Names that are no file of a media folder are passed over; one
 * that is not there is counted. FILE_FAILED. */
KT_CHECKED enum kt_status kt_media_files_copy(struct kt_media_files *files,
                                              struct kt_str name,
                                              struct kt_error *err);

/* Copies those that have no hash as their name, and are not there: they were
 * laid by hand, and no record tells of them. FILE_FAILED. */
KT_CHECKED enum kt_status kt_media_files_copy_plain(
    struct kt_media_files *files, struct kt_error *err);

#endif
