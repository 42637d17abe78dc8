#include "service/page.h"

#include <sodium.h>

#include "base/assert.h"
#include "base/buf.h"
#include "base/fnv.h"
#include "base/text.h"

enum {
    PLACE_SIZE = 8 + sizeof(struct kt_id),
    VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

static void
put_number(unsigned char bytes[8], int64_t number)
{
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)number >> (56 - 8 * i));
}

static int64_t
get_number(const unsigned char bytes[8])
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | bytes[i];
    return (int64_t)number;
}

struct kt_str
kt_page_cursor(struct kt_page_place place, struct kt_arena *arena)
{
    unsigned char bytes[PLACE_SIZE];
    char text[sodium_base64_ENCODED_LEN(PLACE_SIZE, VARIANT)];
    put_number(bytes, place.time_ms);
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
    if (sodium_base642bin(bytes, sizeof bytes, cursor.ptr, cursor.len, NULL,
                          &len, &end, VARIANT) != 0 ||
        len != PLACE_SIZE || end != cursor.ptr + cursor.len)
        return false;
    place->time_ms = get_number(bytes);
    memcpy(place->id.bytes, bytes + 8, sizeof place->id);
    return place->time_ms >= 0 && !kt_id_is_null(place->id);
}

static enum kt_status
refuse(struct kt_error *err)
{
    kt_fail_invalid_query(err);
    return kt_error_add(err, KT_STR("/after"), "invalid",
                        "must be page.next of the page before");
}

enum kt_status
kt_page_parse(struct kt_str cursor, struct kt_page_place *place,
              struct kt_error *err)
{
    *place = (struct kt_page_place){ .time_ms = INT64_MAX };
    return kt_str_is_empty(cursor) || decode(cursor, place) ? KT_OK
                                                            : refuse(err);
}

/* ---- keys: order, number, id, text ---- */

enum { ID_AT = 4 + 8, KEY_SIZE = ID_AT + sizeof(struct kt_id) };
enum { KEY_TEXT_MAX = 1200 };

uint32_t
kt_page_order(const char *list, int sort)
{
    uint64_t hash = kt_fnv(KT_FNV_START ^ (uint32_t)sort, list, strlen(list));
    return (uint32_t)(hash ^ (hash >> 32));
}

static void
put_order(unsigned char bytes[4], uint32_t order)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(order >> (24 - 8 * i));
}

struct kt_page_key
kt_page_key_start(uint32_t order, bool is_falling)
{
    return (struct kt_page_key){
        .order = order,
        .number = is_falling ? INT64_MAX : INT64_MIN,
        .text = KT_STR(""),
    };
}

struct kt_str
kt_page_key_cursor(const struct kt_page_key *key, struct kt_arena *arena)
{
    size_t size = KEY_SIZE + key->text.len;
    size_t room = sodium_base64_encoded_len(size, VARIANT);
    unsigned char *bytes = kt_arena_alloc(arena, size);
    char *text = kt_arena_alloc(arena, room);
    KT_ASSERT(key->text.len <= KEY_TEXT_MAX);
    put_order(bytes, key->order);
    put_number(bytes + 4, key->number);
    memcpy(bytes + ID_AT, key->id.bytes, sizeof key->id);
    if (key->text.len > 0)
        memcpy(bytes + KEY_SIZE, key->text.ptr, key->text.len);
    sodium_bin2base64(text, room, bytes, size, VARIANT);
    return kt_str_of(text);
}

enum kt_status
kt_page_key_parse(struct kt_str cursor, struct kt_arena *arena,
                  struct kt_page_key *key, struct kt_error *err)
{
    unsigned char bytes[KEY_SIZE + KEY_TEXT_MAX], order[4];
    const char *end;
    size_t size;
    if (kt_str_is_empty(cursor))
        return KT_OK;
    put_order(order, key->order);
    if (sodium_base642bin(bytes, sizeof bytes, cursor.ptr, cursor.len, NULL,
                          &size, &end, VARIANT) != 0 ||
        end != cursor.ptr + cursor.len || size < KEY_SIZE ||
        memcmp(bytes, order, sizeof order) != 0)
        return refuse(err);
    struct kt_str text = { (const char *)bytes + KEY_SIZE, size - KEY_SIZE };
    if (!kt_utf8_is_valid(text))
        return refuse(err);
    key->number = get_number(bytes + 4);
    memcpy(key->id.bytes, bytes + ID_AT, sizeof key->id);
    key->text = kt_arena_str(arena, text);
    return KT_OK;
}

static void
begin_page(struct kt_json *json)
{
    kt_json_begin_object(json);
    kt_json_key(json, KT_STR("data"));
    kt_json_begin_array(json);
}

static void
end_page(struct kt_json *json, struct kt_str next, struct kt_str facets)
{
    kt_json_end_array(json);
    kt_json_key(json, KT_STR("page"));
    kt_json_begin_object(json);
    kt_json_key(json, KT_STR("next"));
    if (kt_str_is_empty(next))
        kt_json_null(json);
    else
        kt_json_str(json, next);
    kt_json_end_object(json);
    if (facets.len > 0)
        kt_json_put_raw(json, "facets", facets);
    kt_json_end_object(json);
}

struct kt_str
kt_page_json(const struct kt_str *rows, size_t count, struct kt_str next,
             struct kt_str facets, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    size_t size = 128 + next.len + facets.len;
    for (size_t i = 0; i < count; i++)
        size += rows[i].len + 1;
    kt_buf_init(&buf, arena, size);
    kt_json_init(&json, &buf);
    begin_page(&json);
    for (size_t i = 0; i < count; i++)
        kt_json_raw(&json, rows[i]);
    end_page(&json, next, facets);
    return kt_buf_view(&buf);
}

void
kt_page_write(struct kt_json *json, const struct kt_shape *shape,
              const void *items, size_t count, struct kt_str next)
{
    const char *item = items;
    begin_page(json);
    for (size_t i = 0; i < count; i++)
        kt_shape_write(shape, item + i * shape->size, json);
    end_page(json, next, KT_STR(""));
}
