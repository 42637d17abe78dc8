/* How a line came to its price, for a quote that explains: which rules were
 * asked, what they answered, and which of the item's price rows was chosen over
 * which others, as kt_price_select chooses. */

#include "base/grow.h"
#include "domain/pricing/work.h"

enum { CANDIDATES_MAX = 16 };

void
kt_price_trace_begin(struct kt_work *work)
{
    work->price =
        work->in->explains ? KT_NEW(work->arena, struct kt_price_trace) : NULL;
}

struct kt_price_asked *
kt_price_trace_ask(struct kt_work *work, const struct kt_rule_use *use)
{
    struct kt_price_trace *trace = work->price;
    trace->asked = kt_grow(work->arena, trace->asked, trace->asked_count,
                           sizeof *trace->asked);
    struct kt_price_asked *asked = &trace->asked[trace->asked_count++];
    *asked = (struct kt_price_asked){ .use = use };
    return asked;
}

/* ---- candidates ---- */

struct choosing {
    struct kt_arena *arena;
    const struct kt_price_context *context;
    const char *list; /* NULL: all */
    const struct kt_price *chosen;
    unsigned chosen_met;
};

static unsigned
count_bits(unsigned bits)
{
    unsigned count = 0;
    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

static struct kt_said
channel(const struct choosing *c, struct kt_id id)
{
    return kt_say_text(kt_id_text(c->arena, id, "chan"));
}

static struct kt_said
groups(const struct kt_buyer *buyer)
{
    return kt_say_list((struct kt_list){ (void *)(uintptr_t)buyer->groups,
                                         buyer->group_count });
}

static struct kt_said
wanted_of(const struct choosing *c, const struct kt_price *price,
          enum kt_price_condition missed)
{
    switch (missed) {
    case KT_PRICE_CHANNEL:
        return channel(c, price->channel_id);
    case KT_PRICE_GROUP:
        return kt_say_text(price->customer_group);
    case KT_PRICE_COUNTRY:
        return kt_say_text(price->country);
    case KT_PRICE_QUANTITY_MIN:
        return kt_say_number(price->quantity_min);
    case KT_PRICE_QUANTITY_MAX:
        return kt_say_number(price->quantity_max);
    case KT_PRICE_STARTS:
        return kt_say_time(price->starts_ms);
    case KT_PRICE_ENDS:
        return kt_say_time(price->ends_ms);
    default:
        return kt_say_text(price->list);
    }
}

static struct kt_said
actual_of(const struct choosing *c, const struct kt_price *price,
          enum kt_price_condition missed)
{
    switch (missed) {
    case KT_PRICE_CHANNEL:
        return channel(c, c->context->channel_id);
    case KT_PRICE_GROUP:
        return groups(c->context->buyer);
    case KT_PRICE_COUNTRY:
        return kt_say_text(c->context->country);
    case KT_PRICE_QUANTITY_MIN:
    case KT_PRICE_QUANTITY_MAX:
        return kt_say_number(kt_price_units(price, c->context));
    default:
        return kt_say_time(c->context->now_ms);
    }
}

/* A row that fits and was not chosen. */
static enum kt_candidate_state
compare(const struct choosing *c, const struct kt_price_candidate *candidate)
{
    if (count_bits(candidate->met) < count_bits(c->chosen_met))
        return KT_CANDIDATE_LESS_SPECIFIC;
    return candidate->price->amount_minor > c->chosen->amount_minor
               ? KT_CANDIDATE_DEARER
               : KT_CANDIDATE_LATER;
}

static struct kt_price_candidate
judge(const struct choosing *c, const struct kt_price *price)
{
    struct kt_price_fit fit = kt_price_fit(price, c->context);
    unsigned missed = fit.set & ~fit.met;
    struct kt_price_candidate candidate = { .price = price, .met = fit.met };

    if (price == c->chosen) {
        candidate.state = KT_CANDIDATE_CHOSEN;
    } else if (c->list != NULL && !kt_str_eq(price->list, kt_str_of(c->list))) {
        candidate.state = KT_CANDIDATE_OTHER_LIST;
        candidate.met = 0; /* nobody asked */
    } else if (missed != 0) {
        candidate.state = KT_CANDIDATE_NOT_MATCHED;
        while (!(missed & 1U << candidate.missed))
            candidate.missed++;
        candidate.wanted = wanted_of(c, price, candidate.missed);
        candidate.actual = actual_of(c, price, candidate.missed);
    } else {
        candidate.state = compare(c, &candidate);
    }
    return candidate;
}

static void
tell_candidates(struct choosing *c, struct kt_price_trace *trace,
                const struct kt_item *item)
{
    size_t told = 0;
    trace->candidates =
        KT_NEW_ARRAY(c->arena, struct kt_price_candidate,
                     item->price_count < CANDIDATES_MAX ? item->price_count
                                                        : CANDIDATES_MAX);
    if (c->chosen != NULL)
        c->chosen_met = kt_price_fit(c->chosen, c->context).met;
    for (size_t i = 0; i < item->price_count; i++) {
        const struct kt_price *price = &item->prices[i];
        size_t kept = c->chosen > price ? 1 : 0; /* for the chosen one */
        if (told + kept < CANDIDATES_MAX)
            trace->candidates[told++] = judge(c, price);
    }
    trace->candidate_count = told;
    trace->left_out = item->price_count - told;
}

void
kt_price_trace_end(struct kt_work *work, const struct kt_item *item,
                   const struct kt_price_context *context,
                   const struct kt_price *price,
                   const struct kt_price_answer *answer)
{
    struct kt_price_trace *trace = work->price;
    struct choosing c = { .arena = work->arena,
                          .context = context,
                          .chosen = price };
    bool is_chosen_here = true;

    trace->price_minor = answer->unit_minor;
    trace->compare_at_minor = answer->compare_at_minor;
    trace->is_graduated = answer->is_graduated;
    trace->source = price != NULL             ? KT_PRICE_OF_CORE
                    : answer->unit_minor >= 0 ? KT_PRICE_OF_RULE
                                              : KT_PRICE_OF_NOBODY;
    if (trace->source == KT_PRICE_OF_RULE) {
        const struct kt_price_told *told =
            &trace->asked[trace->asked_count - 1].told;
        is_chosen_here = told->has_looked;
        c.chosen = told->price;
        c.list = told->is_any_list ? NULL : told->list;
    }
    if (is_chosen_here)
        tell_candidates(&c, trace, item);
}

void
kt_price_trace_manual(struct kt_work *work, int64_t unit_minor)
{
    kt_price_trace_begin(work);
    if (work->price == NULL)
        return;
    work->price->source = KT_PRICE_OF_STAFF;
    work->price->price_minor = unit_minor;
}
