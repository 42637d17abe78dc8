#include "cli/first_records.h"

#include <kontor/money.h>

#include "base/buf.h"
#include "base/json.h"
#include "cli/seed.h"
#include "domain/catalog/code.h"

enum { SHIPPING_FEE_MINOR = 490 };

/* ---- the records that a shop begins with ---- */

static void
begin_record(struct kt_json *json, const char *kind, const char *code)
{
    json->needs_comma = false;
    kt_json_begin_object(json);
    kt_json_put_str(json, "kind", kt_str_of(kind));
    kt_json_put_str(json, "code", kt_str_of(code));
}

static void
end_record(struct kt_json *json)
{
    kt_json_end_object(json);
    kt_buf_char(json->buf, '\n');
}

static void
put_list(struct kt_json *json, const char *name, struct kt_str item)
{
    kt_json_key(json, kt_str_of(name));
    kt_json_begin_array(json);
    kt_json_str(json, item);
    kt_json_end_array(json);
}

static void
write_channel(struct kt_json *json, const struct kt_first_wish *wish)
{
    begin_record(json, "channel", "web");
    kt_json_put_str(json, "name", KT_STR("Web shop"));
    put_list(json, "currencies", wish->currency);
    put_list(json, "locales", wish->locale);
    kt_json_put_str(json, "tax_mode",
                    wish->is_net ? KT_STR("excluded") : KT_STR("included"));
    if (wish->country.len > 0)
        kt_json_put_str(json, "home_country", wish->country);
    end_record(json);
}

static void
write_rules(struct kt_json *json, const struct kt_first_wish *wish)
{
    begin_record(json, "price_rule", "list");
    kt_json_put_str(json, "rule", KT_STR("list_price"));
    end_record(json);

    begin_record(json, "tax_rule", "tax");
    kt_json_put_str(json, "rule", KT_STR("flat_rate"));
    kt_json_key(json, KT_STR("params"));
    kt_json_begin_object(json);
    kt_json_put_str(json, "percent", wish->tax);
    kt_json_end_object(json);
    end_record(json);

    begin_record(json, "shipping_method", "standard");
    kt_json_put_str(json, "rule", KT_STR("flat_fee"));
    kt_json_key(json, KT_STR("params"));
    kt_json_begin_object(json);
    kt_json_put_int(json, "fee", SHIPPING_FEE_MINOR);
    kt_json_end_object(json);
    end_record(json);
}

static struct kt_str
first_records(const struct kt_first_wish *wish, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 1024);
    kt_json_init(&json, &buf);
    begin_record(&json, "location", "main");
    kt_json_put_str(&json, "name", KT_STR("Main"));
    end_record(&json);
    write_channel(&json, wish);
    write_rules(&json, wish);
    return kt_buf_view(&buf);
}

/* ---- the wish ---- */

static struct kt_str
or_else(const char *given, struct kt_str otherwise)
{
    return given != NULL ? kt_str_of(given) : otherwise;
}

static enum kt_status
check(const struct kt_first_wish *wish, struct kt_error *err)
{
    int64_t ppm;
    if (kt_currency_find(wish->currency) == NULL)
        kt_error_add(err, KT_STR("--currency"), "unknown",
                     "ISO 4217 knows no currency %.*s",
                     KT_STR_FMT(wish->currency));
    if (wish->country.len > 0 && !kt_country_is_code(wish->country))
        kt_error_add(err, KT_STR("--country"), "invalid",
                     "two capital letters, as DE or US");
    if (!kt_rate_parse_percent(wish->tax, &ppm) || ppm < 0 || ppm > KT_RATE_ONE)
        kt_error_add(err, KT_STR("--tax"), "invalid",
                     "a rate from 0 to 100, as 19 or 7.375");
    return err->status;
}

enum kt_status
kt_first_wish_read(const struct kt_first_options *options,
                   struct kt_first_wish *wish, struct kt_error *err)
{
    *wish = (struct kt_first_wish){
        .currency = or_else(options->currency, KT_STR("EUR")),
        .country = or_else(options->country, KT_STR("")),
        .locale = or_else(options->locale, KT_STR("en")),
        .tax = or_else(options->tax, KT_STR("0")),
        .is_net = options->is_net,
        .is_empty = options->is_empty,
    };
    return check(wish, err);
}

enum kt_status
kt_first_records_save(struct kt_app *app, struct kt_id store_id,
                      const struct kt_first_wish *wish, struct kt_arena *arena,
                      struct kt_error *err)
{
    if (wish->is_empty)
        return KT_OK;
    return kt_seed_lines(app, store_id, "first records",
                         first_records(wish, arena), arena, err);
}
