/* How an order came about: all that its quote was computed from, and the trace
 * of it. What the quotes of a shop have in common while nothing of it changes
 * (promotions, rules in use, the scripts behind them) is kept once, by its
 * hash; the order keeps the rest, packed with that as the dictionary.
 *
 * Facts and scripts are stored in the transaction of the first order that needs
 * them: what no order needs is never there, and none lacks what it needs. */
#ifndef KT_SERVICE_ORIGIN_H
#define KT_SERVICE_ORIGIN_H

#include "domain/pricing/quote_out.h"
#include "domain/pricing/quote_shared.h"
#include "service/use.h"

/* ---- kept with a snapshot of the shop ---- */

struct kt_origin_facts;
struct kt_origin_slot {
    struct kt_origin_facts *facts; /* NULL until an order needs them; atomic */
};

void kt_origin_slot_release(struct kt_origin_slot *slot);

/* ---- placing an order ---- */

struct kt_origin {
    struct kt_origin_facts *facts; /* NULL: none was made */
    bool has_rules;                /* the database has the scripts */
    struct kt_list sources;        /* struct kt_packed_source, else */
    struct kt_str packed;          /* the order's own part */
};

/* Whether the scripts are stored already; once in a snapshot's life. */
KT_CHECKED enum kt_status kt_origin_look(const struct kt_tx *tx,
                                         const struct kt_call *call,
                                         struct kt_origin *origin,
                                         struct kt_error *err);

/* Packs the quote's input and its traces as they were told. */
KT_CHECKED enum kt_status kt_origin_pack(const struct kt_call *call,
                                         const struct kt_quote *quote,
                                         const struct kt_quote_out *told,
                                         struct kt_origin *origin,
                                         struct kt_error *err);

struct kt_id kt_origin_facts_id(const struct kt_origin *origin);

/* Stores the facts and the scripts unless they are. */
KT_CHECKED enum kt_status kt_origin_save(struct kt_tx *tx,
                                         const struct kt_call *call,
                                         const struct kt_origin *origin,
                                         struct kt_error *err);

/* They are stored, durably: the next order need not. */
void kt_origin_note_saved(const struct kt_origin *origin);

/* ---- reading ---- */

/* Facts as they were stored. */
struct kt_origin_base {
    struct kt_id id;
    struct kt_str text;       /* the dictionary of orders' own parts */
    struct kt_str engine;     /* the version that priced them */
    struct kt_str rules_hash; /* of the scripts */
    struct kt_str shared;     /* for kt_quote_shared_read */
    struct kt_str sample;     /* what own parts look like, for packing */
};

/* A row of quote_facts. */
struct kt_facts_row {
    struct kt_id id;
    struct kt_str packed; /* the whole */
    struct kt_str pieces; /* or the ids of its pieces */
};

/* STORE_FAILED when they are damaged, or lack a piece. tx reads pieces. */
KT_CHECKED enum kt_status kt_origin_load_base(const struct kt_tx *tx,
                                              const struct kt_facts_row *row,
                                              struct kt_arena *arena,
                                              struct kt_origin_base *base,
                                              struct kt_error *err);

/* The order's own part: JSON for kt_quote_own_read, and the traces' JSON.
 * STORE_FAILED when it is damaged. */
struct kt_origin_own {
    struct kt_str input;
    struct kt_str trace;
    struct kt_str rule_trace; /* empty: of an order before there was one */
};

KT_CHECKED enum kt_status kt_origin_read_own(const struct kt_origin_base *base,
                                             struct kt_str packed,
                                             struct kt_arena *arena,
                                             struct kt_origin_own *own,
                                             struct kt_error *err);

/* The scripts of that hash as a host: the caller frees it. NOT_FOUND,
 * INVALID_RULE when they do not load, STORE_FAILED when they are damaged. */
KT_CHECKED enum kt_status kt_origin_load_rules(const struct kt_tx *tx,
                                               struct kt_str rules_hash,
                                               struct kt_arena *arena,
                                               struct kt_host **host,
                                               struct kt_error *err);

/* Below: what the files of this noun share. */

/* Texts as they are stored, each by its hash. */
struct kt_packed_piece {
    struct kt_id id;
    struct kt_str packed;
};

struct kt_origin_facts {
    struct kt_id id;
    struct kt_dictionary *dictionary;
    bool is_stored; /* atomic */
    /* Behind this struct: the whole, which has the facts' id; or more. */
    struct kt_packed_piece *pieces;
    size_t piece_count;
};

/* Those of the call's snapshot, made at the first call. */
KT_CHECKED enum kt_status kt_origin_get_facts(const struct kt_call *call,
                                              struct kt_origin_facts **facts,
                                              struct kt_error *err);

/* Where long facts are cut: before records whose beginning says so, so that a
 * change leaves the pieces before and behind it as they were. The length of the
 * first piece of a text. */
size_t kt_origin_cut(struct kt_str text);

/* The pieces in the arena, packed; OVERLOADED without memory. */
KT_CHECKED enum kt_status kt_origin_pack_pieces(struct kt_str text,
                                                struct kt_arena *arena,
                                                struct kt_list *pieces,
                                                struct kt_error *err);

/* The facts' text again, where its pieces stand in the database. */
KT_CHECKED enum kt_status kt_origin_join(const struct kt_tx *tx,
                                         struct kt_str piece_ids,
                                         struct kt_arena *arena,
                                         struct kt_str *text,
                                         struct kt_error *err);

struct kt_packed_source {
    struct kt_id id; /* a hash of its text */
    size_t folder;
    struct kt_str name;
    struct kt_str packed;
};

enum { KT_ORIGIN_BYTES_MAX = 1 << 26 /* of facts, and of an own part */ };

/* The first half of a BLAKE2b-256. */
struct kt_id kt_origin_hash(struct kt_str text);

/* JSON that is like that of own parts; shared is the shop's. */
struct kt_str kt_origin_sample(const struct kt_shop *shop,
                               const struct kt_quote_shared *shared,
                               struct kt_arena *arena);

/* How facts begin. */
extern const struct kt_shape kt_origin_base_shape;

#endif
