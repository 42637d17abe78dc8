#include "service/import/woocommerce_identity.h"

#include "base/text.h"

struct search {
    struct kt_arena *arena;
    struct kt_str sku;
    struct kt_str slug;      /* wanted */
    struct kt_id product_id; /* the one that is meant */
    struct kt_str own_slug;  /* of that one */
    bool is_taken;           /* another product has the slug */
};

static enum kt_status
find_sku(const struct kt_tx *tx, struct search *search, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_VARIANT_BY_SKU, KT_ARGS(KT_TEXT(search->sku)),
                    &rows, err));
    if (kt_rows_next(&rows))
        search->product_id = kt_col_id(&rows, 1);
    KT_TRY(kt_rows_close(&rows));
    if (kt_id_is_null(search->product_id))
        return KT_OK;
    KT_TRY(kt_query(tx, KT_SQL_PRODUCT_EXISTS,
                    KT_ARGS(KT_ID(search->product_id)), &rows, err));
    if (kt_rows_next(&rows))
        search->own_slug = kt_col_copy(&rows, 0, search->arena);
    return kt_rows_close(&rows);
}

/* Variants that a variation for any value became have its sku in front of
 * theirs. */
static bool
is_made_of(struct kt_str made, struct kt_str sku)
{
    return kt_str_starts(made, sku) &&
           (made.len == sku.len || made.ptr[sku.len] == '-');
}

/* The product with the slug is the one that is meant when it has the sku, or
 * when there is none to tell them apart. */
static enum kt_status
find_slug(const struct kt_tx *tx, struct search *search, struct kt_error *err)
{
    struct kt_rows rows;
    struct kt_id id = { 0 };
    KT_TRY(kt_query(tx, KT_SQL_PRODUCT_ID_BY_SLUG,
                    KT_ARGS(KT_TEXT(search->slug)), &rows, err));
    if (kt_rows_next(&rows))
        id = kt_col_id(&rows, 0);
    KT_TRY(kt_rows_close(&rows));
    if (kt_id_is_null(id) || search->sku.len == 0)
        return KT_OK;
    search->is_taken = true;
    KT_TRY(kt_query(tx, KT_SQL_VARIANT_KEYS, KT_ARGS(KT_ID(id)), &rows, err));
    while (kt_rows_next(&rows)) {
        if (is_made_of(kt_col_text(&rows, 1), search->sku))
            search->is_taken = false;
    }
    return kt_rows_close(&rows);
}

static enum kt_status
search_product(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct search *search = arg;
    if (search->sku.len > 0)
        KT_TRY(find_sku(tx, search, err));
    return search->own_slug.len > 0 ? KT_OK : find_slug(tx, search, err);
}

/* What tells this product from another of the same name. */
static struct kt_str
distinction(const struct kt_woo_reading *reading)
{
    struct kt_str sku = kt_import_cell(reading->cells.table, KT_WOO_SKU);
    return kt_text_slug(&reading->cells.run->batch_arena,
                        sku.len > 0
                            ? sku
                            : kt_import_cell(reading->cells.table, KT_WOO_ID));
}

enum kt_status
kt_woo_identify(struct kt_woo_reading *reading, struct kt_str sku,
                struct kt_error *err)
{
    static int mark;
    struct kt_import_run *run = reading->cells.run;
    struct kt_product *product = reading->draft.product;
    struct kt_str name = kt_import_cell(reading->cells.table, KT_WOO_NAME);
    struct search search = { .arena = &run->batch_arena, .sku = sku };
    search.slug = kt_text_slug(&run->batch_arena, name);
    KT_TRY(kt_store_read(run->options->app->store, run->options->store_id,
                         search_product, &search, err));
    product->slug = search.slug;
    if (search.own_slug.len > 0) {
        product->id = search.product_id;
        product->slug = search.own_slug;
    } else if (search.slug.len == 0 || search.is_taken ||
               kt_map_find(&reading->woo->slugs, search.slug) != NULL) {
        struct kt_str rest = distinction(reading);
        product->slug =
            kt_arena_format(&run->batch_arena, "%.*s%s%.*s",
                            KT_STR_FMT(search.slug),
                            search.slug.len > 0 && rest.len > 0 ? "-" : "",
                            KT_STR_FMT(rest));
    }
    kt_map_put(&reading->woo->slugs, kt_arena_str(&run->arena, product->slug),
               &mark);
    return KT_OK;
}
