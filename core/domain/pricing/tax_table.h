/* Rates of taxes by place, as tables of them are published, and the zones that
 * they come to: places that are taxed alike are one. */
#ifndef KT_DOMAIN_TAX_TABLE_H
#define KT_DOMAIN_TAX_TABLE_H

#include "base/map.h"
#include "domain/pricing/tax_rate.h"

/* A rate of a place; the row's zone and id say nothing. */
struct kt_table_rate {
    struct kt_tax_rate_row row;
    int64_t line;  /* of the file that tells it; 0: it is stored already */
    bool ends_one; /* of 0 %, told only where another rate came before it */
};

struct kt_tax_place {
    struct kt_str key;
    struct kt_zone_member member;
    struct kt_list rates; /* of struct kt_table_rate */
};

struct kt_tax_table {
    struct kt_arena *arena; /* owns the places; texts are borrowed */
    struct kt_map by_key;
    struct kt_tax_place **places;
    size_t count;
};

void kt_tax_table_init(struct kt_tax_table *table, struct kt_arena *arena);

/* The place of a member, made when it is new: its texts are copied then, postal
 * codes without what is no letter and no digit. In the United States a code of
 * five digits stands for all that begin with it. */
struct kt_tax_place *kt_tax_table_place(struct kt_tax_table *table,
                                        const struct kt_zone_member *member);

/* Adds a rate to a place, or puts it in the stead of the one with its class,
 * priority and start. NULL, or the one that another line of the same file tells
 * differently: then nothing changed. */
const struct kt_table_rate *kt_tax_table_put(struct kt_tax_table *table,
                                             struct kt_tax_place *place,
                                             const struct kt_table_rate *rate);

/* Adds all of a zone: each of its members bears each of the rates. */
void kt_tax_table_add_zone(struct kt_tax_table *table,
                           const struct kt_zone *zone,
                           const struct kt_tax_rate_row *rates, size_t count);

/* Adds what another table has, over what is there. */
void kt_tax_table_add(struct kt_tax_table *table,
                      const struct kt_tax_table *other);

/* Codes of zones that were made of a table begin with this. */
#define KT_TAX_TABLE_PREFIX "rates-"

struct kt_tax_zones {
    struct kt_zone *zones; /* without ids */
    size_t zone_count;
    struct kt_tax_rate_row *rates; /* without ids, zone by zone */
    size_t rate_count;
};

/* The zones and rates that a table comes to; the same table gives the same. A
 * rate that says what the one before it says already is left out. */
void kt_tax_table_zones(struct kt_tax_table *table, struct kt_tax_zones *zones);

#endif
