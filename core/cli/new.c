/* kontor new: a rule, its tests and a golden cart, to be changed. */

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/assert.h"
#include "base/buf.h"
#include "cli/command.h"
#include "cli/scripts.h"

enum { FILE_MAX = 1 << 16, NAME_MAX_LEN = 40 };

struct options {
    const char *shop;
};

static const struct kt_option options_table[] = {
    { "shop", KT_OPTION_TEXT, offsetof(struct options, shop), "DIR",
      "the shop's folder, or a bare folder of scripts; without it this one" },
};

/* Where a kind's files stand. */
static const char *const places[KT_RULE_KIND_COUNT] = {
    [KT_RULE_PRICE] = "pricing",   [KT_RULE_PROMOTION] = "promotions",
    [KT_RULE_TAX] = "tax",         [KT_RULE_SHIPPING] = "shipping",
    [KT_RULE_CHECK] = "checkout",  [KT_RULE_GUARD] = "orders",
    [KT_RULE_REACTION] = "orders",
};

/* What is laid down: from examples/new_rule, into the author's scripts. */
static const struct {
    const char *from; /* behind the template's name */
    const char *folder;
    const char *to; /* behind the rule's name */
} files[] = {
    { ".lua", "", ".lua" },
    { "_test.lua", "tests/", ".lua" },
    { ".cart", "tests/", ".cart" },
};

struct new_rule {
    enum kt_rule_kind kind;
    struct kt_str name;
    const char *from; /* examples/new_rule */
    const char *to;   /* the author's scripts */
    struct kt_arena *arena;
};

static enum kt_status
check_name(struct kt_str name, struct kt_error *err)
{
    bool is_right = name.len > 0 && name.len <= NAME_MAX_LEN;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        is_right = is_right && ((c >= 'a' && c <= 'z') || c == '_' ||
                                (c >= '0' && c <= '9' && i > 0));
    }
    if (is_right)
        return KT_OK;
    (void)kt_fail_invalid_file(err);
    return kt_error_explain(err,
                            "a rule's name is 1 to %d of a-z, 0-9 and _, "
                            "not '%.*s'",
                            NAME_MAX_LEN, KT_STR_FMT(name));
}

static const char *
template_of(const struct new_rule *rule, size_t file)
{
    return kt_arena_format(rule->arena, "%s/new_%s%s", rule->from,
                           kt_rule_kind_names[rule->kind], files[file].from)
        .ptr;
}

static const char *
target_of(const struct new_rule *rule, size_t file)
{
    return kt_arena_format(rule->arena, "%s/%s%s/%.*s%s", rule->to,
                           files[file].folder, places[rule->kind],
                           KT_STR_FMT(rule->name), files[file].to)
        .ptr;
}

/* The text with each "new_<kind>" as the rule's own name. */
static struct kt_str
rename_all(const struct new_rule *rule, struct kt_str text, struct kt_str old)
{
    struct kt_buf buf;
    kt_buf_init(&buf, rule->arena, text.len + 256);
    while (text.len > 0) {
        const char *at = memmem(text.ptr, text.len, old.ptr, old.len);
        size_t len = at != NULL ? (size_t)(at - text.ptr) : text.len;
        kt_buf_append(&buf, text.ptr, len);
        if (at != NULL) {
            kt_buf_str(&buf, rule->name);
            len += old.len;
        }
        text = (struct kt_str){ text.ptr + len, text.len - len };
    }
    return kt_buf_view(&buf);
}

static bool
exists(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0;
}

/* The folders in front of the file's name. */
static enum kt_status
make_folders(const char *path, struct kt_arena *arena, struct kt_error *err)
{
    for (const char *slash = strchr(path + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        const char *folder =
            kt_arena_cstr(arena,
                          (struct kt_str){ path, (size_t)(slash - path) });
        if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
            kt_fail_file_failed(err);
            return kt_error_explain(err, "%s: %s", folder, strerror(errno));
        }
    }
    return KT_OK;
}

static enum kt_status
lay_file(const struct new_rule *rule, size_t file, struct kt_error *err)
{
    struct kt_str text;
    struct kt_str old =
        kt_arena_format(rule->arena, "new_%s", kt_rule_kind_names[rule->kind]);
    const char *from = template_of(rule, file);
    const char *to = target_of(rule, file);
    if (!exists(from))
        return KT_OK;
    KT_TRY(kt_file_read(from, FILE_MAX, rule->arena, &text, err));
    KT_TRY(make_folders(to, rule->arena, err));
    KT_TRY(kt_file_create(to, rename_all(rule, text, old), err));
    printf("%s\n", to);
    return KT_OK;
}

/* None is laid down when one of them is there. */
static enum kt_status
lay_files(const struct new_rule *rule, struct kt_error *err)
{
    for (size_t i = 0; i < KT_COUNT(files); i++) {
        const char *to = target_of(rule, i);
        if (exists(to)) {
            (void)kt_fail_already_exists(err, KT_STR("file"), kt_str_of(to));
            return kt_error_explain(err, "%s", to);
        }
    }
    for (size_t i = 0; i < KT_COUNT(files); i++)
        KT_TRY(lay_file(rule, i, err));
    return KT_OK;
}

static enum kt_status
make_rule(const struct kt_arguments *arguments, const struct options *options,
          struct kt_arena *arena, struct kt_error *err)
{
    struct kt_folder folder;
    struct new_rule rule = { .name = kt_str_of(arguments->items[1]),
                             .arena = arena };
    const char *share = kt_share_folder(arena);
    KT_TRY(kt_scripts_kind(arguments->items[0], &rule.kind, err));
    KT_TRY(check_name(rule.name, err));
    KT_TRY(kt_scripts_find(options->shop != NULL ? options->shop : ".", arena,
                           &folder, err));
    if (share == NULL) {
        kt_fail_not_found(err);
        return kt_error_explain(err, "the shipped files are not beside the "
                                     "program; KONTOR_SHARE may name them");
    }
    rule.from = kt_arena_format(arena, "%s/examples/new_rule", share).ptr;
    rule.to = folder.scripts;
    return lay_files(&rule, err);
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *options,
    struct kt_arena *arena)
{
    struct kt_error err;
    kt_error_init(&err, arena);
    if (make_rule(arguments, options, arena, &err) != KT_OK)
        return kt_command_fail(&err);
    return KT_EXIT_OK;
}

const struct kt_command kt_command_new = {
    .name = "new",
    .arguments = "KIND NAME",
    .arguments_min = 2,
    .arguments_max = 2,
    .summary = "a new rule with its tests and a golden cart, all passing",
    .help = "KIND is price_rule, promotion, tax_rule, shipping_method,\n"
            "checkout_check, order_guard or reaction. Change the three files,\n"
            "and let `kontor test --watch` tell how it goes.",
    .options = options_table,
    .option_count = KT_COUNT(options_table),
    .options_size = sizeof(struct options),
    .run = run,
};
