#include "base/grow.h"
#include "base/text.h"
#include "service/import/draft.h"

/* A category that this run found or made. */
struct made {
    struct kt_str slug;
    int64_t batch; /* that made it; -1: it was there */
};

/* It stands in the shop, or will before the product does. */
static bool
stands(const struct kt_import_run *run, const struct made *made)
{
    return made->batch == run->batch ||
           kt_refs_find(&run->refs, KT_REF_CATEGORY, made->slug) != NULL;
}

/* Another category has the slug: one of the shop elsewhere in the tree, or one
 * that this run made. */
static bool
is_taken(const struct kt_import_run *run, struct kt_str slug,
         struct kt_str parent)
{
    const struct kt_ref *ref = kt_refs_find(&run->refs, KT_REF_CATEGORY, slug);
    if (ref != NULL)
        return !kt_str_eq(ref->parent != NULL ? ref->parent->code : KT_STR(""),
                          parent);
    for (size_t i = 0; i < run->categories.slot_count; i++) {
        const struct made *made = run->categories.slots[i].value;
        if (made != NULL && kt_str_eq(made->slug, slug))
            return true;
    }
    return false;
}

/* "hoodies"; where that is another one's, "clothing-hoodies", and so on: the
 * same in every run, since what is there is found before it is taken. */
static struct kt_str
choose_slug(struct kt_import_run *run, struct kt_str name, struct kt_str parent)
{
    struct kt_str base = kt_text_slug(&run->arena, name);
    if (base.len == 0)
        base = KT_STR("category");
    if (!is_taken(run, base, parent))
        return base;
    struct kt_str slug =
        parent.len > 0 ? kt_arena_format(&run->arena, "%.*s-%.*s",
                                         KT_STR_FMT(parent), KT_STR_FMT(base))
                       : base;
    struct kt_str numbered = slug;
    for (int i = 2; is_taken(run, numbered, parent); i++)
        numbered = kt_arena_format(&run->arena, "%.*s-%d", KT_STR_FMT(slug), i);
    return numbered;
}

static void
push_category(struct kt_import_run *run, const struct made *made,
              struct kt_str parent, struct kt_str name, int64_t line)
{
    struct kt_arena *arena = &run->batch_arena;
    struct kt_category *category = KT_NEW(arena, struct kt_category);
    struct kt_pair *text = KT_NEW(arena, struct kt_pair);
    *text = (struct kt_pair){ run->locale, kt_arena_str(arena, name) };
    category->slug = made->slug;
    category->parent = parent;
    category->names = (struct kt_list){ text, 1 };
    kt_import_push(run, KT_RECORD_CATEGORY, category, line);
}

/* The slug of a category below parent; path names it with all above it. */
static struct kt_str
find_or_make(struct kt_import_run *run, struct kt_str path, struct kt_str name,
             struct kt_str parent, int64_t line)
{
    struct made *made = kt_map_find(&run->categories, path);
    if (made != NULL && stands(run, made))
        return made->slug;
    if (made == NULL) {
        struct kt_str slug = choose_slug(run, name, parent);
        made = KT_NEW(&run->arena, struct made);
        *made = (struct made){ slug, -1 };
        kt_map_put(&run->categories, kt_arena_str(&run->arena, path), made);
        if (stands(run, made))
            return made->slug;
    }
    made->batch = run->batch;
    push_category(run, made, parent, name, line);
    return made->slug;
}

static void
add_slug(struct kt_import_draft *draft, struct kt_str slug)
{
    struct kt_list *list = &draft->product->categories;
    struct kt_str *items = list->items;
    for (size_t i = 0; i < list->count; i++) {
        if (kt_str_eq(items[i], slug))
            return;
    }
    struct kt_arena *arena = &draft->run->batch_arena;
    items = kt_grow(arena, items, list->count, sizeof *items);
    items[list->count++] = kt_arena_str(arena, slug);
    list->items = items;
}

void
kt_draft_category(struct kt_import_draft *draft, struct kt_str path)
{
    struct kt_str slug = KT_STR("");
    struct kt_buf above; /* the path without blanks that mean nothing */
    kt_buf_init(&above, &draft->run->batch_arena, path.len + 8);
    for (size_t at = 0; at < path.len;) {
        const char *end = memchr(path.ptr + at, '>', path.len - at);
        size_t stop = end != NULL ? (size_t)(end - path.ptr) : path.len;
        struct kt_str name =
            kt_text_trim((struct kt_str){ path.ptr + at, stop - at });
        at = stop + 1;
        if (name.len == 0)
            continue;
        kt_buf_char(&above, '>');
        kt_buf_str(&above, name);
        slug = find_or_make(draft->run, kt_buf_view(&above), name, slug,
                            draft->record.line);
    }
    if (slug.len > 0)
        add_slug(draft, slug);
}
