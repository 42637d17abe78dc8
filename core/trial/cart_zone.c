#include "trial/cart_zone.h"

#include "base/clock.h"
#include "base/text.h"

struct kt_str
kt_cart_word_take(struct kt_str *rest)
{
    *rest = kt_text_trim(*rest);
    size_t len = 0;
    int depth = 0;
    while (len < rest->len && (depth > 0 || rest->ptr[len] != ' ')) {
        depth += rest->ptr[len] == '{' ? 1 : rest->ptr[len] == '}' ? -1 : 0;
        len++;
    }
    struct kt_str word = { rest->ptr, len };
    *rest = kt_text_trim((struct kt_str){ rest->ptr + len, rest->len - len });
    return word;
}

/* The text before a sign, which is taken off; all of it without the sign. */
static struct kt_str
take_until(struct kt_str *text, char sign)
{
    const char *end = memchr(text->ptr, sign, text->len);
    struct kt_str head = *text;
    head.len = end != NULL ? (size_t)(end - text->ptr) : text->len;
    size_t step = end != NULL ? head.len + 1 : head.len;
    *text = (struct kt_str){ text->ptr + step, text->len - step };
    return head;
}

static struct kt_zone_member
read_member(struct kt_str word)
{
    struct kt_str postal = word;
    struct kt_str head = take_until(&postal, ':');
    struct kt_zone_member member = { .country = take_until(&head, '/'),
                                     .region = head };
    if (kt_str_eq(member.country, KT_STR("*")))
        member.country = KT_STR("");
    if (memchr(postal.ptr, '-', postal.len) == NULL) {
        member.postal_code = postal;
    } else {
        member.postal_from = take_until(&postal, '-');
        member.postal_to = postal;
    }
    return member;
}

const char *
kt_cart_zone_read(struct kt_cart_file *file, struct kt_str rest,
                  struct kt_arena *arena)
{
    struct kt_zone zone = { 0 };
    struct kt_str kind = kt_cart_word_take(&rest);
    struct kt_zone_member *members =
        KT_NEW_ARRAY(arena, struct kt_zone_member, rest.len);
    struct kt_error err;
    zone.code = kt_cart_word_take(&rest);
    zone.name = zone.code;
    while (rest.len > 0)
        members[zone.members.count++] = read_member(kt_cart_word_take(&rest));
    zone.members.items = members;
    kt_error_init(&err, arena);
    kt_zone_check(&zone, &err);
    if (err.status != KT_OK)
        return "no zone";
    if (kt_str_eq(kind, KT_STR("tax"))) {
        if (file->tax_zone_count == KT_CART_FILE_ZONES_MAX)
            return "too many zones";
        file->tax_zones[file->tax_zone_count++] = zone;
        return NULL;
    }
    if (file->shipping_zone_count == KT_CART_FILE_ZONES_MAX)
        return "too many zones";
    file->shipping_zones[file->shipping_zone_count++] = zone;
    return kt_str_eq(kind, KT_STR("shipping")) ? NULL
                                               : "a zone is tax or shipping";
}

/* One word of a rate in front of its name; false: the name begins here. */
static bool
read_rate_word(struct kt_tax_rate_row *rate, struct kt_str word, bool *is_right)
{
    struct kt_str value = word;
    struct kt_str name = take_until(&value, '=');
    *is_right = true;
    if (kt_str_eq(word, KT_STR("compound")))
        rate->is_compound = true;
    else if (kt_str_eq(name, KT_STR("priority")))
        *is_right = kt_int_parse(value, &rate->priority);
    else if (kt_str_eq(name, KT_STR("starts")))
        *is_right = kt_time_parse(value, &rate->starts_at);
    else if (kt_str_eq(name, KT_STR("ends")))
        *is_right = kt_time_parse(value, &rate->ends_at);
    else
        return false;
    return true;
}

const char *
kt_cart_rate_read(struct kt_cart_file *file, struct kt_str rest)
{
    if (file->rate_count == KT_CART_FILE_RATES_MAX)
        return "too many rates";
    struct kt_tax_rate_row *rate = &file->rates[file->rate_count++];
    bool is_right = true;
    *rate = (struct kt_tax_rate_row){ .zone = kt_cart_word_take(&rest) };
    rate->tax_class = kt_cart_word_take(&rest);
    if (!kt_rate_parse_percent(kt_cart_word_take(&rest), &rate->rate_ppm))
        return "want ZONE CLASS PERCENT NAME";
    rate->name = rest;
    while (is_right &&
           read_rate_word(rate, kt_cart_word_take(&rest), &is_right))
        rate->name = rest;
    return !is_right             ? "wrong value"
           : rate->name.len == 0 ? "the rate has no name"
                                 : NULL;
}

void
kt_cart_zone_take(struct kt_cart_file *file, struct kt_arena *arena)
{
    struct kt_tax_rates rates;
    struct kt_shipping_zones zones = { .zones = file->shipping_zones };
    kt_tax_rates_build(file->tax_zones, file->tax_zone_count, file->rates,
                       file->rate_count, arena, &rates);
    kt_zone_index_build(file->shipping_zones, file->shipping_zone_count, arena,
                        &zones.index);
    kt_quote_take_rates(&file->in, &rates, arena);
    kt_quote_take_methods(&file->in, &zones, arena);
}
