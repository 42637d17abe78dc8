#include "base/grow.h"
#include "base/text.h"
#include "domain/catalog/code.h"
#include "media/kind.h"
#include "service/catalog_rows.h"
#include "service/catalog_save.h"
#include "service/column.h"
#include "service/search_save.h"
#include "service/variant_save.h"

/* A variant that the product has in the database. */
struct key {
    struct kt_id id;
    struct kt_str sku;
    bool is_matched; /* the record has it */
};

struct storing {
    const struct kt_saving *saving;
    struct kt_product *product;
    struct kt_product_parts parts;
    bool is_new;
    struct key *keys;
    size_t key_count;
    struct kt_map by_id, by_sku; /* keys */
};

/* ---- who it is ---- */

static enum kt_status
find_by_slug(const struct storing *storing, struct kt_id *id,
             struct kt_error *err)
{
    const struct kt_saving *saving = storing->saving;
    struct kt_rows rows;
    *id = (struct kt_id){ 0 };
    const struct kt_id *seen =
        saving->seen != NULL
            ? kt_map_find(&saving->seen->slugs, storing->product->slug)
            : NULL;
    KT_TRY(kt_query(saving->reading, KT_SQL_PRODUCT_ID_BY_SLUG,
                    KT_ARGS(KT_TEXT(storing->product->slug)), &rows, err));
    if (kt_rows_next(&rows))
        *id = kt_col_id(&rows, 0);
    else if (seen != NULL)
        *id = *seen;
    return kt_rows_close(&rows);
}

static enum kt_status
has_id(const struct storing *storing, bool *has, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(storing->saving->reading, KT_SQL_PRODUCT_EXISTS,
                    KT_ARGS(KT_ID(storing->product->id)), &rows, err));
    *has = kt_rows_next(&rows);
    return kt_rows_close(&rows);
}

/* By its id, else by its slug; else it is new. */
static enum kt_status
identify(struct storing *storing, struct kt_error *err)
{
    struct kt_product *product = storing->product;
    struct kt_id by_slug;
    bool has = true;
    KT_TRY(find_by_slug(storing, &by_slug, err));
    if (kt_id_is_null(product->id)) {
        storing->is_new = kt_id_is_null(by_slug);
        product->id =
            storing->is_new ? kt_id_new(storing->saving->now_ms) : by_slug;
        return KT_OK;
    }
    if (!kt_id_is_null(by_slug) && !kt_id_eq(by_slug, product->id))
        kt_error_add(err, KT_STR("/slug"), "in_use",
                     "another product has the slug \"%.*s\"; leave the id out "
                     "to change that one",
                     KT_STR_FMT(product->slug));
    KT_TRY(has_id(storing, &has, err));
    storing->is_new = !has;
    return KT_OK;
}

static struct kt_str
id_bytes(const struct kt_id *id)
{
    return (struct kt_str){ (const char *)id->bytes, sizeof id->bytes };
}

static void
index_keys(struct storing *storing)
{
    struct kt_arena *arena = storing->saving->arena;
    kt_map_init(&storing->by_id, arena, storing->key_count);
    kt_map_init(&storing->by_sku, arena, storing->key_count);
    for (size_t i = 0; i < storing->key_count; i++) {
        struct key *key = &storing->keys[i];
        kt_map_put(&storing->by_id, id_bytes(&key->id), key);
        kt_map_put(&storing->by_sku, key->sku, key);
    }
}

static enum kt_status
load_keys(struct storing *storing, struct kt_error *err)
{
    struct kt_rows rows;
    if (storing->is_new)
        return KT_OK;
    KT_TRY(kt_query(storing->saving->reading, KT_SQL_VARIANT_KEYS,
                    KT_ARGS(KT_ID(storing->product->id)), &rows, err));
    while (kt_rows_next(&rows)) {
        storing->keys = kt_grow(storing->saving->arena, storing->keys,
                                storing->key_count, sizeof *storing->keys);
        storing->keys[storing->key_count++] =
            (struct key){ .id = kt_col_id(&rows, 0),
                          .sku =
                              kt_col_copy(&rows, 1, storing->saving->arena) };
    }
    KT_TRY(kt_rows_close(&rows));
    index_keys(storing);
    return KT_OK;
}

/* ---- its variants ---- */

static struct kt_str
point(size_t variant, const char *member, struct kt_error *err)
{
    return kt_arena_format(err->arena, "/variants/%zu%s", variant, member);
}

static struct key *
find_key(const struct storing *storing, const struct kt_variant *variant)
{
    return kt_id_is_null(variant->id)
               ? kt_map_find(&storing->by_sku, variant->sku)
               : kt_map_find(&storing->by_id, id_bytes(&variant->id));
}

/* Who has the sku, or the id: a variant of this product that the record means,
 * or a fault. */
static enum kt_status
check_owner(const struct storing *storing, enum kt_sql statement,
            struct kt_arg arg, const struct key *key, struct kt_str pointer,
            struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(storing->saving->reading, statement, KT_ARGS(arg), &rows,
                    err));
    if (kt_rows_next(&rows)) {
        bool by_sku = statement == KT_SQL_VARIANT_BY_SKU;
        bool is_own = kt_id_eq(kt_col_id(&rows, 1), storing->product->id);
        if (!is_own)
            kt_error_add(err, pointer, "in_use",
                         "a variant of another product has it");
        else if (by_sku &&
                 (key == NULL || !kt_id_eq(kt_col_id(&rows, 0), key->id)))
            kt_error_add(err, pointer, "in_use",
                         "another variant of the product has it");
    }
    return kt_rows_close(&rows);
}

static void
check_seen(const struct storing *storing, struct kt_str sku,
           struct kt_str pointer, struct kt_error *err)
{
    const struct kt_saving_seen *seen = storing->saving->seen;
    const struct kt_id *owner =
        seen != NULL ? kt_map_find(&seen->skus, sku) : NULL;
    if (owner != NULL && !kt_id_eq(*owner, storing->product->id))
        kt_error_add(err, pointer, "in_use",
                     "a variant of another product has it");
}

static enum kt_status
resolve_variant(const struct storing *storing, size_t index,
                struct kt_error *err)
{
    const struct kt_saving *saving = storing->saving;
    struct kt_variant *variant =
        (struct kt_variant *)storing->product->variants.items + index;
    struct key *key = find_key(storing, variant);
    if (key != NULL && key->is_matched)
        kt_error_add(err, point(index, "/id", err), "duplicate",
                     "is the same variant as an earlier one");
    KT_TRY(check_owner(storing, KT_SQL_VARIANT_BY_SKU, KT_TEXT(variant->sku),
                       key, point(index, "/sku", err), err));
    check_seen(storing, variant->sku, point(index, "/sku", err), err);
    if (key == NULL && !kt_id_is_null(variant->id))
        KT_TRY(check_owner(storing, KT_SQL_VARIANT_BY_ID, KT_ID(variant->id),
                           NULL, point(index, "/id", err), err));
    if (key != NULL) {
        key->is_matched = true;
        variant->id = key->id;
    } else if (kt_id_is_null(variant->id)) {
        variant->id = kt_id_new(saving->now_ms);
    }
    return kt_variant_resolve(saving, variant, point(index, "", err), err);
}

/* What is in the record alone, and the names in it. Variants that stay come in
 * after the completion, which is for what was given. */
static enum kt_status
check_record(const struct storing *storing, struct kt_error *err)
{
    const struct kt_saving *saving = storing->saving;
    const struct kt_refs *refs = saving->refs;
    struct kt_product *product = storing->product;
    const struct kt_str *slugs = product->categories.items;
    const struct kt_ref *type =
        kt_refs_get(refs, KT_REF_PRODUCT_TYPE, product->type, KT_STR("/type"),
                    err);
    if (!storing->parts.variants)
        product->variants = (struct kt_list){ 0 };
    kt_product_complete(product);
    if (!storing->parts.variants)
        KT_TRY(kt_product_load_variants(saving->reading, saving->arena, product,
                                        err));
    kt_product_check(product, type != NULL ? type->type : NULL, err);
    for (size_t i = 0; storing->parts.places && i < product->categories.count;
         i++)
        kt_refs_get(refs, KT_REF_CATEGORY, slugs[i],
                    kt_arena_format(err->arena, "/categories/%zu", i), err);
    return KT_OK;
}

static enum kt_status
resolve_variants(struct storing *storing, struct kt_error *err)
{
    if (!storing->parts.variants)
        return err->status;
    KT_TRY(load_keys(storing, err));
    for (size_t i = 0; i < storing->product->variants.count; i++)
        KT_TRY(resolve_variant(storing, i, err));
    return err->status;
}

/* ---- writing ---- */

/* Bytes by which titles are ordered: a cursor has room for them. */
enum { TITLE_FOLD_MAX = 1000 };

static struct kt_str
title_fold(const struct kt_product *product, struct kt_arena *arena)
{
    const struct kt_pair *titles = product->titles.items;
    struct kt_str fold = kt_text_fold(arena, titles[0].value);
    return kt_text_clip(fold, TITLE_FOLD_MAX);
}

static enum kt_status
write_product(const struct storing *storing, struct kt_error *err)
{
    const struct kt_saving *saving = storing->saving;
    const struct kt_product *product = storing->product;
    struct kt_arena *arena = saving->arena;
    const struct kt_ref *type =
        kt_str_is_empty(product->type)
            ? NULL
            : kt_refs_find(saving->refs, KT_REF_PRODUCT_TYPE, product->type);
    int64_t created_ms =
        product->created_ms != 0 ? product->created_ms : saving->now_ms;
    return kt_exec(
        saving->tx, KT_SQL_PRODUCT_UPSERT, 1,
        KT_ARGS(KT_ID(product->id), KT_TEXT(product->slug),
                KT_TEXT(kt_str_of(kt_product_status_names[product->status])),
                type != NULL ? KT_ID(type->id) : KT_NULL,
                KT_TEXT(product->vendor), KT_TEXT(product->tax_class),
                KT_TEXT(kt_texts_json(&product->titles, arena)),
                KT_TEXT(kt_texts_json(&product->descriptions, arena)),
                KT_TEXT(title_fold(product, arena)),
                KT_TEXT(kt_list_text(&kt_product_option_shape,
                                     &product->options, arena)),
                KT_TEXT(product->attributes),
                KT_TEXT(kt_list_text(&kt_media_shape, &product->media, arena)),
                KT_TEXT(product->extra), KT_INT(created_ms),
                KT_INT(saving->now_ms)),
        err);
}

static enum kt_status
write_places(const struct storing *storing, struct kt_error *err)
{
    const struct kt_saving *saving = storing->saving;
    const struct kt_product *product = storing->product;
    const struct kt_str *slugs = product->categories.items;
    const struct kt_str *tags = product->tags.items;
    if (!storing->is_new) {
        KT_TRY(kt_exec(saving->tx, KT_SQL_PRODUCT_DROP_CATEGORIES, KT_ANY_ROWS,
                       KT_ARGS(KT_ID(product->id)), err));
        KT_TRY(kt_exec(saving->tx, KT_SQL_PRODUCT_DROP_TAGS, KT_ANY_ROWS,
                       KT_ARGS(KT_ID(product->id)), err));
    }
    for (size_t i = 0; i < product->categories.count; i++) {
        const struct kt_ref *ref =
            kt_refs_find(saving->refs, KT_REF_CATEGORY, slugs[i]);
        KT_TRY(kt_exec(saving->tx, KT_SQL_PRODUCT_ADD_CATEGORY, 1,
                       KT_ARGS(KT_ID(product->id), KT_ID(ref->id),
                               KT_INT((int64_t)i)),
                       err));
    }
    for (size_t i = 0; i < product->tags.count; i++)
        KT_TRY(kt_exec(saving->tx, KT_SQL_PRODUCT_ADD_TAG, 1,
                       KT_ARGS(KT_ID(product->id), KT_TEXT(tags[i])), err));
    return KT_OK;
}

/* Which uploaded pictures it shows, so that none is deleted, and its pages are
 * made anew when one changes. */
static enum kt_status
write_media(const struct storing *storing, struct kt_error *err)
{
    struct kt_tx *tx = storing->saving->tx;
    const struct kt_product *product = storing->product;
    const struct kt_media *media = product->media.items;
    if (!storing->is_new)
        KT_TRY(kt_exec(tx, KT_SQL_MEDIA_UNLINK, KT_ANY_ROWS,
                       KT_ARGS(KT_ID(product->id)), err));
    for (size_t i = 0; i < product->media.count; i++) {
        struct kt_media_name name;
        if (!kt_media_url_parse(media[i].url, &name))
            continue;
        struct kt_str hash = { (const char *)name.hash, sizeof name.hash };
        KT_TRY(kt_exec(tx, KT_SQL_MEDIA_LINK, KT_ANY_ROWS,
                       KT_ARGS(KT_ID(product->id), KT_BLOB(hash)), err));
    }
    return KT_OK;
}

static enum kt_status
write_row(const struct storing *storing, const struct kt_variant *variant,
          size_t index, struct kt_error *err)
{
    struct kt_variant row = *variant;
    row.product_id = storing->product->id;
    row.position = (int64_t)index;
    return kt_variant_write(storing->saving, &row, err);
}

static enum kt_status
write_variants(const struct storing *storing, struct kt_error *err)
{
    const struct kt_saving *saving = storing->saving;
    const struct kt_variant *variants = storing->product->variants.items;
    size_t count = storing->product->variants.count;
    for (size_t i = 0; i < count; i++) {
        KT_TRY(write_row(storing, &variants[i], i, err));
        KT_TRY(kt_variant_write_prices(saving, &variants[i], err));
        KT_TRY(kt_variant_write_stock(saving, &variants[i], err));
    }
    for (size_t i = 0; i < storing->key_count; i++) {
        if (!storing->keys[i].is_matched)
            KT_TRY(kt_exec(saving->tx, KT_SQL_VARIANT_RETIRE, 1,
                           KT_ARGS(KT_INT((int64_t)(count + i)),
                                   KT_ID(storing->keys[i].id)),
                           err));
    }
    return KT_OK;
}

/* A dry run keeps in mind what it would have stored. */
static void
remember(const struct storing *storing)
{
    const struct kt_product *product = storing->product;
    const struct kt_variant *variants = product->variants.items;
    struct kt_saving_seen *seen = storing->saving->seen;
    struct kt_arena *arena = seen->slugs.arena;
    struct kt_id *id = KT_NEW(arena, struct kt_id);
    *id = product->id;
    kt_map_put(&seen->slugs, kt_arena_str(arena, product->slug), id);
    for (size_t i = 0; i < product->variants.count; i++)
        kt_map_put(&seen->skus, kt_arena_str(arena, variants[i].sku), id);
}

static enum kt_status
write_all(const struct storing *storing, struct kt_error *err)
{
    const struct kt_saving *saving = storing->saving;
    KT_TRY(write_product(storing, err));
    KT_TRY(write_media(storing, err));
    if (storing->parts.places)
        KT_TRY(write_places(storing, err));
    if (storing->parts.variants)
        KT_TRY(write_variants(storing, err));
    return kt_search_save(saving->tx, storing->product, saving->arena, err);
}

enum kt_status
kt_product_save(const struct kt_saving *saving, struct kt_product *product,
                bool *is_new, struct kt_error *err)
{
    struct storing storing = { .saving = saving,
                               .product = product,
                               .parts = KT_PRODUCT_WHOLE };
    KT_TRY(check_record(&storing, err));
    KT_TRY(identify(&storing, err));
    KT_TRY(resolve_variants(&storing, err));
    *is_new = storing.is_new;
    if (saving->tx != NULL)
        return write_all(&storing, err);
    remember(&storing);
    return KT_OK;
}

/* ---- the same for a record that is known ---- */

static struct storing
open_record(const struct kt_saving *saving, struct kt_product *product,
            struct kt_product_parts parts)
{
    return (struct storing){ .saving = saving,
                             .product = product,
                             .parts = parts,
                             .is_new = product->version == 0 };
}

enum kt_status
kt_product_resolve(const struct kt_saving *saving, struct kt_product *product,
                   struct kt_product_parts parts, struct kt_error *err)
{
    struct storing storing = open_record(saving, product, parts);
    KT_TRY(check_record(&storing, err));
    return resolve_variants(&storing, err);
}

enum kt_status
kt_product_write(const struct kt_saving *saving, struct kt_product *product,
                 struct kt_product_parts parts, struct kt_error *err)
{
    struct storing storing = open_record(saving, product, parts);
    KT_TRY(check_record(&storing, err));
    KT_TRY(resolve_variants(&storing, err));
    return write_all(&storing, err);
}
