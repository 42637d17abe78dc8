#include "domain/pricing/quote.h"

#include <stdlib.h>

#include "domain/pricing/work.h"

/* Promotions in the order in which they are evaluated: higher priority first,
 * then older, then by id, so that no two compare equal. */
static int
compare(const struct kt_promotion *a, const struct kt_promotion *b)
{
    if (a->priority != b->priority)
        return a->priority > b->priority ? -1 : 1;
    if (a->created_ms != b->created_ms)
        return a->created_ms < b->created_ms ? -1 : 1;
    return kt_id_cmp(a->id, b->id);
}

static int
by_precedence(const void *left, const void *right)
{
    return compare(left, right);
}

static int
by_precedence_at(const void *left, const void *right, void *arg)
{
    const struct kt_promotion *promotions = arg;
    return compare(&promotions[*(const size_t *)left],
                   &promotions[*(const size_t *)right]);
}

void
kt_promotions_sort(struct kt_promotion *promotions, size_t count)
{
    if (count > 1)
        qsort(promotions, count, sizeof *promotions, by_precedence);
}

/* Most come sorted. */
static void
order_promotions(struct kt_work *work)
{
    const struct kt_promotion *promotions = work->in->promotions;
    size_t count = work->in->promotion_count;
    bool is_sorted = true;
    for (size_t i = 0; i < count; i++) {
        work->order[i] = i;
        is_sorted &= i == 0 || compare(&promotions[i - 1], &promotions[i]) < 0;
    }
    if (!is_sorted)
        qsort_r(work->order, count, sizeof *work->order, by_precedence_at,
                (void *)(uintptr_t)promotions);
}

static void
prepare(struct kt_work *work, const struct kt_quote_input *in,
        const struct kt_rules *rules, struct kt_arena *arena,
        struct kt_error *err)
{
    size_t promotions = in->promotion_count;
    size_t lines = in->line_count;

    *work = (struct kt_work){
        .in = in, .rules = rules, .arena = arena, .err = err
    };
    work->quote = KT_NEW(arena, struct kt_quote);
    work->quote->in = in;
    work->quote->trace = KT_NEW_ARRAY(arena, struct kt_trace, promotions + 1);
    work->quote->lines = KT_NEW_ARRAY(arena, struct kt_quote_line, lines + 1);
    work->traces = KT_NEW_ARRAY(arena, struct kt_trace *, promotions + 1);
    work->is_on = KT_NEW_ARRAY(arena, bool, promotions + 1);
    work->is_left_out = KT_NEW_ARRAY(arena, bool, promotions + 1);
    work->stage_start = KT_NEW_ARRAY(arena, int64_t, lines + 1);
    work->treatments = KT_NEW_ARRAY(arena, struct kt_treatment, lines + 1);
    work->order = KT_NEW_ARRAY(arena, size_t, promotions + 1);
    order_promotions(work);
}

/* A line that has no price cannot be ordered. */
static void
tell_unpriced(struct kt_work *work, size_t index)
{
    kt_work_problem(work, kt_arena_format(work->arena, "/lines/%zu", index),
                    "not_sellable", "this has no price here");
}

/* What units of a line cost where the quote is taxed, and what the catalogue
 * takes off: as if the line were these units alone. */
static enum kt_status
start_part(struct kt_work *work, struct kt_quote_line *line,
           struct kt_line_part *part)
{
    const struct kt_item *item = line->item;

    line->quantity = part->units;
    line->list_minor = line->unit_minor = part->list_minor;
    line->compare_at_minor = part->compare_at_minor;
    KT_TRY(kt_work_price_abroad(work, line, item->tax_class, &line->list_minor,
                                &line->compare_at_minor));
    line->unit_minor = line->list_minor;
    if (item->is_discountable && !item->is_gift_card)
        KT_TRY(kt_work_catalog(work, line));
    part->list_minor = line->list_minor;
    part->unit_minor = line->unit_minor;
    part->compare_at_minor = line->compare_at_minor;
    return KT_OK;
}

/* Steps 1 and 2. */
static enum kt_status
start_parts(struct kt_work *work, size_t index)
{
    const struct kt_cart_line *in = &work->in->lines[index];
    struct kt_quote_line *line = &work->quote->lines[index];

    if (in->manual_price_minor >= 0) {
        line->parts = KT_NEW(work->arena, struct kt_line_part);
        line->part_count = 1;
        line->parts[0] =
            (struct kt_line_part){ in->quantity, in->manual_price_minor,
                                   in->manual_price_minor, 0 };
        kt_price_trace_manual(work, in->manual_price_minor);
        line->price = work->price;
        return KT_OK;
    }
    KT_TRY(kt_work_price_parts(work, in, &line->parts, &line->part_count));
    line->price = work->price;
    for (size_t i = 0; i < line->part_count; i++) {
        if (line->parts[i].list_minor < 0) {
            tell_unpriced(work, index);
            line->parts[i].list_minor = 0;
        }
        KT_TRY(start_part(work, line, &line->parts[i]));
    }
    return KT_OK;
}

/* A segment for each part; false on overflow. */
static bool
start_segments(struct kt_work *work, struct kt_quote_line *line)
{
    line->segments =
        KT_NEW_ARRAY(work->arena, struct kt_segment, line->part_count);
    line->segment_count = line->part_count;
    for (size_t i = 0; i < line->part_count; i++) {
        const struct kt_line_part *part = &line->parts[i];
        struct kt_segment *segment = &line->segments[i];
        segment->count = part->units;
        segment->unit_minor = part->unit_minor;
        if (!kt_money_mul(part->unit_minor, part->units,
                          &segment->amount_minor) ||
            segment->amount_minor > KT_MONEY_MAX)
            return false;
        line->subtotal_minor += segment->amount_minor;
        if (line->subtotal_minor > KT_MONEY_MAX)
            return false;
    }
    line->amount_minor = line->subtotal_minor;
    return true;
}

static enum kt_status
start_line(struct kt_work *work, size_t index)
{
    const struct kt_cart_line *in = &work->in->lines[index];
    struct kt_quote_line *line = &work->quote->lines[index];

    *line = (struct kt_quote_line){ .in = in, .item = in->item };
    if (in->quantity <= 0)
        return kt_work_overflow(work, index);
    KT_TRY(start_parts(work, index));
    line->quantity = in->quantity;
    line->list_minor = line->parts[0].list_minor;
    line->unit_minor = line->parts[0].unit_minor;
    line->compare_at_minor = line->parts[0].compare_at_minor;
    return start_segments(work, line) ? KT_OK : kt_work_overflow(work, index);
}

/* All lines together are an amount, so that no later sum overflows. */
static enum kt_status
start_lines(struct kt_work *work)
{
    int64_t sum = 0;

    work->quote->line_count = work->in->line_count;
    for (size_t i = 0; i < work->in->line_count; i++) {
        KT_TRY(start_line(work, i));
        sum += work->quote->lines[i].subtotal_minor;
        if (sum > KT_MONEY_MAX)
            return kt_work_overflow(work, i);
    }
    return KT_OK;
}

/* Goods are taxed before the fee is asked for, because methods are tested on
 * goods including tax. */
enum kt_status
kt_work_run_stages(struct kt_work *work)
{
    work->quote->shipping = (struct kt_shipping){ 0 };
    work->is_treated = false;
    KT_TRY(kt_work_stage(work, KT_STAGE_ITEM));
    KT_TRY(kt_work_stage(work, KT_STAGE_ORDER));
    KT_TRY(kt_work_tax(work));
    KT_TRY(kt_work_shipping(work));
    KT_TRY(kt_work_deferred(work, 0));
    return kt_work_stage(work, KT_STAGE_SHIPPING);
}

static bool
is_cart_stage(const struct kt_promotion *promotion)
{
    return promotion->stage != KT_STAGE_CATALOG;
}

/* Leaves out everything but one promotion and its companions. */
static void
leave_out_others(struct kt_work *work, size_t promotion)
{
    const struct kt_promotion *rows = work->in->promotions;
    for (size_t i = 0; i < work->in->promotion_count; i++)
        work->is_left_out[i] =
            i != promotion && is_cart_stage(&rows[i]) &&
            !kt_id_eq(rows[i].companion_of, rows[promotion].id);
}

/* What is missing for a promotion that would be beaten anyway is no hint. Those
 * that were tried before have told their story. */
static void
tell_beaten(struct kt_work *work, size_t winner, const bool *is_tried)
{
    for (size_t i = 0; i < work->in->promotion_count; i++) {
        if (!work->is_left_out[i] || is_tried[i])
            continue;
        if (kt_work_conditions_hold(work, i))
            kt_work_trace_beaten(work, i, winner, "exclusive");
        kt_work_trace(work, i)->has_hint = false;
    }
}

/* Runs an exclusive promotion alone; what it did stays when it took something
 * off, else only its story does. */
static enum kt_status
try_exclusive(struct kt_work *work, size_t promotion, bool *is_done)
{
    struct kt_saved *saved = kt_work_save(work);

    leave_out_others(work, promotion);
    KT_TRY(kt_work_run_stages(work));
    struct kt_trace *trace = kt_work_trace(work, promotion);
    *is_done = trace->state == KT_TRACE_APPLIED;
    if (*is_done)
        return KT_OK;
    struct kt_trace story = *trace;
    kt_work_restore(work, saved);
    *kt_work_trace(work, promotion) = story;
    return KT_OK;
}

/* An exclusive promotion that takes something off stands alone, whatever the
 * priority of the others. *is_done when one did. */
static enum kt_status
try_exclusives(struct kt_work *work, bool *is_done)
{
    const struct kt_promotion *rows = work->in->promotions;
    size_t count = work->in->promotion_count;
    bool *is_missed = KT_NEW_ARRAY(work->arena, bool, count + 1);

    for (size_t i = 0; i < count && !*is_done; i++) {
        size_t promotion = work->order[i];
        if (!rows[promotion].is_exclusive || !is_cart_stage(&rows[promotion]))
            continue;
        is_missed[promotion] = true;
        if (kt_work_row_conditions_hold(work, promotion))
            KT_TRY(try_exclusive(work, promotion, is_done));
        if (*is_done)
            tell_beaten(work, promotion, is_missed);
    }
    if (!*is_done)
        memcpy(work->is_left_out, is_missed, count * sizeof *is_missed);
    return KT_OK;
}

/* Catalogue promotions that no line was asked for. */
static void
tell_unasked(struct kt_work *work)
{
    for (size_t i = 0; i < work->in->promotion_count; i++) {
        size_t promotion = work->order[i];
        if (work->traces[promotion] != NULL)
            continue;
        struct kt_trace *trace = kt_work_trace(work, promotion);
        trace->state = KT_TRACE_NOT_MATCHED;
        trace->reason = KT_STR("lines");
        trace->wanted = (struct kt_said){ .kind = KT_SAID_TEXT,
                                          .text = KT_STR("a line that may be "
                                                         "discounted") };
        trace->actual =
            (struct kt_said){ .kind = KT_SAID_TEXT, .text = KT_STR("none") };
    }
}

int64_t
kt_quote_points_left(const struct kt_quote *quote)
{
    const struct kt_buyer *buyer = &quote->in->buyer;
    int64_t most = buyer->points < buyer->points_wanted ? buyer->points
                                                        : buyer->points_wanted;
    return most - quote->points_used;
}

enum kt_status
kt_quote_compute(const struct kt_quote_input *in, const struct kt_rules *rules,
                 struct kt_arena *arena, struct kt_quote **quote,
                 struct kt_error *err)
{
    struct kt_work work;
    bool is_done = false;

    prepare(&work, in, rules, arena, err);
    KT_TRY(start_lines(&work));
    KT_TRY(try_exclusives(&work, &is_done));
    if (!is_done) {
        KT_TRY(kt_work_decide_sides(&work));
        KT_TRY(kt_work_run_stages(&work));
    }
    kt_work_tenders(&work);
    KT_TRY(kt_work_tax(&work));
    KT_TRY(kt_work_totals(&work));
    kt_work_coupons(&work);
    kt_work_hints(&work);
    if (in->explains) {
        tell_unasked(&work);
        kt_tax_trace_end(&work);
    }
    KT_TRY(kt_quote_check_laws(work.quote, err));
    *quote = work.quote;
    return KT_OK;
}

enum kt_status
kt_quote_show_price(const struct kt_quote_input *in, const struct kt_item *item,
                    int64_t quantity, const struct kt_rules *rules,
                    struct kt_arena *arena, struct kt_shown_price *shown,
                    struct kt_error *err)
{
    struct kt_work work;
    struct kt_cart_line alone = { .item = item,
                                  .quantity = quantity,
                                  .manual_price_minor = -1 };
    struct kt_quote_input shelf = *in;
    struct kt_arena_mark mark = kt_arena_mark(arena);

    shelf.lines = &alone;
    shelf.line_count = 1;
    *shown = (struct kt_shown_price){ 0 };
    prepare(&work, &shelf, rules, arena, err);
    KT_TRY(start_lines(&work));
    const struct kt_quote_line *line = &work.quote->lines[0];
    *shown = (struct kt_shown_price){
        .is_priced = work.quote->problem_count == 0,
        .list_minor = line->list_minor,
        .unit_minor = line->unit_minor,
        .compare_at_minor = line->compare_at_minor,
    };
    kt_arena_rewind(arena, mark);
    return KT_OK;
}

/* The price of one unit of a band, as the shop shows it; 0 when there is none.
 */
static enum kt_status
price_band(struct kt_work *work, const struct kt_cart_line *alone, int64_t from,
           struct kt_shown_bands *shown, int64_t *unit_minor)
{
    struct kt_quote_line *line = &work->quote->lines[0];
    struct kt_price_answer answer;

    KT_TRY(kt_work_price(work, alone->item, from, from, &answer));
    struct kt_line_part part = { 1, answer.unit_minor, answer.unit_minor,
                                 answer.compare_at_minor };
    *line = (struct kt_quote_line){ .in = alone, .item = alone->item };
    if (answer.is_graduated)
        shown->bands = KT_BANDS_GRADUATED;
    if (answer.counts_product)
        shown->pool = KT_POOL_PRODUCT;
    if (answer.unit_minor >= 0)
        KT_TRY(start_part(work, line, &part));
    *unit_minor = part.unit_minor;
    return KT_OK;
}

/* Bands without a price are left out. */
static void
push_band(struct kt_shown_bands *shown, int64_t from, int64_t to,
          int64_t unit_minor)
{
    struct kt_shown_band *last =
        shown->count > 0 ? &shown->items[shown->count - 1] : NULL;
    if (last != NULL && last->unit_minor == unit_minor && last->to == from - 1)
        last->to = to;
    else if (unit_minor >= 0)
        shown->items[shown->count++] =
            (struct kt_shown_band){ from, to, unit_minor };
}

enum kt_status
kt_quote_show_bands(const struct kt_quote_input *in, const struct kt_item *item,
                    const struct kt_rules *rules, struct kt_arena *arena,
                    struct kt_shown_bands *shown, struct kt_error *err)
{
    struct kt_work work;
    struct kt_cart_line alone = { .item = item, .quantity = 1 };
    struct kt_quote_input shelf = *in;
    struct kt_arena_mark mark = kt_arena_mark(arena);
    int64_t *starts, unit_minor;
    size_t count;

    shelf.lines = &alone;
    shelf.line_count = 1;
    *shown = (struct kt_shown_bands){ 0 };
    prepare(&work, &shelf, rules, arena, err);
    KT_TRY(kt_work_band_starts(&work, item, INT64_MAX, &starts, &count));
    shown->items = KT_NEW_ARRAY(arena, struct kt_shown_band, count);
    for (size_t i = 0; count > 1 && i < count; i++) {
        KT_TRY(price_band(&work, &alone, starts[i], shown, &unit_minor));
        push_band(shown, starts[i], i + 1 < count ? starts[i + 1] - 1 : 0,
                  unit_minor);
    }
    if (shown->count > 1)
        return KT_OK;
    *shown = (struct kt_shown_bands){ 0 };
    kt_arena_rewind(arena, mark);
    return KT_OK;
}

enum kt_status
kt_quote_check(const struct kt_quote *quote, const struct kt_rule_use *checks,
               size_t check_count, const struct kt_rules *rules,
               struct kt_arena *arena, struct kt_verdict **verdicts,
               size_t *verdict_count, struct kt_error *err)
{
    *verdicts = KT_NEW_ARRAY(arena, struct kt_verdict, check_count + 1);
    *verdict_count = 0;
    for (size_t i = 0; i < check_count; i++) {
        struct kt_verdict *verdict = &(*verdicts)[*verdict_count];
        *verdict = (struct kt_verdict){ 0 };
        if (rules->check(rules->host, &checks[i], quote, arena, verdict, err) !=
            KT_OK)
            return kt_rule_refuse(checks[i].rule, kt_rule_failure_text(err),
                                  err);
        *verdict_count += verdict->kind != KT_VERDICT_PASS;
    }
    return KT_OK;
}
