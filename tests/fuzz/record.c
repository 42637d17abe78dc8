/* Records in JSON: a shop's settings, products, channels, promotions and the
 * like. The first byte chooses the shape. What is read is written as a body
 * that is read as the same; a change to nothing changes nothing. */
#include "base/buf.h"
#include "base/shape.h"
#include "domain/catalog/category.h"
#include "domain/catalog/channel_record.h"
#include "domain/catalog/product.h"
#include "domain/pricing/coupon_record.h"
#include "domain/pricing/promotion_record.h"
#include "fuzz.h"
#include "service/shop_record.h"
#include "service/shop_rule.h"

static const struct kt_shape *const shapes[] = {
    &kt_shop_record_shape, &kt_product_shape,          &kt_channel_record_shape,
    &kt_category_shape,    &kt_promotion_record_shape, &kt_coupon_record_shape,
    &kt_shop_rule_shape,   &kt_shop_settings_shape,
};

static struct kt_str
write_record(const struct kt_shape *shape, const void *record,
             struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 1024);
    kt_json_init(&json, &buf);
    kt_shape_write(shape, record, &json);
    return kt_buf_view(&buf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_arena arena;
    struct kt_error err;
    if (size == 0)
        return 0;
    const struct kt_shape *shape = shapes[data[0] % KT_COUNT(shapes)];
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    struct kt_str text = fuzz_text(&arena, data + 1, size - 1);
    void *record = kt_arena_calloc(&arena, 1, shape->size);
    void *other = kt_arena_calloc(&arena, 1, shape->size);
    if (kt_shape_read(shape, text, record, &arena, &err) == KT_OK) {
        struct kt_str first = write_record(shape, record, &arena);
        KT_ASSERT(kt_shape_read(shape, first, other, &arena, &err) == KT_OK);
        KT_ASSERT(kt_str_eq(write_record(shape, other, &arena), first));
        if (shape->given_offset != KT_NO_GIVEN)
            kt_shape_patch(shape, record, other);
        KT_ASSERT(kt_str_eq(write_record(shape, other, &arena), first));
    } else {
        KT_ASSERT(err.status == KT_INVALID_JSON ||
                  err.status == KT_INVALID_BODY);
    }
    kt_arena_release(&arena);
    return 0;
}
