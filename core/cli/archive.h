/* The file of a backup: tar in zstd, which `tar xf` reads as well. Its last
 * entry, SHA256SUMS, names every other one with its checksum, as `sha256sum -c`
 * wants it, so that a file that ends too early is known. */
#ifndef KT_CLI_ARCHIVE_H
#define KT_CLI_ARCHIVE_H

#include <kontor/problem.h>

#include "base/buf.h"

struct archive;

/* ---- writing ---- */

struct kt_archive_writer {
    struct archive *archive;
    struct kt_buf sums;
    int64_t file_count;
    bool leaves_hidden_out; /* just now: names that begin with a dot */
};

/* Writes to an open file, which stays the caller's. */
KT_CHECKED enum kt_status kt_archive_create(struct kt_archive_writer *writer,
                                            int file, struct kt_arena *arena,
                                            struct kt_error *err);

KT_CHECKED enum kt_status kt_archive_add_text(struct kt_archive_writer *writer,
                                              const char *name,
                                              struct kt_str text,
                                              struct kt_error *err);

/* FILE_FAILED, also when the file grows shorter meanwhile. A file that is gone
 * is passed over. */
KT_CHECKED enum kt_status kt_archive_add_file(struct kt_archive_writer *writer,
                                              const char *name,
                                              const char *path,
                                              struct kt_error *err);

/* The files of a folder and of those below it, by name. A folder that is not
 * there has none. */
KT_CHECKED enum kt_status kt_archive_add_folder(
    struct kt_archive_writer *writer, const char *name, const char *path,
    struct kt_arena *arena, struct kt_error *err);

/* The same without names that begin with a dot. */
KT_CHECKED enum kt_status kt_archive_add_visible(
    struct kt_archive_writer *writer, const char *name, const char *path,
    struct kt_arena *arena, struct kt_error *err);

/* Writes the checksums and what is still in memory. */
KT_CHECKED enum kt_status kt_archive_finish(struct kt_archive_writer *writer,
                                            struct kt_error *err);
void kt_archive_free(struct kt_archive_writer *writer);

/* ---- reading ---- */

/* Lays a backup's files down in an empty folder and compares their checksums.
 * Names that lead out of the folder, links, anything that is no shop's and more
 * than the disk has room for are refused: INVALID_FILE, STORE_FULL. */
KT_CHECKED enum kt_status kt_archive_extract(const char *path,
                                             const char *folder,
                                             int64_t *file_count,
                                             struct kt_arena *arena,
                                             struct kt_error *err);

#endif
