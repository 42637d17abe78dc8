/* Text: UTF-8, case folding, decimal numbers, nearest names. */
#ifndef KT_BASE_TEXT_H
#define KT_BASE_TEXT_H

#include <stdint.h>

#include <kontor/arena.h>

/* The longest part of text, at most bytes_max long, that ends at the end of a
 * code point. */
struct kt_str kt_text_clip(struct kt_str text, size_t bytes_max);

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool kt_utf8_is_valid(struct kt_str text);
/* Bytes of the code point at `at`, 0 when none stands there. at < end. */
size_t kt_utf8_step(const char *at, const char *end);
/* The text, with U+FFFD for each byte that belongs to no code point; a copy
 * only where there is one. */
struct kt_str kt_utf8_mend(struct kt_arena *arena, struct kt_str text);
size_t kt_utf8_length(struct kt_str text); /* in code points */

/* The last code point: no text that begins with a word is behind the word with
 * this at its end. */
#define KT_TEXT_LAST "\xf4\x8f\xbf\xbf"

struct kt_str kt_text_trim(struct kt_str text); /* ASCII blanks off both ends */

/* NFKC with case folded (utf8proc): the key by which names are compared. */
struct kt_str kt_text_fold(struct kt_arena *arena, struct kt_str text);

/* The same, and accents and strokes taken off Latin, Greek and Cyrillic
 * letters: the key by which text is searched. Text that is not UTF-8 comes
 * back from both as it is. */
struct kt_str kt_text_fold_search(struct kt_arena *arena, struct kt_str text);

/* Lower-case words of a-z and 0-9 joined by hyphens; accents taken off, other
 * scripts kept as they are; apostrophes vanish. "" when nothing is left. */
struct kt_str kt_text_slug(struct kt_arena *arena, struct kt_str text);

/* "-12.50" with exponent 2 gives -1250. False for anything but digits with at
 * most one point, for more decimals than the exponent unless they are zeros,
 * and for what does not fit. */
bool kt_decimal_parse(struct kt_str text, unsigned exponent, int64_t *number);
struct kt_str kt_decimal_format(struct kt_arena *arena, int64_t number,
                                unsigned exponent);

bool kt_int_parse(struct kt_str text, int64_t *number);

/* The candidate that differs least from word (by at most a third of its
 * letters, upper and lower case being the same), or NULL. For "did you
 * mean". */
const char *kt_text_nearest(struct kt_str word, const char *const *candidates,
                            size_t candidate_count);

/* ", did you mean 'x'?", or "" when nothing is near. */
const char *kt_text_meant(const char *nearest, struct kt_arena *arena);

#endif
