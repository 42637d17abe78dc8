/* A record resource: what staff lists, reads, creates, changes and deletes.
 * One row of tables and a few functions say what is special about it; from them
 * come the five use cases, and their routes (http/resource.h).
 *
 * All shapes of a resource are of one struct, the record. It has an id and a
 * version (0: not stored yet), and the bits that kt_shape_was_given asks.
 *
 * The functions check and save work on a kt_edit, so that they run in a request
 * (check in a snapshot, save in a short write) and inside one write transaction
 * of many records alike. */
#ifndef KT_SERVICE_RESOURCE_H
#define KT_SERVICE_RESOURCE_H

#include "service/catalog_refs.h"
#include "service/page.h"
#include "service/use.h"

/* ---- what a resource is made of ---- */

/* The surroundings of a record that is checked and saved. */
struct kt_edit {
    const struct kt_call *call;
    const struct kt_tx *reading;
    struct kt_tx *tx; /* NULL: it is only checked */
    /* What the body gave, by its shape. */
    const struct kt_shape *shape;
    const void *asked;
    bool is_new;
    struct kt_refs *refs; /* of kt_edit_refs */
    unsigned ref_kinds;
    /* What is done once after all records, see kt_edit_later. */
    enum kt_status (*do_later)(struct kt_edit *edit, struct kt_id id,
                               struct kt_error *err);
    struct kt_id *later;
    size_t later_count;
};

/* An order of the list. Its statement takes the filters, then the key and the
 * id of the row to go on behind, then the number of rows; it gives the columns
 * of .get and ends in the id. */
struct kt_resource_sort {
    enum kt_sql statement;
    int key_column; /* a number, or a text; the id breaks ties */
    bool is_text;   /* texts ascend */
    bool is_falling;
};

/* What can stand in the way of deleting. The statement takes the id and gives
 * one row, if any: the id of one that uses it, and how many there are. */
struct kt_resource_user {
    const char *kind;   /* "product" */
    const char *prefix; /* of its ids */
    enum kt_sql statement;
};

/* The start of every resource's query struct; see KT_LIST_QUERY_ROWS. */
struct kt_list_query {
    struct kt_str after;
    int64_t limit;
    int sort; /* index into sorts */
};

enum { KT_RESOURCE_FILTERS_MAX = 16 };

struct kt_filters {
    struct kt_arg items[KT_RESOURCE_FILTERS_MAX];
    size_t count;
};

struct kt_resource {
    const char *name;                     /* "price_list" */
    const char *path;                     /* "/admin/v1/price-lists" */
    const char *prefix;                   /* of its ids: "plist" */
    const struct kt_shape *in;            /* a new one */
    const struct kt_shape *patch;         /* what changes */
    const struct kt_shape *out;           /* what is told */
    size_t id_offset, version_offset;     /* in the record */
    const struct kt_resource_sort *sorts; /* as the names of the query's sort */
    const struct kt_resource_user
        *users;          /* ends with a kind of NULL; or NULL */
    enum kt_sql get;     /* takes the id */
    enum kt_sql claim;   /* takes id and version, changes that row or none */
    enum kt_sql drop;    /* deletes; takes id and version, below 0: any */
    bool makes_shop;     /* the snapshot of a shop is made of it */
    bool makes_refs;     /* others name it by its code */
    bool claims_in_save; /* save guards the version, claim is not asked */

    /* Adds the statement's arguments for the filters of a query. NULL: it has
     * none. */
    void (*filter)(const void *query, struct kt_filters *filters,
                   struct kt_arena *arena);

    /* Adds arguments that the database is asked for, before filter and choose
     * add theirs. NULL: there are none. */
    enum kt_status (*look_up)(const struct kt_tx *tx,
                              const struct kt_call *call, const void *query,
                              struct kt_filters *filters, struct kt_error *err);

    /* The same where it depends on the query which statement finds its rows
     * best: gives that, instead of the one of sorts, which has the same order.
     * NULL: it does not. */
    enum kt_sql (*choose)(const struct kt_call *call, const void *query,
                          struct kt_filters *filters);

    /* The columns of .get as a record. */
    enum kt_status (*read)(const struct kt_rows *rows, struct kt_arena *arena,
                           void *record, struct kt_error *err);

    /* Adds to a record what stands in other tables. NULL: nothing. */
    enum kt_status (*load_more)(const struct kt_tx *tx, struct kt_arena *arena,
                                void *record, struct kt_error *err);

    /* Adds what is told but not stored. NULL: nothing. */
    void (*show)(const struct kt_call *call, void *record);

    /* Adds to a record that was just created or changed what its answer warns
     * of. NULL: nothing. */
    enum kt_status (*advise)(const struct kt_tx *tx, const struct kt_call *call,
                             void *record, struct kt_error *err);

    /* The part of it that costs next to nothing, for many records at once: adds
     * to a list of kt_advice. NULL: there is none. */
    enum kt_status (*look_at)(const struct kt_tx *tx,
                              const struct kt_call *call, const void *record,
                              struct kt_list *advice, struct kt_error *err);

    /* Fills in what a new record leaves open. NULL: nothing. */
    void (*complete)(const struct kt_shape *shape, void *record);

    /* Takes over what the patch gives. NULL: kt_shape_patch. */
    void (*apply)(const void *patch, void *record);

    /* Every fault of a whole record, added to err: INVALID_BODY;
     * ALREADY_EXISTS, NOT_FOUND. May change the record. */
    enum kt_status (*check)(struct kt_edit *edit, void *record,
                            struct kt_error *err);

    /* Writes a checked record: a new row, or over the row of its id, which was
     * claimed already. Adds one to its version. */
    enum kt_status (*save)(struct kt_edit *edit, const void *record,
                           struct kt_error *err);

    /* The lists in which promotions and rules name a record, which end with
     * NULL, and its name in it (naming.h). NULL: nowhere. */
    const char *const *named_in;
    size_t name_offset;

    /* What else uses a record: kt_resource_used each. NULL: nothing. */
    enum kt_status (*find_users)(struct kt_edit *edit, const void *record,
                                 struct kt_error *err);

    /* Deletes the row, where more than .drop knows is needed. NULL: .drop
     * does. */
    enum kt_status (*drop_row)(struct kt_edit *edit, struct kt_id id,
                               int64_t if_match, struct kt_error *err);

    /* Deletes what goes with a record. NULL: nothing. */
    enum kt_status (*forget)(struct kt_edit *edit, struct kt_id id,
                             struct kt_error *err);
};

#define KT_RESOURCE_RECORD(type)                                               \
    .id_offset = offsetof(struct type, id),                                    \
    .version_offset = offsetof(struct type, version)

/* The rows that every query begins with; the struct begins with a struct
 * kt_list_query, SORTS names resource->sorts and ends with NULL. */
#define KT_LIST_QUERY_ROWS(SORTS)                                              \
    KT_FIELD(STR, struct kt_list_query, after, 0, .max = KT_LIST_AFTER_MAX,    \
             .help = "page.next of the page before"),                          \
        KT_FIELD(INT, struct kt_list_query, limit, 0, .min = 1,                \
                 .max = KT_PAGE_LIMIT_MAX, .help = "20 by default"),           \
        KT_FIELD(ENUM, struct kt_list_query, sort, 0, .names = (SORTS),        \
                 .help = "The first one by default")

enum { KT_LIST_AFTER_MAX = 2000 };

/* Of a filter that is KT_NULLABLE: 0, 1, or -1 for any. */
extern const char *const kt_truth_names[]; /* "false", "true", NULL */

/* Of a filter by what two dates and a limit of uses make of a record now: the
 * part `window` of its statements. */
extern const char *const kt_window_names[];

/* A query that filters by is_active alone, and its filter. */
struct kt_active_query {
    struct kt_list_query list; /* first */
    int is_active;             /* -1: any */
};

#define KT_ACTIVE_QUERY_ROWS(SORTS)                                            \
    KT_LIST_QUERY_ROWS(SORTS),                                                 \
        KT_FIELD(ENUM, struct kt_active_query, is_active, KT_NULLABLE,         \
                 .names = kt_truth_names)

void kt_active_filter(const void *query, struct kt_filters *filters,
                      struct kt_arena *arena);

/* The name of a choice; empty for any, which is below 0. */
struct kt_str kt_filter_name(const char *const *names, int choice);

void kt_filter_add(struct kt_filters *filters, struct kt_arg arg);
void kt_filters_add(struct kt_filters *filters, const struct kt_arg *args,
                    size_t count);

/* ---- the use cases ---- */

struct kt_resource_use {
    struct kt_use_state use; /* first */
    /* asked */
    const struct kt_resource *resource;
    struct kt_id id;
    int64_t if_match;  /* version; -1: none */
    const void *asked; /* a struct of in or of patch */
    /* decided */
    struct kt_edit edit;
    void *record;
    /* answered */
    void *out;
};

extern const struct kt_use kt_use_resource_create;
extern const struct kt_use kt_use_resource_get;
extern const struct kt_use kt_use_resource_update;
extern const struct kt_use kt_use_resource_delete;

/* The steps of making one, for those that tell or do more. */
enum kt_status kt_resource_decide_create(struct kt_use_state *use,
                                         struct kt_error *err);
enum kt_status kt_resource_save_use(struct kt_tx *tx, struct kt_use_state *use,
                                    struct kt_error *err);

struct kt_resource_list_use {
    struct kt_use_state use; /* first */
    const struct kt_resource *resource;
    const struct kt_list_query *query; /* with the filters behind it */
    struct kt_list rows;               /* of records */
    struct kt_str next;                /* cursor; empty: that was all */
};

extern const struct kt_use kt_use_resource_list;

/* ---- the parts of them, for whoever changes many in one transaction ---- */

/* Surroundings in a snapshot, or with a tx within a write. */
void kt_edit_init(struct kt_edit *edit, const struct kt_call *call,
                  const struct kt_tx *reading, struct kt_tx *tx);

/* Sees that edit->refs knows these kinds, a sum of KT_REF_BIT; what is known
 * already is not read again. */
KT_CHECKED enum kt_status kt_edit_refs(struct kt_edit *edit, unsigned kinds,
                                       struct kt_error *err);

/* Has edit->do_later called for the id when all records of the transaction are
 * written: once, however many of them ask. */
void kt_edit_later(struct kt_edit *edit, struct kt_id id);
KT_CHECKED enum kt_status kt_edit_finish(struct kt_edit *edit,
                                         struct kt_error *err);

/* True when the body gave this field. */
bool kt_edit_gives(const struct kt_edit *edit, const char *field);

/* NOT_FOUND. */
KT_CHECKED enum kt_status kt_resource_load(const struct kt_resource *resource,
                                           const struct kt_tx *tx,
                                           struct kt_id id,
                                           struct kt_arena *arena, void *record,
                                           struct kt_error *err);

/* Makes *record of a new body and checks it; it has its id then. */
KT_CHECKED enum kt_status kt_resource_check_new(
    const struct kt_resource *resource, struct kt_edit *edit, const void *in,
    void **record, struct kt_error *err);

/* Makes *record of the stored one and a patch, and checks it. NOT_FOUND,
 * VERSION_MISMATCH. */
KT_CHECKED enum kt_status kt_resource_check_change(
    const struct kt_resource *resource, struct kt_edit *edit, struct kt_id id,
    int64_t if_match, const void *patch, void **record, struct kt_error *err);

/* NOT_FOUND, VERSION_MISMATCH, IN_USE. */
KT_CHECKED enum kt_status kt_resource_check_delete(
    const struct kt_resource *resource, struct kt_edit *edit, struct kt_id id,
    int64_t if_match, struct kt_error *err);

/* Writes a checked record. CONFLICT when it changed meanwhile. After it, and
 * after kt_resource_delete, goes one kt_edit_finish for all of them. */
KT_CHECKED enum kt_status kt_resource_save(const struct kt_resource *resource,
                                           struct kt_edit *edit,
                                           const void *record,
                                           struct kt_error *err);

/* Deletes what kt_resource_check_delete passed. */
KT_CHECKED enum kt_status kt_resource_delete(const struct kt_resource *resource,
                                             struct kt_edit *edit,
                                             struct kt_id id, int64_t if_match,
                                             struct kt_error *err);

struct kt_id kt_resource_id(const struct kt_resource *resource,
                            const void *record);
int64_t kt_resource_version(const struct kt_resource *resource,
                            const void *record);

/* ---- for check and find_users ---- */

/* ALREADY_EXISTS when the statement, which takes the text and gives an id,
 * finds another record than this. Goes last: while there are other faults, it
 * is their status. */
KT_CHECKED enum kt_status kt_edit_check_own(const struct kt_edit *edit,
                                            enum kt_sql statement,
                                            const char *field,
                                            struct kt_str text, struct kt_id id,
                                            struct kt_error *err);

/* IN_USE: `count` of this kind use it, `id` is one of them. Called for each
 * kind; all are told. */
void kt_resource_used(struct kt_error *err, const char *kind, struct kt_str id,
                      int64_t count);

#endif
