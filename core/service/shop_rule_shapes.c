#include "base/assert.h"
#include "service/shop_rule.h"

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_shop_rule, member, __VA_ARGS__)

/* clang-format off */
#define FIRST_ROWS                                                                              \
    ROW(ID, id, KT_OMIT_EMPTY, .prefix = "rule", .help = "Its id"),                             \
    ROW(STR, code, KT_REQUIRED, .min = 1, .max = 64,                                            \
        .help = "Its own name among those of its kind; never changes")

#define ROWS(REQUIRED)                                                                          \
    ROW(STR, title, KT_OMIT_EMPTY | KT_NULLABLE, .max = 200,                                    \
        .help = "What buyers read; none: the rule's title"),                                    \
    ROW(STR, rule, REQUIRED, .min = 1, .max = 64,                                               \
        .help = "Code of the rule in the scripts; /admin/v1/rules lists them"),                 \
    ROW(RAW, params, KT_IS_OBJECT, .help = "What the rule declares"),                           \
    ROW(STRS, channels, 0, .max = 100, .help = "Codes of the channels it holds in; none: all"), \
    ROW(INT, position, 0, .max = 1000000000, .help = "Rules of a kind are asked in this order"), \
    ROW(BOOL, is_active, 0, .help = "Holds; true unless given")

#define METHOD_ROWS                                                                             \
    ROW(STR, tax_class, 0, .min = 1, .max = 64, .help = "Of the fee; standard unless given"),   \
    ROW(STRS, zones, 0, .max = 1000,                                                            \
        .help = "Codes of the shipping zones in which it is offered; none: everywhere")

#define EVENT_ROWS                                                                              \
    ROW(STRS, events, 0, .max = 50, .help = "Of those that the rule declares; none: all of them")

#define LAST_ROWS                                                                               \
    ROW(STR, shown_title, KT_READ_ONLY, .help = "What buyers read"),                            \
    ROW(INT, version, KT_READ_ONLY, .help = "For If-Match")

static const struct kt_field rule_fields[] = { FIRST_ROWS, ROWS(KT_REQUIRED), LAST_ROWS };
static const struct kt_field rule_patch_fields[] = { ROWS(0) };

static const struct kt_field method_fields[] = {
    FIRST_ROWS, ROWS(KT_REQUIRED), METHOD_ROWS, LAST_ROWS
};
static const struct kt_field method_patch_fields[] = { ROWS(0), METHOD_ROWS };

static const struct kt_field event_fields[] = {
    FIRST_ROWS, ROWS(KT_REQUIRED), EVENT_ROWS, LAST_ROWS
};
static const struct kt_field event_patch_fields[] = { ROWS(0), EVENT_ROWS };
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 2 };

#define SHAPES(noun, NAME, fields, patch_fields, WHAT)                         \
    const struct kt_shape kt_##noun##_in_shape =                               \
        KT_SHAPE_OF("New" NAME, struct kt_shop_rule, fields + ID,              \
                    KT_COUNT(fields) - ID - TOLD_FIELDS, "A new " WHAT);       \
    const struct kt_shape kt_##noun##_patch_shape =                            \
        KT_SHAPE_OF(NAME "Patch", struct kt_shop_rule, patch_fields,           \
                    KT_COUNT(patch_fields), "What changes in a " WHAT);        \
    const struct kt_shape kt_##noun##_out_shape =                              \
        KT_SHAPE_OF(NAME, struct kt_shop_rule, fields, KT_COUNT(fields),       \
                    "A " WHAT)

SHAPES(plain_rule, "RuleInUse", rule_fields, rule_patch_fields, "rule in use");
SHAPES(shipping_method, "ShippingMethod", method_fields, method_patch_fields,
       "shipping method");
SHAPES(event_rule, "EventRule", event_fields, event_patch_fields,
       "rule in use that is asked on events");
