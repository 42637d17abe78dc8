/* A folder of scripts for one test: files are written into it, loaded and
 * asked. It is removed when the test ends. */
#ifndef KT_TESTS_SCRIPT_SHOP_H
#define KT_TESTS_SCRIPT_SHOP_H

#include "unit.h"

#include "script/host.h"

/* A group of tests that begin with an empty folder. */
TCase *script_case(Suite *suite, const char *name);

/* The folder of this test. */
extern char script_folder[64];

/* NULL until a load works. */
extern struct kt_host *script_host;

/* Limits of the hosts to come; zero: the defaults. */
extern struct kt_script_limits script_limits;

/* By which the hosts to come watch their rules; NULL: they do not. */
extern const struct kt_clock *script_clock;

/* "promotions/ten.lua" and what stands in it. */
void script_write(const char *name, const char *text);
void script_remove(const char *name);

/* The path of a file or folder below the test's folder. */
const char *script_path(const char *name);
void script_make_folder(const char *name);

/* Starts a host on the folder, in place of the one before. */
enum kt_status script_load(void);
enum kt_status script_load_folders(const char *const *folders, size_t count);

/* Loads a folder that holds nothing but this file: the faults as
 * "promotions/ten.lua:3: what", one a line; "" when it loads. */
const char *script_faults_of(const char *name, const char *text);

/* The faults of unit_err in that form. */
const char *script_faults(void);

/* Asks the rule with these params. The answer of each kind as a short text;
 * "error: …" when it fails. The cart is script_cart(). */
const char *script_ask(enum kt_rule_kind kind, const char *code,
                       const char *params);

/* Runs a body of Lua in a shipping method of its own, which has parcel,
 * destination and params at hand. What it returned, as text; "error: …". */
const char *script_run(const char *body);

/* The text of an expression. */
const char *script_value(const char *expression);

/* Two lines: 2 mugs of 12.00 in `kitchen`, tagged `red`, and a lamp of 50.00,
 * bought by a member of `vip` from Austria. */
struct kt_quote_input *script_cart(void);
const struct kt_quote *script_quote(void);

#define assert_same(actual, expected)                                          \
    do {                                                                       \
        const char *got_ = (actual);                                           \
        ck_assert_msg(strcmp(got_, (expected)) == 0,                           \
                      "got \"%s\", want \"%s\"", got_, (expected));            \
    } while (0)

#define assert_value(expression, expected)                                     \
    assert_same(script_value(expression), (expected))

/* The error of an expression, without the place in front. */
#define assert_raises(expression, message)                                     \
    do {                                                                       \
        const char *got_ = script_value(expression);                           \
        ck_assert_msg(strstr(got_, "error: ") == got_ &&                       \
                          strstr(got_, (message)) != NULL,                     \
                      "got \"%s\", want an error with \"%s\"", got_,           \
                      (message));                                              \
    } while (0)

#endif
