/* Names that a script reads: a global or a function of a module that is not
 * there, a field that a view has not, a param that is not declared. They are
 * told at load, all of a file at once, not at the first cart that comes that
 * way. The file compiles already, so that its brackets and blocks fit. */
#include "base/assert.h"
#include "script/bind/classes.h"
#include "script/known.h"
#include "script/lint.h"
#include "script/registry.h"
#include "script/sandbox.h"
#include "script/scope.h"
#include "script/token.h"

enum { PARAMETERS_MAX = 3 };

/* What the entries' parameters are; NULL: a record, whose members vary, or the
 * params, which stand last. */
static const struct kt_class
    *const views[KT_RULE_KIND_COUNT][PARAMETERS_MAX - 1] = {
        [KT_RULE_PRICE] = { &kt_item_class, &kt_buyer_class },
        [KT_RULE_PROMOTION] = { &kt_cart_class, NULL },
        [KT_RULE_TAX] = { &kt_line_class, &kt_sale_class },
        [KT_RULE_SHIPPING] = { &kt_parcel_class, &kt_address_class },
        [KT_RULE_CHECK] = { &kt_order_class, NULL },
        [KT_RULE_GUARD] = { NULL, NULL },
        [KT_RULE_REACTION] = { NULL, NULL },
    };

static const int params_at[KT_RULE_KIND_COUNT] = {
    [KT_RULE_PRICE] = 2,    [KT_RULE_PROMOTION] = 1, [KT_RULE_TAX] = 2,
    [KT_RULE_SHIPPING] = 2, [KT_RULE_CHECK] = 1,     [KT_RULE_GUARD] = 1,
    [KT_RULE_REACTION] = 1,
};

struct names {
    struct kt_load *load;
    const struct kt_source *source;
    bool is_strict; /* globals and tables, too */
    struct kt_tokens at;
    struct kt_tokens before;
    struct kt_local entry[PARAMETERS_MAX]; /* parameters of the entry */
    size_t entry_count;
    int entry_line; /* where it begins; 0: there is none */
    struct kt_scope scope;
    int target;    /* of the chain that begins with the next token */
    bool is_value; /* of locals, begins with the next token */
};

static void
fault(struct names *names, int line, struct kt_str text)
{
    struct kt_load *load = names->load;
    if (load->fault_count < KT_COUNT(load->faults))
        load->faults[load->fault_count++] =
            kt_arena_format(load->arena, "%s:%d: %.*s", names->source->name.ptr,
                            line, KT_STR_FMT(text));
}

#define FAULT(names, ...)                                                      \
    fault((names), (names)->at.line,                                           \
          kt_arena_format((names)->load->arena, __VA_ARGS__))

static bool
is_keyword(const struct kt_tokens *token)
{
    static const char *const keywords[] = {
        "and",      "break",  "do",   "else", "elseif", "end",   "false", "for",
        "function", "goto",   "if",   "in",   "local",  "nil",   "not",   "or",
        "repeat",   "return", "then", "true", "until",  "while", NULL
    };
    return kt_token_is_one_of(token, keywords);
}

static void
next(struct names *names)
{
    names->before = names->at;
    (void)kt_tokens_next(&names->at);
}

static struct kt_tokens
peek(const struct names *names)
{
    struct kt_tokens ahead = names->at;
    (void)kt_tokens_next(&ahead);
    return ahead;
}

static bool
is_next(const struct names *names, const char *word)
{
    struct kt_tokens ahead = peek(names);
    return kt_token_is(&ahead, word);
}

/* Other functions may be given anything, whatever they call it. */
static void
add_parameter(struct names *names, struct kt_str name, bool is_entry)
{
    struct kt_known known = { .kind = KT_KNOWN_NOTHING };
    for (size_t i = 0; is_entry && i < names->entry_count; i++) {
        if (kt_str_eq(names->entry[i].name, name))
            known = names->entry[i].known;
    }
    kt_scope_add(&names->scope, name, known);
}

/* At the "(" before the parameters. */
static void
open_function(struct names *names, bool has_self, int line)
{
    bool is_entry =
        line == names->entry_line || names->at.line == names->entry_line;
    kt_scope_open(&names->scope, KT_OPEN_FUNCTION);
    if (has_self)
        kt_scope_add(&names->scope, KT_STR("self"), (struct kt_known){ 0 });
    while (!kt_token_is(&names->at, ")") && names->at.kind != KT_TOKEN_END) {
        next(names);
        if (names->at.kind == KT_TOKEN_NAME)
            add_parameter(names, names->at.token, is_entry);
    }
    kt_scope_show(&names->scope);
}

static void
write_global(struct names *names)
{
    if (names->is_strict)
        FAULT(names, "a script has no globals: write local %.*s",
              KT_STR_FMT(names->at.token));
}

static void
read_function(struct names *names)
{
    bool has_self = false;
    int line = names->at.line;
    next(names);
    if (names->at.kind == KT_TOKEN_NAME && is_next(names, "(") &&
        kt_scope_find(&names->scope, names->at.token) == NULL)
        write_global(names);
    for (; !kt_token_is(&names->at, "("); next(names)) {
        has_self = has_self || kt_token_is(&names->at, ":");
        if (names->at.kind == KT_TOKEN_END)
            return;
    }
    open_function(names, has_self, line);
}

/* Up to the last of the names; they are not seen yet. */
static size_t
read_list(struct names *names)
{
    size_t count = 0;
    do {
        next(names);
        kt_scope_add(&names->scope, names->at.token, (struct kt_known){ 0 });
        count++;
        if (!is_next(names, "<"))
            continue;
        next(names);
        next(names);
        next(names);
    } while (is_next(names, ",") && (next(names), true));
    return count;
}

static void
read_local(struct names *names)
{
    if (is_next(names, "function")) {
        next(names);
        next(names);
        kt_scope_add(&names->scope, names->at.token, (struct kt_known){ 0 });
        kt_scope_show(&names->scope);
        next(names);
        open_function(names, false, names->before.line);
        return;
    }
    size_t first = names->scope.local_count;
    size_t count = read_list(names);
    if (is_next(names, "=")) {
        next(names);
        names->is_value = true;
        names->target = count == 1 ? (int)first : KT_FOR_NOTHING;
    } else {
        kt_scope_show(&names->scope);
    }
}

static void
read_for(struct names *names)
{
    struct kt_open *head = kt_scope_open(&names->scope, KT_OPEN_HEAD);
    (void)read_list(names);
    names->scope.visible = head->locals;
    next(names);
    if (kt_token_is(&names->at, "in"))
        names->target = KT_FOR_OPENS + (int)names->scope.depth - 1;
}

static void
read_while(struct names *names)
{
    kt_scope_open(&names->scope, KT_OPEN_HEAD);
}

static void
read_do(struct names *names)
{
    if (!kt_scope_is_in(&names->scope, KT_OPEN_HEAD)) {
        kt_scope_open(&names->scope, KT_OPEN_BLOCK);
        return;
    }
    struct kt_open *head = kt_scope_top(&names->scope);
    size_t entry = head->locals + head->after.place;
    head->kind = KT_OPEN_BLOCK;
    if (head->after.kind == KT_KNOWN_WALK && entry < names->scope.local_count)
        names->scope.locals[entry].known = kt_known_entry(&head->after);
    kt_scope_show(&names->scope);
}

static void
read_then(struct names *names)
{
    kt_scope_open(&names->scope, KT_OPEN_BLOCK);
}

static void
read_else(struct names *names)
{
    (void)kt_scope_close(&names->scope);
    kt_scope_open(&names->scope, KT_OPEN_BLOCK);
}

static void
read_end(struct names *names)
{
    (void)kt_scope_close(&names->scope);
}

/* What the block has is seen in its condition: it stays until the one around
 * is closed. */
static void
read_until(struct names *names)
{
    size_t count = names->scope.local_count;
    (void)kt_scope_close(&names->scope);
    names->scope.local_count = count;
    kt_scope_show(&names->scope);
}

static const struct {
    const char *word;
    void (*read)(struct names *names);
} readers[] = {
    { "do", read_do },       { "else", read_else },
    { "elseif", read_end },  { "end", read_end },
    { "for", read_for },     { "function", read_function },
    { "goto", next },        { "local", read_local },
    { "repeat", read_then }, { "then", read_then },
    { "until", read_until }, { "while", read_while },
};

static bool
ends_value(const struct kt_tokens *token)
{
    static const char *const closers[] = { ")",   "]",    "}",     "end",
                                           "nil", "true", "false", NULL };
    if (token->kind == KT_TOKEN_TEXT || token->kind == KT_TOKEN_NUMBER)
        return true;
    return kt_token_is_one_of(token, closers) ||
           (token->kind == KT_TOKEN_NAME && !is_keyword(token));
}

/* The chain is done. It tells what a local is when it is all of its value, and
 * what a loop walks over. */
static void
end_chain(struct names *names, struct kt_known known, int target)
{
    static const char *const operators[] = { "<",  ">", "<=", ">=", "==",
                                             "~=", "+", "-",  "*",  "/",
                                             "//", "%", "..", NULL };
    struct kt_tokens ahead = peek(names);
    if (known.method != NULL && kt_token_is_one_of(&ahead, operators))
        FAULT(names, "'%s' is a method: write :%s(…)", known.method,
              known.method);
    bool goes_on = ahead.kind == KT_TOKEN_SIGN || kt_token_is(&ahead, "and") ||
                   kt_token_is(&ahead, "or");
    if (target == KT_FOR_NOTHING || known.is_function)
        return;
    if (target < KT_FOR_OPENS) {
        if (!goes_on || kt_token_is(&ahead, ";"))
            names->scope.locals[target].known = known;
        return;
    }
    struct kt_open *open = &names->scope.opens[target - KT_FOR_OPENS];
    if (open->kind == KT_OPEN_HEAD && known.kind == KT_KNOWN_WALK &&
        kt_token_is(&ahead, "do")) {
        open->after = known;
    } else if (open->is_ipairs && known.kind == KT_KNOWN_LIST &&
               kt_token_is(&ahead, ")")) {
        open->after = known;
        open->after.kind = KT_KNOWN_WALK;
        open->after.place = 1;
    }
}

static bool
is_called(const struct kt_tokens *ahead)
{
    return ahead->kind == KT_TOKEN_TEXT || kt_token_is(ahead, "(") ||
           kt_token_is(ahead, "{");
}

/* At a "." or ":". */
static struct kt_known
read_member(struct names *names, const struct kt_known *known)
{
    struct kt_str wrong;
    struct kt_read read = { .by_colon = kt_token_is(&names->at, ":") };
    next(names);
    struct kt_tokens ahead = peek(names);
    read.name = names->at.token;
    read.is_called = is_called(&ahead);
    if (known->kind == KT_KNOWN_OBJECT && kt_token_is(&ahead, "=")) {
        if (names->is_strict)
            FAULT(names, "%s is read-only ('%.*s' was assigned)",
                  known->class->name, KT_STR_FMT(read.name));
        return (struct kt_known){ .kind = KT_KNOWN_NOTHING };
    }
    struct kt_known given =
        kt_known_read(known, &read, names->load->arena, &wrong);
    if (wrong.len > 0)
        fault(names, names->at.line, wrong);
    return given;
}

static struct kt_known
called(struct kt_known known)
{
    if (!known.is_function)
        return (struct kt_known){ .kind = KT_KNOWN_NOTHING };
    known.is_function = false;
    known.wants_rate = false;
    known.method = NULL;
    return known;
}

/* Behind a value: all that is read off it, up to a bracket whose end brings us
 * back here. */
static void
read_chain(struct names *names, struct kt_known known, int target)
{
    for (;;) {
        struct kt_tokens ahead = peek(names);
        struct kt_open *open = NULL;
        if (kt_token_is(&ahead, ".") || kt_token_is(&ahead, ":")) {
            next(names);
            known = read_member(names, &known);
            continue;
        }
        if (ahead.kind == KT_TOKEN_TEXT) {
            next(names);
            known = called(known);
            continue;
        }
        if (kt_token_is(&ahead, "("))
            open = kt_scope_open(&names->scope, KT_OPEN_GROUP);
        else if (kt_token_is(&ahead, "{"))
            open = kt_scope_open(&names->scope, KT_OPEN_TABLE);
        else if (kt_token_is(&ahead, "["))
            open = kt_scope_open(&names->scope, KT_OPEN_INDEX);
        if (open == NULL)
            break;
        next(names);
        open->wants_rate = known.wants_rate;
        open->after = open->kind == KT_OPEN_INDEX ? kt_known_entry(&known)
                                                  : called(known);
        open->target = target;
        return;
    }
    end_chain(names, known, target);
}

/* At the global `require`. */
static struct kt_known
read_require(struct names *names)
{
    struct kt_tokens ahead = peek(names);
    struct kt_known known = { .is_function = true };
    if (names->is_strict && names->scope.functions > 0)
        FAULT(names, "require belongs at the top of the file");
    if (kt_token_is(&ahead, "("))
        (void)kt_tokens_next(&ahead);
    if (ahead.kind != KT_TOKEN_TEXT || ahead.token.len < 2)
        return known;
    struct kt_str name = { ahead.token.ptr + 1, ahead.token.len - 2 };
    known.class = kt_sandbox_module(name);
    if (known.class != NULL)
        known.kind = KT_KNOWN_OBJECT;
    return known;
}

static struct kt_known
read_global(struct names *names)
{
    struct kt_known known = { .kind = KT_KNOWN_NOTHING };
    struct kt_str name = names->at.token;
    const struct kt_row *row = kt_class_find(&kt_globals_class, name);
    if (row == NULL && names->is_strict) {
        fault(names, names->at.line,
              kt_known_missing(&kt_globals_class, name, names->load->arena));
    } else if (row == NULL) {
        return known;
    } else if (kt_str_eq(name, KT_STR("require"))) {
        return read_require(names);
    } else if (row->kind == KT_ROW_CLASS && names->is_strict) {
        return kt_known_object(row->class);
    }
    return known;
}

/* `x =` and `x, y =`, where a statement begins. */
static bool
is_assigned(struct names *names)
{
    static const char *const brackets[] = { "(", "{", "[", NULL };
    static const char *const starts[] = { "then",   "do", "else",
                                          "repeat", ";",  NULL };
    if (is_next(names, "="))
        return true;
    bool is_start = names->before.token.len == 0 ||
                    ends_value(&names->before) ||
                    kt_token_is_one_of(&names->before, starts);
    return is_start && is_next(names, ",") &&
           !kt_token_is_one_of(&names->before, brackets) &&
           !kt_scope_is_in(&names->scope, KT_OPEN_GROUP) &&
           !kt_scope_is_in(&names->scope, KT_OPEN_TABLE) &&
           !kt_scope_is_in(&names->scope, KT_OPEN_INDEX);
}

/* `name = value` in a table. */
static void
read_key(struct names *names)
{
    for (size_t i = kt_scope_top(&names->scope)->keys;
         i < names->scope.key_count; i++) {
        if (names->is_strict &&
            kt_str_eq(names->scope.keys[i].name, names->at.token)) {
            FAULT(names, "'%.*s' is set twice in this table, first in line %d",
                  KT_STR_FMT(names->at.token), names->scope.keys[i].line);
            return;
        }
    }
    if (names->scope.key_count < KT_SCOPE_KEYS_MAX)
        names->scope.keys[names->scope.key_count++] =
            (struct kt_key){ names->at.token, names->at.line };
}

static void
read_name(struct names *names, int target, bool is_value)
{
    bool is_key =
        kt_scope_is_in(&names->scope, KT_OPEN_TABLE) && is_next(names, "=");
    struct kt_local *local =
        is_key ? NULL : kt_scope_find(&names->scope, names->at.token);
    struct kt_known known = { .kind = KT_KNOWN_NOTHING };
    if (is_key) {
        read_key(names);
        return;
    }
    if (is_assigned(names)) {
        if (local != NULL)
            local->known = known;
        else
            write_global(names);
        return;
    }
    bool is_ipairs = local == NULL && is_next(names, "(") &&
                     kt_token_is(&names->at, "ipairs");
    known = local != NULL ? local->known : read_global(names);
    if (is_value)
        kt_scope_show(&names->scope);
    read_chain(names, known, target);
    if (is_ipairs && kt_scope_is_in(&names->scope, KT_OPEN_GROUP)) {
        kt_scope_top(&names->scope)->is_ipairs = true;
        names->target = KT_FOR_OPENS + (int)names->scope.depth - 1;
    }
}

static void
read_sign(struct names *names)
{
    static const char *const closers[] = { ")", "]", "}", NULL };
    if (kt_token_is(&names->at, "("))
        kt_scope_open(&names->scope, KT_OPEN_GROUP);
    else if (kt_token_is(&names->at, "["))
        kt_scope_open(&names->scope, KT_OPEN_INDEX);
    else if (kt_token_is(&names->at, "{"))
        kt_scope_open(&names->scope, KT_OPEN_TABLE);
    else if (kt_token_is(&names->at, "::"))
        while (next(names), names->at.kind == KT_TOKEN_NAME) {
        }
    else if (kt_token_is_one_of(&names->at, closers)) {
        struct kt_open closed = kt_scope_close(&names->scope);
        read_chain(names, closed.after, closed.target);
    }
}

/* give.percent(cart, 10) would be ten parts of a million. */
static void
check_number(struct names *names)
{
    if (kt_scope_is_in(&names->scope, KT_OPEN_GROUP) &&
        kt_scope_top(&names->scope)->wants_rate && is_next(names, ")") &&
        names->at.token.len <= 3)
        FAULT(names, "a rate is in parts per million: write rate.percent(%.*s)",
              KT_STR_FMT(names->at.token));
}

static void
read_token(struct names *names)
{
    int target = names->target;
    bool is_value = names->is_value;
    names->target = KT_FOR_NOTHING;
    names->is_value = false;
    if (names->at.kind == KT_TOKEN_NAME && !is_keyword(&names->at)) {
        read_name(names, target, is_value);
        return;
    }
    if (is_value)
        kt_scope_show(&names->scope);
    if (names->at.kind == KT_TOKEN_NUMBER)
        check_number(names);
    if (names->at.kind == KT_TOKEN_SIGN)
        read_sign(names);
    for (size_t i = 0; names->at.kind == KT_TOKEN_NAME && i < KT_COUNT(readers);
         i++) {
        if (kt_token_is(&names->at, readers[i].word)) {
            readers[i].read(names);
            return;
        }
    }
}

/* The entry is on the top of the stack. */
static void
read_parameters(lua_State *L, struct names *names,
                const struct kt_rule_info *info)
{
    lua_Debug record;
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &record);
    names->entry_line = record.linedefined;
    for (int i = 0; i < PARAMETERS_MAX; i++) {
        const char *name = lua_getlocal(L, NULL, i + 1);
        if (name == NULL)
            return;
        struct kt_local *parameter = &names->entry[names->entry_count++];
        parameter->name = kt_str_of(name);
        if (i == params_at[info->kind])
            parameter->known = kt_known_params(info);
        else if (i < PARAMETERS_MAX - 1 && views[info->kind][i] != NULL)
            parameter->known = kt_known_object(views[info->kind][i]);
    }
}

void
kt_lint_names(lua_State *L, const struct kt_source *source,
              const struct kt_rule_info *info)
{
    struct kt_load *load = kt_load_of(L);
    struct names names = {
        .load = load,
        .source = source,
        .is_strict =
            load->registry->lint == KT_LINT_ALL &&
            memmem(source->text.ptr, source->text.len, "_ENV", 4) == NULL,
        .target = KT_FOR_NOTHING,
    };
    if (load->registry->lint == KT_LINT_NOTHING)
        return;
    if (info != NULL)
        read_parameters(L, &names, info);
    kt_shield_begin(L);
    kt_tokens_init(&names.at, source->text);
    for (next(&names); !names.scope.is_lost && names.at.kind != KT_TOKEN_END;
         next(&names))
        read_token(&names);
    kt_shield_end(L);
}
