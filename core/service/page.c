#include "service/page.h"

#include <sodium.h>

enum {
    PLACE_SIZE = 8 + sizeof(struct kt_id),
    VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

struct kt_str
kt_page_cursor(struct kt_page_place place, struct kt_arena *arena)
{
    unsigned char bytes[PLACE_SIZE];
    char text[sodium_base64_ENCODED_LEN(PLACE_SIZE, VARIANT)];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)place.time_ms >> (56 - 8 * i));
    memcpy(bytes + 8, place.id.bytes, sizeof place.id);
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, VARIANT);
    return kt_arena_str(arena, kt_str_of(text));
}

static bool
decode(struct kt_str cursor, struct kt_page_place *place)
{
    unsigned char bytes[PLACE_SIZE];
    const char *end;
    size_t len;
    uint64_t time = 0;
    if (sodium_base642bin(bytes, sizeof bytes, cursor.ptr, cursor.len, NULL,
                          &len, &end, VARIANT) != 0 ||
        len != PLACE_SIZE || end != cursor.ptr + cursor.len)
        return false;
    for (int i = 0; i < 8; i++)
        time = time << 8 | bytes[i];
    place->time_ms = (int64_t)time;
    memcpy(place->id.bytes, bytes + 8, sizeof place->id);
    return place->time_ms >= 0 && !kt_id_is_null(place->id);
}

enum kt_status
kt_page_parse(struct kt_str cursor, struct kt_page_place *place,
              struct kt_error *err)
{
    *place = (struct kt_page_place){ .time_ms = INT64_MAX };
    if (kt_str_is_empty(cursor) || decode(cursor, place))
        return KT_OK;
    kt_fail_invalid_query(err);
    return kt_error_add(err, KT_STR("/after"), "invalid",
                        "must be page.next of the page before");
}
