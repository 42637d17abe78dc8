/* The folder of pictures and documents. What is uploaded goes first to
 * .incoming/ and then, whole and on the disk, to the name of its hash; smaller
 * pictures that were made of it stand in .thumbnails/, which may be thrown away
 * at any time. Other files are laid there by hand. Names that begin with a dot
 * are not served. */
#ifndef KT_MEDIA_FOLDER_H
#define KT_MEDIA_FOLDER_H

#include <kontor/problem.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "media/kind.h"

/* ---- sizes of thumbnails ---- */

enum { KT_MEDIA_SIZES_MAX = 16, KT_MEDIA_SIDE_MAX = 4096 };

struct kt_media_size {
    char name[20]; /* "480x480", "320x320-cover" */
    unsigned width;
    unsigned height;
    bool is_cover; /* fills it, cut at the sides; else fits into it */
};

struct kt_media_sizes {
    struct kt_media_size items[KT_MEDIA_SIZES_MAX];
    size_t count;
};

/* Reads "160x160, 320x320-cover". False when it is no such list. */
bool kt_media_sizes_parse(struct kt_str text, struct kt_media_sizes *sizes);

/* NULL when there is none of this name. */
const struct kt_media_size *kt_media_sizes_find(
    const struct kt_media_sizes *sizes, struct kt_str name);

/* ---- the folder ---- */

struct kt_media_options {
    const char *path;
    const char *program;     /* kontor-picture */
    int64_t bytes_max;       /* of an upload */
    int64_t cache_bytes_max; /* of all thumbnails */
    int64_t pixels_max;      /* of a picture */
    struct kt_media_sizes sizes;
};

struct kt_media_program;
struct kt_media_spool;

struct kt_media_folder {
    struct kt_media_options options;
    pthread_mutex_t lock;          /* of uploads, and around what removes */
    struct kt_media_spool *spools; /* uploads under way */
    pthread_mutex_t cache_lock;    /* of who makes room */
    atomic_int_least64_t cache_bytes;
    pthread_mutex_t programs_lock;
    struct kt_media_program *idle; /* running ones without a task */
};

/* Keeps the options; their texts live as long as it. Removes what a killed
 * server left in .incoming/. */
struct kt_media_folder *kt_media_folder_open(
    const struct kt_media_options *options);
/* Accepts NULL. */
void kt_media_folder_close(struct kt_media_folder *folder);

/* Opens a stored file to be read, or gives -1. */
int kt_media_folder_open_file(const struct kt_media_folder *folder,
                              const struct kt_media_name *name);

/* The same by the hash alone; the kind is filled in. */
int kt_media_folder_find_file(const struct kt_media_folder *folder,
                              struct kt_media_name *name);

/* Removes a file with its thumbnails, unless it is uploaded again just now or
 * is_needed says so; that is asked while no upload can end. */
bool kt_media_folder_remove(struct kt_media_folder *folder,
                            const struct kt_media_name *name,
                            bool (*is_needed)(void *arg), void *arg);

/* Calls visit for each stored file, with its size and when it was written, in
 * seconds of Unix time. */
void kt_media_folder_each(const char *path,
                          void (*visit)(void *arg,
                                        const struct kt_media_name *name,
                                        int64_t bytes, int64_t written_s),
                          void *arg);

/* ---- an upload ---- */

/* It is part of its owner and must not move. */
struct kt_media_spool {
    struct kt_media_folder *folder; /* NULL: none is under way */
    struct kt_media_spool *next;
    struct kt_media_spool *previous;
    int file;
    char temporary[48]; /* below the folder */
    crypto_hash_sha256_state state;
    struct kt_media_name name; /* after kt_media_spool_end */
    unsigned char head[KT_MEDIA_MAGIC_SIZE];
    int64_t bytes;
    bool is_ended;
    bool is_kept;
};

/* FILE_FAILED, STORE_FULL. */
KT_CHECKED enum kt_status kt_media_spool_begin(struct kt_media_folder *folder,
                                               struct kt_media_spool *spool,
                                               struct kt_error *err);
/* TOO_LARGE, STORE_FULL, FILE_FAILED. */
KT_CHECKED enum kt_status kt_media_spool_take(struct kt_media_spool *spool,
                                              struct kt_str bytes,
                                              struct kt_error *err);
/* All has come: name and kind are known. */
void kt_media_spool_end(struct kt_media_spool *spool);

/* Makes the file durable under its name. It cannot be removed as long as the
 * spool is not released. */
KT_CHECKED enum kt_status kt_media_spool_keep(struct kt_media_spool *spool,
                                              struct kt_error *err);
void kt_media_spool_release(struct kt_media_spool *spool);

/* ---- looking into them, pictures by kontor-picture; these block ---- */

struct kt_media_facts {
    int64_t width; /* 0: of a document */
    int64_t height;
};

/* INVALID_PICTURE, FILE_FAILED. */
KT_CHECKED enum kt_status kt_media_look(struct kt_media_folder *folder,
                                        int file, enum kt_media_kind kind,
                                        struct kt_media_facts *facts,
                                        struct kt_error *err);

/* Opens a thumbnail that is there already, or gives -1. The kind in the name is
 * that of the picture, and does not matter here. */
int kt_media_thumbnail_open(const struct kt_media_folder *folder,
                            const struct kt_media_name *name,
                            const struct kt_media_size *size);

/* Makes it of the picture that is open as file. The problems of kt_media_look;
 * STORE_FULL. */
KT_CHECKED enum kt_status kt_media_thumbnail_make(
    struct kt_media_folder *folder, int file, const struct kt_media_name *name,
    const struct kt_media_size *size, struct kt_error *err);

/* Removes the thumbnails of a picture. */
void kt_media_thumbnail_drop(struct kt_media_folder *folder,
                             const struct kt_media_name *name);

/* Ends the programs that have no task. */
void kt_media_rest(void *folder);

#endif
