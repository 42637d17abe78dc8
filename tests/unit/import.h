/* Imports of texts into the test's shop, and its export. */
#ifndef KT_TESTS_UNIT_IMPORT_H
#define KT_TESTS_UNIT_IMPORT_H

#include "domain/catalog/product.h"
#include "service/import/import.h"
#include "shop.h"

/* Runs an import of a text that comes in pieces of piece bytes (0: at once).
 * options may leave out the application and the shop. Fails the test when the
 * import does. */
struct kt_import_report unit_import(enum kt_import_kind kind, const char *text,
                                    struct kt_import_options options,
                                    size_t piece);

/* The same; hands the status up. */
enum kt_status unit_import_try(enum kt_import_kind kind, const char *text,
                               struct kt_import_options options,
                               struct kt_import_report *report);

/* With the options left alone. */
struct kt_import_report unit_import_jsonl(const char *text);

/* Line, column, value and reason of a fault as one text. */
#define assert_fault(report, index, expected)                                  \
    do {                                                                       \
        ck_assert_uint_lt(index, (report).fault_count);                        \
        assert_text(unit_fault_text(&(report).faults[index]), expected);       \
    } while (0)

struct kt_str unit_fault_text(const struct kt_import_fault *fault);

/* No fault, else the test fails with the first one. */
void unit_import_sound(const struct kt_import_report *report);

/* What the test's shop has: a product by its slug, its parts by index. Fails
 * the test when it is not there. */
struct kt_product unit_product(const char *slug);
const struct kt_variant *unit_variant(const struct kt_product *product,
                                      size_t index);
const struct kt_product_price *unit_price(const struct kt_variant *variant,
                                          size_t index);

/* Texts of a list, with "|" between them. */
struct kt_str unit_joined(const struct kt_list *texts);

/* A file of ../shared/data/catalog, or NULL after a message that it is not
 * there. */
const char *unit_catalog_file(const char *name);

#endif
