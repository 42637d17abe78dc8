/* Reads what lua_dump writes: the only public way to the constants of each
 * function, which are counted, and to the lines of them all, where somebody
 * wants to know which of those run. The dump is our own, of this very Lua, and
 * stripped unless lines are wanted. */
#include "base/buf.h"
#include "base/guard.h"
#include "script/cover.h"
#include "script/lint.h"
#include "script/sandbox.h"
#include "script/state.h"

enum {
    HEADER_SIZE =
        4 + 1 + 1 + 6 + 1 + 1 + 1 + sizeof(lua_Integer) + sizeof(lua_Number),
    INSTRUCTION_SIZE = 4,
    UPVALUE_SIZE = 3,
    DEPTH_MAX = 200,
    LINE_FAR = -0x80 /* the next of the absolute ones says it */
};

/* Type tags of constants, as lobject.h numbers them. */
enum {
    TAG_NIL = 0,
    TAG_FALSE = 1,
    TAG_TRUE = 17,
    TAG_INTEGER = 3,
    TAG_FLOAT = 19,
    TAG_SHORT_TEXT = 4,
    TAG_LONG_TEXT = 20
};

struct dump {
    struct kt_str bytes;
    size_t at;
    bool is_broken;
    size_t worst; /* most constants of one function */
    size_t worst_line;
    struct kt_cover_file *cover; /* NULL: no lines are wanted */
};

/* Of a function: its instructions, and a step of lines for each. */
struct lines {
    size_t first;
    const char *code;
    const signed char *steps;
    size_t count;
};

static unsigned char
read_byte(struct dump *dump)
{
    if (dump->at >= dump->bytes.len) {
        dump->is_broken = true;
        return 0;
    }
    return (unsigned char)dump->bytes.ptr[dump->at++];
}

static void
skip(struct dump *dump, size_t size)
{
    if (size > dump->bytes.len - dump->at)
        dump->is_broken = true;
    else
        dump->at += size;
}

/* Seven bits a byte, the last byte has its top bit set. */
static size_t
read_size(struct dump *dump)
{
    size_t size = 0;
    unsigned char byte;
    do {
        byte = read_byte(dump);
        size = (size << 7) | (byte & 0x7F);
    } while ((byte & 0x80) == 0 && !dump->is_broken);
    return size;
}

static void
skip_text(struct dump *dump)
{
    size_t size = read_size(dump);
    if (size > 0)
        skip(dump, size - 1);
}

static void
skip_constant(struct dump *dump)
{
    switch (read_byte(dump)) {
    case TAG_INTEGER:
        skip(dump, sizeof(lua_Integer));
        break;
    case TAG_FLOAT:
        skip(dump, sizeof(lua_Number));
        break;
    case TAG_SHORT_TEXT:
    case TAG_LONG_TEXT:
        skip_text(dump);
        break;
    case TAG_NIL:
    case TAG_FALSE:
    case TAG_TRUE:
        break;
    default:
        dump->is_broken = true;
    }
}

static void
mark_line(const struct dump *dump, size_t line)
{
    if (line > 0 && line <= dump->cover->line_count)
        dump->cover->lines[line] |= KT_COVER_CODE;
}

static bool
is_tail_call(const char *instruction)
{
    enum { OPCODE_BITS = 7, TAIL_CALL = 69 };
    uint32_t word;
    memcpy(&word, instruction, sizeof word);
    return (word & ((1U << OPCODE_BITS) - 1)) == TAIL_CALL;
}

/* Instructions that are none of the script's: the first of the file prepares
 * its arguments, the last of each function returns from it, and so does one
 * behind each call whose values are returned. */
static bool
is_silent(const struct lines *lines, size_t i, int depth)
{
    if (i == 0)
        return depth == 0;
    return i + 1 == lines->count ||
           is_tail_call(lines->code + (i - 1) * INSTRUCTION_SIZE);
}

static void
mark_lines(struct dump *dump, const struct lines *lines, int depth)
{
    size_t line = lines->first;
    size_t far = read_size(dump);
    for (size_t i = 0; i < lines->count && !dump->is_broken; i++) {
        if (lines->steps[i] != LINE_FAR) {
            line += (size_t)(ptrdiff_t)lines->steps[i];
        } else if (far > 0) {
            far--;
            (void)read_size(dump);
            line = read_size(dump);
        } else {
            dump->is_broken = true;
        }
        if (!is_silent(lines, i, depth))
            mark_line(dump, line);
    }
    if (far > 0)
        dump->is_broken = true;
}

/* Without debug information all four of its counts are zero. */
static void
read_debug(struct dump *dump, struct lines lines, int depth)
{
    size_t instructions = lines.count;
    lines.count = read_size(dump);
    lines.steps = (const signed char *)dump->bytes.ptr + dump->at;
    skip(dump, lines.count);
    if (dump->is_broken)
        return;
    if (dump->cover != NULL && lines.count == instructions)
        mark_lines(dump, &lines, depth);
    else if (lines.count != 0 || read_size(dump) != 0)
        dump->is_broken = true;
    size_t locals = read_size(dump);
    for (size_t i = 0; i < locals && !dump->is_broken; i++) {
        skip_text(dump);
        (void)read_size(dump);
        (void)read_size(dump);
    }
    size_t names = read_size(dump);
    for (size_t i = 0; i < names && !dump->is_broken; i++)
        skip_text(dump);
}

static void
read_function(struct dump *dump, int depth)
{
    if (depth > DEPTH_MAX) {
        dump->is_broken = true;
        return;
    }
    skip_text(dump);
    size_t line = read_size(dump);
    (void)read_size(dump);
    skip(dump, 3);
    struct lines lines = { .first = line, .count = read_size(dump) };
    lines.code = dump->bytes.ptr + dump->at;
    skip(dump, lines.count * INSTRUCTION_SIZE);
    size_t constants = read_size(dump);
    if (constants > dump->worst) {
        dump->worst = constants;
        dump->worst_line = line;
    }
    for (size_t i = 0; i < constants && !dump->is_broken; i++)
        skip_constant(dump);
    skip(dump, read_size(dump) * UPVALUE_SIZE);
    size_t functions = read_size(dump);
    for (size_t i = 0; i < functions && !dump->is_broken; i++)
        read_function(dump, depth + 1);
    read_debug(dump, lines, depth);
}

static int
write_bytes(lua_State *L, const void *bytes, size_t size, void *buf)
{
    (void)L;
    kt_buf_append(buf, bytes, size);
    return 0;
}

struct dumping {
    lua_State *L;
    size_t size; /* about that of the dump */
    struct kt_arena arena;
    struct dump dump;
};

/* lua_dump takes no memory of Lua's, so that nothing jumps over the arena. */
static enum kt_status
read_dump(void *arg, struct kt_error *err)
{
    struct dumping *dumping = arg;
    struct dump *dump = &dumping->dump;
    struct kt_buf buf;
    (void)err;
    kt_buf_init(&buf, &dumping->arena, dumping->size);
    lua_dump(dumping->L, write_bytes, &buf, dump->cover == NULL);
    *dump = (struct dump){ .bytes = kt_buf_view(&buf),
                           .at = HEADER_SIZE,
                           .cover = dump->cover };
    (void)read_byte(dump); /* number of upvalues of the main function */
    read_function(dump, 0);
    return KT_OK;
}

static void
dump_function(lua_State *L, struct dumping *dumping)
{
    struct kt_error err;
    kt_shield_begin(L);
    kt_arena_init(&dumping->arena, 0);
    kt_error_init(&err, &dumping->arena);
    enum kt_status status =
        kt_guard_run(&dumping->arena, read_dump, dumping, &err);
    kt_arena_release(&dumping->arena);
    if (status == KT_OVERLOADED) {
        dumping->arena.rescue = kt_state_of(L)->rescue;
        kt_arena_give_up(&dumping->arena);
    }
    kt_shield_end(L);
}

void
kt_lint_function(lua_State *L, const struct kt_source *source)
{
    struct dumping dumping = { .L = L,
                               .size = source->text.len,
                               .dump = { .cover = kt_cover_open(source) } };
    const struct dump *dump = &dumping.dump;
    dump_function(L, &dumping);
    if (dump->is_broken)
        kt_raise_at(L, source, 1, "the compiled file cannot be checked");
    if (dump->worst > KT_LINT_CONSTANTS_MAX)
        kt_raise_at(L, source, dump->worst_line > 0 ? (int)dump->worst_line : 1,
                    "this function has %d constants, at most %d are allowed: "
                    "split it",
                    (int)dump->worst, KT_LINT_CONSTANTS_MAX);
}
