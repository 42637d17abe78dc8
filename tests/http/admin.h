/* What tests of the admin routes share: the shop of shop.h and a token that
 * may do all. */
#ifndef KT_TESTS_ADMIN_H
#define KT_TESTS_ADMIN_H

#include "shop.h"

/* A group of tests with the shop, its server and the token. */
TCase *admin_case(Suite *suite, const char *name);

/* Makes the token that may do all; the group does it itself. */
void admin_login(void);

/* A token with these scopes, which end with NULL. */
struct kt_str admin_token(const char *const *scopes);

/* One call with a token and more headers. */
struct http_reply admin_call_as(struct kt_str token, const char *headers,
                                const char *method, struct kt_str target,
                                const char *body);

/* The same with the token that may do all. Fails unless the status is the
 * wanted one. */
struct http_reply admin_call(int status, const char *method,
                             struct kt_str target, const char *body);
struct http_reply admin_match(int status, const char *etag, const char *method,
                              struct kt_str target, const char *body);
#define admin_get(target) admin_call(200, "GET", (target), NULL)

/* Makes something and gives its address, "/admin/v1/promotions/promo_…". */
struct kt_str admin_make(const char *collection, const char *body);

/* The id at the end of an address. */
struct kt_str admin_id(struct kt_str address);

/* A record comes from outside, a line of an import. */
void admin_import(const char *line);

/* A text in the test's arena. */
struct kt_str admin_text(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
