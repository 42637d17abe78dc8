#include "script/cover.h"

#include "base/grow.h"
#include "base/map.h"

static _Thread_local struct {
    struct kt_arena *arena; /* NULL: off */
    struct kt_cover_file **files;
    size_t count;
    struct kt_map by_name;
} cover;

void
kt_cover_begin(struct kt_arena *arena)
{
    cover.arena = arena;
    cover.files = NULL;
    cover.count = 0;
    kt_map_init(&cover.by_name, arena, 64);
}

struct kt_list
kt_cover_end(void)
{
    struct kt_cover_file *files =
        KT_NEW_ARRAY(cover.arena, struct kt_cover_file, cover.count);
    for (size_t i = 0; i < cover.count; i++)
        files[i] = *cover.files[i];
    cover.arena = NULL;
    return (struct kt_list){ files, cover.count };
}

bool
kt_cover_is_on(void)
{
    return cover.arena != NULL;
}

static size_t
count_lines(struct kt_str text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    return count;
}

struct kt_cover_file *
kt_cover_open(const struct kt_source *source)
{
    if (cover.arena == NULL ||
        kt_map_find(&cover.by_name, source->name) != NULL)
        return NULL;
    struct kt_cover_file *file = KT_NEW(cover.arena, struct kt_cover_file);
    file->path = kt_arena_str(cover.arena, source->path);
    file->name = kt_arena_str(cover.arena, source->name);
    file->line_count = count_lines(source->text);
    file->lines = kt_arena_calloc(cover.arena, file->line_count + 1, 1);
    cover.files =
        kt_grow(cover.arena, cover.files, cover.count, sizeof *cover.files);
    cover.files[cover.count++] = file;
    kt_map_put(&cover.by_name, file->name, file);
    return file;
}

void
kt_cover_note(lua_State *L, lua_Debug *record)
{
    if (cover.arena == NULL || lua_getinfo(L, "S", record) == 0 ||
        record->source[0] != '@')
        return;
    struct kt_cover_file *file =
        kt_map_find(&cover.by_name, kt_str_of(record->source + 1));
    size_t line = (size_t)record->currentline;
    if (file != NULL && record->currentline > 0 && line <= file->line_count)
        file->lines[line] |= KT_COVER_RAN;
}
