#include "script/lint.h"

#include "script/sandbox.h"
#include "script/token.h"

enum { DEPTH_MAX = 200 };

enum bracket {
    BRACKET_GROUP, /* ( … ) around an expression */
    BRACKET_INDEX, /* t[ … ] */
    BRACKET_OTHER  /* arguments, { … }, { [ … ] = } */
};

struct open_bracket {
    enum bracket kind;
    bool compares;
    bool joins; /* and, or: these are compiled rightly */
};

struct lint {
    struct open_bracket open[DEPTH_MAX];
    size_t depth;
    bool after_value; /* the last token ended an expression */
};

static bool
ends_value(const struct kt_tokens *tokens)
{
    static const char *const closers[] = { ")", "]", "}", NULL };
    static const char *const keywords[] = {
        "and",  "break", "do",    "else",     "elseif", "for",    "goto",
        "if",   "in",    "local", "not",      "or",     "repeat", "return",
        "then", "until", "while", "function", NULL
    };
    if (tokens->kind == KT_TOKEN_SIGN)
        return kt_token_is_one_of(tokens, closers);
    return !(tokens->kind == KT_TOKEN_NAME &&
             kt_token_is_one_of(tokens, keywords));
}

/* A function body inside an index starts afresh: its statements are not the
 * index. Its `end` needs no care, only brackets are counted. */
static void
note_operator(struct lint *lint, const struct kt_tokens *tokens)
{
    static const char *const comparisons[] = { "<",  ">",  "<=",  ">=",
                                               "==", "~=", "not", NULL };
    static const char *const joins[] = { "and", "or", NULL };
    if (lint->depth == 0)
        return;
    struct open_bracket *top = &lint->open[lint->depth - 1];
    top->compares = top->compares || kt_token_is_one_of(tokens, comparisons);
    top->joins = top->joins || kt_token_is_one_of(tokens, joins);
}

static bool
opens(struct lint *lint, const struct kt_tokens *tokens)
{
    enum bracket kind = BRACKET_OTHER;
    if (kt_token_is(tokens, "[") && lint->after_value)
        kind = BRACKET_INDEX;
    else if (kt_token_is(tokens, "(") && !lint->after_value)
        kind = BRACKET_GROUP;
    if (lint->depth < DEPTH_MAX)
        lint->open[lint->depth] = (struct open_bracket){ .kind = kind };
    lint->depth++;
    return lint->depth <= DEPTH_MAX;
}

/* False when an index that is a comparison is closed. A group hands what it
 * holds to the bracket around it. */
static bool
closes(struct lint *lint)
{
    if (lint->depth == 0)
        return true;
    struct open_bracket closed = lint->open[--lint->depth];
    if (closed.kind == BRACKET_INDEX)
        return !closed.compares || closed.joins;
    if (closed.kind == BRACKET_GROUP && lint->depth > 0) {
        struct open_bracket *around = &lint->open[lint->depth - 1];
        around->compares = around->compares || closed.compares;
    }
    return true;
}

void
kt_lint_text(lua_State *L, const struct kt_source *source)
{
    static const char *const openers[] = { "(", "[", "{", NULL };
    static const char *const closers[] = { ")", "]", "}", NULL };
    struct kt_tokens tokens;
    struct lint lint = { .depth = 0 };
    kt_tokens_init(&tokens, source->text);
    while (kt_tokens_next(&tokens) != KT_TOKEN_END) {
        if (kt_token_is_one_of(&tokens, openers) && !opens(&lint, &tokens))
            kt_raise_at(L, source, tokens.line,
                        "brackets are nested too deeply");
        if (kt_token_is_one_of(&tokens, closers) && !closes(&lint))
            kt_raise_at(L, source, tokens.line,
                        "an index may not be a comparison: put it into a "
                        "local first");
        note_operator(&lint, &tokens);
        lint.after_value = ends_value(&tokens);
    }
}

int
kt_lint_line_of(const struct kt_source *source, int from_line,
                struct kt_str name)
{
    struct kt_tokens tokens;
    int line = 0;
    kt_tokens_init(&tokens, source->text);
    while (kt_tokens_next(&tokens) != KT_TOKEN_END) {
        if (line > 0 && kt_token_is(&tokens, "="))
            return line;
        bool is_wanted = tokens.kind == KT_TOKEN_NAME &&
                         tokens.line >= from_line &&
                         kt_str_eq(tokens.token, name);
        line = is_wanted ? tokens.line : 0;
    }
    return from_line;
}
