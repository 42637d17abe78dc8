/* The two kinds of WooCommerce's files: products, and tax rates. */
#ifndef KT_SERVICE_IMPORT_WOOCOMMERCE_H
#define KT_SERVICE_IMPORT_WOOCOMMERCE_H

#include "service/import/draft.h"
#include "service/import/tax_rates.h"

enum kt_woo_column {
    KT_WOO_ID,
    KT_WOO_TYPE,
    KT_WOO_SKU,
    KT_WOO_BARCODE,
    KT_WOO_NAME,
    KT_WOO_PUBLISHED,
    KT_WOO_SHORT,
    KT_WOO_DESCRIPTION,
    KT_WOO_SALE_STARTS,
    KT_WOO_SALE_ENDS,
    KT_WOO_TAX_STATUS,
    KT_WOO_TAX_CLASS,
    KT_WOO_IN_STOCK,
    KT_WOO_STOCK,
    KT_WOO_BACKORDERS,
    KT_WOO_SOLD_SINGLY,
    KT_WOO_WEIGHT,
    KT_WOO_LENGTH,
    KT_WOO_WIDTH,
    KT_WOO_HEIGHT,
    KT_WOO_SALE_PRICE,
    KT_WOO_PRICE,
    KT_WOO_CATEGORIES,
    KT_WOO_TAGS,
    KT_WOO_BRANDS,
    KT_WOO_IMAGES,
    KT_WOO_PARENT,
    KT_WOO_COLUMN_COUNT
};

/* One of "Attribute 1 name", "Attribute 1 value(s)", …: places in a row. */
struct kt_woo_attribute {
    int name, values;
};

/* A row that waits for the end of the file. */
struct kt_woo_row {
    struct kt_woo_row *next;
    struct kt_csv_row row; /* copied */
};

/* A variable product with its variations, in the order of the file. */
struct kt_woo_family {
    struct kt_woo_family *next;
    struct kt_woo_row parent;
    struct kt_woo_row *first, *last;
};

struct kt_woo {
    struct kt_import_table table;
    struct kt_tax_file *tax; /* of a file of tax rates, else NULL */
    struct kt_woo_attribute *attributes;
    size_t attribute_count;
    struct kt_str weight_unit, length_unit;
    struct kt_woo_family *families, *last_family; /* in the file's order */
    struct kt_map by_parent;    /* "sku" and "id:12", to the family */
    struct kt_woo_row *orphans; /* variations; their parents may follow */
    bool is_placed;             /* orphans are in their families */
    struct kt_map slugs;        /* that this file gave */
};

/* A product being read. */
struct kt_woo_reading {
    struct kt_import_reading cells; /* first */
    struct kt_woo *woo;
    struct kt_import_draft draft;
};

/* What the current row says of a variant: sku, price, stock, measures, tax. */
void kt_woo_read_variant(struct kt_woo_reading *reading,
                         struct kt_variant *variant);

/* Whether the row counts its stock. */
bool kt_woo_counts(const struct kt_woo_reading *reading);

#define KT_WOO_REFUSE(reading, column, ...)                                    \
    kt_import_cell_fault((reading)->cells.run, (reading)->cells.table,         \
                         (column), &(reading)->draft.record, __VA_ARGS__)

#endif
