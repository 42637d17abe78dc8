#include "domain/catalog/code.h"

#include "base/text.h"

static bool
is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Bytes above ASCII are letters of other scripts. */
static bool
is_slug_char(char c)
{
    return is_word(c) || c == '-' || (unsigned char)c >= 0x80;
}

void
kt_slug_check(struct kt_str slug, struct kt_str pointer, struct kt_error *err)
{
    bool is_right =
        slug.len > 0 && slug.ptr[0] != '-' && slug.ptr[slug.len - 1] != '-';
    for (size_t i = 0; i < slug.len && is_right; i++)
        is_right = is_slug_char(slug.ptr[i]);
    if (is_right)
        return;
    struct kt_str right = kt_text_slug(err->arena, slug);
    kt_error_add(err, pointer, "wrong_value",
                 "\"%.*s\" is no slug, \"%.*s\" would be one", KT_STR_FMT(slug),
                 KT_STR_FMT(right.len > 0 ? right : KT_STR("some-words")));
}

void
kt_code_check(struct kt_str code, struct kt_str pointer, struct kt_error *err)
{
    bool is_right = code.len > 0;
    for (size_t i = 0; i < code.len && is_right; i++)
        is_right = is_word(code.ptr[i]) || strchr("-_.", code.ptr[i]) != NULL;
    if (!is_right)
        kt_error_add(err, pointer, "wrong_value",
                     "\"%.*s\" is no code: write a-z, 0-9, -, _ or .",
                     KT_STR_FMT(code));
}

static bool
is_locale(struct kt_str name)
{
    bool is_right = name.len >= 2 && name.len <= 35;
    for (size_t i = 0; i < name.len && is_right; i++) {
        char lower = (char)(name.ptr[i] | 0x20);
        is_right = i < 2 ? lower >= 'a' && lower <= 'z'
                         : is_word(lower) || name.ptr[i] == '-';
    }
    return is_right;
}

bool
kt_country_is_code(struct kt_str text)
{
    return text.len == 2 && text.ptr[0] >= 'A' && text.ptr[0] <= 'Z' &&
           text.ptr[1] >= 'A' && text.ptr[1] <= 'Z';
}

void
kt_locale_check(struct kt_str locale, struct kt_str pointer,
                struct kt_error *err)
{
    if (!is_locale(locale))
        kt_error_add(err, pointer, "wrong_value",
                     "\"%.*s\" is no locale, write en or de-AT",
                     KT_STR_FMT(locale));
}

void
kt_texts_check(const struct kt_list *texts, struct kt_str pointer,
               struct kt_error *err)
{
    const struct kt_pair *pairs = texts->items;
    for (size_t i = 0; i < texts->count; i++)
        kt_locale_check(pairs[i].name, pointer, err);
}

void
kt_window_check(int64_t starts_ms, int64_t ends_ms, struct kt_str pointer,
                struct kt_error *err)
{
    if (starts_ms != 0 && ends_ms != 0 && ends_ms <= starts_ms)
        kt_error_add(err, pointer, "wrong_value", "ends before it starts");
}

struct kt_str
kt_texts_json(const struct kt_list *texts, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    const struct kt_pair *pairs = texts->items;
    kt_buf_init(&buf, arena, 128);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    for (size_t i = 0; i < texts->count; i++) {
        kt_json_key(&json, pairs[i].name);
        kt_json_str(&json, pairs[i].value);
    }
    kt_json_end_object(&json);
    return kt_buf_view(&buf);
}
