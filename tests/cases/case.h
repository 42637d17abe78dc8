/* A pricing case of the neutral vocabulary (shared/cases/pricing.schema.json),
 * translated by rule into the input of a quote. Nothing here knows a case by
 * its id. */
#ifndef KT_TESTS_CASE_H
#define KT_TESTS_CASE_H

#include "base/json.h"
#include "domain/pricing/quote.h"
#include "script/host.h"

enum {
    CASE_LINES_MAX = 256,
    CASE_PROMOTIONS_MAX = 200,
    CASE_TENDERS_MAX = 32,
    CASE_RATES_MAX = 64,
    CASE_PRICES_MAX = 256,
    CASE_METHODS_MAX = 32,
    CASE_GATES_MAX = 8
};

/* A rate that the case states for a tax category. */
struct case_rate {
    struct kt_str category;
    int64_t rate_ppm;
    bool is_included;
};

/* How SKUs begin that stand for surcharges. */
#define CASE_SURCHARGE "surcharge-"

struct pricing_case {
    const struct cJSON *json;
    struct kt_registry *registry;
    struct kt_arena *arena;
    const struct kt_currency *currency;
    struct kt_quote_input in;
    struct kt_item items[CASE_LINES_MAX];
    size_t item_count;
    struct kt_cart_line lines[CASE_LINES_MAX];
    struct kt_promotion promotions[CASE_PROMOTIONS_MAX];
    struct kt_str promotion_names[CASE_PROMOTIONS_MAX]; /* the case's ids */
    struct kt_coupon coupons[CASE_PROMOTIONS_MAX];
    struct kt_tender_in tenders[CASE_TENDERS_MAX];
    struct kt_address address;
    struct kt_str group;
    struct case_rate rates[CASE_RATES_MAX];
    size_t rate_count;
    bool has_home_rate; /* prices hold it, whatever the category */
    int64_t home_rate_ppm;
    struct kt_rule_use methods[CASE_METHODS_MAX];
    struct kt_rule_use tax_rule;
    enum kt_group_mode groups[KT_STAGE_COUNT]; /* how promotions of a stage
                                                * share the cart */
    enum kt_basis basis;
    struct kt_str skip; /* why Kontor cannot be asked this; or empty */
};

/* Members of a JSON object; the zero of the kind when absent. */
struct kt_str case_text(const struct cJSON *object, const char *name);
int64_t case_int(const struct cJSON *object, const char *name);
bool case_flag(const struct cJSON *object, const char *name, bool otherwise);
const struct cJSON *case_list(const struct cJSON *object, const char *name);
/* The place of a word in a NULL-terminated table; 0 when absent. */
int case_find_name(const char *const *names, struct kt_str word);

/* Nothing of a case is ignored: a member that the translation does not read is
 * a reason to skip. names end with NULL; "id" and "kind" always belong. */
void case_expect_members(struct pricing_case *pricing,
                         const struct cJSON *object, const char *what,
                         const char *const *names);

#define CASE_EACH(item, list)                                                  \
    for (const struct cJSON *item = (list) ? kt_json_first(list) : NULL;       \
         item != NULL; item = kt_json_next(item))

/* The same for a case as a whole; what every case has always belongs. */
void case_expect_sections(struct pricing_case *pricing,
                          const char *const *names);

/* Each kind of case: the translation fills the input and sets skip for what
 * Kontor does not offer; the comparison is false when a figure differs, with a
 * line a difference into out. expect.c, shelf.c, selection.c, shipping.c,
 * split.c, inventory.c. */
void case_translate_cart(struct pricing_case *pricing);
bool case_compare_cart(struct pricing_case *pricing,
                       const struct kt_rules *rules, struct kt_buf *out);
bool case_compare_shelf(struct pricing_case *pricing,
                        const struct kt_rules *rules, struct kt_buf *out);
void case_translate_selection(struct pricing_case *pricing);
bool case_compare_selection(struct pricing_case *pricing,
                            const struct kt_rules *rules, struct kt_buf *out);
bool case_compare_options(struct pricing_case *pricing,
                          const struct kt_rules *rules, struct kt_buf *out);
void case_translate_inventory(struct pricing_case *pricing);
bool case_compare_inventory(struct pricing_case *pricing,
                            const struct kt_rules *rules, struct kt_buf *out);
void case_translate_split(struct pricing_case *pricing);
bool case_compare_split(struct pricing_case *pricing,
                        const struct kt_rules *rules, struct kt_buf *out);

void case_translate_placed(struct pricing_case *pricing);
bool case_compare_placed(struct pricing_case *pricing,
                         const struct kt_rules *rules, struct kt_buf *out);
void case_translate_returned(struct pricing_case *pricing);
bool case_compare_returned(struct pricing_case *pricing,
                           const struct kt_rules *rules, struct kt_buf *out);

/* translate.c: all that a quote is made of, and nothing else in the case. */
void case_translate(struct pricing_case *pricing);
/* The same without a look at what else there is. */
void case_read(struct pricing_case *pricing);
/* The item of a sku; a new one at that price, when none is stated. */
struct kt_item *case_put_item(struct pricing_case *pricing, struct kt_str sku,
                              int64_t price_minor);

/* A line of the cart; a rate of a category, as JSON states it. */
void case_push_line(struct pricing_case *pricing, const struct kt_item *item,
                    int64_t quantity);
void case_push_rate(struct pricing_case *pricing, struct kt_str category,
                    const struct cJSON *json);

/* surcharge.c. Their worth is with the tax that is added. */
void case_translate_surcharges(struct pricing_case *pricing);
int64_t case_surcharges_worth(const struct pricing_case *pricing);

/* policy.c: sets what the case's platform decides otherwise, where Kontor has
 * it as a setting; a promotion takes its part when its stage is known. */
void case_translate_policy(struct pricing_case *pricing);
void case_apply_policy(const struct pricing_case *pricing,
                       struct kt_promotion *promotion);

/* destination.c: the tax that prices include at home, of which another place
 * may keep nothing. */
void case_translate_home(struct pricing_case *pricing);

/* tender.c: gift cards, and what platforms say when they refuse one. */
void case_translate_tenders(struct pricing_case *pricing);
bool case_is_tender_rejection(struct kt_str code);
bool case_compare_tender_rejection(struct kt_str code,
                                   const struct kt_quote *quote,
                                   struct kt_buf *out);

/* applied.c */
bool case_compare_applied(const struct pricing_case *pricing,
                          const struct kt_quote *quote,
                          const struct cJSON *names, struct kt_buf *out);

/* shipping.c */
void case_translate_shipping(struct pricing_case *pricing);

/* fees.c: a cart with several methods is as many carts with one, as long as
 * none of its figures is of several together. */
void case_check_fees(struct pricing_case *pricing);
/* The same of a quote: an amount that the methods share took nothing off. */
void case_check_shares(struct pricing_case *pricing,
                       const struct kt_quote *quote);

/* promotion.c */
void case_translate_promotions(struct pricing_case *pricing);
/* A new row that takes an amount off the goods. */
void case_push_amount_off(struct pricing_case *pricing, int64_t amount_minor);
/* A new row that takes nothing off, and without which row is off. */
struct kt_promotion *case_push_gate(struct pricing_case *pricing,
                                    struct kt_promotion *row);

/* action.c: the rule that does the action, its params and its stage. */
void case_translate_action(struct pricing_case *pricing,
                           const struct cJSON *action,
                           struct kt_promotion *promotion);
void case_translate_gate(struct pricing_case *pricing, enum kt_stage stage,
                         struct kt_promotion *promotion);
void case_translate_amount_off(struct pricing_case *pricing,
                               int64_t amount_minor,
                               struct kt_promotion *promotion);
void case_translate_sale(struct pricing_case *pricing, const struct cJSON *json,
                         struct kt_promotion *promotion);
void case_translate_gift(struct pricing_case *pricing, const struct cJSON *json,
                         struct kt_promotion *promotion);

/* condition.c */
void case_translate_conditions(struct pricing_case *pricing,
                               const struct cJSON *list,
                               struct kt_promotion *promotion);
void case_translate_limits(struct pricing_case *pricing,
                           const struct cJSON *limits,
                           struct kt_promotion *promotion);

/* Sets the reason unless there is one. */
void case_skip(struct pricing_case *pricing, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* rejection.c: the state of a code, or the reason in a promotion's trace, says
 * what the platform's refusal says. */
bool case_compare_rejection(const struct cJSON *json,
                            const struct kt_quote *quote, struct kt_buf *out);

#endif
