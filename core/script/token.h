/* Lua's tokens, as far as the lints need them: names, texts, numbers and
 * operators with their lines; comments are passed over. */
#ifndef KT_SCRIPT_TOKEN_H
#define KT_SCRIPT_TOKEN_H

#include <kontor/str.h>

enum kt_token_kind {
    KT_TOKEN_END,
    KT_TOKEN_NAME, /* keywords too */
    KT_TOKEN_TEXT,
    KT_TOKEN_NUMBER,
    KT_TOKEN_SIGN /* one operator, "<=" and the like in one */
};

struct kt_tokens {
    struct kt_str text;
    size_t at;
    int line; /* of the token last read */
    enum kt_token_kind kind;
    struct kt_str token;
};

void kt_tokens_init(struct kt_tokens *tokens, struct kt_str text);

/* Reads the next token; its kind. */
enum kt_token_kind kt_tokens_next(struct kt_tokens *tokens);

bool kt_token_is(const struct kt_tokens *tokens, const char *word);
/* words end with NULL. */
bool kt_token_is_one_of(const struct kt_tokens *tokens,
                        const char *const *words);

#endif
