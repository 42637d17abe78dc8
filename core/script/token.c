#include "script/token.h"

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_';
}

static char
peek(const struct kt_tokens *tokens, size_t ahead)
{
    size_t at = tokens->at + ahead;
    return at < tokens->text.len ? tokens->text.ptr[at] : '\0';
}

static void
step(struct kt_tokens *tokens)
{
    if (peek(tokens, 0) == '\n')
        tokens->line++;
    tokens->at++;
}

static bool
is_at_end(const struct kt_tokens *tokens)
{
    return tokens->at >= tokens->text.len;
}

/* The number of '=' of a long bracket that starts here, or -1. */
static int
long_level(const struct kt_tokens *tokens)
{
    if (peek(tokens, 0) != '[')
        return -1;
    int level = 0;
    while (peek(tokens, (size_t)level + 1) == '=')
        level++;
    return peek(tokens, (size_t)level + 1) == '[' ? level : -1;
}

static bool
closes_long(const struct kt_tokens *tokens, int level)
{
    if (peek(tokens, 0) != ']' || peek(tokens, (size_t)level + 1) != ']')
        return false;
    for (int i = 1; i <= level; i++) {
        if (peek(tokens, (size_t)i) != '=')
            return false;
    }
    return true;
}

static void
pass_long(struct kt_tokens *tokens, int level)
{
    tokens->at += (size_t)level + 2;
    while (!is_at_end(tokens) && !closes_long(tokens, level))
        step(tokens);
    tokens->at += (size_t)level + 2;
}

static void
pass_quoted(struct kt_tokens *tokens)
{
    char quote = peek(tokens, 0);
    step(tokens);
    while (!is_at_end(tokens) && peek(tokens, 0) != quote) {
        if (peek(tokens, 0) == '\\')
            step(tokens);
        step(tokens);
    }
    step(tokens);
}

static void
pass_comment(struct kt_tokens *tokens)
{
    tokens->at += 2;
    int level = long_level(tokens);
    if (level >= 0) {
        pass_long(tokens, level);
        return;
    }
    while (!is_at_end(tokens) && peek(tokens, 0) != '\n')
        step(tokens);
}

static void
pass_blanks(struct kt_tokens *tokens)
{
    while (!is_at_end(tokens)) {
        char c = peek(tokens, 0);
        if (c == '-' && peek(tokens, 1) == '-')
            pass_comment(tokens);
        else if (c == ' ' || (c >= '\t' && c <= '\r'))
            step(tokens);
        else
            return;
    }
}

static void
pass_word(struct kt_tokens *tokens)
{
    while (is_word(peek(tokens, 0)))
        tokens->at++;
}

/* Numbers with points and exponents; a wrong one is the compiler's matter. */
static void
pass_number(struct kt_tokens *tokens)
{
    while (is_word(peek(tokens, 0)) || peek(tokens, 0) == '.') {
        char c = peek(tokens, 0);
        bool is_exponent = c == 'e' || c == 'E' || c == 'p' || c == 'P';
        tokens->at++;
        char sign = peek(tokens, 0);
        if (is_exponent && (sign == '+' || sign == '-'))
            tokens->at++;
    }
}

static void
pass_sign(struct kt_tokens *tokens)
{
    static const char *const doubles[] = { "==", "~=", "<=", ">=", "<<",
                                           ">>", "//", "::", ".." };
    char first = peek(tokens, 0);
    char second = peek(tokens, 1);
    tokens->at++;
    for (size_t i = 0; i < sizeof doubles / sizeof doubles[0]; i++) {
        if (doubles[i][0] == first && doubles[i][1] == second) {
            tokens->at++;
            return;
        }
    }
}

static enum kt_token_kind
pass_token(struct kt_tokens *tokens)
{
    char c = peek(tokens, 0);
    int level = long_level(tokens);
    if (c == '"' || c == '\'') {
        pass_quoted(tokens);
        return KT_TOKEN_TEXT;
    }
    if (level >= 0) {
        pass_long(tokens, level);
        return KT_TOKEN_TEXT;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(tokens, 1)))) {
        pass_number(tokens);
        return KT_TOKEN_NUMBER;
    }
    if (is_word(c)) {
        pass_word(tokens);
        return KT_TOKEN_NAME;
    }
    pass_sign(tokens);
    return KT_TOKEN_SIGN;
}

void
kt_tokens_init(struct kt_tokens *tokens, struct kt_str text)
{
    *tokens = (struct kt_tokens){ .text = text, .line = 1 };
}

enum kt_token_kind
kt_tokens_next(struct kt_tokens *tokens)
{
    pass_blanks(tokens);
    size_t start = tokens->at;
    if (is_at_end(tokens)) {
        tokens->token = (struct kt_str){ "", 0 };
        tokens->kind = KT_TOKEN_END;
        return KT_TOKEN_END;
    }
    tokens->kind = pass_token(tokens);
    size_t end = tokens->at < tokens->text.len ? tokens->at : tokens->text.len;
    tokens->token = (struct kt_str){ tokens->text.ptr + start, end - start };
    return tokens->kind;
}

bool
kt_token_is(const struct kt_tokens *tokens, const char *word)
{
    return tokens->kind != KT_TOKEN_TEXT &&
           kt_str_eq(tokens->token, kt_str_of(word));
}

bool
kt_token_is_one_of(const struct kt_tokens *tokens, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (kt_token_is(tokens, *words))
            return true;
    }
    return false;
}
