/* The shelf of a shop in memory, for lists that are narrowed, sorted by price
 * or counted: what its active products have (facts), and what each costs (a
 * cell for each channel, currency and locale that buyers ask in).
 *
 * It is brought up to date when it is asked and something has changed: the
 * store tells which products moved, those alone are read and priced again. A
 * price that holds until a date is asked anew after it; one whose rule looked
 * at the clock holds for that moment alone. So what is read in it is what would
 * be computed from the database at a moment behind the request's beginning.
 *
 * Where much is outdated that takes long: a use case that reads the shelf plans
 * for it, and the request waits for a thread of the pool instead of holding up
 * one that serves.
 *
 * It is a cache like the kept answers: bounded in bytes, the least used goes
 * first; what has no room at all is made for each request. */
#ifndef KT_SERVICE_SHELF_INDEX_H
#define KT_SERVICE_SHELF_INDEX_H

#include <stdatomic.h>

#include "service/use.h"

/* All shops of a process; only kt_app_open and kt_app_close ask. */
struct kt_shelves *kt_shelves_new(size_t bytes_max);
void kt_shelves_free(struct kt_shelves *shelves);

/* What terms are about; the attributes follow, each with a number of its own.
 */
enum kt_shelf_domain {
    KT_SHELF_CATEGORY,
    KT_SHELF_TAG,
    KT_SHELF_VENDOR,
    KT_SHELF_ATTRIBUTE
};

struct kt_shelf_category {
    struct kt_str slug;
    struct kt_str names; /* JSON, by locale */
    struct kt_str parent;
};

/* Something that products have in common. */
struct kt_shelf_term {
    uint32_t domain;
    uint32_t uses;    /* products that have it */
    uint32_t reading; /* of the product that had it last */
    struct kt_str value;
    const struct kt_shelf_category *category; /* whose slug is the value */
};

/* An attribute, or an option under its name. */
struct kt_shelf_attribute {
    struct kt_str code;
    struct kt_list labels; /* of struct kt_pair, by locale */
    struct kt_str unit;
    bool is_declared; /* by a product type */
    uint32_t uses;    /* terms of products, each counted */
};

struct kt_shelf_product {
    struct kt_id id;
    int64_t created_ms;
    struct kt_str title_fold;
    uint64_t loaded; /* kt_shelf_index.moved when it was read */
    bool is_active;
};

/* What every list looks at stands together, apart from the rest: its terms
 * begin at a place of all terms. */
struct kt_shelf_span {
    uint32_t first, count;
    uint32_t lengths; /* kt_search_lengths */
};

/* Numbers by key; a key may have several. */
struct kt_shelf_table {
    uint64_t *keys;
    uint32_t *values;
    size_t room, count;
};

enum { KT_SHELF_SHOWN = 1, KT_SHELF_IN_STOCK = 2, KT_SHELF_FAILED = 4 };

struct kt_shelf_price {
    int64_t minor; /* of the cheapest variant */
    uint8_t flags;
    uint8_t step; /* kt_price_step */
};

/* A price holds from then on, and before that. */
struct kt_shelf_time {
    int64_t from_ms, until_ms;
};

struct kt_shelf_cell {
    struct kt_shelf_cell *next;
    struct kt_arena arena;
    struct kt_id channel_id;
    struct kt_str currency, locale;
    struct kt_shelf_price *prices; /* by number of the product */
    struct kt_shelf_time *times;
    size_t count, room;
    struct kt_str *category_names; /* in the locale, by category */
    struct kt_list *category_words;
    int64_t from_ms, until_ms; /* all of them hold */
    uint64_t serial;           /* of the shop */
    uint64_t sales;            /* which limited sales were on */
    uint64_t moved;            /* kt_store_moved when it was priced */
    _Atomic uint64_t used;
    struct kt_error failure; /* of the last product whose price failed */
};

struct kt_shelf_index {
    struct kt_arena arena;
    bool is_loaded;
    uint64_t moved; /* kt_store_moved when its facts were read */
    struct kt_shelf_product *products;
    struct kt_shelf_span *spans; /* by product */
    size_t count;
    uint32_t readings;   /* of products, so far */
    uint32_t *all_terms; /* of products, one behind the other */
    size_t all_term_count, all_term_room;
    struct kt_shelf_table by_id, by_variant, by_term, by_code;
    uint32_t *by_number; /* products, from the number first_number on */
    uint32_t first_number, number_room;
    struct kt_shelf_term *terms;
    size_t term_count;
    struct kt_shelf_attribute *attributes;
    size_t attribute_count;
    struct kt_shelf_category *categories; /* parents first */
    size_t category_count;
    size_t bytes_full; /* of the arena when it was loaded whole */
    struct kt_shelf_cell *cells;
};

/* What is seen while the index is locked. */
struct kt_shelf_view {
    const struct kt_call *call;
    const struct kt_shelf_index *index;
    const struct kt_shelf_cell *cell;
};

/* Runs fn on the shelf as it is now; currency empty: the channel's first. The
 * shelf is locked meanwhile: fn is short and asks no database. INVALID_QUERY
 * for a currency that the channel lacks; OVERLOADED without memory. No
 * transaction is open. */
KT_CHECKED enum kt_status kt_shelf_read(
    const struct kt_call *call, struct kt_str currency,
    enum kt_status (*fn)(const struct kt_shelf_view *view, void *arg,
                         struct kt_error *err),
    void *arg, struct kt_error *err);

/* Decides for a use case that reads the shelf: it has work to do, that of
 * kt_shelf_work, when much is outdated or another brings it up to date now. */
void kt_shelf_plan(struct kt_use_state *use, struct kt_str currency);

/* Brings the shelf up to date, as kt_shelf_read does; what the thread kept for
 * that is given back. */
KT_CHECKED enum kt_status kt_shelf_work(const struct kt_call *call,
                                        struct kt_str currency,
                                        struct kt_error *err);

/* Buyers of this channel and language are here: soon one narrows a list. */
void kt_shelf_expect(const struct kt_call *call, struct kt_str currency);

/* Whether kt_shelf_tend has something to do: much is outdated of a shelf that
 * was asked for of late. */
bool kt_shelf_is_due(const struct kt_app *app);

/* Brings up to date what is expected to be asked for, before it is. */
void kt_shelf_tend(struct kt_app *app);

/* ---- looking up ---- */

#define KT_SHELF_NONE UINT32_MAX

/* Numbers of products and terms; KT_SHELF_NONE when there is none. */
uint32_t kt_shelf_find_product(const struct kt_shelf_index *index,
                               struct kt_id id);
uint32_t kt_shelf_find_number(const struct kt_shelf_index *index,
                              uint32_t number);
uint32_t kt_shelf_find_term(const struct kt_shelf_index *index, uint32_t domain,
                            struct kt_str value);
/* The domain of a code. */
uint32_t kt_shelf_find_attribute(const struct kt_shelf_index *index,
                                 struct kt_str code);

/* ---- its parts; only shelf_index.c asks ---- */

/* Reads the facts that are outdated. `moved` was read before the snapshot. */
KT_CHECKED enum kt_status kt_shelf_load(struct kt_shelf_index *index,
                                        const struct kt_tx *tx,
                                        const struct kt_call *call,
                                        uint64_t moved, struct kt_error *err);

/* Prices the products whose price is outdated. */
KT_CHECKED enum kt_status kt_shelf_price_all(struct kt_shelf_index *index,
                                             struct kt_shelf_cell *cell,
                                             const struct kt_tx *tx,
                                             const struct kt_call *call,
                                             uint64_t moved,
                                             struct kt_error *err);

/* Copies a failure into an error of another arena. */
enum kt_status kt_shelf_fail(const struct kt_error *failure,
                             struct kt_error *err);

void kt_shelf_clear(struct kt_shelf_index *index);
void kt_shelf_drop_cells(struct kt_shelf_index *index);
uint64_t kt_shelf_key(struct kt_id id);
void kt_shelf_put(struct kt_shelf_table *table, struct kt_arena *arena,
                  uint64_t key, uint32_t value);
/* The values of a key one after another; *at begins as 0. */
bool kt_shelf_next(const struct kt_shelf_table *table, uint64_t key, size_t *at,
                   uint32_t *value);

#endif
