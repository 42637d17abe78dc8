#include "script/registry.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/assert.h"
#include "base/guard.h"
#include "base/metric.h"
#include "base/text.h"
#include "script/load.h"

enum { HASH_BYTES = 32, DIGITS_MAX = 9 };

/* A rule while all are being gathered. */
struct candidate {
    struct kt_rule_info info;
    const struct kt_source *source;
    struct kt_list modules;
};

static struct kt_script_limits
with_defaults(struct kt_script_limits limits)
{
    static const struct kt_script_limits defaults = {
        .steps_max = 2000000,
        .memory_max = 16 << 20,
        .wall_ms_max = 500,
        .source_max = 64 << 10,
    };
    if (limits.steps_max == 0)
        limits.steps_max = defaults.steps_max;
    if (limits.memory_max == 0)
        limits.memory_max = defaults.memory_max;
    if (limits.wall_ms_max == 0)
        limits.wall_ms_max = defaults.wall_ms_max;
    if (limits.source_max == 0)
        limits.source_max = defaults.source_max;
    return limits;
}

/* The source that a message names at its beginning, "lib/x.lua:3: …". */
static const struct kt_source *
source_named(const struct kt_registry *registry, const struct kt_source *rule,
             struct kt_str name)
{
    const struct kt_source *found = rule;
    for (size_t i = 0; i < registry->scan.count; i++) {
        const struct kt_source *source = &registry->scan.sources[i];
        if (kt_str_eq(source->name, name) && source->folder <= rule->folder &&
            !kt_str_eq(name, rule->name))
            found = source;
    }
    return found;
}

const struct kt_source *
kt_registry_place(const struct kt_registry *registry,
                  const struct kt_source *rule, struct kt_str *message,
                  int64_t *line)
{
    static const struct kt_str extension = KT_STR_INIT(".lua:");
    const char *mark =
        memmem(message->ptr, message->len, extension.ptr, extension.len);
    *line = 0;
    if (mark == NULL)
        return rule;
    const char *end = message->ptr + message->len;
    struct kt_str name = { message->ptr, (size_t)(mark - message->ptr) + 4 };
    const char *digits = mark + extension.len;
    const char *stop = memchr(digits, ':', (size_t)(end - digits));
    struct kt_str number = { digits,
                             stop != NULL ? (size_t)(stop - digits) : 0 };
    if (number.len > DIGITS_MAX || !kt_int_parse(number, line))
        return rule;
    *message =
        kt_text_trim((struct kt_str){ stop + 1, (size_t)(end - stop) - 1 });
    return source_named(registry, rule, name);
}

static void
add_fault(const struct kt_registry *registry, const struct kt_source *rule,
          struct kt_str message, struct kt_error *err)
{
    int64_t line;
    const struct kt_source *source =
        kt_registry_place(registry, rule, &message, &line);
    if (err->status == KT_OK)
        (void)kt_fail_invalid_rule(err);
    struct kt_str place =
        kt_arena_format(err->arena, "%.*s:%lld", KT_STR_FMT(source->path),
                        (long long)(line > 0 ? line : 1));
    for (size_t i = 0; i < err->item_count; i++) {
        if (kt_str_eq(err->items[i].pointer, place) &&
            kt_str_eq(err->items[i].detail, message))
            return;
    }
    kt_error_add(err, place, "rule", "%.*s", KT_STR_FMT(message));
}

static void
add_faults(const struct kt_registry *registry, const struct kt_source *source,
           const struct kt_list *faults, struct kt_error *err)
{
    const struct kt_str *texts = faults->items;
    for (size_t i = 0; i < faults->count; i++)
        add_fault(registry, source, texts[i], err);
}

static int
compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->info.kind != b->info.kind)
        return (int)a->info.kind - (int)b->info.kind;
    int order = kt_str_cmp(a->info.code, b->info.code);
    if (order != 0)
        return order;
    return (a->source->folder < b->source->folder) -
           (a->source->folder > b->source->folder);
}

static bool
is_same_rule(const struct kt_rule_info *a, const struct kt_rule_info *b)
{
    return a->kind == b->kind && kt_str_eq(a->code, b->code);
}

static unsigned
series_of(const struct kt_rule_info *rule, struct kt_arena *arena)
{
    struct kt_str text =
        kt_arena_format(arena, "kind=\"%s\",rule=\"%.*s\"",
                        kt_rule_kind_names[rule->kind], KT_STR_FMT(rule->code));
    return kt_metric_series(KT_LABELS_RULE, text);
}

/* Sorted, and of each kind and code the one of the latest folder. */
static void
keep_rules(struct kt_registry *registry, struct candidate *candidates,
           size_t count)
{
    if (count > 0)
        qsort(candidates, count, sizeof *candidates, compare_candidates);
    registry->rules =
        KT_NEW_ARRAY(&registry->arena, struct kt_rule_info, count);
    registry->sources =
        KT_NEW_ARRAY(&registry->arena, const struct kt_source *, count);
    registry->modules = KT_NEW_ARRAY(&registry->arena, struct kt_list, count);
    registry->watches =
        KT_NEW_ARRAY(&registry->arena, struct kt_rule_watch, count);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && is_same_rule(&candidates[i].info, &candidates[i - 1].info))
            continue;
        registry->rules[registry->rule_count] = candidates[i].info;
        registry->modules[registry->rule_count] = candidates[i].modules;
        registry->sources[registry->rule_count++] = candidates[i].source;
    }
    for (size_t kind = 0; kind < KT_RULE_KIND_COUNT; kind++)
        kt_map_init(&registry->by_code[kind], &registry->arena, 32);
    for (size_t i = 0; i < registry->rule_count; i++) {
        struct kt_rule_info *rule = &registry->rules[i];
        rule->series = series_of(rule, &registry->arena);
        kt_map_put(&registry->by_code[rule->kind], rule->code, rule);
    }
}

static struct kt_str
hash_rules(struct kt_registry *registry)
{
    crypto_generichash_state hash;
    unsigned char digest[HASH_BYTES];
    char *hex = kt_arena_alloc(&registry->arena, 2 * HASH_BYTES + 1);
    const int64_t limits[] = {
        registry->limits.steps_max,
        registry->limits.memory_max,
        registry->limits.wall_ms_max,
        registry->limits.source_max,
    };
    crypto_generichash_init(&hash, NULL, 0, HASH_BYTES);
    crypto_generichash_update(&hash, (const unsigned char *)limits,
                              sizeof limits);
    for (size_t i = 0; i < registry->rule_count; i++) {
        struct kt_str part = registry->rules[i].hash;
        crypto_generichash_update(&hash, (const unsigned char *)part.ptr,
                                  part.len);
    }
    crypto_generichash_final(&hash, digest, sizeof digest);
    sodium_bin2hex(hex, 2 * HASH_BYTES + 1, digest, sizeof digest);
    return (struct kt_str){ hex, 2 * HASH_BYTES };
}

/* Each for itself: a fault is told once, whoever requires the file. */
static void
load_modules(struct kt_registry *registry, struct kt_state *state,
             struct kt_error *err)
{
    for (size_t i = 0; i < registry->scan.count; i++) {
        const struct kt_source *source = &registry->scan.sources[i];
        struct kt_list faults;
        if (source->place->kinds == 0 &&
            !kt_load_module(state, registry, source, &registry->arena, &faults))
            add_faults(registry, source, &faults, err);
    }
}

static void
load_rules(struct kt_registry *registry, struct kt_state *state,
           struct kt_error *err)
{
    size_t count = 0;
    struct candidate *candidates =
        KT_NEW_ARRAY(&registry->arena, struct candidate, registry->scan.count);
    for (size_t i = 0; i < registry->scan.count; i++) {
        const struct kt_source *source = &registry->scan.sources[i];
        struct kt_list faults;
        if (source->place->kinds == 0)
            continue;
        candidates[count].source = source;
        if (kt_load_declaration(state, registry, source, &registry->arena,
                                &candidates[count].info,
                                &candidates[count].modules, &faults))
            count++;
        else
            add_faults(registry, source, &faults, err);
    }
    keep_rules(registry, candidates, count);
    registry->hash = hash_rules(registry);
}

static enum kt_lint
lint_of(const struct kt_host_options *options)
{
    if (options->texts.count > 0)
        return KT_LINT_NOTHING;
    return options->file != NULL ? KT_LINT_VIEWS : KT_LINT_ALL;
}

/* The arena goes into the registry, and its rescue point with it. */
static struct kt_registry *
new_registry(struct kt_host *host, const struct kt_script_limits *limits,
             struct kt_arena *arena)
{
    static uint64_t generations;
    struct kt_registry *registry = KT_NEW(arena, struct kt_registry);
    registry->arena = *arena;
    registry->host = host;
    registry->limits = with_defaults(*limits);
    registry->generation =
        __atomic_add_fetch(&generations, 1, __ATOMIC_RELAXED);
    registry->references = 1;
    registry->buyer = (struct kt_asker){ registry, false };
    registry->trial = (struct kt_asker){ registry, true };
    return registry;
}

struct loading {
    struct kt_host *host;
    const struct kt_host_options *options;
    struct kt_arena arena; /* until there is a registry */
    struct kt_registry *registry;
};

static enum kt_status
load_all(void *arg, struct kt_error *err)
{
    struct loading *loading = arg;
    const struct kt_host_options *options = loading->options;
    struct kt_state *state;
    struct kt_registry *registry =
        new_registry(loading->host, &options->limits, &loading->arena);
    loading->registry = registry;
    registry->lint = lint_of(options);
    KT_TRY(kt_state_get((size_t)registry->limits.memory_max, &state, err));
    state->rescue = registry->arena.rescue;
    struct kt_scan_in in = {
        .folders = options->folders,
        .folder_count = options->folder_count,
        .file = options->file,
        .kind = options->kind,
        .texts = options->texts,
        .source_max = registry->limits.source_max,
    };
    if (kt_scan_read(&in, &registry->arena, &registry->scan, err) !=
        KT_OVERLOADED) {
        if (registry->lint == KT_LINT_ALL)
            load_modules(registry, state, err);
        load_rules(registry, state, err);
    }
    state->rescue = NULL;
    return err->status;
}

enum kt_status
kt_registry_load(struct kt_host *host, const struct kt_host_options *options,
                 struct kt_registry **registry, struct kt_error *err)
{
    struct loading loading = { .host = host, .options = options };
    kt_arena_init(&loading.arena, 0);
    enum kt_status status =
        kt_guard_run(&loading.arena, load_all, &loading, err);
    if (status == KT_OVERLOADED)
        kt_state_abandon();
    if (status != KT_OK && loading.registry != NULL)
        kt_registry_free(loading.registry);
    else if (status == KT_OK)
        loading.registry->arena.rescue = NULL;
    *registry = loading.registry;
    return status;
}

void
kt_registry_free(struct kt_registry *registry)
{
    struct kt_arena arena = registry->arena;
    kt_arena_release(&arena);
}

struct kt_str
kt_registry_hash(const struct kt_registry *registry)
{
    return registry->hash;
}

uint64_t
kt_registry_generation(const struct kt_registry *registry)
{
    return registry->generation;
}

struct kt_script_limits
kt_registry_limits(const struct kt_registry *registry)
{
    return registry->limits;
}

static void
mark(const struct kt_registry *registry, const struct kt_source *source,
     bool *is_needed)
{
    is_needed[source - registry->scan.sources] = true;
}

struct kt_list
kt_registry_texts(const struct kt_registry *registry, struct kt_arena *arena)
{
    size_t count = registry->scan.count;
    struct kt_script_text *texts =
        KT_NEW_ARRAY(arena, struct kt_script_text, count);
    bool *is_needed = KT_NEW_ARRAY(arena, bool, count);
    for (size_t i = 0; i < registry->rule_count; i++) {
        const struct kt_source *const *modules = registry->modules[i].items;
        mark(registry, registry->sources[i], is_needed);
        for (size_t k = 0; k < registry->modules[i].count; k++)
            mark(registry, modules[k], is_needed);
    }
    size_t needed = 0;
    for (size_t i = 0; i < count; i++) {
        const struct kt_source *source = &registry->scan.sources[i];
        if (is_needed[i])
            texts[needed++] =
                (struct kt_script_text){ source->folder, source->name,
                                         source->text };
    }
    return (struct kt_list){ texts, needed };
}

const struct kt_rule_info *
kt_registry_list(const struct kt_registry *registry, size_t *count)
{
    *count = registry->rule_count;
    return registry->rules;
}

const struct kt_rule_info *
kt_registry_find(const struct kt_registry *registry, enum kt_rule_kind kind,
                 struct kt_str code)
{
    return kt_map_find(&registry->by_code[kind], code);
}

const char *
kt_registry_nearest(const struct kt_registry *registry, enum kt_rule_kind kind,
                    struct kt_str code)
{
    const char *names[KT_SCAN_FILES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < registry->rule_count; i++) {
        if (registry->rules[i].kind == kind)
            names[count++] = registry->rules[i].code.ptr;
    }
    return kt_text_nearest(code, names, count);
}
