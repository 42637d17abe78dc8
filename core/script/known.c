#include "script/known.h"

#include "base/assert.h"
#include "base/text.h"
#include "script/bind/classes.h"

static const struct kt_known nothing;

static const char *
nearest_of(const char *const *names, size_t count, struct kt_str name,
           struct kt_arena *arena)
{
    return kt_text_meant(kt_text_nearest(name, names, count), arena);
}

struct kt_str
kt_known_missing(const struct kt_class *class, struct kt_str name,
                 struct kt_arena *arena)
{
    char advice[KT_ADVICE_MAX];
    kt_class_advice(class, name, advice);
    return kt_arena_format(arena, "%s has no %s '%.*s'%s", class->name,
                           class->noun, KT_STR_FMT(name), advice);
}

struct kt_known
kt_known_object(const struct kt_class *class)
{
    return (struct kt_known){ .kind = KT_KNOWN_OBJECT, .class = class };
}

struct kt_known
kt_known_params(const struct kt_rule_info *info)
{
    return (struct kt_known){ .kind = KT_KNOWN_FIELDS,
                              .fields = info->params,
                              .field_count = info->param_count };
}

struct kt_known
kt_known_entry(const struct kt_known *list)
{
    struct kt_known entry = *list;
    if (list->kind != KT_KNOWN_LIST && list->kind != KT_KNOWN_WALK)
        return nothing;
    if (list->fields != NULL)
        entry.kind = KT_KNOWN_FIELDS;
    else if (list->class != NULL)
        entry.kind = KT_KNOWN_OBJECT;
    else
        entry.kind = KT_KNOWN_NOTHING;
    return entry;
}

static struct kt_known
value_of(const struct kt_param_spec *spec)
{
    struct kt_known list = { .kind = KT_KNOWN_LIST };
    switch (kt_param_types[spec->kind].form) {
    case KT_FORM_SELECTOR:
        return kt_known_object(&kt_selector_class);
    case KT_FORM_TEXTS:
        return list;
    case KT_FORM_ROWS:
        if (spec->kind == KT_PARAM_TAX_TABLE)
            return kt_known_object(&kt_tax_table_class);
        list.fields = spec->fields;
        list.field_count = spec->field_count;
        return list;
    default:
        return nothing;
    }
}

static struct kt_known
read_param(const struct kt_known *value, const struct kt_read *read,
           struct kt_arena *arena, struct kt_str *fault)
{
    const char *names[KT_SHAPE_FIELDS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < value->field_count; i++) {
        if (kt_str_eq(value->fields[i].name, read->name))
            return value_of(&value->fields[i]);
        if (count < KT_COUNT(names))
            names[count++] = value->fields[i].name.ptr;
    }
    *fault = kt_arena_format(arena, "there is no param '%.*s'%s",
                             KT_STR_FMT(read->name),
                             nearest_of(names, count, read->name, arena));
    return nothing;
}

static bool
is_module(const struct kt_class *class)
{
    return strcmp(class->noun, "function") == 0;
}

/* A point where a colon belongs, or the other way round. */
static void
check_way(const struct kt_class *class, const struct kt_row *row,
          const struct kt_read *read, struct kt_arena *arena,
          struct kt_str *fault)
{
    bool is_function = row->kind == KT_ROW_FUNCTION;
    if (is_module(class) && read->by_colon)
        *fault = kt_arena_format(arena,
                                 "%s has functions, no methods: write "
                                 ".%s",
                                 class->name, row->name);
    else if (!is_module(class) && is_function && read->is_called &&
             !read->by_colon)
        *fault = kt_arena_format(arena, "'%s' is a method of %s: write :%s(…)",
                                 row->name, class->name, row->name);
    else if (!is_function && read->is_called)
        *fault = kt_arena_format(arena,
                                 "'%s' is a field of %s, no function: write "
                                 ".%s",
                                 row->name, class->name, row->name);
}

static struct kt_known
given_by(const struct kt_class *class, const struct kt_row *row)
{
    struct kt_known known = { .class = row->class,
                              .is_function = row->kind == KT_ROW_FUNCTION };
    if (known.is_function && !is_module(class))
        known.method = row->name;
    known.wants_rate =
        class == &kt_give_class && (strcmp(row->name, "percent") == 0 ||
                                    strcmp(row->name, "shipping_percent") == 0);
    if (row->is_many && known.is_function)
        known.kind = KT_KNOWN_WALK;
    else if (row->is_many)
        known.kind = KT_KNOWN_LIST;
    else if (row->class != NULL)
        known.kind = KT_KNOWN_OBJECT;
    return known;
}

struct kt_known
kt_known_read(const struct kt_known *value, const struct kt_read *read,
              struct kt_arena *arena, struct kt_str *fault)
{
    const struct kt_class *class =
        value->kind == KT_KNOWN_LIST ? &kt_list_class : value->class;
    *fault = (struct kt_str){ "", 0 };
    if (value->is_function || value->kind == KT_KNOWN_NOTHING ||
        value->kind == KT_KNOWN_WALK)
        return nothing;
    if (value->kind == KT_KNOWN_FIELDS)
        return read_param(value, read, arena, fault);
    const struct kt_row *row = kt_class_find(class, read->name);
    if (row != NULL) {
        check_way(class, row, read, arena, fault);
        return given_by(class, row);
    }
    if (class->index == NULL || value->kind == KT_KNOWN_LIST)
        *fault = kt_known_missing(class, read->name, arena);
    return nothing;
}
