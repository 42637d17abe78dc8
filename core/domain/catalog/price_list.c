#include "domain/catalog/price_list.h"

#include "domain/catalog/code.h"

void
kt_price_list_complete(struct kt_price_list *list)
{
    if (!kt_shape_was_given(&kt_price_list_shape, list, "is_active"))
        list->is_active = true;
}

void
kt_price_list_check(const struct kt_price_list *list, struct kt_error *err)
{
    kt_code_check(list->code, KT_STR("/code"), err);
    kt_window_check(list->starts_at, list->ends_at, KT_STR("/ends_at"), err);
}

static const struct kt_field fields[] = {
    KT_FIELD(ID, struct kt_price_list, id, KT_OMIT_EMPTY, .prefix = "plist",
             .help = "Its id."),
    KT_FIELD(STR, struct kt_price_list, code, KT_REQUIRED, .min = 1, .max = 64,
             .help = "Its name for prices and rules."),
    KT_FIELD(STR, struct kt_price_list, name, KT_REQUIRED, .min = 1, .max = 200,
             .help = "What staff reads."),
    KT_FIELD(BOOL, struct kt_price_list, is_active, 0,
             .help = "Its prices hold; true unless given."),
    KT_FIELD(STR, struct kt_price_list, channel, KT_OMIT_EMPTY, .max = 64,
             .help = "Code of the only channel; none: all."),
    KT_FIELD(STR, struct kt_price_list, customer_group, KT_OMIT_EMPTY,
             .max = 64, .help = "The only group; none: everybody."),
    KT_FIELD(TIME, struct kt_price_list, starts_at, KT_OMIT_EMPTY,
             .help = "Inclusive."),
    KT_FIELD(TIME, struct kt_price_list, ends_at, KT_OMIT_EMPTY,
             .help = "Exclusive."),
};

const struct kt_shape kt_price_list_shape = {
    .name = "PriceList",
    .size = sizeof(struct kt_price_list),
    .given_offset = offsetof(struct kt_price_list, given),
    .fields = fields,
    .field_count = sizeof fields / sizeof fields[0],
    .help = "Prices that hold together.",
};
