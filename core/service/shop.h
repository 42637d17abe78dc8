/* A shop snapshot: channels, promotions, rules in use and settings of one
 * shop, read once and shared by all requests until something of it changes.
 * Immutable; counters of promotions in it are those of the moment it was read,
 * the quote's loader replaces them where a limit exists. */
#ifndef KT_SERVICE_SHOP_H
#define KT_SERVICE_SHOP_H

#include "domain/catalog/channel.h"
#include "service/app.h"

/* Settings of a shop, the JSON of store.settings. */
struct kt_shop_settings {
    uint64_t given;               /* by a PATCH */
    bool clamps_stock;            /* add what there is instead of refusing */
    bool refuses_waiting_coupons; /* the strict way, semantics.md 9 */
    int64_t lines_max;            /* of a cart; 0: 1 000 */
    int64_t quantity_max;         /* of a line; 0: 1 000 000 */
    int64_t order_number_block;   /* 0 or 1: gap-free */
    int64_t order_number_start;   /* 0: 1000 */
    struct kt_str order_number_prefix;
    int64_t idempotency_hours;        /* 0: 24 */
    struct kt_str default_channel;    /* code; empty: the first by position */
    struct kt_list payment_providers; /* of struct kt_str; empty: manual */
};

extern const struct kt_shape kt_shop_settings_shape;

struct kt_origin_slot; /* service/origin.h */

struct kt_rule_uses {
    const struct kt_rule_use *items;
    size_t count;
};

struct kt_shop {
    struct kt_id store_id;
    struct kt_str code;
    struct kt_str name;
    struct kt_shop_settings settings;
    const struct kt_channel *channels; /* active ones by position */
    size_t channel_count;
    const struct kt_promotion *promotions; /* active ones; dates not tested */
    size_t promotion_count;
    bool has_limited_promotions; /* some counter must be read anew */
    struct kt_rule_uses uses[KT_RULE_KIND_COUNT]; /* by position */
    struct kt_tax_rates tax_rates;                /* at any time */
    struct kt_shipping_zones shipping_zones;
    bool has_zoned_methods; /* some method is not offered everywhere */
    struct kt_registry *registry;
    struct kt_rules rules;       /* of the registry, any thread */
    struct kt_rules trial_rules; /* the same, where nobody buys */
    struct kt_origin_slot
        *origin; /* what its orders share, when one needs it */
    uint64_t epoch;
    uint64_t serial; /* of this snapshot: no other of the process has it */
};

/* The set of snapshots of a process; only kt_app_open and kt_app_close ask.
 * When it ends every snapshot has been released. */
struct kt_shops *kt_shops_new(void);
void kt_shops_free(struct kt_shops *shops);

/* The snapshot now in force; the caller releases it. NOT_FOUND. */
KT_CHECKED enum kt_status kt_shop_acquire(struct kt_app *app,
                                          struct kt_id store_id,
                                          const struct kt_shop **shop,
                                          struct kt_error *err);
void kt_shop_release(struct kt_app *app, const struct kt_shop *shop);

/* Which shops there are; who opens an app, or a store alone, asks. */
struct kt_directory *kt_directory_new(void);
void kt_directory_free(struct kt_directory *directory);

/* By code; an empty code gives the only shop. NOT_FOUND names those there are.
 */
KT_CHECKED enum kt_status kt_shop_find(struct kt_app *app, struct kt_str code,
                                       struct kt_id *store_id,
                                       struct kt_error *err);

/* The shop that a request means: the one that has its host name, or else the
 * only one, or else the one that has its publishable key. NOT_FOUND says which
 * of them are not known. */
KT_CHECKED enum kt_status kt_shop_find_asked(struct kt_app *app,
                                             struct kt_str host,
                                             struct kt_str publishable_key,
                                             struct kt_id *store_id,
                                             struct kt_error *err);

/* NOT_FOUND when the host name is another shop's. */
KT_CHECKED enum kt_status kt_shop_check_host(struct kt_app *app,
                                             struct kt_str host,
                                             struct kt_id store_id,
                                             struct kt_error *err);

/* The channel of a publishable key; an empty key gives the default channel.
 * NULL when no active channel has it. */
const struct kt_channel *kt_shop_channel(const struct kt_shop *shop,
                                         struct kt_str publishable_key);
const struct kt_channel *kt_shop_channel_by_id(const struct kt_shop *shop,
                                               struct kt_id id);
const struct kt_channel *kt_shop_channel_by_code(const struct kt_shop *shop,
                                                 struct kt_str code);

/* The uses of a kind that hold in a channel, in the arena. */
struct kt_rule_uses kt_shop_uses(const struct kt_shop *shop,
                                 enum kt_rule_kind kind,
                                 const struct kt_channel *channel,
                                 struct kt_arena *arena);
/* Those that do not. */
struct kt_rule_uses kt_shop_uses_elsewhere(const struct kt_shop *shop,
                                           enum kt_rule_kind kind,
                                           const struct kt_channel *channel,
                                           struct kt_arena *arena);

/* What buyers see of a rule with its params: the row's own title, or the
 * rule's with the params filled in. Amounts in it are told in the currency, or
 * in the default channel's when that is empty; info may be NULL. */
struct kt_str kt_shop_rule_title(const struct kt_shop *shop, struct kt_str own,
                                 const struct kt_rule_info *info,
                                 struct kt_str params,
                                 struct kt_str currency_code,
                                 struct kt_arena *arena);

/* Completes a promotion by its rule: the stage, and what buyers see. One whose
 * rule is gone keeps what it has. */
void kt_shop_resolve_promotion(const struct kt_shop *shop,
                               struct kt_promotion *promotion,
                               struct kt_arena *arena);

#endif
