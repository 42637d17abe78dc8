/* Counts the constants of each function in what lua_dump writes: the only
 * public way to them. The dump is our own, of this very Lua, and stripped. */
#include "base/buf.h"
#include "base/guard.h"
#include "script/lint.h"
#include "script/sandbox.h"
#include "script/state.h"

enum {
    HEADER_SIZE =
        4 + 1 + 1 + 6 + 1 + 1 + 1 + sizeof(lua_Integer) + sizeof(lua_Number),
    INSTRUCTION_SIZE = 4,
    UPVALUE_SIZE = 3,
    DEPTH_MAX = 200
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

/* Without debug information all four of its counts are zero. */
static void
skip_debug(struct dump *dump)
{
    for (int i = 0; i < 4; i++) {
        if (read_size(dump) != 0)
            dump->is_broken = true;
    }
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
    skip(dump, read_size(dump) * INSTRUCTION_SIZE);
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
    skip_debug(dump);
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
    lua_dump(dumping->L, write_bytes, &buf, 1);
    *dump = (struct dump){ .bytes = kt_buf_view(&buf), .at = HEADER_SIZE };
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
    struct dumping dumping = { .L = L, .size = source->text.len };
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
