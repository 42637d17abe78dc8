/* Names that an entry function reads off its parameters: what the view has not,
 * or the rule does not declare, is told at load, not at the first cart that
 * comes that way. */
#include "base/assert.h"
#include "script/bind/classes.h"
#include "script/lint.h"
#include "script/sandbox.h"
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

struct parameter {
    struct kt_str name;
    const struct kt_class *class; /* NULL with is_params: the rule's params */
    bool is_params;
    bool is_rebound; /* a local of that name may be something else */
};

struct lint_names {
    lua_State *L;
    const struct kt_source *source;
    const struct kt_rule_info *info;
    struct parameter parameters[PARAMETERS_MAX];
    size_t count;
};

static struct parameter *
find_parameter(struct lint_names *lint, struct kt_str name)
{
    for (size_t i = 0; i < lint->count; i++) {
        if (kt_str_eq(lint->parameters[i].name, name))
            return &lint->parameters[i];
    }
    return NULL;
}

/* The entry is on the top of the stack. */
static void
read_parameters(struct lint_names *lint)
{
    for (int i = 0; i < PARAMETERS_MAX; i++) {
        const char *name = lua_getlocal(lint->L, NULL, i + 1);
        if (name == NULL)
            return;
        bool is_params = i == params_at[lint->info->kind];
        lint->parameters[lint->count++] = (struct parameter){
            .name = kt_str_of(name),
            .class = is_params || i == PARAMETERS_MAX - 1
                         ? NULL
                         : views[lint->info->kind][i],
            .is_params = is_params,
        };
    }
}

/* Names after `local` and `for`, up to what ends their list. */
static void
note_locals(struct lint_names *lint)
{
    struct kt_tokens tokens;
    bool is_list = false;
    kt_tokens_init(&tokens, lint->source->text);
    while (kt_tokens_next(&tokens) != KT_TOKEN_END) {
        if (kt_token_is(&tokens, "local") || kt_token_is(&tokens, "for")) {
            is_list = true;
            continue;
        }
        bool goes_on = tokens.kind == KT_TOKEN_NAME ||
                       kt_token_is(&tokens, ",") || kt_token_is(&tokens, "<") ||
                       kt_token_is(&tokens, ">");
        if (kt_token_is(&tokens, "in") || kt_token_is(&tokens, "function"))
            goes_on = false;
        is_list = is_list && goes_on;
        struct parameter *found =
            is_list ? find_parameter(lint, tokens.token) : NULL;
        if (found != NULL)
            found->is_rebound = true;
    }
}

static void
check_param(const struct lint_names *lint, struct kt_str name, int line)
{
    const struct kt_rule_info *info = lint->info;
    const char *names[KT_SHAPE_FIELDS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < info->param_count; i++) {
        if (kt_str_eq(info->params[i].name, name))
            return;
        if (count < KT_COUNT(names))
            names[count++] = info->params[i].name.ptr;
    }
    kt_raise_at(lint->L, lint->source, line, "there is no param '%s'%s",
                lua_pushlstring(lint->L, name.ptr, name.len),
                kt_push_nearest(lint->L, name, names, count));
}

static void
check_field(const struct lint_names *lint, const struct kt_class *class,
            struct kt_str name, int line)
{
    const char *names[KT_SHAPE_FIELDS_MAX];
    size_t count = 0;
    if (class->index != NULL || kt_class_find(class, name) != NULL)
        return;
    for (; count < class->row_count && count < KT_COUNT(names); count++)
        names[count] = class->rows[count].name;
    kt_raise_at(lint->L, lint->source, line, "%s has no %s '%s'%s", class->name,
                class->noun, lua_pushlstring(lint->L, name.ptr, name.len),
                kt_push_nearest(lint->L, name, names, count));
}

static void
check_name(const struct lint_names *lint, const struct parameter *parameter,
           const struct kt_tokens *tokens)
{
    if (parameter->is_rebound || tokens->kind != KT_TOKEN_NAME)
        return;
    if (parameter->is_params)
        check_param(lint, tokens->token, tokens->line);
    else if (parameter->class != NULL)
        check_field(lint, parameter->class, tokens->token, tokens->line);
}

/* parameter . name, parameter : name; not x.parameter.name */
static void
check_reads(struct lint_names *lint)
{
    struct kt_tokens tokens;
    const struct parameter *seen = NULL;
    bool is_member = false;
    kt_tokens_init(&tokens, lint->source->text);
    while (kt_tokens_next(&tokens) != KT_TOKEN_END) {
        bool is_dot = kt_token_is(&tokens, ".") || kt_token_is(&tokens, ":");
        if (seen != NULL && is_dot) {
            (void)kt_tokens_next(&tokens);
            check_name(lint, seen, &tokens);
            seen = NULL;
            is_member = false;
            continue;
        }
        seen = !is_member && tokens.kind == KT_TOKEN_NAME
                   ? find_parameter(lint, tokens.token)
                   : NULL;
        is_member = is_dot;
    }
}

void
kt_lint_names(lua_State *L, const struct kt_source *source,
              const struct kt_rule_info *info)
{
    struct lint_names lint = { .L = L, .source = source, .info = info };
    read_parameters(&lint);
    note_locals(&lint);
    check_reads(&lint);
}
