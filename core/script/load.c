#include "script/load.h"

#include <sodium.h>

#include "base/assert.h"
#include "script/bind/declaration.h"
#include "script/lint.h"
#include "script/registry.h"

/* Its address is the registry's key of the entry function. */
static const char entry_key;

enum { HASH_BYTES = 32 };

/* Runs in protected mode. */
static int
load_file(lua_State *L)
{
    struct kt_load *load = kt_load_of(L);
    kt_sandbox_run(L, load->source, 2);
    kt_check_declaration(L, 1, load);
    lua_settop(L, 1);
    kt_push_entry(L, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &entry_key);
    if (load->info != NULL) {
        kt_shield_begin(L);
        kt_read_declaration(L, 1, load);
        kt_shield_end(L);
        kt_push_entry(L, 1);
        kt_lint_names(L, load->source, load->info);
    }
    return 0;
}

/* The same for a file of lib/. */
static int
load_module(lua_State *L)
{
    struct kt_load *load = kt_load_of(L);
    lua_pushboolean(L, false);
    lua_rawsetp(L, LUA_REGISTRYINDEX, load->source);
    kt_sandbox_run(L, load->source, 1);
    kt_check_module(L, load->source);
    kt_lint_names(L, load->source, NULL);
    return 0;
}

static bool
run_load(struct kt_state *state, struct kt_load *load, struct kt_arena *arena,
         struct kt_guarded *guarded)
{
    *guarded = (struct kt_guarded){
        .limits = &load->registry->limits,
        .body = load->source->place->kinds != 0 ? load_file : load_module,
        .counts_cpu = true,
        .arena = arena,
    };
    state->load = load;
    state->run = NULL;
    state->print_len = 0;
    bool is_loaded = kt_state_guard(state, guarded);
    state->load = NULL;
    return is_loaded;
}

static void
hash_part(crypto_generichash_state *hash, struct kt_str part)
{
    uint64_t len = part.len;
    crypto_generichash_update(hash, (const unsigned char *)&len, sizeof len);
    crypto_generichash_update(hash, (const unsigned char *)part.ptr, part.len);
}

/* The rule's text and those of its modules in the order of require. */
static struct kt_str
hash_sources(const struct kt_load *load, struct kt_arena *arena)
{
    crypto_generichash_state hash;
    unsigned char digest[HASH_BYTES];
    char *hex = kt_arena_alloc(arena, 2 * HASH_BYTES + 1);
    crypto_generichash_init(&hash, NULL, 0, HASH_BYTES);
    hash_part(&hash, load->source->name);
    hash_part(&hash, load->source->text);
    for (size_t i = 0; i < load->module_count; i++) {
        hash_part(&hash, load->modules[i]->name);
        hash_part(&hash, load->modules[i]->text);
    }
    crypto_generichash_final(&hash, digest, sizeof digest);
    sodium_bin2hex(hex, 2 * HASH_BYTES + 1, digest, sizeof digest);
    return (struct kt_str){ hex, 2 * HASH_BYTES };
}

static struct kt_list
keep_modules(const struct kt_load *load, struct kt_arena *arena)
{
    size_t count = load->module_count;
    const struct kt_source **modules =
        KT_NEW_ARRAY(arena, const struct kt_source *, count);
    for (size_t i = 0; i < count; i++)
        modules[i] = load->modules[i];
    return (struct kt_list){ modules, count };
}

/* What ended the load, else what was noted on the way. */
static bool
finish_load(struct kt_state *state, struct kt_load *load,
            struct kt_list *faults)
{
    struct kt_arena *arena = load->arena;
    struct kt_guarded guarded;
    if (!run_load(state, load, arena, &guarded)) {
        load->faults[0] =
            kt_arena_format(arena, "%.*s%.*s", KT_STR_FMT(guarded.place),
                            KT_STR_FMT(guarded.message));
        load->fault_count = 1;
    }
    struct kt_str *told = KT_NEW_ARRAY(arena, struct kt_str, load->fault_count);
    for (size_t i = 0; i < load->fault_count; i++)
        told[i] = load->faults[i];
    *faults = (struct kt_list){ told, load->fault_count };
    return load->fault_count == 0;
}

bool
kt_load_module(struct kt_state *state, const struct kt_registry *registry,
               const struct kt_source *source, struct kt_arena *arena,
               struct kt_list *faults)
{
    struct kt_load load = { .registry = registry,
                            .source = source,
                            .arena = arena };
    return finish_load(state, &load, faults);
}

bool
kt_load_declaration(struct kt_state *state, const struct kt_registry *registry,
                    const struct kt_source *source, struct kt_arena *arena,
                    struct kt_rule_info *info, struct kt_list *modules,
                    struct kt_list *faults)
{
    struct kt_load load = {
        .registry = registry, .source = source, .arena = arena, .info = info
    };
    *info = (struct kt_rule_info){ .path = source->path };
    if (!finish_load(state, &load, faults))
        return false;
    info->hash = hash_sources(&load, arena);
    *modules = keep_modules(&load, arena);
    return true;
}

struct kt_image *
kt_load_image(struct kt_state *state, const struct kt_registry *registry,
              const struct kt_rule_info *rule, struct kt_guarded *guarded,
              struct kt_arena *arena)
{
    struct kt_image_set *set = kt_state_images(state, registry);
    size_t index = (size_t)(rule - registry->rules);
    KT_ASSERT(index < registry->rule_count);
    struct kt_image *image = &set->images[index];
    if (image->size > 0)
        return image;
    struct kt_load load = { .registry = registry,
                            .source = registry->sources[index] };
    if (!run_load(state, &load, arena, guarded))
        return NULL;
    kt_state_save(state, guarded->lua, &set->arena, image);
    return image;
}

void
kt_load_push_entry(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &entry_key);
}
