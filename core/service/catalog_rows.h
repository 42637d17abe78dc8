/* Records of the catalogue as they stand in their tables. */
#ifndef KT_SERVICE_CATALOG_ROWS_H
#define KT_SERVICE_CATALOG_ROWS_H

#include "domain/catalog/category.h"
#include "domain/catalog/channel_record.h"
#include "domain/catalog/location.h"
#include "domain/catalog/price_list.h"
#include "domain/catalog/product.h"
#include "store/store.h"

/* The columns of product_type_all, category_all, price_list_all, location_all,
 * channel_all. */
KT_CHECKED enum kt_status kt_product_type_read_row(const struct kt_rows *rows,
                                                   struct kt_arena *arena,
                                                   struct kt_product_type *type,
                                                   struct kt_error *err);
KT_CHECKED enum kt_status kt_category_read_row(const struct kt_rows *rows,
                                               struct kt_arena *arena,
                                               struct kt_category *category,
                                               struct kt_error *err);
KT_CHECKED enum kt_status kt_price_list_read_row(const struct kt_rows *rows,
                                                 struct kt_arena *arena,
                                                 struct kt_price_list *list,
                                                 struct kt_error *err);
void kt_location_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                          struct kt_location *location);
KT_CHECKED enum kt_status kt_channel_record_read_row(
    const struct kt_rows *rows, struct kt_arena *arena,
    struct kt_channel_record *record, struct kt_error *err);

/* The columns of product_get; what stands in other tables comes by the two
 * below: categories and tags; variants without their prices and stock. */
KT_CHECKED enum kt_status kt_product_read_row(const struct kt_rows *rows,
                                              struct kt_arena *arena,
                                              struct kt_product *product,
                                              struct kt_error *err);
KT_CHECKED enum kt_status kt_product_load_places(const struct kt_tx *tx,
                                                 struct kt_arena *arena,
                                                 struct kt_product *product,
                                                 struct kt_error *err);
KT_CHECKED enum kt_status kt_product_load_variants(const struct kt_tx *tx,
                                                   struct kt_arena *arena,
                                                   struct kt_product *product,
                                                   struct kt_error *err);

/* The columns of variant_get and variant_of_product. */
KT_CHECKED enum kt_status kt_variant_read_row(const struct kt_rows *rows,
                                              struct kt_arena *arena,
                                              struct kt_variant *variant,
                                              struct kt_error *err);

/* The columns of price_get. */
void kt_price_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                       struct kt_product_price *price);

/* A whole product. NOT_FOUND. */
KT_CHECKED enum kt_status kt_product_load(const struct kt_tx *tx,
                                          struct kt_id id,
                                          struct kt_arena *arena,
                                          struct kt_product *product,
                                          struct kt_error *err);

/* Texts by locale in a column, as pairs. */
KT_CHECKED enum kt_status kt_col_texts(const struct kt_rows *rows, int column,
                                       struct kt_arena *arena,
                                       struct kt_list *texts,
                                       struct kt_error *err);

/* A JSON array of objects as structs of a shape, and the other way. */
KT_CHECKED enum kt_status kt_col_list(const struct kt_rows *rows, int column,
                                      const struct kt_shape *shape,
                                      struct kt_arena *arena,
                                      struct kt_list *list,
                                      struct kt_error *err);
struct kt_str kt_list_text(const struct kt_shape *shape,
                           const struct kt_list *list, struct kt_arena *arena);

#endif
