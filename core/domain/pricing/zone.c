#include "domain/pricing/zone.h"

#include <stdlib.h>

#include "base/assert.h"
#include "domain/catalog/code.h"
#include "domain/pricing/rule.h"

const char *const kt_zone_kind_names[] = { "tax", "shipping", NULL };

/* ---- postal codes ---- */

enum { POSTAL_MAX = 80 }; /* bytes: 20 code points */

/* Upper-case letters and digits of a postal code. */
struct postal {
    size_t len;
    char text[POSTAL_MAX];
};

static struct postal
read_postal(struct kt_str code)
{
    struct postal postal = { 0 };
    for (size_t i = 0; i < code.len && postal.len < POSTAL_MAX; i++) {
        char c = code.ptr[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0)
            postal.text[postal.len++] = c;
    }
    return postal;
}

struct kt_str
kt_postal_plain(struct kt_arena *arena, struct kt_str code)
{
    struct postal postal = read_postal(code);
    return kt_arena_str(arena, (struct kt_str){ postal.text, postal.len });
}

static bool
is_prefix_pattern(struct kt_str pattern)
{
    return pattern.len > 0 && pattern.ptr[pattern.len - 1] == '*';
}

/* ---- checks ---- */

static void
fault(struct kt_error *err, size_t index, const char *member, const char *code,
      const char *detail)
{
    kt_error_add(err,
                 kt_arena_format(err->arena, "/members/%zu/%s", index, member),
                 code, "%s", detail);
}

static void
check_pattern(struct kt_str pattern, size_t index, struct kt_error *err)
{
    const char *star = memchr(pattern.ptr, '*', pattern.len);
    if (star != NULL && star != pattern.ptr + pattern.len - 1)
        fault(err, index, "postal_code", "wrong_value",
              "\"*\" stands at the end only, as in 100*");
    if (read_postal(pattern).len == 0)
        fault(err, index, "postal_code", "wrong_value",
              "names no letter and no digit");
}

static void
check_range(const struct kt_zone_member *member, size_t index,
            struct kt_error *err)
{
    struct postal from = read_postal(member->postal_from);
    struct postal to = read_postal(member->postal_to);
    if (member->postal_code.len > 0)
        fault(err, index, "postal_from", "not_both",
              "postal_code or a range, not both");
    if (member->postal_from.len == 0)
        fault(err, index, "postal_from", "required", "the range begins here");
    else if (member->postal_to.len == 0)
        fault(err, index, "postal_to", "required", "the range ends here");
    else if (from.len == 0 || from.len != to.len)
        fault(err, index, "postal_to", "wrong_value",
              "must have as many letters and digits as postal_from");
    else if (memcmp(from.text, to.text, from.len) > 0)
        fault(err, index, "postal_to", "wrong_value",
              "lies before postal_from");
}

static void
check_member(const struct kt_zone_member *member, size_t index,
             struct kt_error *err)
{
    bool has_range = member->postal_from.len > 0 || member->postal_to.len > 0;
    bool is_narrow =
        has_range || member->region.len > 0 || member->postal_code.len > 0;
    if (member->country.len > 0 && !kt_country_is_code(member->country))
        fault(err, index, "country", "format", "two capital letters, as in DE");
    if (member->country.len == 0 && is_narrow)
        fault(err, index, "country", "required",
              "regions and postal codes belong to a country");
    if (member->postal_code.len > 0)
        check_pattern(member->postal_code, index, err);
    if (has_range)
        check_range(member, index, err);
}

void
kt_zone_check(const struct kt_zone *zone, struct kt_error *err)
{
    const struct kt_zone_member *members = zone->members.items;
    kt_code_check(zone->code, KT_STR("/code"), err);
    for (size_t i = 0; i < zone->members.count; i++)
        check_member(&members[i], i, err);
}

/* ---- the index ---- */

enum form { ANY_CODE, BEGINS, WHOLE, RANGE };

/* A member, small: there are tens of thousands of them in a shop that knows the
 * tax of each postal code. */
struct kt_zone_place {
    const char *text; /* a stem, or both ends of a range that begin with it */
    const struct kt_str *region; /* NULL: any */
    unsigned zone : 30;
    unsigned form : 2;
    char country[2];  /* zeros: any */
    uint8_t stem_len; /* with which every postal code of it begins */
    uint8_t end_len;  /* of each end */
};

static struct kt_str
country_of(const struct kt_zone_place *place)
{
    return (struct kt_str){ place->country, place->country[0] != 0 ? 2 : 0 };
}

static struct kt_str
stem_of(const struct kt_zone_place *place)
{
    return (struct kt_str){ place->text, place->stem_len };
}

static void
take_range(struct kt_zone_place *place, const struct kt_zone_member *member,
           struct kt_arena *arena)
{
    struct postal from = read_postal(member->postal_from);
    struct postal to = read_postal(member->postal_to);
    char *text = kt_arena_alloc(arena, from.len + to.len + 1);
    size_t len = 0;
    while (len < to.len && from.text[len] == to.text[len])
        len++;
    memcpy(text, from.text, from.len);
    memcpy(text + from.len, to.text, to.len);
    place->form = RANGE;
    place->text = text;
    place->stem_len = (uint8_t)len;
    place->end_len = (uint8_t)from.len;
}

static void
take_code(struct kt_zone_place *place, const struct kt_zone_member *member,
          struct kt_arena *arena)
{
    struct postal stem = read_postal(member->postal_code);
    place->form = is_prefix_pattern(member->postal_code) ? BEGINS : WHOLE;
    place->text =
        memcpy(kt_arena_alloc(arena, stem.len + 1), stem.text, stem.len);
    place->stem_len = (uint8_t)stem.len;
}

static const struct kt_str *
take_region(struct kt_zone_index *index, struct kt_str region,
            struct kt_arena *arena)
{
    if (region.len == 0)
        return NULL;
    if (index->region == NULL || !kt_str_eq(*index->region, region)) {
        struct kt_str *copy = KT_NEW(arena, struct kt_str);
        *copy = kt_arena_str(arena, region);
        index->region = copy;
    }
    return index->region;
}

static int
compare_key(struct kt_str country, struct kt_str stem,
            const struct kt_zone_place *place)
{
    int order = kt_str_cmp(country, country_of(place));
    return order != 0 ? order : kt_str_cmp(stem, stem_of(place));
}

static int
compare_places(const void *a, const void *b)
{
    const struct kt_zone_place *place = a, *other = b;
    int order = compare_key(country_of(place), stem_of(place), other);
    if (order != 0)
        return order;
    return (place->zone > other->zone) - (place->zone < other->zone);
}

void
kt_zone_index_init(struct kt_zone_index *index, size_t members_max,
                   struct kt_arena *arena)
{
    *index = (struct kt_zone_index){
        .places = KT_NEW_ARRAY(arena, struct kt_zone_place, members_max)
    };
}

void
kt_zone_index_add(struct kt_zone_index *index, size_t zone,
                  const struct kt_zone_member *member, struct kt_arena *arena)
{
    struct kt_zone_place *place = &index->places[index->count++];
    *place = (struct kt_zone_place){
        .text = "",
        .region = take_region(index, member->region, arena),
        .zone = (unsigned)zone & ((1U << 30) - 1),
    };
    if (member->country.len == 2)
        memcpy(place->country, member->country.ptr, 2);
    if (member->postal_from.len > 0)
        take_range(place, member, arena);
    else if (member->postal_code.len > 0)
        take_code(place, member, arena);
}

void
kt_zone_index_end(struct kt_zone_index *index, size_t zone_count)
{
    index->zone_count = zone_count;
    if (index->count > 0)
        qsort(index->places, index->count, sizeof *index->places,
              compare_places);
}

void
kt_zone_index_build(const struct kt_zone *zones, size_t count,
                    struct kt_arena *arena, struct kt_zone_index *index)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += zones[i].members.count;
    kt_zone_index_init(index, total, arena);
    for (size_t i = 0; i < count; i++) {
        const struct kt_zone_member *members = zones[i].members.items;
        for (size_t j = 0; j < zones[i].members.count; j++)
            kt_zone_index_add(index, i, &members[j], arena);
    }
    kt_zone_index_end(index, count);
}

/* ---- asking ---- */

static bool
is_same_region(struct kt_str a, struct kt_str b)
{
    bool is_same = a.len == b.len;
    for (size_t i = 0; i < a.len && is_same; i++) {
        bool is_letter = (a.ptr[i] | 0x20) >= 'a' && (a.ptr[i] | 0x20) <= 'z';
        is_same = a.ptr[i] == b.ptr[i] ||
                  (is_letter && (a.ptr[i] | 0x20) == (b.ptr[i] | 0x20));
    }
    return is_same;
}

static bool
is_in_range(const struct kt_zone_place *place, const struct postal *code)
{
    const char *from = place->text, *to = place->text + place->end_len;
    return code->len >= place->end_len &&
           memcmp(code->text, from, place->end_len) >= 0 &&
           memcmp(code->text, to, place->end_len) <= 0;
}

/* 0: the address is not of this place. Its country and stem are known to be
 * right. */
static int64_t
rank_of(const struct kt_zone_place *place, const struct kt_address *address,
        const struct postal *code)
{
    enum { OF_REGION = 1, OF_POSTAL = 2 };
    int64_t rank = place->country[0] != 0 ? 2 : 1;
    if (place->region != NULL) {
        if (!is_same_region(*place->region, address->region))
            return 0;
        rank += OF_REGION;
    }
    if (place->form == ANY_CODE)
        return rank;
    if (place->form == RANGE
            ? !is_in_range(place, code)
            : place->form == WHOLE && place->stem_len != code->len)
        return 0;
    return rank + OF_POSTAL + 2 * (int64_t)place->stem_len +
           (place->form == WHOLE);
}

struct finding {
    const struct kt_zone_index *index;
    const struct kt_address *address;
    struct postal code;
    struct kt_arena *arena;
    struct kt_zone_hit *hits;
    size_t count, room;
};

static void
add_hit(struct finding *f, const struct kt_zone_place *place, int64_t rank)
{
    const struct kt_zone_hit hit = { place->zone, rank, place };
    for (size_t i = 0; i < f->count; i++) {
        if (f->hits[i].zone != hit.zone)
            continue;
        if (f->hits[i].rank < rank)
            f->hits[i] = hit;
        return;
    }
    if (f->count == f->room) {
        size_t room = f->room > 0 ? 2 * f->room : 8;
        f->hits = kt_arena_grow(f->arena, f->hits, f->room * sizeof *f->hits,
                                room * sizeof *f->hits);
        f->room = room;
    }
    f->hits[f->count++] = hit;
}

/* The places with exactly this country and stem. */
static void
find_at(struct finding *f, struct kt_str country, struct kt_str stem)
{
    const struct kt_zone_place *places = f->index->places;
    size_t low = 0, high = f->index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_key(country, stem, &places[middle]) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (;
         low < f->index->count && compare_key(country, stem, &places[low]) == 0;
         low++) {
        int64_t rank = rank_of(&places[low], f->address, &f->code);
        if (rank > 0)
            add_hit(f, &places[low], rank);
    }
}

static int
compare_hits(const void *a, const void *b)
{
    const struct kt_zone_hit *hit = a, *other = b;
    if (hit->rank != other->rank)
        return hit->rank > other->rank ? -1 : 1;
    return (hit->zone > other->zone) - (hit->zone < other->zone);
}

struct kt_zone_hit *
kt_zone_index_find(const struct kt_zone_index *index,
                   const struct kt_address *address, struct kt_arena *arena,
                   size_t *count)
{
    struct finding f = { .index = index,
                         .address = address,
                         .code = read_postal(address->postal_code),
                         .arena = arena };
    *count = 0;
    if (index->count == 0)
        return NULL;
    find_at(&f, KT_STR(""), KT_STR(""));
    for (size_t len = 0; address->country.len > 0 && len <= f.code.len; len++)
        find_at(&f, address->country, (struct kt_str){ f.code.text, len });
    if (f.count > 1)
        qsort(f.hits, f.count, sizeof *f.hits, compare_hits);
    *count = f.count;
    return f.hits;
}

struct kt_str
kt_zone_place_text(const struct kt_zone_place *place, struct kt_arena *arena)
{
    struct kt_str country = country_of(place);
    struct kt_str region = place->region != NULL ? *place->region : KT_STR("");
    struct kt_str postal = stem_of(place), to = { "", 0 };
    if (country.len == 0)
        return KT_STR("anywhere");
    if (place->form == RANGE) {
        postal.len = to.len = place->end_len;
        to.ptr = place->text + place->end_len;
    }
    return kt_arena_format(arena, "%.*s%s%.*s%s%.*s%s%s%.*s",
                           KT_STR_FMT(country), region.len > 0 ? ", " : "",
                           KT_STR_FMT(region), postal.len > 0 ? ", " : "",
                           KT_STR_FMT(postal), place->form == BEGINS ? "*" : "",
                           to.len > 0 ? " to " : "", KT_STR_FMT(to));
}

/* ---- shapes ---- */

#define MEMBER(member, ...)                                                    \
    KT_FIELD(STR, struct kt_zone_member, member, KT_OMIT_EMPTY, __VA_ARGS__)

/* clang-format off */
static const struct kt_field member_fields[] = {
    MEMBER(country, .max = 2, .help = "ISO 3166-1 alpha-2; none: anywhere"),
    MEMBER(region, .max = 100, .help = "As in addresses: NY"),
    MEMBER(postal_code, .max = 20, .help = "27498, or 100* for all that begins with 100"),
    MEMBER(postal_from, .max = 20, .help = "Instead: the first of a range"),
    MEMBER(postal_to, .max = 20, .help = "The last of the range, as long as the first"),
};
/* clang-format on */

static const struct kt_shape member_shape =
    KT_SHAPE("ZoneMember", struct kt_zone_member, member_fields,
             "A place of a zone: the more it names, the sooner it counts");

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_zone, member, __VA_ARGS__)
#define MEMBERS(flags)                                                         \
    ROW(LIST, members, flags, .shape = &member_shape,                          \
        .max = KT_ZONE_MEMBERS_MAX,                                            \
        .help = "An address lies in the zone when one of them takes it")

/* clang-format off */
static const struct kt_field fields[] = {
    ROW(ID, id, KT_OMIT_EMPTY, .prefix = "zone", .help = "Its id"),
    ROW(STR, code, KT_REQUIRED, .min = 1, .max = 64,
        .help = "Its name among the zones of its kind; never changes"),
    ROW(STR, name, KT_REQUIRED, .min = 1, .max = 200, .help = "What staff reads"),
    MEMBERS(0),
    ROW(INT, version, KT_READ_ONLY, .help = "For If-Match"),
};

static const struct kt_field patch_fields[] = {
    ROW(STR, name, 0, .min = 1, .max = 200, .help = "What staff reads"),
    MEMBERS(0),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 1 };

const struct kt_shape kt_zone_in_shape =
    KT_SHAPE_OF("NewZone", struct kt_zone, fields + ID,
                KT_COUNT(fields) - ID - TOLD_FIELDS, "A new zone");

const struct kt_shape kt_zone_patch_shape =
    KT_SHAPE_OF("ZonePatch", struct kt_zone, patch_fields,
                KT_COUNT(patch_fields), "What changes in a zone");

const struct kt_shape kt_zone_out_shape =
    KT_SHAPE_OF("Zone", struct kt_zone, fields, KT_COUNT(fields),
                "Places in which a rate holds or a method is offered");

const struct kt_shape kt_zone_shape =
    KT_SHAPE_OF("ZoneRecord", struct kt_zone, fields,
                KT_COUNT(fields) - TOLD_FIELDS,
                "A zone as it is imported and exported");
