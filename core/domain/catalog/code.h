/* Checks that records of the catalogue share. */
#ifndef KT_DOMAIN_CODE_H
#define KT_DOMAIN_CODE_H

#include "base/shape.h"

/* A slug is lower case, without blanks and signs that mean something in an
 * address: what kt_text_slug makes. It is never an id: "prod_…" of 26. */
void kt_slug_check(struct kt_str slug, struct kt_str pointer,
                   struct kt_error *err);

/* A code is a-z, 0-9, "-", "_" and ".". */
void kt_code_check(struct kt_str code, struct kt_str pointer,
                   struct kt_error *err);

/* ISO 3166-1 alpha-2: two capital letters, as in DE. */
bool kt_country_is_code(struct kt_str text);

/* "en", "de-AT", "zh-Hant". */
void kt_locale_check(struct kt_str locale, struct kt_str pointer,
                     struct kt_error *err);

/* Texts by locale: "en", "de-AT", "zh-Hant". */
void kt_texts_check(const struct kt_list *texts, struct kt_str pointer,
                    struct kt_error *err);

/* A window that ends after it starts, or is open. */
void kt_window_check(int64_t starts_ms, int64_t ends_ms, struct kt_str pointer,
                     struct kt_error *err);

/* Texts by locale as JSON, "{}" without any. */
struct kt_str kt_texts_json(const struct kt_list *texts,
                            struct kt_arena *arena);

#endif
