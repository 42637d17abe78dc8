/* A product that is put together from the rows of a table. */
#ifndef KT_SERVICE_IMPORT_DRAFT_H
#define KT_SERVICE_IMPORT_DRAFT_H

#include "service/import/cell.h"

/* Which column of a file a member of a product came from; pointer is the last
 * step of the JSON pointer, "/sku". */
struct kt_draft_origin {
    const char *pointer;
    const char *column;
};

struct kt_import_draft {
    struct kt_import_run *run;
    struct kt_import_record record; /* its own until it is pushed */
    struct kt_product *product;
    const struct kt_draft_origin *origins; /* end with NULL */
    int64_t *lines;                        /* of each variant */
};

/* All of it lives in the batch. */
void kt_draft_init(struct kt_import_draft *draft, struct kt_import_run *run,
                   const struct kt_draft_origin *origins, int64_t line);

/* A text in the run's locale; an empty one is left out. */
void kt_draft_text(struct kt_import_draft *draft, struct kt_list *texts,
                   struct kt_str text);

/* A new option, with the values that are told; those of variants come by
 * themselves. */
void kt_draft_option(struct kt_import_draft *draft, struct kt_str name,
                     struct kt_list values);

/* A new variant, shipped, discountable and active; valid until the next. */
struct kt_variant *kt_draft_variant(struct kt_import_draft *draft,
                                    int64_t line);

/* The base price in the run's currency; a compare_at that is not above the
 * price says nothing and is left out. */
struct kt_product_price *kt_draft_price(struct kt_import_draft *draft,
                                        struct kt_variant *variant,
                                        int64_t amount, int64_t compare_at);

/* What the run's location has; makes the location when the shop has none. */
void kt_draft_stock(struct kt_import_draft *draft, struct kt_variant *variant,
                    int64_t available);

/* A picture, told once; sku is that of the variant it shows, or empty. */
void kt_draft_media(struct kt_import_draft *draft, struct kt_str url,
                    struct kt_str alt, struct kt_str sku);

/* A category by its path "Clothing > Hoodies"; makes those that are missing. */
void kt_draft_category(struct kt_import_draft *draft, struct kt_str path);

/* The sku of a variant without one: the same in every run. */
struct kt_str kt_draft_sku(const struct kt_import_draft *draft,
                           struct kt_str slug,
                           const struct kt_list *option_values);

/* A member of the product's extra, an object that is only kept. */
void kt_draft_extra(struct kt_import_draft *draft, const char *name,
                    struct kt_str value);

/* Hands the product to the batch. */
void kt_draft_end(struct kt_import_draft *draft);

/* Where a fault of a draft is, for struct kt_import_source. */
void kt_draft_locate(const struct kt_import_run *run,
                     const struct kt_import_record *record,
                     struct kt_str pointer, struct kt_import_fault *fault);

#endif
