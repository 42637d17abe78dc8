#include "trial/cart_key.h"

#include "base/clock.h"
#include "base/text.h"

static void
split_pair(struct kt_str word, struct kt_str *name, struct kt_str *value)
{
    const char *sign = memchr(word.ptr, '=', word.len);
    *name = word;
    *value = (struct kt_str){ 0 };
    if (sign == NULL)
        return;
    name->len = (size_t)(sign - word.ptr);
    *value = (struct kt_str){ sign + 1, word.len - name->len - 1 };
}

struct kt_list
kt_cart_list_split(struct kt_str text, struct kt_arena *arena)
{
    size_t count = 1;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == ',';
    struct kt_str *items = KT_NEW_ARRAY(arena, struct kt_str, count);
    size_t at = 0, start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i == text.len || text.ptr[i] == ',') {
            items[at++] = (struct kt_str){ text.ptr + start, i - start };
            start = i + 1;
        }
    }
    return (struct kt_list){ items, at };
}

int
kt_cart_name_find(const char *const *names, struct kt_str word)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (kt_str_eq(kt_str_of(names[i]), word))
            return i;
    }
    return -1;
}

static bool
set_value(const struct kt_cart_key *key, struct kt_str value,
          const struct kt_currency *currency, struct kt_arena *arena,
          void *target)
{
    char *member = (char *)target + key->offset;
    switch (key->kind) {
    case KT_CART_FLAG:
        *(bool *)member = true;
        return value.ptr == NULL;
    case KT_CART_NUMBER:
        return kt_int_parse(value, (int64_t *)member);
    case KT_CART_MONEY:
        return kt_money_parse(value, currency, (int64_t *)member);
    case KT_CART_WORD:
        *(struct kt_str *)member = value;
        return true;
    case KT_CART_WORDS:
        *(struct kt_list *)member = kt_cart_list_split(value, arena);
        return true;
    case KT_CART_TIME:
        return kt_time_parse(value, (int64_t *)member);
    case KT_CART_NAME:
        *(int *)member = kt_cart_name_find(key->names, value);
        return *(int *)member >= 0;
    }
    return false;
}

const char *
kt_cart_key_set(const struct kt_cart_key *keys, size_t key_count,
                struct kt_str word, const struct kt_currency *currency,
                struct kt_arena *arena, void *target)
{
    struct kt_str name, value;
    split_pair(word, &name, &value);
    for (size_t i = 0; i < key_count; i++) {
        if (!kt_str_eq(kt_str_of(keys[i].name), name))
            continue;
        return set_value(&keys[i], value, currency, arena, target)
                   ? NULL
                   : "wrong value";
    }
    const char *names[KT_SHAPE_FIELDS_MAX];
    for (size_t i = 0; i < key_count; i++)
        names[i] = keys[i].name;
    const char *nearest = kt_text_nearest(name, names, key_count);
    return kt_arena_format(arena, "unknown key%s",
                           kt_text_meant(nearest, arena))
        .ptr;
}
