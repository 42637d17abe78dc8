#include "base/shape.h"

#include "base/assert.h"

/* Bytes of a member in C. */
static size_t
size_of(const struct kt_field *field)
{
    switch (field->kind) {
    case KT_FIELD_BOOL:
        return sizeof(bool);
    case KT_FIELD_INT:
    case KT_FIELD_TIME:
        return sizeof(int64_t);
    case KT_FIELD_STR:
    case KT_FIELD_RAW:
        return sizeof(struct kt_str);
    case KT_FIELD_ID:
        return sizeof(struct kt_id);
    case KT_FIELD_ENUM:
        return sizeof(int);
    case KT_FIELD_OBJECT:
        return sizeof(void *);
    case KT_FIELD_EMBED:
        return field->shape->size;
    case KT_FIELD_LIST:
    case KT_FIELD_STRS:
    case KT_FIELD_IDS:
    case KT_FIELD_DICT:
        break;
    }
    return sizeof(struct kt_list);
}

void
kt_shape_patch(const struct kt_shape *shape, const void *patch, void *out)
{
    const char *from = patch;
    KT_ASSERT(shape->given_offset != KT_NO_GIVEN);
    uint64_t given = *(const uint64_t *)(from + shape->given_offset);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct kt_field *field = &shape->fields[i];
        if ((given >> i & 1) != 0)
            memcpy((char *)out + field->offset, from + field->offset,
                   size_of(field));
    }
}
