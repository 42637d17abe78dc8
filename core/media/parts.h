/* The inside of the folder: only media/ includes this. */
#ifndef KT_MEDIA_PARTS_H
#define KT_MEDIA_PARTS_H

#include <sys/stat.h>

#include "media/folder.h"
#include "media/picture.h"

enum { KT_MEDIA_PATH_MAX = 1024 };

/* The path of a place below the folder; false when it is too long. */
bool kt_media_path(const struct kt_media_folder *folder, const char *below,
                   char path[KT_MEDIA_PATH_MAX]);
bool kt_media_name_path(const struct kt_media_folder *folder,
                        const struct kt_media_name *name,
                        char path[KT_MEDIA_PATH_MAX]);

/* Calls visit for each plain file that stands in the folder at. */
typedef void (*kt_media_file_fn)(void *arg, int at, const char *name,
                                 const struct stat *facts);
void kt_media_each_file(const char *path, kt_media_file_fn visit, void *arg);

/* The same for each folder that stands in path. While it reads one, path is
 * that one's, KT_MEDIA_PATH_MAX bytes. */
void kt_media_each_folder(char *path, kt_media_file_fn visit, void *arg);

/* A new empty file in .incoming/, which is made where it is missing; its name
 * below the folder goes into temporary. FILE_FAILED, STORE_FULL. */
KT_CHECKED enum kt_status kt_media_temporary(struct kt_media_folder *folder,
                                             char temporary[48], int *file,
                                             struct kt_error *err);

/* FILE_FAILED, or STORE_FULL, after errno. */
enum kt_status kt_media_fail(const char *what, struct kt_error *err);

/* Adds up what stands in the cache. */
void kt_media_thumbnails_count(struct kt_media_folder *folder);

/* Whether a PDF is whole. INVALID_PICTURE, FILE_FAILED. */
KT_CHECKED enum kt_status kt_media_look_at_document(int file,
                                                    struct kt_error *err);

/* Has kontor-picture do a task with one or two files. The verdict is in *told.
 * OVERLOADED when it took too long or died, FILE_FAILED when it is missing. */
KT_CHECKED enum kt_status kt_media_ask_program(struct kt_media_folder *folder,
                                               const struct kt_picture_ask *ask,
                                               const int *files,
                                               size_t file_count,
                                               struct kt_picture_told *told,
                                               struct kt_error *err);

#endif
