#include "domain/catalog/localized.h"

#include <strings.h>

#include "base/json_scan.h"

/* How well a text answers; the highest wins, the first among equals. */
enum rank { RANK_NONE, RANK_ANY, RANK_FALLBACK, RANK_LANGUAGE, RANK_LOCALE };

struct member {
    struct kt_str name;
    struct kt_str raw; /* as it stands between the quotes */
    bool is_special;
};

struct kt_str
kt_locale_language(struct kt_str locale)
{
    size_t len = 0;
    while (len < locale.len && locale.ptr[len] != '-' && locale.ptr[len] != '_')
        len++;
    return (struct kt_str){ locale.ptr, len };
}

/* Scans the string that starts after blanks and punctuation; NULL at the end
 * or where something else stands. */
static const char *
scan_text(const char *at, const char *end, struct kt_str *raw, bool *is_special)
{
    while (at < end && strchr(" \t\r\n,:{", *at) != NULL)
        at++;
    struct kt_json_token token = { 0 };
    if (at == end || *at != '"' || !kt_json_scan_string(at, end, &token))
        return NULL;
    *raw = (struct kt_str){ at + 1, (size_t)(token.end - at) - 2 };
    *is_special = token.is_special;
    return token.end;
}

static bool
is_same(struct kt_str a, struct kt_str b)
{
    return a.len == b.len && a.len > 0 && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

static enum rank
rank_of(struct kt_str name, struct kt_str locale, struct kt_str fallback)
{
    if (is_same(name, locale))
        return RANK_LOCALE;
    if (is_same(name, kt_locale_language(locale)))
        return RANK_LANGUAGE;
    return is_same(name, fallback) ? RANK_FALLBACK : RANK_ANY;
}

struct kt_str
kt_localized(struct kt_str texts_json, struct kt_str locale,
             struct kt_str fallback, struct kt_arena *arena)
{
    const char *at = texts_json.ptr;
    const char *end = at + texts_json.len;
    struct member best = { .raw = KT_STR("") };
    enum rank best_rank = RANK_NONE;
    while (at != NULL && best_rank < RANK_LOCALE) {
        struct member member = { 0 };
        bool ignored;
        at = scan_text(at, end, &member.name, &ignored);
        if (at != NULL)
            at = scan_text(at, end, &member.raw, &member.is_special);
        if (at == NULL)
            break;
        enum rank rank = rank_of(member.name, locale, fallback);
        if (rank > best_rank) {
            best = member;
            best_rank = rank;
        }
    }
    return best.is_special ? kt_json_unescape(arena, best.raw) : best.raw;
}
