#include "script/eval.h"

#include <math.h>

#include "base/assert.h"
#include "base/text.h"
#include "script/bind/classes.h"
#include "script/bind/declaration.h"
#include "script/bind/plain.h"
#include "script/load.h"

static const struct kt_place anywhere = { "", ~0U };

/* What the body of kt_state_guard works on. */
struct eval {
    const struct kt_eval_in *in;
    struct kt_evaluation *out;
    struct kt_arena *arena;
};

static _Thread_local struct eval *running;

static void push_plain(lua_State *L, const struct cJSON *node);

static void
push_array(lua_State *L, const struct cJSON *array)
{
    lua_Integer index = 0;
    const struct cJSON *entry = kt_json_first(array);
    lua_newtable(L);
    for (; entry != NULL; entry = kt_json_next(entry)) {
        push_plain(L, entry);
        lua_rawseti(L, -2, ++index);
    }
}

static void
push_members(lua_State *L, const struct cJSON *object)
{
    const struct cJSON *member = kt_json_first(object);
    lua_newtable(L);
    for (; member != NULL; member = kt_json_next(member)) {
        kt_push_str(L, kt_json_name(member));
        push_plain(L, member);
        lua_rawset(L, -3);
    }
}

/* One with a fraction; money never has one. */
static void
push_number(lua_State *L, const struct cJSON *node)
{
    kt_shield_begin(L);
    const char *text =
        kt_arena_cstr(running->arena, kt_json_text(node, running->arena));
    kt_shield_end(L);
    if (lua_stringtonumber(L, text) == 0)
        lua_pushnil(L);
}

/* A table of its own, which the body may change. The reader of JSON has limited
 * the depth. */
static void
push_plain(lua_State *L, const struct cJSON *node)
{
    luaL_checkstack(L, 4, "the input is nested too deeply");
    kt_charge(L, 1);
    switch (kt_json_kind(node)) {
    case KT_JSON_ARRAY:
        push_array(L, node);
        break;
    case KT_JSON_OBJECT:
        push_members(L, node);
        break;
    case KT_JSON_NUMBER:
        push_number(L, node);
        break;
    default:
        kt_push_node(L, node);
        break;
    }
}

/* The table at the top calls a thing by both of its names. */
static void
name_twice(lua_State *L, const char *name, const char *other)
{
    bool has_name = lua_getfield(L, -1, name) != LUA_TNIL;
    bool has_other = lua_getfield(L, -2, other) != LUA_TNIL;
    if (has_name && !has_other) {
        lua_pushvalue(L, -2);
        lua_setfield(L, -4, other);
    } else if (has_other && !has_name) {
        lua_pushvalue(L, -1);
        lua_setfield(L, -4, name);
    }
    lua_pop(L, 2);
}

static void
push_input(lua_State *L, const struct cJSON *input)
{
    push_plain(L, input);
    if (!lua_istable(L, -1) || lua_getfield(L, -1, "lines") != LUA_TTABLE)
        return;
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_rawgeti(L, -1, i) == LUA_TTABLE) {
            name_twice(L, "qty", "quantity");
            name_twice(L, "price", "unit_price");
        }
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* What a value is written with. */
struct writer {
    lua_State *L;
    struct kt_buf buf;
    struct kt_json json;
};

static void write_value(struct writer *writer, int index, int depth);

static void
count_bytes(struct writer *writer, size_t more)
{
    if (writer->buf.len + more > KT_EVAL_VALUE_MAX)
        kt_refuse(writer->L, KT_OUTCOME_MEMORY, "a value may have %d bytes",
                  KT_EVAL_VALUE_MAX);
}

static void
write_text(struct writer *writer, int index)
{
    struct kt_str text;
    text.ptr = lua_tolstring(writer->L, index, &text.len);
    count_bytes(writer, text.len);
    kt_json_str(&writer->json, kt_utf8_mend(running->arena, text));
}

/* JSON has no infinity, and no number that is none: they become texts. */
static void
write_number(struct writer *writer, int index)
{
    lua_Number number = lua_tonumber(writer->L, index);
    bool is_odd = !lua_isinteger(writer->L, index) && !isfinite(number);
    struct kt_str text = kt_push_tostring(writer->L, index);
    if (is_odd) {
        write_text(writer, -1);
    } else {
        kt_json_raw(&writer->json, text);
    }
    lua_pop(writer->L, 1);
}

/* Entries 1 to n and no other. */
static bool
is_list(lua_State *L, int index, lua_Integer *count)
{
    lua_Integer entries = 0;
    *count = (lua_Integer)lua_rawlen(L, index);
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        lua_pop(L, 1);
        kt_charge(L, 1);
        entries++;
    }
    return entries == *count;
}

static void
write_list(struct writer *writer, int index, lua_Integer count, int depth)
{
    kt_json_begin_array(&writer->json);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(writer->L, index, i);
        write_value(writer, lua_gettop(writer->L), depth);
        lua_pop(writer->L, 1);
    }
    kt_json_end_array(&writer->json);
}

/* Members in the order of their names, like pairs. */
static void
write_members(struct writer *writer, int index, int depth)
{
    lua_State *L = writer->L;
    lua_pushcfunction(L, kt_global_pairs);
    lua_pushvalue(L, index);
    lua_call(L, 1, 3);
    kt_json_begin_object(&writer->json);
    for (;;) {
        lua_pushvalue(L, -3);
        lua_pushvalue(L, -3);
        lua_pushvalue(L, -3);
        lua_call(L, 2, 2);
        if (lua_isnil(L, -2))
            break;
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L,
                       "a table is a list without gaps, or has names: here a "
                       "key is %s",
                       kt_value_name(L, -2));
        struct kt_str name = kt_check_text(L, -2);
        count_bytes(writer, name.len);
        kt_json_key(&writer->json, kt_utf8_mend(running->arena, name));
        write_value(writer, lua_gettop(L), depth);
        lua_pop(L, 1);
        lua_replace(L, -2);
    }
    kt_json_end_object(&writer->json);
    lua_pop(L, 5);
}

static void
write_table(struct writer *writer, int index, int depth)
{
    lua_Integer count;
    luaL_checkstack(writer->L, 12, "a value is nested too deeply");
    if (depth == KT_EVAL_DEPTH_MAX)
        luaL_error(writer->L, "a value is nested at most %d deep",
                   KT_EVAL_DEPTH_MAX);
    if (is_list(writer->L, index, &count))
        write_list(writer, index, count, depth + 1);
    else
        write_members(writer, index, depth + 1);
}

static void
write_value(struct writer *writer, int index, int depth)
{
    lua_State *L = writer->L;
    kt_charge(L, 1);
    count_bytes(writer, 0);
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        kt_json_null(&writer->json);
        break;
    case LUA_TBOOLEAN:
        kt_json_bool(&writer->json, lua_toboolean(L, index));
        break;
    case LUA_TNUMBER:
        write_number(writer, index);
        break;
    case LUA_TSTRING:
        write_text(writer, index);
        break;
    case LUA_TTABLE:
        write_table(writer, index, depth);
        break;
    default:
        luaL_error(L,
                   "a value is made of texts, numbers, booleans and tables; "
                   "this is %s",
                   kt_value_name(L, index));
    }
}

/* Shielded as a whole: what it takes is limited by the bytes. */
static struct kt_str
value_of(lua_State *L, int index, struct kt_arena *arena)
{
    struct writer writer = { .L = L };
    kt_shield_begin(L);
    kt_buf_init(&writer.buf, arena, 256);
    kt_json_init(&writer.json, &writer.buf);
    write_value(&writer, index, 0);
    kt_shield_end(L);
    return kt_buf_view(&writer.buf);
}

/* Runs in protected mode. */
static int
run_body(lua_State *L)
{
    struct eval *eval = running;
    const struct kt_load *load = kt_load_of(L);
    if ((int64_t)eval->in->text.len > load->registry->limits.source_max)
        kt_refuse(L, KT_OUTCOME_MEMORY, "a script may have %I bytes",
                  (LUAI_UACINT)load->registry->limits.source_max);
    if (eval->in->text.len > 0 && eval->in->text.ptr[0] == LUA_SIGNATURE[0])
        kt_refuse(L, KT_OUTCOME_DENIED, "a script is text");
    if (eval->in->input != NULL)
        push_input(L, eval->in->input);
    else
        lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, KT_SANDBOX_INPUT);
    kt_sandbox_run(L, load->source, 1);
    eval->out->is_declaration = kt_class_of(L, -1) == &kt_declaration_class;
    if (!eval->out->is_declaration)
        eval->out->value = value_of(L, lua_gettop(L), eval->arena);
    return 0;
}

static size_t
last_folder(const struct kt_registry *registry)
{
    size_t folder = 0;
    for (size_t i = 0; i < registry->scan.count; i++) {
        if (registry->scan.sources[i].folder > folder)
            folder = registry->scan.sources[i].folder;
    }
    return folder;
}

/* "dir/ten.lua" is the code "ten". */
static struct kt_str
code_of(struct kt_str name, struct kt_arena *arena)
{
    const char *slash = memrchr(name.ptr, '/', name.len);
    if (slash != NULL) {
        name.len -= (size_t)(slash + 1 - name.ptr);
        name.ptr = slash + 1;
    }
    const char *dot = memchr(name.ptr, '.', name.len);
    if (dot != NULL)
        name.len = (size_t)(dot - name.ptr);
    return kt_str_of(kt_arena_cstr(arena, name));
}

enum kt_status
kt_script_evaluate(struct kt_registry *registry, const struct kt_eval_in *in,
                   struct kt_arena *arena, struct kt_evaluation *evaluation,
                   struct kt_error *err)
{
    struct kt_state *state;
    struct kt_source source = {
        .path = in->name,
        .name = kt_str_of(kt_arena_cstr(arena, in->name)),
        .code = code_of(in->name, arena),
        .place = &anywhere,
        .folder = last_folder(registry),
        .text = in->text,
    };
    struct kt_load load = { .registry = registry,
                            .source = &source,
                            .is_body = true };
    struct eval eval = { .in = in, .out = evaluation, .arena = arena };
    struct kt_guarded guarded = { .limits = &registry->limits,
                                  .body = run_body,
                                  .arena = arena };
    *evaluation = (struct kt_evaluation){ 0 };
    KT_TRY(kt_state_get((size_t)registry->limits.memory_max, &state, err));
    kt_script_figures_clear();
    running = &eval;
    state->load = &load;
    state->run = NULL;
    state->print_len = 0;
    if (!kt_state_guard(state, &guarded))
        evaluation->message = guarded.message;
    state->load = NULL;
    running = NULL;
    kt_state_count(state);
    evaluation->printed = kt_script_printed();
    evaluation->figures = kt_script_figures();
    return KT_OK;
}
