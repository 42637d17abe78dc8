/* What depends on where a quote is taxed and where it is sent. */

#include "base/assert.h"
#include "domain/pricing/quote.h"

const struct kt_address *
kt_quote_tax_address(const struct kt_quote_input *in)
{
    return in->shipping_address != NULL ? in->shipping_address
                                        : in->billing_address;
}

static struct kt_address
or_home(const struct kt_address *address, const struct kt_quote_input *in)
{
    return address != NULL
               ? *address
               : (struct kt_address){ .country = in->settings.home_country };
}

void
kt_quote_take_rates(struct kt_quote_input *in, const struct kt_tax_rates *rates,
                    struct kt_arena *arena)
{
    struct kt_address address = or_home(kt_quote_tax_address(in), in);
    struct kt_due_rate *due = kt_tax_rates_at(rates, &address, in->now_ms,
                                              arena, &in->tax_rate_count);
    for (size_t i = 0; in->explains && i < in->tax_rate_count; i++)
        due[i].place = kt_zone_place_text(due[i].at, arena);
    in->tax_rates = due;
    if (in->settings.price_keeps != KT_KEEPS_NET)
        return;
    address = or_home(NULL, in);
    in->home_rates = kt_tax_rates_at(rates, &address, in->now_ms, arena,
                                     &in->home_rate_count);
}

static bool
is_offered(const struct kt_rule_use *method,
           const struct kt_shipping_zones *zones,
           const struct kt_zone_hit *hits, size_t hit_count)
{
    const struct kt_str *codes = method->zones.items;
    for (size_t i = 0; i < method->zones.count; i++) {
        for (size_t j = 0; j < hit_count; j++) {
            if (kt_str_eq(zones->zones[hits[j].zone].code, codes[i]))
                return true;
        }
    }
    return method->zones.count == 0;
}

static struct kt_list
codes_of(const struct kt_shipping_zones *zones, const struct kt_zone_hit *hits,
         size_t count, struct kt_arena *arena)
{
    struct kt_str *codes = KT_NEW_ARRAY(arena, struct kt_str, count);
    for (size_t i = 0; i < count; i++)
        codes[i] = zones->zones[hits[i].zone].code;
    return (struct kt_list){ codes, count };
}

/* Behind those that are there. */
static void
keep_elsewhere(struct kt_quote_input *in, const struct kt_rule_use *methods,
               size_t count, struct kt_arena *arena)
{
    size_t before = in->method_elsewhere_count;
    struct kt_rule_use *all =
        KT_NEW_ARRAY(arena, struct kt_rule_use, before + count);
    if (before > 0)
        memcpy(all, in->methods_elsewhere, before * sizeof *all);
    if (count > 0)
        memcpy(all + before, methods, count * sizeof *all);
    in->methods_elsewhere = all;
    in->method_elsewhere_count = before + count;
}

void
kt_quote_take_methods(struct kt_quote_input *in,
                      const struct kt_shipping_zones *zones,
                      struct kt_arena *arena)
{
    struct kt_address address = or_home(in->shipping_address, in);
    size_t hit_count, count = 0, left = 0;
    const struct kt_zone_hit *hits =
        kt_zone_index_find(&zones->index, &address, arena, &hit_count);
    struct kt_rule_use *methods =
        KT_NEW_ARRAY(arena, struct kt_rule_use, in->shipping_method_count);
    struct kt_rule_use *elsewhere =
        KT_NEW_ARRAY(arena, struct kt_rule_use,
                     in->explains ? in->shipping_method_count : 0);
    for (size_t i = 0; i < in->shipping_method_count; i++) {
        if (is_offered(&in->shipping_methods[i], zones, hits, hit_count))
            methods[count++] = in->shipping_methods[i];
        else if (in->explains)
            elsewhere[left++] = in->shipping_methods[i];
    }
    if (in->explains) {
        keep_elsewhere(in, elsewhere, left, arena);
        in->shipping_zones = codes_of(zones, hits, hit_count, arena);
    }
    in->shipping_methods = methods;
    in->shipping_method_count = count;
}
