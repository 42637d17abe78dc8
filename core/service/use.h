/* A use case in three steps: load -> decide -> save, and what is answered.
 *
 *   decide  reads a snapshot and asks rules; no write transaction is open.
 *   work    where decide says that there is some: what takes long and needs no
 *           database, such as decoding a picture.
 *   save    a short write transaction, pure database: guards and versions.
 *   look    ends that transaction: reads rows that answer would read anew,
 *           while the writer has their pages at hand.
 *   answer  tells what the caller shall see, and reads what nobody looked at: a
 *           repeated request is answered by it alone.
 *
 * Each step is plain blocking code on its own; a use case without save only
 * reads. Who runs the steps is the caller's choice: kt_use_run blocks, the
 * HTTP server runs decide and answer on its own thread, gives work to a pool
 * and save to the store's writer, so that no thread waits for the disk. When
 * save answers CONFLICT the steps repeat, at most KT_USE_TRIES times. */
#ifndef KT_SERVICE_USE_H
#define KT_SERVICE_USE_H

#include "base/coding.h"
#include "service/shop.h"

enum { KT_USE_TRIES = 3 };

/* Who asks. */
enum kt_actor_kind { KT_ACTOR_BUYER, KT_ACTOR_STAFF, KT_ACTOR_SYSTEM };

struct kt_actor {
    enum kt_actor_kind kind;
    struct kt_id token_id; /* staff */
    struct kt_str name;    /* for the record */
    struct kt_str scopes;  /* staff: a JSON array */
};

/* The surroundings of one request. */
struct kt_call {
    struct kt_app *app;
    const struct kt_shop *shop;
    const struct kt_channel *channel; /* store routes; NULL for admin */
    struct kt_actor actor;
    struct kt_arena *arena;
    int64_t now_ms;
    bool may_guess;               /* see is_guess; not when it is tried again */
    struct kt_str locale;         /* wanted; may be empty */
    struct kt_coding_wish coding; /* of an answer that many may read */
};

/* The first member of every use case's state: what it was asked and what it
 * answers stands behind it. */
struct kt_use_state {
    struct kt_call *call;
    struct kt_id resource;  /* what was made or changed; answer reads it
                                     * alone, so that a replay can answer too */
    bool is_unchanged;      /* decide: there is nothing to save */
    bool is_guess;          /* decide: it built on what was kept, which save
                             * guards; no failure is told before it was decided
                             * on what is stored */
    bool must_work;         /* decide: there is work to do */
    struct kt_str work_key; /* decide: who has the same needs it done once */
};

struct kt_use {
    const char *name; /* "cart_add_lines" */
    size_t state_size;
    enum kt_status (*decide)(struct kt_use_state *state, struct kt_error *err);
    enum kt_status (*work)(struct kt_use_state *state, struct kt_error *err);
    enum kt_status (*save)(struct kt_tx *tx, struct kt_use_state *state,
                           struct kt_error *err);
    enum kt_status (*look)(const struct kt_tx *tx, struct kt_use_state *state,
                           struct kt_error *err);
    enum kt_status (*answer)(struct kt_use_state *state, struct kt_error *err);
};

/* save and look, within the write transaction. */
KT_CHECKED enum kt_status kt_use_save(const struct kt_use *use,
                                      struct kt_tx *tx,
                                      struct kt_use_state *state,
                                      struct kt_error *err);

/* Runs the steps on the calling thread. */
KT_CHECKED enum kt_status kt_use_run(const struct kt_use *use,
                                     struct kt_use_state *state,
                                     struct kt_error *err);

/* Reads within the call's shop. */
KT_CHECKED enum kt_status kt_call_read(const struct kt_call *call,
                                       kt_read_fn fn, void *arg,
                                       struct kt_error *err);

#endif
