/* A small shop for tests of the store's routes: real rules, real prices.
 *
 * Channels: web (EUR, tax included, en and de; the default one) and app (USD,
 * tax on top). Tax is 19 %, of the class reduced 7 %. Shipping is standard
 * (4.90) or pickup (free).
 *
 *   category        sku        EUR     USD     stock
 *   home/kitchen/cups
 *                   mug-red    12.00   14.00   100     tag gift
 *                   mug-blue   11.00           100     (the same product)
 *   home/kitchen    plate      25.00           10      was 30.00
 *   home            lamp       50.00           1
 *   home            poster      8.00           0       backorder
 *   books           ebook       9.00    9.50   any     not shipped, reduced
 *   books           paper      15.00           50      tag gift, tag sale
 *   books           draft       5.00           5       not active
 */
#ifndef KT_TESTS_SHOP_H
#define KT_TESTS_SHOP_H

#include "base/json.h"
#include "http.h"

#define SHOP_APP_KEY "pk_test_app"

/* A group of tests with the shop and a server of its routes. */
TCase *shop_case(Suite *suite, const char *name);

/* What the group does before and after each test, for tests with scripts of
 * their own: a folder beside the shipped ones, or NULL. */
void shop_open(const char *own_scripts);
void shop_close(void);

/* One call; the body may be NULL. Fails unless the status is the wanted. */
struct http_reply shop_call(int status, const char *method,
                            struct kt_str target, const char *body);
#define shop_get(target) shop_call(200, "GET", (target), NULL)

/* "/store/v1/carts/cart_…" of a new cart with these lines, a JSON array. */
struct kt_str shop_cart(const char *lines);

/* The same, ready to be placed: e-mail, address, shipping option. */
struct kt_str shop_ready_cart(const char *lines);

/* The cart's address and what follows it: "/lines". */
struct kt_str shop_at(struct kt_str cart, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The node at a JSON pointer of a body; without one the test fails. */
const struct cJSON *shop_node(struct http_reply reply, const char *pointer);
int64_t shop_int(struct http_reply reply, const char *pointer);
struct kt_str shop_text(struct http_reply reply, const char *pointer);
size_t shop_count(struct http_reply reply, const char *pointer);

/* "200 201 409": how often each status came, as in "1 x 201, 49 x 409". */
struct kt_str shop_tally(const struct http_reply *replies, size_t count);

/* Sends the same method and body, which may be NULL, to every target at once,
 * each on its own connection, and reads all answers. */
void shop_race(const char *method, const struct kt_str *targets, size_t count,
               const char *headers, const char *body,
               struct http_reply *replies);

/* A promotion to add; zeros and NULLs are left out. */
struct shop_promotion {
    const char *title;
    const char *rule;
    const char *stage;
    const char *params; /* JSON, as conditions */
    const char *conditions;
    const char *coupon; /* a code that turns it on */
    int64_t coupon_uses_max;
    int64_t starts_ms, ends_ms; /* of the coupon */
    int64_t from_ms, until_ms;  /* of the promotion */
    int64_t uses_max;
    int64_t uses_per_customer_max;
    int64_t budget;
};

/* Gives its id as text. */
struct kt_str shop_promote(const struct shop_promotion *promotion);

/* Puts a rule into use. */
void shop_add_rule(const char *kind, const char *code, const char *rule,
                   const char *params);

/* Replaces the shop's settings, a JSON object. */
void shop_set(const char *settings);

/* One more price of a variant in EUR, below the others to be seen; 0: open. */
void shop_add_price(const char *sku, int64_t amount, int64_t from_ms,
                    int64_t until_ms);

/* Takes a variant out of sale. */
void shop_retire(const char *sku);

/* What is in stock, and how many orders there are. */
int64_t shop_available(const char *sku);
int64_t shop_order_count(void);

/* The input that was frozen with an order; what it costs now, as a body. */
struct kt_str shop_order_input(struct kt_id order_id);
struct http_reply shop_price(struct kt_str input);

/* A node's value at a pointer. */
#define assert_int(reply, pointer, expected)                                   \
    ck_assert_int_eq(shop_int((reply), (pointer)), (expected))
#define assert_str(reply, pointer, expected)                                   \
    assert_text(shop_text((reply), (pointer)), (expected))
/* A node as compact JSON. */
#define assert_json(reply, pointer, expected)                                  \
    assert_text(kt_json_text(shop_node((reply), (pointer)), &http_arena),      \
                (expected))

#endif
