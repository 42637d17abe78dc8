/* What follows from a declaration: params with their defaults filled in, the
 * JSON schema, titles. */
#include "base/assert.h"
#include "script/params.h"
#include "script/host.h"

static void
write_full(const struct kt_param_spec *specs, size_t count,
           const struct cJSON *object, struct kt_json *json,
           struct kt_arena *arena)
{
    kt_json_begin_object(json);
    for (size_t i = 0; i < count; i++) {
        const struct cJSON *node =
            object != NULL ? kt_json_find(object, specs[i].name) : NULL;
        if (node == NULL && specs[i].default_json.ptr == NULL)
            continue;
        kt_json_key(json, specs[i].name);
        kt_json_raw(json, node != NULL ? kt_json_text(node, arena)
                                       : specs[i].default_json);
    }
    kt_json_end_object(json);
}

enum kt_status
kt_rule_check_params(const struct kt_rule_info *info, struct kt_str params,
                     struct kt_str pointer, struct kt_arena *arena,
                     struct kt_str *full, struct kt_error *err)
{
    const struct cJSON *root = NULL;
    struct kt_param_value *values =
        KT_NEW_ARRAY(arena, struct kt_param_value, info->param_count);
    if (params.len > 0)
        KT_TRY(kt_json_parse(arena, params, &root, err));
    kt_params_read(info->params, info->param_count, root, pointer, arena,
                   values, err);
    if (err->status != KT_OK)
        return err->status;

    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 128);
    kt_json_init(&json, &buf);
    write_full(info->params, info->param_count, root, &json, arena);
    *full = kt_buf_view(&buf);
    return KT_OK;
}

static void write_specs(const struct kt_param_spec *specs, size_t count,
                        struct kt_json *json);

static void
write_integer(const struct kt_param_spec *spec, struct kt_json *json)
{
    kt_json_put_str(json, "type", KT_STR("integer"));
    kt_json_put_int(json, "minimum", spec->min);
    kt_json_put_int(json, "maximum", spec->max);
}

static void
write_percent(struct kt_json *json)
{
    kt_json_key(json, KT_STR("type"));
    kt_json_begin_array(json);
    kt_json_str(json, KT_STR("integer"));
    kt_json_str(json, KT_STR("string"));
    kt_json_end_array(json);
    kt_json_put_str(json, "pattern", KT_STR("^-?[0-9]+(\\.[0-9]{1,4})?$"));
}

static void
write_text(const struct kt_param_spec *spec, struct kt_json *json)
{
    const char *pattern = kt_param_types[spec->kind].pattern;
    kt_json_put_str(json, "type", KT_STR("string"));
    if (spec->kind == KT_PARAM_CHOICE) {
        kt_json_key(json, KT_STR("enum"));
        kt_json_begin_array(json);
        for (size_t i = 0; i < spec->choice_count; i++)
            kt_json_str(json, spec->choices[i]);
        kt_json_end_array(json);
        return;
    }
    kt_json_put_int(json, "minLength", spec->min);
    kt_json_put_int(json, "maxLength", spec->max);
    if (pattern != NULL)
        kt_json_put_str(json, "pattern", kt_str_of(pattern));
}

static void
write_list(const struct kt_param_spec *spec, struct kt_json *json)
{
    const struct kt_param_type *type = &kt_param_types[spec->kind];
    kt_json_put_str(json, "type", KT_STR("array"));
    kt_json_put_int(json, "minItems", spec->min);
    kt_json_put_int(json, "maxItems", spec->max);
    kt_json_key(json, KT_STR("items"));
    kt_json_begin_object(json);
    if (type->form == KT_FORM_ROWS) {
        write_specs(spec->fields, spec->field_count, json);
    } else {
        kt_json_put_str(json, "type", KT_STR("string"));
        if (type->pattern != NULL)
            kt_json_put_str(json, "pattern", kt_str_of(type->pattern));
    }
    kt_json_end_object(json);
}

static void
write_type(const struct kt_param_spec *spec, struct kt_json *json)
{
    switch (kt_param_types[spec->kind].form) {
    case KT_FORM_INTEGER:
        write_integer(spec, json);
        break;
    case KT_FORM_PERCENT:
        write_percent(json);
        break;
    case KT_FORM_BOOLEAN:
        kt_json_put_str(json, "type", KT_STR("boolean"));
        break;
    case KT_FORM_TEXT:
        write_text(spec, json);
        break;
    case KT_FORM_TEXTS:
    case KT_FORM_ROWS:
        write_list(spec, json);
        break;
    case KT_FORM_SELECTOR:
        kt_json_put_str(json, "$ref",
                        KT_STR("/openapi.json#/components/schemas/Selector"));
        break;
    }
}

static void
write_spec(const struct kt_param_spec *spec, struct kt_json *json)
{
    kt_json_key(json, spec->name);
    kt_json_begin_object(json);
    kt_json_put_str(json, "title", spec->label);
    if (spec->help.len > 0)
        kt_json_put_str(json, "description", spec->help);
    kt_json_put_str(json, "x-kind", kt_str_of(kt_param_types[spec->kind].name));
    write_type(spec, json);
    if (spec->ascending.len > 0)
        kt_json_put_str(json, "x-ascending", spec->ascending);
    if (spec->default_json.ptr != NULL)
        kt_json_put_raw(json, "default", spec->default_json);
    kt_json_end_object(json);
}

static bool
is_required(const struct kt_param_spec *spec)
{
    enum kt_param_form form = kt_param_types[spec->kind].form;
    bool may_be_empty =
        form == KT_FORM_SELECTOR ||
        ((form == KT_FORM_TEXTS || form == KT_FORM_ROWS) && spec->min == 0);
    return !spec->is_optional && spec->default_json.ptr == NULL &&
           !may_be_empty;
}

static void
write_specs(const struct kt_param_spec *specs, size_t count,
            struct kt_json *json)
{
    kt_json_put_str(json, "type", KT_STR("object"));
    kt_json_key(json, KT_STR("properties"));
    kt_json_begin_object(json);
    for (size_t i = 0; i < count; i++)
        write_spec(&specs[i], json);
    kt_json_end_object(json);
    kt_json_key(json, KT_STR("required"));
    kt_json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        if (is_required(&specs[i]))
            kt_json_str(json, specs[i].name);
    }
    kt_json_end_array(json);
    kt_json_put_bool(json, "additionalProperties", false);
}

void
kt_rule_write_schema(const struct kt_rule_info *info, struct kt_json *json)
{
    kt_json_begin_object(json);
    write_specs(info->params, info->param_count, json);
    kt_json_end_object(json);
}

static void
append_number(struct kt_buf *buf, const struct kt_param_spec *spec,
              int64_t number, const struct kt_currency *currency,
              struct kt_arena *arena)
{
    if (spec->kind == KT_PARAM_PERCENT) {
        kt_buf_str(buf, kt_rate_format_percent(arena, number));
        kt_buf_text(buf, " %");
    } else if (spec->kind == KT_PARAM_MONEY && currency != NULL) {
        kt_buf_str(buf, kt_money_format(arena, number, currency));
        kt_buf_char(buf, ' ');
        kt_buf_text(buf, currency->code);
    } else {
        kt_buf_int(buf, number);
    }
}

static void
append_value(struct kt_buf *buf, const struct kt_param_spec *spec,
             const struct kt_param_value *value,
             const struct kt_currency *currency, struct kt_arena *arena)
{
    if (!value->is_set)
        return;
    switch (kt_param_types[spec->kind].form) {
    case KT_FORM_INTEGER:
    case KT_FORM_PERCENT:
        append_number(buf, spec, value->number, currency, arena);
        break;
    case KT_FORM_TEXTS:
        for (size_t i = 0; i < value->count; i++) {
            kt_buf_text(buf, i > 0 ? ", " : "");
            kt_buf_str(buf, value->texts[i]);
        }
        break;
    case KT_FORM_BOOLEAN:
        kt_buf_text(buf, value->number != 0 ? "yes" : "no");
        break;
    case KT_FORM_TEXT:
    case KT_FORM_SELECTOR:
    case KT_FORM_ROWS:
        kt_buf_str(buf, value->text);
        break;
    }
}

/* The spec of "{name}" at the start of text, or NULL. */
static const struct kt_param_spec *
spec_at(const struct kt_rule_info *info, struct kt_str text, size_t *len)
{
    const char *end = memchr(text.ptr, '}', text.len);
    if (text.ptr[0] != '{' || end == NULL)
        return NULL;
    struct kt_str name = { text.ptr + 1, (size_t)(end - text.ptr) - 1 };
    *len = name.len + 2;
    for (size_t i = 0; i < info->param_count; i++) {
        if (kt_str_eq(info->params[i].name, name))
            return &info->params[i];
    }
    return NULL;
}

struct kt_str
kt_rule_title(const struct kt_rule_info *info, struct kt_str params,
              const struct kt_currency *currency, struct kt_arena *arena)
{
    struct kt_error err;
    struct kt_param_value *values =
        KT_NEW_ARRAY(arena, struct kt_param_value, info->param_count);
    kt_error_init(&err, arena);
    if (kt_params_parse(info->params, info->param_count, params, KT_STR(""),
                        arena, values, &err) != KT_OK)
        return info->title;
    struct kt_buf buf;
    kt_buf_init(&buf, arena, info->title.len + 32);
    for (size_t at = 0; at < info->title.len;) {
        struct kt_str rest = { info->title.ptr + at, info->title.len - at };
        size_t len = 0;
        const struct kt_param_spec *spec = spec_at(info, rest, &len);
        if (spec == NULL) {
            kt_buf_char(&buf, rest.ptr[0]);
            at++;
            continue;
        }
        append_value(&buf, spec, &values[spec - info->params], currency, arena);
        at += len;
    }
    return kt_buf_view(&buf);
}
