/* Texts in several languages, kept as a JSON object by locale:
 * {"en":"Mug","de":"Becher"}. Pages of products ask for them by the dozen, so
 * that they are found by scanning, without a tree. */
#ifndef KT_DOMAIN_LOCALIZED_H
#define KT_DOMAIN_LOCALIZED_H

#include <kontor/arena.h>

/* "de" of "de-AT" and "de_AT". */
struct kt_str kt_locale_language(struct kt_str locale);

/* The text of the locale: that of the locale itself, of its language, of the
 * fallback, the first one. Empty when there is none. texts_json is one of ours:
 * checked when it was stored. A text without escapes is borrowed from it. */
struct kt_str kt_localized(struct kt_str texts_json, struct kt_str locale,
                           struct kt_str fallback, struct kt_arena *arena);

#endif
