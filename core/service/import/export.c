#include "base/grow.h"
#include "service/catalog_rows.h"
#include "service/coupon.h"
#include "service/import/import.h"
#include "service/import/resource.h"
#include "service/media.h"
#include "service/promotion.h"
#include "service/shop_record.h"
#include "service/shop_rule.h"
#include "service/zone_rows.h"

enum { PAGE = 100 };

/* An export under way. The arena is emptied after each line of a product. */
struct export
{
    const struct kt_tx *tx;
    const struct kt_sink *sink;
    int64_t *lines;
    struct kt_arena arena;
};

/* ---- a line ---- */

static enum kt_status
write_line(struct export *export, const char *kind,
           const struct kt_shape *shape, const void *record,
           struct kt_error *err)
{
    struct kt_buf buf;
    struct kt_json json;
    struct kt_buf line;
    kt_buf_init(&buf, &export->arena, 1024);
    kt_json_init(&json, &buf);
    kt_shape_write(shape, record, &json);
    struct kt_str object = kt_buf_view(&buf);
    kt_buf_init(&line, &export->arena, object.len + 64);
    kt_buf_format(&line, "{\"kind\":\"%s\",", kind);
    kt_buf_append(&line, object.ptr + 1, object.len - 1);
    kt_buf_char(&line, '\n');
    if (!export->sink->write(export->sink->arg, kt_buf_view(&line))) {
        kt_fail_invalid_file(err);
        return kt_error_explain(err, "line %lld cannot be written",
                                (long long)*export->lines + 1);
    }
    ++*export->lines;
    return KT_OK;
}

/* An object that says nothing is left out. */
static void
drop_empty(struct kt_str *json)
{
    if (kt_str_eq(*json, KT_STR("{}")))
        *json = (struct kt_str){ 0 };
}

/* ---- tables of few rows ---- */

/* Reads a row and writes its line. */
typedef enum kt_status (*row_fn)(struct export *export,
                                 const struct kt_rows *rows,
                                 struct kt_error *err);

static enum kt_status
write_rows(struct export *export, enum kt_sql statement, row_fn fn,
           struct kt_error *err)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(export->tx, statement, KT_NO_ARGS, &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        status = fn(export, &rows, err);
        kt_arena_reset(&export->arena);
    }
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
write_channel(struct export *export, const struct kt_rows *rows,
              struct kt_error *err)
{
    struct kt_channel_record record;
    KT_TRY(kt_channel_record_read_row(rows, &export->arena, &record, err));
    return write_line(export, "channel", &kt_channel_record_shape, &record,
                      err);
}

static enum kt_status
write_location(struct export *export, const struct kt_rows *rows,
               struct kt_error *err)
{
    struct kt_location location;
    kt_location_read_row(rows, &export->arena, &location);
    return write_line(export, "location", &kt_location_shape, &location, err);
}

static enum kt_status
write_type(struct export *export, const struct kt_rows *rows,
           struct kt_error *err)
{
    struct kt_product_type type;
    KT_TRY(kt_product_type_read_row(rows, &export->arena, &type, err));
    return write_line(export, "product_type", &kt_product_type_shape, &type,
                      err);
}

static enum kt_status
write_category(struct export *export, const struct kt_rows *rows,
               struct kt_error *err)
{
    struct kt_category category;
    KT_TRY(kt_category_read_row(rows, &export->arena, &category, err));
    return write_line(export, "category", &kt_category_shape, &category, err);
}

static enum kt_status
write_price_list(struct export *export, const struct kt_rows *rows,
                 struct kt_error *err)
{
    struct kt_price_list list;
    KT_TRY(kt_price_list_read_row(rows, &export->arena, &list, err));
    return write_line(export, "price_list", &kt_price_list_shape, &list, err);
}

static enum kt_status
write_tax_class(struct export *export, const struct kt_rows *rows,
                struct kt_error *err)
{
    struct kt_tax_class record;
    kt_tax_class_read_row(rows, &export->arena, &record);
    return write_line(export, "tax_class", &kt_tax_class_shape, &record, err);
}

static enum kt_status
write_zones(struct export *export, struct kt_error *err)
{
    static const char *const kinds[] = { "tax_zone", "shipping_zone" };
    struct kt_zone *zones;
    size_t count;
    KT_TRY(kt_zones_load(export->tx, &export->arena, &zones, &count, err));
    for (size_t i = 0; i < count; i++)
        KT_TRY(write_line(export, kinds[zones[i].kind], &kt_zone_shape,
                          &zones[i], err));
    kt_arena_reset(&export->arena);
    return KT_OK;
}

static enum kt_status
write_tax_rate(struct export *export, const struct kt_rows *rows,
               struct kt_error *err)
{
    struct kt_tax_rate_row rate;
    kt_tax_rate_read_row(rows, &export->arena, &rate);
    return write_line(export, "tax_rate", &kt_tax_rate_shape, &rate, err);
}

static enum kt_status
write_rule(struct export *export, const struct kt_rows *rows,
           struct kt_error *err)
{
    struct kt_shop_rule record;
    KT_TRY(kt_shop_rule_read_row(rows, &export->arena, &record, err));
    drop_empty(&record.params);
    return write_line(export, kt_rule_kind_names[record.kind],
                      &kt_shop_rule_shape, &record, err);
}

static enum kt_status
write_coupon(struct export *export, const struct kt_rows *rows,
             struct kt_error *err)
{
    struct kt_coupon_record record;
    kt_coupon_read_row(rows, &export->arena, &record);
    return write_line(export, "coupon", &kt_coupon_record_shape, &record, err);
}

static enum kt_status
write_shop(struct export *export, struct kt_error *err)
{
    struct kt_shop_record record;
    KT_TRY(kt_shop_record_load(export->tx, &export->arena, &record, err));
    return write_line(export, "shop", &kt_shop_record_shape, &record, err);
}

/* ---- media ---- */

/* Pictures that stand elsewhere have other addresses. */
static enum kt_status
tell_file(const struct export *export, struct kt_str url, struct kt_error *err)
{
    struct kt_str start = KT_STR("/media/");
    if (export->sink->take_file == NULL || !kt_str_starts(url, start))
        return KT_OK;
    return export->sink->take_file(export->sink->arg,
                                   (struct kt_str){ url.ptr + start.len,
                                                    url.len - start.len },
                                   err);
}

static enum kt_status
write_media(struct export *export, const struct kt_rows *rows,
            struct kt_error *err)
{
    struct kt_media_file file;
    KT_TRY(kt_media_resource.read(rows, &export->arena, &file, err));
    KT_TRY(write_line(export, "media", &kt_media_line_shape, &file, err));
    return tell_file(export, file.url, err);
}

/* ---- products ---- */

static enum kt_status
write_product(struct export *export, struct kt_id id, struct kt_error *err)
{
    struct kt_product product;
    KT_TRY(kt_product_load(export->tx, id, &export->arena, &product, err));
    struct kt_variant *variants = product.variants.items;
    drop_empty(&product.attributes);
    drop_empty(&product.extra);
    for (size_t i = 0; i < product.variants.count; i++) {
        drop_empty(&variants[i].attributes);
        drop_empty(&variants[i].extra);
    }
    KT_TRY(write_line(export, "product", &kt_product_shape, &product, err));
    const struct kt_media *media = product.media.items;
    for (size_t i = 0; i < product.media.count; i++)
        KT_TRY(tell_file(export, media[i].url, err));
    return KT_OK;
}

/* The ids of a page of products by slug; *after takes the last slug. */
static enum kt_status
read_page(const struct export *export, struct kt_str *after,
          struct kt_arena *arena, struct kt_id ids[PAGE], size_t *count,
          struct kt_error *err)
{
    struct kt_rows rows;
    struct kt_str last = *after;
    *count = 0;
    KT_TRY(kt_query(export->tx, KT_SQL_PRODUCT_SLUGS_AFTER,
                    KT_ARGS(KT_TEXT(last), KT_INT(PAGE)), &rows, err));
    while (kt_rows_next(&rows)) {
        *after = kt_col_copy(&rows, 0, arena);
        ids[(*count)++] = kt_col_id(&rows, 1);
    }
    return kt_rows_close(&rows);
}

static enum kt_status
write_products(struct export *export, struct kt_arena *slugs,
               struct kt_error *err)
{
    struct kt_id ids[PAGE];
    struct kt_str after = KT_STR("");
    size_t count = 0;
    do {
        KT_TRY(read_page(export, &after, slugs, ids, &count, err));
        for (size_t i = 0; i < count; i++) {
            KT_TRY(write_product(export, ids[i], err));
            kt_arena_reset(&export->arena);
        }
    } while (count == PAGE);
    return KT_OK;
}

/* ---- promotions ---- */

struct promotions {
    struct kt_promotion_record *items;
    size_t count;
    bool *is_written;
};

static enum kt_status
load_promotions(struct export *export, struct promotions *all,
                struct kt_error *err)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    *all = (struct promotions){ 0 };
    KT_TRY(kt_query(export->tx, KT_SQL_PROMOTION_ALL, KT_NO_ARGS, &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        all->items =
            kt_grow(&export->arena, all->items, all->count, sizeof *all->items);
        status = kt_promotion_read_record(&rows, &export->arena,
                                          &all->items[all->count++], err);
    }
    enum kt_status closed = kt_rows_close(&rows);
    all->is_written = KT_NEW_ARRAY(&export->arena, bool, all->count);
    return status != KT_OK ? status : closed;
}

/* A promotion goes behind the one that it accompanies. */
static bool
may_go(const struct promotions *all, size_t index)
{
    struct kt_id companion = all->items[index].promotion.companion_of;
    if (all->is_written[index] || kt_id_is_null(companion))
        return !all->is_written[index];
    for (size_t i = 0; i < all->count; i++) {
        if (kt_id_eq(all->items[i].promotion.id, companion))
            return all->is_written[i];
    }
    return true;
}

static enum kt_status
write_promotions(struct export *export, struct kt_error *err)
{
    struct promotions all;
    KT_TRY(load_promotions(export, &all, err));
    for (bool has_gone = true; has_gone;) {
        has_gone = false;
        for (size_t i = 0; i < all.count; i++) {
            if (!may_go(&all, i))
                continue;
            KT_TRY(write_line(export, "promotion", &kt_promotion_record_shape,
                              &all.items[i], err));
            all.is_written[i] = true;
            has_gone = true;
        }
    }
    return KT_OK;
}

/* ---- what staff keeps as resources ---- */

static enum kt_status
write_group(struct export *export, const struct kt_rows *rows,
            struct kt_error *err)
{
    struct kt_customer_group group;
    KT_TRY(kt_customer_group_resource.read(rows, &export->arena, &group, err));
    return write_line(export, "customer_group", &kt_customer_group_line_shape,
                      &group, err);
}

static enum kt_status
write_customer(struct export *export, const struct kt_rows *rows,
               struct kt_error *err)
{
    struct kt_customer customer;
    KT_TRY(kt_customer_resource.read(rows, &export->arena, &customer, err));
    return write_line(export, "customer", &kt_customer_line_shape, &customer,
                      err);
}

static enum kt_status
load_collections(struct export *export, struct kt_collection **items,
                 size_t *count, struct kt_error *err)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    *items = NULL;
    *count = 0;
    KT_TRY(
        kt_query(export->tx, KT_SQL_COLLECTION_EVERY, KT_NO_ARGS, &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        *items = kt_grow(&export->arena, *items, *count, sizeof **items);
        status = kt_collection_resource.read(&rows, &export->arena,
                                             &(*items)[(*count)++], err);
    }
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
write_collections(struct export *export, struct kt_error *err)
{
    struct kt_collection *items;
    size_t count;
    KT_TRY(load_collections(export, &items, &count, err));
    for (size_t i = 0; i < count; i++) {
        KT_TRY(kt_collection_resource.load_more(export->tx, &export->arena,
                                                &items[i], err));
        KT_TRY(write_line(export, "collection", &kt_collection_line_shape,
                          &items[i], err));
    }
    kt_arena_reset(&export->arena);
    return KT_OK;
}

/* ---- all of it ---- */

static enum kt_status
write_all(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct export *export = arg;
    export->tx = tx;
    *export->lines = 0;
    KT_TRY(write_shop(export, err));
    KT_TRY(write_rows(export, KT_SQL_CHANNEL_ALL, write_channel, err));
    KT_TRY(write_rows(export, KT_SQL_LOCATION_ALL, write_location, err));
    KT_TRY(write_rows(export, KT_SQL_PRODUCT_TYPE_ALL, write_type, err));
    KT_TRY(write_rows(export, KT_SQL_CATEGORY_ALL, write_category, err));
    KT_TRY(write_rows(export, KT_SQL_CUSTOMER_GROUP_ALL, write_group, err));
    KT_TRY(write_rows(export, KT_SQL_PRICE_LIST_ALL, write_price_list, err));
    KT_TRY(write_rows(export, KT_SQL_TAX_CLASS_ALL, write_tax_class, err));
    KT_TRY(write_zones(export, err));
    KT_TRY(write_rows(export, KT_SQL_TAX_RATE_ALL, write_tax_rate, err));
    KT_TRY(write_rows(export, KT_SQL_MEDIA_ALL, write_media, err));
    KT_TRY(write_products(export, err->arena, err));
    KT_TRY(write_collections(export, err));
    KT_TRY(write_rows(export, KT_SQL_SHOP_RULE_ALL, write_rule, err));
    KT_TRY(write_promotions(export, err));
    kt_arena_reset(&export->arena);
    KT_TRY(write_rows(export, KT_SQL_COUPON_ALL, write_coupon, err));
    return export->sink->leaves_buyers
               ? KT_OK
               : write_rows(export, KT_SQL_CUSTOMER_ALL, write_customer, err);
}

enum kt_status
kt_export_jsonl(struct kt_app *app, struct kt_id store_id,
                const struct kt_sink *sink, int64_t *lines,
                struct kt_error *err)
{
    struct export export = { .sink = sink, .lines = lines };
    kt_arena_init(&export.arena, 0);
    enum kt_status status =
        kt_store_read(app->store, store_id, write_all, &export, err);
    kt_arena_release(&export.arena);
    return status;
}
