/* Tokens of staff and programs: "sk_" and 43 characters from the system's
 * random generator, shown once. The database keeps their BLAKE2b-256 only. */
#ifndef KT_SERVICE_TOKEN_H
#define KT_SERVICE_TOKEN_H

#include "service/app.h"

enum { KT_TOKEN_HASH_SIZE = 32 };

/* The hash under which a token is stored: of all its text, "sk_" included. */
void kt_token_hash(struct kt_str token, uint8_t hash[KT_TOKEN_HASH_SIZE]);

/* Every scope that a route may ask for; ends with NULL. Beside these a token
 * may have "*" for all and "orders:*" for all of one noun. */
extern const char *const kt_token_scopes[];

struct kt_token_wish {
    struct kt_str name;    /* for people and the record */
    struct kt_list scopes; /* of struct kt_str, at least one */
    int64_t expires_ms;    /* 0: never */
};

/* Makes a token; *secret takes its text, in the arena: nobody can read it
 * again. INVALID_BODY names each wrong scope with the nearest right one. */
KT_CHECKED enum kt_status kt_token_create(
    struct kt_app *app, struct kt_id store_id, const struct kt_token_wish *wish,
    struct kt_arena *arena, struct kt_str *secret, struct kt_error *err);

/* The checks of a wish, and a new secret: for who stores the token himself. */
KT_CHECKED enum kt_status kt_token_check(const struct kt_token_wish *wish,
                                         int64_t now_ms, struct kt_error *err);
struct kt_str kt_token_draw(struct kt_arena *arena);

/* True when a token with these scopes (of struct kt_str) may do what the wanted
 * one says, "orders:read" or "orders:*". */
bool kt_token_may(const struct kt_list *scopes, struct kt_str wanted);

/* Notes that a token was used, to five minutes; nobody waits for it. */
void kt_token_note_use(struct kt_app *app, struct kt_id store_id,
                       struct kt_id id, int64_t last_used_ms, int64_t now_ms);

/* A token as it is known afterwards. */
struct kt_token_row {
    struct kt_id id;
    struct kt_str name;
    struct kt_list scopes; /* of struct kt_str */
    int64_t expires_ms;    /* 0: never */
    int64_t created_ms;
};

/* The shop's tokens, the oldest first: a list of struct kt_token_row. */
KT_CHECKED enum kt_status kt_token_list(struct kt_app *app,
                                        struct kt_id store_id,
                                        struct kt_arena *arena,
                                        struct kt_list *tokens,
                                        struct kt_error *err);

/* Ends a token; who holds it is refused from now on. NOT_FOUND. */
KT_CHECKED enum kt_status kt_token_revoke(struct kt_app *app,
                                          struct kt_id store_id,
                                          struct kt_id id,
                                          struct kt_error *err);

#endif
