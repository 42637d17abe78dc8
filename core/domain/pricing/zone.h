/* Zones: where a tax rate holds and where a shipping method is offered. A zone
 * is a list of members; an address lies in it when one of them takes it. */
#ifndef KT_DOMAIN_ZONE_H
#define KT_DOMAIN_ZONE_H

#include "base/id.h"
#include "base/shape.h"

struct kt_address;

enum kt_zone_kind { KT_ZONE_TAX, KT_ZONE_SHIPPING, KT_ZONE_KIND_COUNT };

extern const char *const kt_zone_kind_names[]; /* "tax", "shipping" */

/* Empty members set no condition. Regions are compared without case, postal
 * codes by their letters and digits alone: "sw1a 1aa" is "SW1A1AA". */
struct kt_zone_member {
    struct kt_str country;     /* ISO 3166-1 alpha-2; empty: any */
    struct kt_str region;      /* as in addresses: "NY" */
    struct kt_str postal_code; /* "27498"; "100*" is what begins with 100 */
    struct kt_str postal_from; /* a range, both ends inclusive: codes whose */
    struct kt_str postal_to;   /* beginning lies between the two */
};

struct kt_zone {
    uint64_t given;
    enum kt_zone_kind kind; /* no member of the record's JSON */
    struct kt_id id;        /* zero: known by kind and code, or new */
    struct kt_str code;
    struct kt_str name;
    struct kt_list members; /* of struct kt_zone_member */
    int64_t version;        /* 0: not stored yet */
};

/* One table of rows in four shapes. */
extern const struct kt_shape kt_zone_in_shape;    /* a new one */
extern const struct kt_shape kt_zone_patch_shape; /* what changes */
extern const struct kt_shape kt_zone_out_shape;   /* what is told */
extern const struct kt_shape kt_zone_shape;       /* import, export */

enum { KT_ZONE_MEMBERS_MAX = 5000 };

void kt_zone_check(const struct kt_zone *zone, struct kt_error *err);

/* A postal code as it is compared: upper-case letters and digits. */
struct kt_str kt_postal_plain(struct kt_arena *arena, struct kt_str code);

/* The members of many zones in the order in which an address finds them: by
 * country and by what their postal codes begin with. */
struct kt_zone_index {
    struct kt_zone_place *places;
    size_t count;
    size_t zone_count;
    const struct kt_str *region; /* of the member added last */
};

/* zones may go when the index is built. */
void kt_zone_index_build(const struct kt_zone *zones, size_t count,
                         struct kt_arena *arena, struct kt_zone_index *index);

/* The same piece by piece, for members that nobody keeps: room for all of them,
 * each with the number of its zone, and their order. An index takes 24 bytes a
 * member beside its postal codes. */
void kt_zone_index_init(struct kt_zone_index *index, size_t members_max,
                        struct kt_arena *arena);
void kt_zone_index_add(struct kt_zone_index *index, size_t zone,
                       const struct kt_zone_member *member,
                       struct kt_arena *arena);
void kt_zone_index_end(struct kt_zone_index *index, size_t zone_count);

/* The zones of a shop's shipping methods. */
struct kt_shipping_zones {
    const struct kt_zone *zones;
    struct kt_zone_index index;
};

/* A zone in which an address lies. The more of it the member names, the higher
 * the rank: postal code (the longer the better), region, country, anywhere. */
struct kt_zone_hit {
    size_t zone; /* its place in the array of zones */
    int64_t rank;
    const struct kt_zone_place *place; /* that gave the rank */
};

/* "US, NY, 100*": what its member names; "anywhere" when it names nothing. */
struct kt_str kt_zone_place_text(const struct kt_zone_place *place,
                                 struct kt_arena *arena);

/* The zones of an address, the highest rank first, equal ones in their order;
 * each zone once. */
struct kt_zone_hit *kt_zone_index_find(const struct kt_zone_index *index,
                                       const struct kt_address *address,
                                       struct kt_arena *arena, size_t *count);

#endif
