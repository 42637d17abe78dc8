#include "service/import/draft.h"

#include "base/grow.h"
#include "base/text.h"

/* What locates a fault: the lines of the variants and the names of columns. */
struct place {
    const struct kt_product *product;
    const int64_t *lines;
    const struct kt_draft_origin *origins;
};

/* Adds an item to a list of the batch. */
static void *
push_item(struct kt_import_draft *draft, struct kt_list *list, size_t size)
{
    list->items =
        kt_grow(&draft->run->batch_arena, list->items, list->count, size);
    void *item = (char *)list->items + list->count++ * size;
    memset(item, 0, size);
    return item;
}

static struct kt_str
keep(struct kt_import_draft *draft, struct kt_str text)
{
    return kt_arena_str(&draft->run->batch_arena, text);
}

void
kt_draft_init(struct kt_import_draft *draft, struct kt_import_run *run,
              const struct kt_draft_origin *origins, int64_t line)
{
    *draft = (struct kt_import_draft){
        .run = run,
        .record = { .kind = KT_RECORD_PRODUCT, .line = line },
        .product = KT_NEW(&run->batch_arena, struct kt_product),
        .origins = origins,
    };
}

void
kt_draft_text(struct kt_import_draft *draft, struct kt_list *texts,
              struct kt_str text)
{
    if (text.len == 0)
        return;
    struct kt_pair *pair = push_item(draft, texts, sizeof *pair);
    *pair = (struct kt_pair){ draft->run->locale, keep(draft, text) };
}

void
kt_draft_option(struct kt_import_draft *draft, struct kt_str name,
                struct kt_list values)
{
    struct kt_product_option *option =
        push_item(draft, &draft->product->options, sizeof *option);
    option->name = keep(draft, name);
    option->values = values;
}

/* ---- variants ---- */

struct kt_variant *
kt_draft_variant(struct kt_import_draft *draft, int64_t line)
{
    size_t count = draft->product->variants.count;
    struct kt_variant *variant =
        push_item(draft, &draft->product->variants, sizeof *variant);
    draft->lines = kt_grow(&draft->run->batch_arena, draft->lines, count,
                           sizeof *draft->lines);
    draft->lines[count] = line;
    variant->given = UINT64_MAX;
    variant->requires_shipping = true;
    variant->is_discountable = true;
    variant->is_active = true;
    variant->stock_policy = KT_STOCK_UNTRACKED;
    return variant;
}

struct kt_product_price *
kt_draft_price(struct kt_import_draft *draft, struct kt_variant *variant,
               int64_t amount, int64_t compare_at)
{
    struct kt_product_price *price =
        push_item(draft, &variant->prices, sizeof *price);
    price->currency = kt_str_of(draft->run->currency->code);
    price->amount = amount;
    price->compare_at = compare_at > amount ? compare_at : 0;
    return price;
}

/* A shop that has no location yet gets one with its first stock. */
static void
ensure_location(struct kt_import_draft *draft)
{
    struct kt_import_run *run = draft->run;
    bool is_new = run->location.len == 0;
    if (is_new)
        run->location = KT_STR("main");
    if (run->location_batch == run->batch ||
        kt_refs_find(&run->refs, KT_REF_LOCATION, run->location) != NULL)
        return;
    struct kt_location *location =
        KT_NEW(&run->batch_arena, struct kt_location);
    location->code = run->location;
    location->name = KT_STR("Main");
    run->location_batch = run->batch;
    kt_import_push(run, KT_RECORD_LOCATION, location, draft->record.line);
}

void
kt_draft_stock(struct kt_import_draft *draft, struct kt_variant *variant,
               int64_t available)
{
    ensure_location(draft);
    struct kt_stock_level *level =
        push_item(draft, &variant->stock, sizeof *level);
    level->location = draft->run->location;
    level->available = available;
}

struct kt_str
kt_draft_sku(const struct kt_import_draft *draft, struct kt_str slug,
             const struct kt_list *option_values)
{
    struct kt_arena *arena = &draft->run->batch_arena;
    const struct kt_str *values = option_values->items;
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 64);
    kt_buf_str(&buf, slug);
    for (size_t i = 0; i < option_values->count; i++) {
        kt_buf_char(&buf, '-');
        kt_buf_str(&buf, kt_text_slug(arena, values[i]));
    }
    struct kt_str sku = kt_buf_view(&buf);
    if (kt_utf8_length(sku) <= KT_SKU_MAX)
        return sku;
    return kt_id_text(arena, kt_id_of_name(draft->run->options->store_id, sku),
                      "sku");
}

/* ---- pictures and what is only kept ---- */

void
kt_draft_media(struct kt_import_draft *draft, struct kt_str url,
               struct kt_str alt, struct kt_str sku)
{
    struct kt_list *list = &draft->product->media;
    struct kt_media *media = list->items;
    size_t at = 0;
    if (url.len == 0)
        return;
    while (at < list->count && !kt_str_eq(media[at].url, url))
        at++;
    if (at == list->count) {
        media = push_item(draft, list, sizeof *media);
        *media = (struct kt_media){ .url = keep(draft, url),
                                    .alt = keep(draft, alt) };
        at = 0;
    }
    if (sku.len > 0)
        *(struct kt_str *)push_item(draft, &media[at].skus, sizeof sku) =
            keep(draft, sku);
}

void
kt_draft_extra(struct kt_import_draft *draft, const char *name,
               struct kt_str value)
{
    struct kt_str *extra = &draft->product->extra;
    struct kt_buf buf;
    struct kt_json json;
    if (value.len == 0)
        return;
    kt_buf_init(&buf, &draft->run->batch_arena, extra->len + value.len + 64);
    kt_json_init(&json, &buf);
    if (extra->len > 0) {
        kt_buf_append(&buf, extra->ptr, extra->len - 1);
        json.needs_comma = true;
    } else {
        kt_json_begin_object(&json);
    }
    kt_json_key(&json, kt_str_of(name));
    kt_json_str(&json, value);
    kt_json_end_object(&json);
    *extra = kt_buf_view(&buf);
}

/* ---- the end ---- */

static bool
has_value(const struct kt_list *values, struct kt_str value)
{
    const struct kt_str *items = values->items;
    for (size_t i = 0; i < values->count; i++) {
        if (kt_str_eq(items[i], value))
            return true;
    }
    return false;
}

/* The values of an option are those of the variants, in their order. */
static void
collect_values(struct kt_import_draft *draft, size_t option)
{
    const struct kt_variant *variants = draft->product->variants.items;
    struct kt_list *values =
        &((struct kt_product_option *)draft->product->options.items)[option]
             .values;
    struct kt_list all = { 0 };
    const struct kt_str *told = values->items;
    for (size_t i = 0; i < values->count; i++)
        *(struct kt_str *)push_item(draft, &all, sizeof *told) = told[i];
    for (size_t i = 0; i < draft->product->variants.count; i++) {
        const struct kt_str *own = variants[i].option_values.items;
        if (option < variants[i].option_values.count &&
            !has_value(&all, own[option]))
            *(struct kt_str *)push_item(draft, &all, sizeof *own) = own[option];
    }
    *values = all;
}

void
kt_draft_end(struct kt_import_draft *draft)
{
    struct kt_import_run *run = draft->run;
    struct place *place = KT_NEW(&run->batch_arena, struct place);
    for (size_t i = 0; i < draft->product->options.count; i++)
        collect_values(draft, i);
    *place = (struct place){ draft->product, draft->lines, draft->origins };
    draft->record.data = draft->product;
    draft->record.place = place;
    *kt_import_push(run, KT_RECORD_PRODUCT, draft->product,
                    draft->record.line) = draft->record;
}

/* ---- where a fault is ---- */

/* The variant that a pointer goes into; *rest takes what is behind it. */
static bool
find_variant(struct kt_str pointer, const struct place *place, size_t *index,
             struct kt_str *rest)
{
    struct kt_str prefix = KT_STR("/variants/");
    *rest = pointer;
    if (!kt_str_starts(pointer, prefix))
        return false;
    size_t at = prefix.len;
    *index = 0;
    while (at < pointer.len && pointer.ptr[at] >= '0' && pointer.ptr[at] <= '9')
        *index = *index * 10 + (size_t)(pointer.ptr[at++] - '0');
    *rest = (struct kt_str){ pointer.ptr + at, pointer.len - at };
    return *index < place->product->variants.count;
}

void
kt_draft_locate(const struct kt_import_run *run,
                const struct kt_import_record *record, struct kt_str pointer,
                struct kt_import_fault *fault)
{
    const struct place *place = record->place;
    size_t index;
    struct kt_str rest = pointer;
    (void)run;
    if (place == NULL) {
        fault->column = pointer;
        return;
    }
    if (find_variant(pointer, place, &index, &rest)) {
        const struct kt_variant *variants = place->product->variants.items;
        fault->line = place->lines[index];
        if (kt_str_eq(rest, KT_STR("/sku")))
            fault->value = variants[index].sku;
    } else if (kt_str_eq(rest, KT_STR("/slug"))) {
        fault->value = place->product->slug;
    }
    fault->column = pointer;
    for (const struct kt_draft_origin *origin = place->origins;
         origin->pointer != NULL; origin++) {
        if (kt_str_starts(rest, kt_str_of(origin->pointer))) {
            fault->column = kt_str_of(origin->column);
            return;
        }
    }
}
