/* kontor-picture: looks into pictures and makes smaller ones, for a server that
 * hands it open files over the socket that is its standard input. Pictures may
 * be hostile: this process has no name of any file, little memory and little
 * time, and nothing is lost when it dies. */

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vips/vips.h>

#include "media/kind.h"
#include "media/picture.h"
#include "picture/webp.h"

enum {
    IDLE_S = 60,
    TASK_CPU_S = 20,
    NICENESS = 10,
    QUALITY = 80,
    FILES_MAX = 2
};

#define MEMORY_MAX (UINT64_C(1) << 30)
#define FILE_MAX   (UINT64_C(64) << 20)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { HAS_MEMORY_LIMIT = 0 }; /* they map more than any machine has */
#else
enum { HAS_MEMORY_LIMIT = 1 };
#endif

/* The loader that may read a kind; whatever else the library would take the
 * bytes for is refused. */
static const char *const loaders[KT_MEDIA_KIND_COUNT] = {
    [KT_MEDIA_AVIF] = "VipsForeignLoadHeifSource",
    [KT_MEDIA_GIF] = "VipsForeignLoadNsgifSource",
    [KT_MEDIA_JPEG] = "VipsForeignLoadJpegSource",
    [KT_MEDIA_PNG] = "VipsForeignLoadPngSource",
    [KT_MEDIA_WEBP] = "VipsForeignLoadWebpSource",
};

/* ---- tasks ---- */

static void
tell(struct kt_picture_told *told, enum kt_picture_verdict verdict)
{
    told->verdict = verdict;
    g_strlcpy(told->why, vips_error_buffer(), sizeof told->why);
    told->why[strcspn(told->why, "\n")] = '\0';
    vips_error_clear();
}

/* Reads the head alone; pixels come later, if it is good. */
static enum kt_picture_verdict
read_head(VipsSource *source, const struct kt_picture_ask *ask,
          struct kt_picture_told *told)
{
    const char *loader = vips_foreign_find_load_source(source);
    if (loader == NULL || ask->kind >= KT_MEDIA_KIND_COUNT ||
        loaders[ask->kind] == NULL || strcmp(loader, loaders[ask->kind]) != 0)
        return KT_PICTURE_OTHER_KIND;
    VipsImage *image = vips_image_new_from_source(source, "", "access",
                                                  VIPS_ACCESS_SEQUENTIAL, NULL);
    if (image == NULL)
        return KT_PICTURE_BROKEN;
    bool is_turned = vips_image_get_orientation_swap(image) != 0;
    int width = vips_image_get_width(image);
    int height = vips_image_get_page_height(image);
    g_object_unref(image);
    if (width < 1 || height < 1)
        return KT_PICTURE_BROKEN;
    told->width = (uint32_t)(is_turned ? height : width);
    told->height = (uint32_t)(is_turned ? width : height);
    bool is_large = width > KT_PICTURE_SIDE_MAX ||
                    height > KT_PICTURE_SIDE_MAX ||
                    (uint64_t)width * (uint64_t)height > ask->pixels_max;
    return is_large ? KT_PICTURE_TOO_LARGE : KT_PICTURE_GOOD;
}

/* Turned as it was held, in sRGB. */
static VipsImage *
shrink(VipsSource *source, int width, int height, bool is_cover)
{
    VipsImage *small = NULL;
    if (vips_thumbnail_source(
            source, &small, width, "height", height, "size", VIPS_SIZE_DOWN,
            "crop", is_cover ? VIPS_INTERESTING_CENTRE : VIPS_INTERESTING_NONE,
            "export_profile", "srgb", "fail_on", VIPS_FAIL_ON_ERROR, NULL) != 0)
        return NULL;
    return small;
}

/* All pixels are decoded once, so that a file that ends too early is known. */
static enum kt_picture_verdict
probe(VipsSource *source)
{
    double mean;
    VipsImage *image =
        vips_image_new_from_source(source, "", "access", VIPS_ACCESS_SEQUENTIAL,
                                   "fail_on", VIPS_FAIL_ON_ERROR, NULL);
    if (image == NULL)
        return KT_PICTURE_BROKEN;
    int failed = vips_avg(image, &mean, NULL);
    g_object_unref(image);
    return failed != 0 ? KT_PICTURE_BROKEN : KT_PICTURE_GOOD;
}

static bool
write_all(int file, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(file, bytes, size);
        if (done <= 0)
            return false;
        bytes += done;
        size -= (size_t)done;
    }
    return true;
}

static enum kt_picture_verdict
write_webp(VipsImage *picture, int file)
{
    void *bytes = NULL;
    size_t size;
    if (vips_webpsave_buffer(picture, &bytes, &size, "Q", QUALITY, "strip",
                             TRUE, NULL) != 0)
        return KT_PICTURE_BROKEN;
    enum kt_picture_verdict verdict = KT_PICTURE_BROKEN;
    if (kt_webp_strip(bytes, &size))
        verdict =
            write_all(file, bytes, size) ? KT_PICTURE_GOOD : KT_PICTURE_NO_ROOM;
    g_free(bytes);
    return verdict;
}

static enum kt_picture_verdict
make_small(VipsSource *source, const struct kt_picture_ask *ask, int file)
{
    VipsImage *small =
        shrink(source, (int)ask->width, (int)ask->height, ask->is_cover != 0);
    if (small == NULL)
        return KT_PICTURE_BROKEN;
    enum kt_picture_verdict verdict = write_webp(small, file);
    g_object_unref(small);
    return verdict;
}

static void
run_task(const struct kt_picture_ask *ask, const int *files,
         struct kt_picture_told *told)
{
    VipsSource *source = vips_source_new_from_descriptor(files[0]);
    enum kt_picture_verdict verdict = KT_PICTURE_BROKEN;
    if (source != NULL)
        verdict = read_head(source, ask, told);
    if (verdict == KT_PICTURE_GOOD)
        verdict = ask->task == KT_PICTURE_SHRINK
                      ? make_small(source, ask, files[1])
                      : probe(source);
    tell(told, verdict);
    if (source != NULL)
        g_object_unref(source);
}

/* ---- messages ---- */

/* The files that a message brought; -1 where it brought none. */
static void
take_files(struct msghdr *message, int files[FILES_MAX])
{
    const struct cmsghdr *part = CMSG_FIRSTHDR(message);
    files[0] = -1;
    files[1] = -1;
    if (part == NULL || part->cmsg_type != SCM_RIGHTS)
        return;
    size_t size = part->cmsg_len - CMSG_LEN(0);
    memcpy(files, CMSG_DATA(part),
           size < FILES_MAX * sizeof *files ? size : FILES_MAX * sizeof *files);
}

/* False when nobody asks any more. */
static bool
receive(struct kt_picture_ask *ask, int files[FILES_MAX])
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(FILES_MAX * sizeof(int))];
    } control;
    struct iovec piece = { ask, sizeof *ask };
    struct msghdr message = { .msg_iov = &piece,
                              .msg_iovlen = 1,
                              .msg_control = control.bytes,
                              .msg_controllen = sizeof control };
    ssize_t got = recvmsg(STDIN_FILENO, &message, MSG_CMSG_CLOEXEC);
    if (got != (ssize_t)sizeof *ask)
        return false;
    take_files(&message, files);
    return files[0] >= 0 && (files[1] >= 0 || ask->task == KT_PICTURE_LOOK);
}

/* ---- limits ---- */

static void
set_limit(__rlimit_resource_t what, uint64_t value)
{
    struct rlimit limit = { value, value };
    if (setrlimit(what, &limit) != 0)
        _exit(1);
}

/* The time that this task may take, beside what was used up before. */
static void
limit_time(void)
{
    struct rusage used;
    struct rlimit limit;
    getrusage(RUSAGE_SELF, &used);
    getrlimit(RLIMIT_CPU, &limit);
    limit.rlim_cur =
        (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + TASK_CPU_S;
    setrlimit(RLIMIT_CPU, &limit);
}

static void
shut_in(void)
{
    struct timeval idle = { .tv_sec = IDLE_S };
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_FSIZE, FILE_MAX);
    if (HAS_MEMORY_LIMIT)
        set_limit(RLIMIT_AS, MEMORY_MAX);
    /* Whoever waits for a page goes first; a service may forbid to say so. */
    setpriority(PRIO_PROCESS, 0, NICENESS);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    setsockopt(STDIN_FILENO, SOL_SOCKET, SO_RCVTIMEO, &idle, sizeof idle);
}

int
main(int count, char **arguments)
{
    /* Large pictures go to memory, which has its limit, and not to /tmp; no
     * code is made at run time, which a hardened service may not do. */
    g_setenv("VIPS_DISC_THRESHOLD", "4g", TRUE);
    g_setenv("VIPS_NOVECTOR", "1", TRUE);
    (void)count;
    if (vips_init(arguments[0]) != 0)
        return 1;
    vips_block_untrusted_set(TRUE);
    vips_cache_set_max(0);
    vips_concurrency_set(1);
    shut_in();
    struct kt_picture_ask ask;
    int files[FILES_MAX];
    while (receive(&ask, files)) {
        struct kt_picture_told told = { 0 };
        limit_time();
        run_task(&ask, files, &told);
        for (int i = 0; i < FILES_MAX; i++) {
            if (files[i] >= 0)
                close(files[i]);
        }
        if (send(STDIN_FILENO, &told, sizeof told, MSG_NOSIGNAL) < 0)
            break;
    }
    _exit(0);
}
