#include "script/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/fnv.h"
#include "base/guard.h"
#include "base/text.h"
#include "script/host.h"

#define BIT(kind) (1U << (kind))

static const struct kt_place places[] = {
    { "lib", 0 },
    { "pricing", BIT(KT_RULE_PRICE) },
    { "promotions", BIT(KT_RULE_PROMOTION) },
    { "tax", BIT(KT_RULE_TAX) },
    { "shipping", BIT(KT_RULE_SHIPPING) },
    { "checkout", BIT(KT_RULE_CHECK) },
    { "orders", BIT(KT_RULE_GUARD) | BIT(KT_RULE_REACTION) },
};

/* One walk over the folders: with an arena files are read, without one they
 * are only looked at. */
struct walk {
    const struct kt_scan_in *in;
    struct kt_arena *arena;
    struct kt_scan *scan;
    struct kt_error *err;
    int64_t source_max;
    size_t capacity;
    uint64_t signature;
    struct dirent **entries; /* of the folder that is gone through */
    int entry_count;
};

static void
mix(uint64_t *signature, const void *bytes, size_t size)
{
    *signature = kt_fnv(*signature, bytes, size);
}

static void
mix_number(uint64_t *signature, int64_t number)
{
    mix(signature, &number, sizeof number);
}

static void
fault(struct walk *walk, struct kt_str path, const char *text)
{
    if (walk->err->status == KT_OK)
        (void)kt_fail_invalid_rule(walk->err);
    kt_error_add(walk->err, path, "file", "%s", text);
}

static bool
is_script(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return entry->d_name[0] != '.' && len > 4 &&
           strcmp(entry->d_name + len - 4, ".lua") == 0;
}

static int
keep_scripts(const struct dirent *entry)
{
    return is_script(entry);
}

/* Order of bytes, whatever the locale. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool
is_code(struct kt_str code)
{
    if (code.len == 0 || code.len > KT_SCAN_CODE_MAX)
        return false;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return true;
}

static bool
read_text(struct walk *walk, const char *path, size_t size, struct kt_str *text)
{
    char *bytes = kt_arena_alloc(walk->arena, size + 1);
    size_t len = 0;
    ssize_t got = 1;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    while (file >= 0 && got > 0 && len < size) {
        got = read(file, bytes + len, size - len);
        len += got > 0 ? (size_t)got : 0;
    }
    if (file >= 0)
        close(file);
    *text = (struct kt_str){ bytes, len };
    return file >= 0 && len == size;
}

static struct kt_source *
append(struct walk *walk)
{
    struct kt_scan *scan = walk->scan;
    if (scan->count == walk->capacity) {
        size_t more = walk->capacity == 0 ? 64 : walk->capacity * 2;
        scan->sources = kt_arena_grow(walk->arena, scan->sources,
                                      walk->capacity * sizeof *scan->sources,
                                      more * sizeof *scan->sources);
        walk->capacity = more;
    }
    return &scan->sources[scan->count++];
}

/* Editors put a byte order mark before a text: it is no part of it. What is no
 * text is told with its line. */
static const char *
check_bytes(struct walk *walk, struct kt_source *source)
{
    static const struct kt_str mark = KT_STR_INIT("\xEF\xBB\xBF");
    struct kt_str text = source->text;
    long line = 1;
    if (kt_str_starts(text, mark))
        source->text =
            (struct kt_str){ text.ptr + mark.len, text.len - mark.len };
    bool is_utf8 = kt_utf8_is_valid(text);
    if (is_utf8 && memchr(text.ptr, '\0', text.len) == NULL)
        return NULL;
    while (text.len > 0) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end != NULL ? (size_t)(end - text.ptr) + 1 : text.len;
        struct kt_str head = { text.ptr, len };
        if (!kt_utf8_is_valid(head) || memchr(head.ptr, '\0', len) != NULL)
            break;
        text.ptr += len;
        text.len -= len;
        line++;
    }
    source->path = kt_arena_format(walk->arena, "%.*s:%ld",
                                   KT_STR_FMT(source->path), line);
    return is_utf8 ? "a script has no NUL bytes" : "the file is not UTF-8";
}

/* What is wrong with the file, or NULL. */
static const char *
read_source(struct walk *walk, struct kt_source *source,
            const struct stat *facts)
{
    if (!is_code(source->code))
        return "a script's name is 1 to 40 of a-z, 0-9 and _, and .lua";
    if (facts->st_size > walk->source_max)
        return kt_arena_format(walk->arena,
                               "the file has %lld bytes, a script may have "
                               "%lld",
                               (long long)facts->st_size,
                               (long long)walk->source_max)
            .ptr;
    if (walk->scan->count >= KT_SCAN_FILES_MAX)
        return "there are too many scripts";
    if (!read_text(walk, source->path.ptr, (size_t)facts->st_size,
                   &source->text))
        return "the file cannot be read";
    return check_bytes(walk, source);
}

static void
visit_file(struct walk *walk, size_t folder, const struct kt_place *place,
           const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t len = strlen(path);
    struct stat facts;
    if (stat(path, &facts) != 0)
        return;
    mix(&walk->signature, path, len + 1);
    mix_number(&walk->signature, facts.st_mtim.tv_sec);
    mix_number(&walk->signature, facts.st_mtim.tv_nsec);
    mix_number(&walk->signature, facts.st_size);
    mix_number(&walk->signature, (int64_t)facts.st_ino);
    if (walk->arena == NULL)
        return;

    struct kt_source source = {
        .path = kt_arena_str(walk->arena, kt_str_of(path)),
        .name = kt_arena_format(walk->arena, "%s/%s", place->name, name),
        .code = kt_arena_str(walk->arena,
                             (struct kt_str){ name, strlen(name) - 4 }),
        .place = place,
        .folder = folder,
    };
    const char *wrong = read_source(walk, &source, &facts);
    if (wrong != NULL)
        fault(walk, source.path, wrong);
    else
        *append(walk) = source;
}

/* The entries stand in the walk, which gives them back also when memory runs
 * out while they are gone through. */
static void
list_entries(struct walk *walk, const char *folder,
             int (*keep)(const struct dirent *))
{
    walk->entry_count = scandir(folder, &walk->entries, keep, by_name);
    if (walk->entry_count >= 0)
        return;
    walk->entries = NULL;
    walk->entry_count = 0;
    if (errno == ENOMEM && walk->arena != NULL)
        kt_arena_give_up(walk->arena);
}

static void
drop_entries(struct walk *walk)
{
    for (int i = 0; i < walk->entry_count; i++)
        free(walk->entries[i]);
    free(walk->entries);
    walk->entries = NULL;
    walk->entry_count = 0;
}

/* A place that a folder does not have is no fault. */
static void
visit_place(struct walk *walk, const char *root, size_t folder,
            const struct kt_place *place)
{
    char directory[4096];
    int len = snprintf(directory, sizeof directory, "%s/%s", root, place->name);
    if (len < 0 || (size_t)len >= sizeof directory)
        return;
    list_entries(walk, directory, keep_scripts);
    for (int i = 0; i < walk->entry_count; i++) {
        char path[4096];
        len = snprintf(path, sizeof path, "%s/%s", directory,
                       walk->entries[i]->d_name);
        if (len >= 0 && (size_t)len < sizeof path)
            visit_file(walk, folder, place, path);
    }
    drop_entries(walk);
}

static bool
is_place(const char *name)
{
    for (size_t i = 0; i < KT_COUNT(places); i++) {
        if (strcmp(places[i].name, name) == 0)
            return true;
    }
    return false;
}

/* A script beside the places, or in a folder whose name is nearly one. */
static void
check_entry(struct walk *walk, const char *root, const struct dirent *entry)
{
    const char *names[KT_COUNT(places)];
    const char *name = entry->d_name;
    for (size_t i = 0; i < KT_COUNT(places); i++)
        names[i] = places[i].name;
    const char *nearest =
        kt_text_nearest(kt_str_of(name), names, KT_COUNT(names));
    bool is_stray = is_script(entry) && strcmp(name, "plugin.lua") != 0;
    if (is_place(name) || (!is_stray && nearest == NULL))
        return;
    mix(&walk->signature, name, strlen(name) + 1);
    if (walk->arena == NULL)
        return;
    struct kt_str path = kt_arena_format(walk->arena, "%s/%s", root, name);
    if (is_stray)
        fault(walk, path,
              "a script stands in a folder of its kind: lib, pricing, "
              "promotions, tax, shipping, checkout, orders");
    else
        fault(walk, path,
              kt_arena_format(walk->arena,
                              "no scripts are looked for here, did you mean "
                              "%s/?",
                              nearest)
                  .ptr);
}

static void
check_root(struct walk *walk, const char *root)
{
    list_entries(walk, root, NULL);
    for (int i = 0; i < walk->entry_count; i++) {
        if (walk->entries[i]->d_name[0] != '.')
            check_entry(walk, root, walk->entries[i]);
    }
    drop_entries(walk);
}

static void
visit_folders(struct walk *walk, const struct kt_scan_in *in)
{
    for (size_t i = 0; i < in->folder_count; i++) {
        const char *folder = in->folders[i];
        struct stat facts;
        if (stat(folder, &facts) != 0 || !S_ISDIR(facts.st_mode)) {
            if (walk->arena != NULL)
                fault(walk, kt_str_of(folder), "this is no folder");
            continue;
        }
        for (size_t p = 0; p < KT_COUNT(places); p++)
            visit_place(walk, folder, i, &places[p]);
        check_root(walk, folder);
    }
}

/* The one rule that stands anywhere counts as one of its kind's place. */
static void
visit_all(struct walk *walk, const struct kt_scan_in *in)
{
    walk->signature = UINT64_C(14695981039346656037);
    visit_folders(walk, in);
    for (size_t p = 0; in->file != NULL && p < KT_COUNT(places); p++) {
        if (places[p].kinds & BIT(in->kind))
            visit_file(walk, in->folder_count, &places[p], in->file);
    }
}

/* The place that a name begins with, or NULL. */
static const struct kt_place *
find_place(struct kt_str name)
{
    for (size_t i = 0; i < KT_COUNT(places); i++) {
        size_t len = strlen(places[i].name);
        if (name.len > len && memcmp(name.ptr, places[i].name, len) == 0 &&
            name.ptr[len] == '/')
            return &places[i];
    }
    return NULL;
}

static void
take_text(struct walk *walk, const struct kt_script_text *text)
{
    static const struct kt_str ending = KT_STR_INIT(".lua");
    const struct kt_place *place = find_place(text->name);
    size_t len = place != NULL ? strlen(place->name) + 1 : 0;
    if (place == NULL || text->name.len < len + ending.len) {
        fault(walk, text->name, "no script has such a name");
        return;
    }
    struct kt_str name = kt_arena_str(walk->arena, text->name);
    struct kt_str code = { name.ptr + len, name.len - len - ending.len };
    *append(walk) = (struct kt_source){
        .path = name,
        .name = name,
        .code = kt_arena_str(walk->arena, code),
        .place = place,
        .folder = text->folder,
        .text = kt_arena_str(walk->arena, text->text),
    };
}

static enum kt_status
read_all(void *arg, struct kt_error *err)
{
    struct walk *walk = arg;
    const struct kt_script_text *texts = walk->in->texts.items;
    for (size_t i = 0; i < walk->in->texts.count; i++)
        take_text(walk, &texts[i]);
    if (walk->in->texts.count == 0)
        visit_all(walk, walk->in);
    return err->status;
}

enum kt_status
kt_scan_read(const struct kt_scan_in *in, struct kt_arena *arena,
             struct kt_scan *scan, struct kt_error *err)
{
    struct walk walk = { .in = in,
                         .arena = arena,
                         .scan = scan,
                         .err = err,
                         .source_max = in->source_max };
    *scan = (struct kt_scan){ 0 };
    enum kt_status status = kt_guard_run(arena, read_all, &walk, err);
    drop_entries(&walk);
    scan->signature = walk.signature;
    return status;
}

uint64_t
kt_scan_signature(const struct kt_scan_in *in)
{
    struct walk walk = { 0 };
    visit_all(&walk, in);
    return walk.signature;
}

const struct kt_source *
kt_scan_module(const struct kt_scan *scan, size_t folder, struct kt_str code)
{
    const struct kt_source *nearest = NULL;
    for (size_t i = 0; i < scan->count; i++) {
        const struct kt_source *source = &scan->sources[i];
        if (source->place->kinds == 0 && source->folder <= folder &&
            kt_str_eq(source->code, code))
            nearest = source;
    }
    return nearest;
}

bool
kt_scan_reads(struct kt_str name)
{
    static const struct kt_str ending = KT_STR_INIT(".lua");
    const struct kt_place *place = find_place(name);
    if (place == NULL || name.len <= ending.len ||
        memcmp(name.ptr + name.len - ending.len, ending.ptr, ending.len) != 0)
        return false;
    size_t len = strlen(place->name) + 1;
    return memchr(name.ptr + len, '/', name.len - len) == NULL;
}
