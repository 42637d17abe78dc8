/* The stubs in scripts/api against the tables of core/script/bind: every name
 * of the one is a name of the other. */
#include <dirent.h>
#include <stdio.h>

#include "script/bind/classes.h"
#include "script/bind/declaration.h"
#include "script_shop.h"

enum { NAMES_MAX = 64 };

/* What a stub says of one object: `local cart = {}`, the @field lines above it
 * and the functions that are defined in it. */
struct stub {
    struct kt_str fields[NAMES_MAX];
    struct kt_str types[NAMES_MAX]; /* of the fields */
    struct kt_str functions[NAMES_MAX];
    struct kt_str answers[NAMES_MAX]; /* of the functions; empty: none */
    size_t field_count, function_count;
    bool has_length;
    bool is_found;
};

static struct kt_str
read_stub(const char *name)
{
    const char *path = kt_arena_format(&unit_arena, "%s/scripts/api/%s.lua",
                                       KONTOR_SOURCE_DIR, name)
                           .ptr;
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "there is no stub %s", path);
    char *bytes = kt_arena_alloc(&unit_arena, 1 << 16);
    size_t len = fread(bytes, 1, 1 << 16, file);
    fclose(file);
    return (struct kt_str){ bytes, len };
}

static struct kt_str
take_line(struct kt_str *text)
{
    const char *end = memchr(text->ptr, '\n', text->len);
    size_t len = end != NULL ? (size_t)(end - text->ptr) : text->len;
    size_t step = end != NULL ? len + 1 : len;
    struct kt_str line = { text->ptr, len };
    *text = (struct kt_str){ text->ptr + step, text->len - step };
    return line;
}

/* The name behind the prefix; empty when the line does not begin with it. */
static struct kt_str
name_after(struct kt_str line, const char *prefix)
{
    struct kt_str start = kt_str_of(prefix);
    struct kt_str name = { "", 0 };
    if (!kt_str_starts(line, start))
        return name;
    name.ptr = line.ptr + start.len;
    while (start.len + name.len < line.len &&
           (name.ptr[name.len] == '_' ||
            (name.ptr[name.len] >= 'a' && name.ptr[name.len] <= 'z') ||
            (name.ptr[name.len] >= '0' && name.ptr[name.len] <= '9')))
        name.len++;
    return name;
}

static void
add_field(struct stub *stub, struct kt_str line)
{
    struct kt_str field = name_after(line, "---@field ");
    if (field.len > 0) {
        stub->types[stub->field_count] =
            (struct kt_str){ field.ptr + field.len + 1,
                             (size_t)(line.ptr + line.len - field.ptr) -
                                 field.len - 1 };
        stub->fields[stub->field_count++] = field;
    }
    if (kt_str_starts(line, KT_STR("---@operator len")))
        stub->has_length = true;
}

static struct stub
parse_stub(const char *file, const char *object)
{
    struct stub stub = { .is_found = false };
    struct stub block = { .is_found = false };
    struct kt_str text = read_stub(file);
    const char *dot = kt_arena_format(&unit_arena, "function %s.", object).ptr;
    const char *colon =
        kt_arena_format(&unit_arena, "function %s:", object).ptr;
    const char *local =
        kt_arena_format(&unit_arena, "local %s = {}", object).ptr;
    struct kt_str answer = { "", 0 };
    while (text.len > 0) {
        struct kt_str line = take_line(&text);
        struct kt_str name = name_after(line, dot);
        if (name.len == 0)
            name = name_after(line, colon);
        if (name.len > 0) {
            stub.answers[stub.function_count] = answer;
            stub.functions[stub.function_count++] = name;
        }
        if (kt_str_starts(line, KT_STR("---@return ")))
            answer = (struct kt_str){ line.ptr + 11, line.len - 11 };
        else if (!kt_str_starts(line, KT_STR("---")))
            answer = (struct kt_str){ "", 0 };
        if (kt_str_eq(line, kt_str_of(local))) {
            ck_assert_msg(!stub.is_found, "%s.lua has %s twice", file, object);
            memcpy(stub.fields, block.fields, sizeof block.fields);
            memcpy(stub.types, block.types, sizeof block.types);
            stub.field_count = block.field_count;
            stub.has_length = block.has_length;
            stub.is_found = true;
        }
        if (kt_str_starts(line, KT_STR("---@class")) ||
            !kt_str_starts(line, KT_STR("---")))
            block = (struct stub){ .is_found = false };
        add_field(&block, line);
    }
    return stub;
}

static bool
has_name(const struct kt_str *names, size_t count, const char *wanted)
{
    for (size_t i = 0; i < count; i++) {
        if (kt_str_eq(names[i], kt_str_of(wanted)))
            return true;
    }
    return false;
}

/* "kontor.give" is the object give, "tax table" tax_table. */
static const char *
object_of(const struct kt_class *class)
{
    const char *point = strrchr(class->name, '.');
    char *name = kt_arena_alloc(&unit_arena, strlen(class->name) + 1);
    strcpy(name, point != NULL ? point + 1 : class->name);
    for (char *c = name; *c != '\0'; c++)
        *c = *c == ' ' ? '_' : *c;
    return name;
}

static size_t
count_functions(const struct kt_class *class)
{
    size_t count = 0;
    for (size_t i = 0; i < class->row_count; i++)
        count += class->rows[i].kind == KT_ROW_FUNCTION;
    return count;
}

START_TEST(test_every_row_has_its_stub)
{
    size_t checked = 0;
    for (size_t c = 0; kt_classes[c] != NULL; c++) {
        const struct kt_class *class = kt_classes[c];
        if (class->stub == NULL)
            continue;
        struct stub stub = parse_stub(class->stub, object_of(class));
        ck_assert_msg(stub.is_found, "%s.lua has no `local %s = {}`",
                      class->stub, object_of(class));
        for (size_t i = 0; i < class->row_count; i++) {
            const struct kt_row *row = &class->rows[i];
            bool is_function = row->kind == KT_ROW_FUNCTION;
            ck_assert_msg(is_function ? has_name(stub.functions,
                                                 stub.function_count, row->name)
                                      : has_name(stub.fields, stub.field_count,
                                                 row->name),
                          "scripts/api/%s.lua lacks %s %s", class->stub,
                          class->name, row->name);
            checked++;
        }
    }
    ck_assert_uint_gt(checked, 200);
}
END_TEST

START_TEST(test_every_stub_has_its_row)
{
    for (size_t c = 0; kt_classes[c] != NULL; c++) {
        const struct kt_class *class = kt_classes[c];
        if (class->stub == NULL)
            continue;
        struct stub stub = parse_stub(class->stub, object_of(class));
        size_t functions = count_functions(class);
        for (size_t i = 0; i < stub.field_count; i++)
            ck_assert_msg(kt_class_find(class, stub.fields[i]) != NULL,
                          "%s.lua: %s has no field %.*s", class->stub,
                          class->name, KT_STR_FMT(stub.fields[i]));
        for (size_t i = 0; i < stub.function_count; i++)
            ck_assert_msg(kt_class_find(class, stub.functions[i]) != NULL,
                          "%s.lua: %s has no function %.*s", class->stub,
                          class->name, KT_STR_FMT(stub.functions[i]));
        ck_assert_uint_eq(stub.function_count, functions);
        ck_assert_uint_eq(stub.field_count, class->row_count - functions);
        if (class->length != NULL && class->rows != NULL &&
            strcmp(class->name, "list") != 0)
            ck_assert_msg(stub.has_length, "%s.lua: # is missing", class->stub);
    }
}
END_TEST

/* "tax_table" is kontor.TaxTable. */
static const char *
type_of(const struct kt_class *class)
{
    const char *object = object_of(class);
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 64);
    kt_buf_text(&buf, "kontor.");
    for (bool is_first = true; *object != '\0'; object++) {
        if (*object != '_')
            kt_buf_char(&buf, is_first ? (char)(*object - 'a' + 'A') : *object);
        is_first = *object == '_';
    }
    return kt_arena_cstr(&unit_arena, kt_buf_view(&buf));
}

/* What the stub must say of the row's value; NULL: its table does not tell. */
static const char *
type_wanted(const struct kt_row *row)
{
    if (row->kind == KT_ROW_TEXT)
        return "string";
    if (row->kind == KT_ROW_INTEGER)
        return "integer";
    if (row->kind == KT_ROW_BOOL)
        return "boolean";
    if (row->kind == KT_ROW_CLASS || (row->class == NULL && !row->is_many))
        return NULL;
    const char *type = row->class != NULL ? type_of(row->class) : "string";
    if (!row->is_many)
        return type;
    return kt_arena_format(&unit_arena,
                           row->kind == KT_ROW_FUNCTION ? "fun(): %s|nil"
                                                        : "kontor.List<%s>",
                           type)
        .ptr;
}

/* The first word of a type, or all of it up to what is said about it. */
static bool
is_type(struct kt_str said, const char *wanted)
{
    struct kt_str start = kt_str_of(wanted);
    return kt_str_starts(said, start) &&
           (said.len == start.len || strchr(" ,", said.ptr[start.len]) != NULL);
}

/* Names read off a value are checked at load by what its row says it is: the
 * stub says the same. */
START_TEST(test_types_are_those_of_the_rows)
{
    size_t checked = 0;
    for (size_t c = 0; kt_classes[c] != NULL; c++) {
        const struct kt_class *class = kt_classes[c];
        struct stub stub;
        if (class->stub == NULL)
            continue;
        stub = parse_stub(class->stub, object_of(class));
        for (size_t i = 0; i < class->row_count; i++) {
            const struct kt_row *row = &class->rows[i];
            const char *wanted = type_wanted(row);
            bool is_function = row->kind == KT_ROW_FUNCTION;
            size_t count = is_function ? stub.function_count : stub.field_count;
            for (size_t k = 0; wanted != NULL && k < count; k++) {
                struct kt_str name =
                    is_function ? stub.functions[k] : stub.fields[k];
                struct kt_str said =
                    is_function ? stub.answers[k] : stub.types[k];
                if (!kt_str_eq(name, kt_str_of(row->name)))
                    continue;
                ck_assert_msg(is_type(said, wanted),
                              "%s.lua: %s %s is %s, not %.*s", class->stub,
                              class->name, row->name, wanted, KT_STR_FMT(said));
                checked++;
            }
        }
    }
    ck_assert_uint_gt(checked, 100);
}
END_TEST

/* A view that only a stub knew of would not be checked. */
START_TEST(test_rows_know_the_types_of_stubs)
{
    for (size_t c = 0; kt_classes[c] != NULL; c++) {
        const struct kt_class *class = kt_classes[c];
        struct stub stub;
        if (class->stub == NULL)
            continue;
        stub = parse_stub(class->stub, object_of(class));
        for (size_t i = 0; i < stub.field_count; i++) {
            const struct kt_row *row = kt_class_find(class, stub.fields[i]);
            if (kt_str_starts(stub.types[i], KT_STR("kontor.")))
                ck_assert_msg(row->class != NULL || row->is_many,
                              "%s.%s: the row has no class", class->name,
                              row->name);
        }
    }
}
END_TEST

/* Rows are found by halving: they must stand in the order of bytes. */
START_TEST(test_rows_are_sorted)
{
    for (size_t c = 0; kt_classes[c] != NULL; c++) {
        const struct kt_class *class = kt_classes[c];
        for (size_t i = 1; i < class->row_count; i++)
            ck_assert_msg(strcmp(class->rows[i - 1].name, class->rows[i].name) <
                              0,
                          "%s: %s stands behind %s", class->name,
                          class->rows[i].name, class->rows[i - 1].name);
    }
}
END_TEST

/* The fields of a declaration are those of its stub's …Spec class. */
START_TEST(test_declarations)
{
    for (int kind = 0; kind < KT_RULE_KIND_COUNT; kind++) {
        const char *names[KT_DECLARATION_FIELDS_MAX];
        size_t count = kt_declaration_fields((enum kt_rule_kind)kind, names);
        const char *file = kt_rule_kind_names[kind];
        struct kt_str text = read_stub(file);
        struct stub stub = { .is_found = false };
        while (text.len > 0)
            add_field(&stub, take_line(&text));
        for (size_t i = 0; i < count; i++)
            ck_assert_msg(has_name(stub.fields, stub.field_count, names[i]),
                          "%s.lua lacks field %s", file, names[i]);
        ck_assert_msg(stub.field_count == count,
                      "%s.lua has a field that no declaration takes", file);
    }
}
END_TEST

/* A file `---@meta kontor.x` is a module that can be required, another one
 * `---@meta _` a class; there is no stub of nothing. */
START_TEST(test_every_file_is_known)
{
    DIR *folder = opendir(KONTOR_SOURCE_DIR "/scripts/api");
    ck_assert_ptr_nonnull(folder);
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 1024);
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        struct kt_str name = kt_str_of(entry->d_name);
        if (name.len < 5 || strcmp(name.ptr + name.len - 4, ".lua") != 0)
            continue;
        name.len -= 4;
        const char *file = kt_arena_cstr(&unit_arena, name);
        struct kt_str text = read_stub(file);
        struct kt_str first = take_line(&text);
        files++;
        if (kt_str_eq(first, KT_STR("---@meta _"))) {
            size_t c = 0;
            while (kt_classes[c] != NULL && (kt_classes[c]->stub == NULL ||
                                             strcmp(kt_classes[c]->stub, file)))
                c++;
            ck_assert_msg(kt_classes[c] != NULL, "%s.lua is no class", file);
            continue;
        }
        ck_assert_msg(kt_str_eq(first,
                                kt_arena_format(&unit_arena,
                                                "---@meta kontor.%s", file)),
                      "%s.lua begins with %.*s", file, KT_STR_FMT(first));
        kt_buf_str(&buf,
                   kt_arena_format(&unit_arena,
                                   "local _ = require 'kontor.%s'\n", file));
    }
    closedir(folder);
    ck_assert_uint_gt(files, 25);
    kt_buf_text(&buf, "return require 'kontor.tax_rule' { code = 'a', title = "
                      "'A', treat = function() end }");
    assert_same(script_faults_of("tax/a.lua",
                                 kt_arena_cstr(&unit_arena, kt_buf_view(&buf))),
                "");
}
END_TEST

/* Every shipped script loads. */
START_TEST(test_shipped_scripts_load)
{
    const char *folders[] = { KONTOR_SOURCE_DIR "/scripts" };
    enum kt_status status = script_load_folders(folders, 1);
    ck_assert_msg(status == KT_OK, "%.*s",
                  KT_STR_FMT(kt_error_text(&unit_err)));
}
END_TEST

Suite *
kt_suite_script_api(void)
{
    Suite *suite = suite_create("script_api");
    TCase *tcase = script_case(suite, "api");
    tcase_add_test(tcase, test_every_row_has_its_stub);
    tcase_add_test(tcase, test_every_stub_has_its_row);
    tcase_add_test(tcase, test_types_are_those_of_the_rows);
    tcase_add_test(tcase, test_rows_know_the_types_of_stubs);
    tcase_add_test(tcase, test_rows_are_sorted);
    tcase_add_test(tcase, test_declarations);
    tcase_add_test(tcase, test_every_file_is_known);
    tcase_add_test(tcase, test_shipped_scripts_load);
    return suite;
}
