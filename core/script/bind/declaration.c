/* kontor.price_rule, promotion, tax_rule, shipping_method, checkout_check,
 * order_guard, reaction: functions that check a table of fields. */
#include "script/bind/declaration.h"

#include "base/assert.h"
#include "domain/order/order_machine.h"
#include "domain/payment/payment_machine.h"
#include "script/bind/classes.h"
#include "script/bind/param.h"
#include "script/lint.h"
#include "script/registry.h"
#include "script/sandbox.h"

enum { EVENTS_MAX = 32 };

struct kind {
    const char *name; /* for messages */
    const char *folder;
    const char *entry;
    int arity;         /* parameters that the entry may take */
    const char *extra; /* "stage", "event", "on", or NULL */
};

static const struct kind kinds[KT_RULE_KIND_COUNT] = {
    [KT_RULE_PRICE] = { "price_rule", "pricing/", "price", 3, NULL },
    [KT_RULE_PROMOTION] = { "promotion", "promotions/", "evaluate", 2,
                            "stage" },
    [KT_RULE_TAX] = { "tax_rule", "tax/", "treat", 3, NULL },
    [KT_RULE_SHIPPING] = { "shipping_method", "shipping/", "quote", 3, NULL },
    [KT_RULE_CHECK] = { "checkout_check", "checkout/", "check", 2, NULL },
    [KT_RULE_GUARD] = { "order_guard", "orders/", "check", 2, "event" },
    [KT_RULE_REACTION] = { "reaction", "orders/", "react", 2, "on" },
};

const char *const kt_rule_kind_names[] = { "price_rule",     "promotion",
                                           "tax_rule",       "shipping_method",
                                           "checkout_check", "order_guard",
                                           "reaction",       NULL };

static int
line_of_call(lua_State *L)
{
    lua_Debug record;
    if (!lua_getstack(L, 1, &record))
        return 1;
    lua_getinfo(L, "l", &record);
    return record.currentline;
}

/* The line where the declaration sets the field. */
static int
line_of_field(lua_State *L, const char *name)
{
    return kt_lint_line_of(kt_load_of(L)->source, line_of_call(L),
                           kt_str_of(name));
}

/* Raises about a field at its own line. */
#define FAULT(L, field, ...)                                                   \
    kt_raise_at((L), kt_load_of(L)->source, line_of_field((L), (field)),       \
                __VA_ARGS__)

static size_t
list_fields(const struct kind *kind, const char **names)
{
    names[0] = "code";
    names[1] = "title";
    names[2] = "help";
    names[3] = "params";
    names[4] = kind->entry;
    names[5] = kind->extra;
    return kind->extra != NULL ? 6 : 5;
}

static void
check_names(lua_State *L, const struct kind *kind)
{
    const char *allowed[KT_DECLARATION_FIELDS_MAX];
    size_t count = list_fields(kind, allowed);
    lua_pushnil(L);
    while (lua_next(L, 1) != 0) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "%s: a field needs a name", kind->name);
        struct kt_str name;
        name.ptr = lua_tolstring(L, -1, &name.len);
        size_t i = 0;
        while (i < count && !kt_str_eq(kt_str_of(allowed[i]), name))
            i++;
        if (i == count)
            FAULT(L, name.ptr, "%s has no field '%s'%s", kind->name, name.ptr,
                  kt_push_nearest(L, name, allowed, count));
    }
}

static struct kt_str
required_text(lua_State *L, const struct kind *kind, const char *name)
{
    struct kt_str text = { NULL, 0 };
    int type = lua_getfield(L, 1, name);
    if (type == LUA_TNIL)
        luaL_error(L, "%s: field '%s' is missing", kind->name, name);
    if (type != LUA_TSTRING)
        FAULT(L, name, "field '%s': a string expected, got %s", name,
              kt_value_name(L, -1));
    text.ptr = lua_tolstring(L, -1, &text.len);
    if (text.len == 0)
        FAULT(L, name, "field '%s' is empty", name);
    lua_pop(L, 1);
    return text;
}

static void
check_texts(lua_State *L, const struct kind *kind)
{
    struct kt_str code = required_text(L, kind, "code");
    struct kt_str wanted = kt_load_of(L)->source->code;
    if (!kt_str_eq(code, wanted))
        FAULT(L, "code", "the code is '%s', but the file is %s.lua", code.ptr,
              wanted.ptr);
    required_text(L, kind, "title");
    int type = lua_getfield(L, 1, "help");
    if (type != LUA_TNIL && type != LUA_TSTRING)
        FAULT(L, "help", "field 'help': a string expected, got %s",
              kt_value_name(L, -1));
    lua_pop(L, 1);
}

static void
check_entry(lua_State *L, const struct kind *kind)
{
    int type = lua_getfield(L, 1, kind->entry);
    if (type == LUA_TNIL)
        luaL_error(L, "%s: field '%s' is missing: a function", kind->name,
                   kind->entry);
    if (type != LUA_TFUNCTION || lua_iscfunction(L, -1))
        FAULT(L, kind->entry, "field '%s': a function expected, got %s",
              kind->entry, kt_value_name(L, -1));
    lua_Debug record;
    lua_getinfo(L, ">u", &record);
    if (record.nparams > kind->arity)
        FAULT(L, kind->entry, "%s takes %d parameters, but is given %d",
              kind->entry, record.nparams, kind->arity);
}

static int
stage_of(const char *name)
{
    for (int i = 0; i < KT_STAGE_COUNT; i++) {
        if (strcmp(kt_stage_names[i], name) == 0)
            return i;
    }
    return -1;
}

static void
check_stage(lua_State *L, const struct kind *kind)
{
    struct kt_str stage = required_text(L, kind, "stage");
    if (stage_of(stage.ptr) < 0)
        FAULT(L, "stage", "'%s' is no stage%s", stage.ptr,
              kt_push_nearest(L, stage, kt_stage_names, KT_STAGE_COUNT));
}

static size_t
add_names(const char **names, size_t count, const char *const *more)
{
    for (; *more != NULL; more++) {
        KT_ASSERT(count < EVENTS_MAX);
        names[count++] = *more;
    }
    return count;
}

/* Guards stand on edges of the order machine; reactions hear what is told of
 * orders and payments. */
static size_t
list_events(const struct kind *kind, const char **names)
{
    static const char *const of_checkout[] = { "order.placed", "order.paid",
                                               NULL };
    if (kind == &kinds[KT_RULE_GUARD])
        return add_names(names, 0, kt_order_machine.events);
    size_t count = add_names(names, 0, of_checkout);
    count = add_names(names, count, kt_order_machine.topics);
    return add_names(names, count, kt_payment_machine.topics);
}

static void
check_event(lua_State *L, const struct kind *kind)
{
    const char *field = kind->extra;
    struct kt_str name = { "", 0 };
    if (lua_type(L, -1) == LUA_TSTRING)
        name.ptr = lua_tolstring(L, -1, &name.len);
    if (name.len == 0)
        FAULT(L, field, "field '%s': names of events expected", field);
    const char *names[EVENTS_MAX];
    size_t count = list_events(kind, names);
    for (size_t i = 0; i < count; i++) {
        if (kt_str_eq(kt_str_of(names[i]), name))
            return;
    }
    if (kt_load_of(L)->registry->lint != KT_LINT_NOTHING)
        FAULT(L, kind->extra, "'%s' is no event%s", name.ptr,
              kt_push_nearest(L, name, names, count));
}

/* One name or a list of them. */
static void
check_events(lua_State *L, const struct kind *kind)
{
    int type = lua_getfield(L, 1, kind->extra);
    if (type == LUA_TNIL)
        luaL_error(L, "%s: field '%s' is missing", kind->name, kind->extra);
    if (type != LUA_TTABLE) {
        check_event(L, kind);
    } else {
        lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
        if (count == 0)
            FAULT(L, kind->extra, "field '%s' is empty", kind->extra);
        for (lua_Integer i = 1; i <= count; i++) {
            lua_rawgeti(L, -1, i);
            check_event(L, kind);
            lua_pop(L, 1);
        }
    }
    lua_pop(L, 1);
}

static void
check_params(lua_State *L)
{
    int type = lua_getfield(L, 1, "params");
    if (type != LUA_TNIL && type != LUA_TTABLE)
        FAULT(L, "params", "field 'params': a table expected, got %s",
              kt_value_name(L, -1));
    if (type == LUA_TTABLE) {
        lua_pushnil(L);
        while (lua_next(L, -2) != 0) {
            if (lua_type(L, -2) != LUA_TSTRING)
                FAULT(L, "params", "a param needs a name");
            struct kt_str name = kt_check_text(L, -2);
            if (!kt_param_is_name(name))
                FAULT(L, "params",
                      "the param '%s' has a wrong name: a-z, 0-9 and _ "
                      "expected",
                      name.ptr);
            if (kt_class_of(L, -1) != &kt_param_class)
                FAULT(L, lua_tostring(L, -2),
                      "'%s' is no param: declare it with kontor.param",
                      lua_tostring(L, -2));
            lua_pop(L, 1);
        }
    }
    lua_pop(L, 1);
}

static int
declare(lua_State *L, enum kt_rule_kind which)
{
    const struct kind *kind = &kinds[which];
    struct kt_load *load = kt_load_of(L);
    lua_settop(L, 1);
    if (!lua_istable(L, 1) || lua_getmetatable(L, 1))
        return luaL_error(L, "%s takes a plain table of fields", kind->name);
    check_names(L, kind);
    check_texts(L, kind);
    if (which == KT_RULE_PROMOTION)
        check_stage(L, kind);
    else if (kind->extra != NULL)
        check_events(L, kind);
    check_params(L);
    check_entry(L, kind);
    if (load->declarations++ > 0 && load->registry->lint == KT_LINT_ALL)
        return luaL_error(L, "a file declares one rule, this is its second");
    load->declared = which;
    struct kt_declaration *declaration =
        kt_push_owner(L, &kt_declaration_class, sizeof *declaration);
    declaration->kind = which;
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/* kontor.price_rule(fields) -> declaration, and so on */
int
kt_declare_price(lua_State *L)
{
    return declare(L, KT_RULE_PRICE);
}

int
kt_declare_promotion(lua_State *L)
{
    return declare(L, KT_RULE_PROMOTION);
}

int
kt_declare_tax(lua_State *L)
{
    return declare(L, KT_RULE_TAX);
}

int
kt_declare_shipping(lua_State *L)
{
    return declare(L, KT_RULE_SHIPPING);
}

int
kt_declare_check(lua_State *L)
{
    return declare(L, KT_RULE_CHECK);
}

int
kt_declare_guard(lua_State *L)
{
    return declare(L, KT_RULE_GUARD);
}

int
kt_declare_reaction(lua_State *L)
{
    return declare(L, KT_RULE_REACTION);
}

size_t
kt_declaration_fields(enum kt_rule_kind kind,
                      const char *names[KT_DECLARATION_FIELDS_MAX])
{
    return list_fields(&kinds[kind], names);
}

enum kt_rule_kind
kt_check_declaration(lua_State *L, int index, const struct kt_load *load)
{
    const struct kt_source *source = load->source;
    if (load->registry->lint == KT_LINT_ALL && !lua_isnil(L, index + 1))
        kt_raise_at(L, source, 1, "the file must return its declaration alone");
    if (kt_class_of(L, index) == NULL && load->declarations > 0)
        kt_raise_at(L, source, 1,
                    "the file must return its declaration: write return %s {",
                    kinds[load->declared].name);
    if (kt_class_of(L, index) != &kt_declaration_class)
        kt_raise_at(L, source, 1,
                    "the file must return one declaration, it "
                    "returns %s",
                    kt_value_name(L, index));
    const struct kt_declaration *declaration = lua_touserdata(L, index);
    if ((source->place->kinds & (1U << declaration->kind)) == 0)
        kt_raise_at(L, source, 1, "a %s belongs in %s",
                    kinds[declaration->kind].name,
                    kinds[declaration->kind].folder);
    return declaration->kind;
}

void
kt_push_entry(lua_State *L, int index)
{
    const struct kt_declaration *declaration = lua_touserdata(L, index);
    lua_getiuservalue(L, index, 1);
    lua_getfield(L, -1, kinds[declaration->kind].entry);
    lua_remove(L, -2);
}

static struct kt_str
copy_text(lua_State *L, int index, struct kt_arena *arena)
{
    struct kt_str text;
    text.ptr = lua_tolstring(L, index, &text.len);
    return kt_arena_str(arena, text);
}

static struct kt_str
copy_field(lua_State *L, const char *name, struct kt_arena *arena)
{
    struct kt_str text = { "", 0 };
    if (lua_getfield(L, -1, name) == LUA_TSTRING)
        text = copy_text(L, -1, arena);
    lua_pop(L, 1);
    return text;
}

static void
read_events(lua_State *L, const char *field, struct kt_load *load)
{
    struct kt_rule_info *info = load->info;
    bool is_list = lua_getfield(L, -1, field) == LUA_TTABLE;
    info->event_count = is_list ? lua_rawlen(L, -1) : 1;
    struct kt_str *events =
        KT_NEW_ARRAY(load->arena, struct kt_str, info->event_count);
    if (!is_list)
        events[0] = copy_text(L, -1, load->arena);
    for (size_t i = 0; is_list && i < info->event_count; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i + 1);
        events[i] = copy_text(L, -1, load->arena);
        lua_pop(L, 1);
    }
    info->events = events;
    lua_pop(L, 1);
}

/* The comment at the file's start, without its dashes. */
static struct kt_str
first_comment(struct kt_str text, struct kt_arena *arena)
{
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 128);
    size_t at = 0;
    while (at + 1 < text.len && text.ptr[at] == '-' &&
           text.ptr[at + 1] == '-') {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t stop = end != NULL ? (size_t)(end - text.ptr) : text.len;
        while (at < stop && (text.ptr[at] == '-' || text.ptr[at] == ' '))
            at++;
        if (buf.len > 0 && at < stop)
            kt_buf_char(&buf, ' ');
        kt_buf_append(&buf, text.ptr + at, stop - at);
        at = stop + 1;
    }
    return kt_buf_view(&buf);
}

static bool
has_text(enum kt_param_kind kind)
{
    enum kt_param_form form = kt_param_types[kind].form;
    return form != KT_FORM_SELECTOR && form != KT_FORM_ROWS;
}

/* Every {name} of the title must be a param that can be read as text. */
static void
check_title(lua_State *L, const struct kt_load *load)
{
    const struct kt_rule_info *info = load->info;
    const char *open = info->title.ptr;
    while ((open = strchr(open, '{')) != NULL) {
        const char *close = strchr(open, '}');
        size_t len = close != NULL ? (size_t)(close - open) - 1 : 0;
        struct kt_str name = { open + 1, len };
        size_t i = 0;
        while (i < info->param_count && !kt_str_eq(info->params[i].name, name))
            i++;
        bool is_param = i < info->param_count;
        if (!is_param || !has_text(info->params[i].kind))
            kt_raise_at(L, load->source,
                        kt_lint_line_of(load->source, 1, KT_STR("title")),
                        "the title names {%s}, which is no %s",
                        kt_arena_cstr(load->arena, name),
                        is_param ? "text" : "param");
        open++;
    }
}

void
kt_read_declaration(lua_State *L, int index, struct kt_load *load)
{
    const struct kt_declaration *declaration = lua_touserdata(L, index);
    struct kt_rule_info *info = load->info;
    info->kind = declaration->kind;
    lua_getiuservalue(L, index, 1);
    info->code = copy_field(L, "code", load->arena);
    info->title = copy_field(L, "title", load->arena);
    info->help = copy_field(L, "help", load->arena);
    if (info->help.len == 0)
        info->help = first_comment(load->source->text, load->arena);
    if (info->kind == KT_RULE_PROMOTION) {
        lua_getfield(L, -1, "stage");
        info->stage = (enum kt_stage)stage_of(lua_tostring(L, -1));
        lua_pop(L, 1);
    } else if (kinds[info->kind].extra != NULL) {
        read_events(L, kinds[info->kind].extra, load);
    }
    if (lua_getfield(L, -1, "params") == LUA_TTABLE)
        info->params =
            kt_read_specs(L, lua_gettop(L), load->arena, &info->param_count);
    check_title(L, load);
    lua_pop(L, 2);
}

const struct kt_class kt_declaration_class = { .name = "a declaration",
                                               .noun = "field" };
