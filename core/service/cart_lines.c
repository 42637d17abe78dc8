#include "base/text.h"
#include "service/cart.h"
#include "service/catalog_kept.h"

struct planning {
    const struct kt_call *call;
    const struct kt_cart_use *opens; /* reads the cart first; may be NULL */
    struct kt_cart *cart;
    const struct kt_line_in *lines;
    size_t count;
    const char *prefix;
    struct kt_cart_plan *plan;
    struct kt_cart_line_row *rows; /* the lines as a cart would hold them */
    struct kt_quote_facts facts;   /* of these rows */
    struct kt_line_fault *faults;
    size_t fault_count;
};

static struct kt_str
pointer_to(const struct planning *p, size_t line, const char *member)
{
    return p->count == 1 && p->prefix == NULL
               ? kt_arena_format(p->call->arena, "/%s", member)
               : kt_arena_format(p->call->arena, "%s/%zu/%s",
                                 p->prefix != NULL ? p->prefix : "", line,
                                 member);
}

static void
add_fault(struct planning *p, size_t line, const char *member,
          struct kt_line_fault fault)
{
    fault.pointer = pointer_to(p, line, member);
    p->faults[p->fault_count++] = fault;
}

static const char *
name_member(const struct kt_line_in *in)
{
    return in->sku.ptr != NULL ? "sku" : "variant_id";
}

static enum kt_status
find_variants(const struct kt_tx *tx, struct planning *p, struct kt_error *err)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct kt_line_in *in = &p->lines[i];
        p->rows[i].variant_id = in->variant_id;
        p->rows[i].quantity = in->quantity;
        p->rows[i].metadata =
            in->metadata.ptr != NULL ? in->metadata : KT_STR("{}");
        if (in->sku.ptr != NULL)
            KT_TRY(kt_variant_find_by_sku(tx, p->call, in->sku,
                                          &p->rows[i].variant_id, err));
    }
    return KT_OK;
}

static enum kt_status
check_shapes(const struct planning *p, struct kt_error *err)
{
    for (size_t i = 0; i < p->count; i++) {
        struct kt_str pointer =
            p->count == 1 && p->prefix == NULL
                ? KT_STR("")
                : kt_arena_format(p->call->arena, "%s/%zu",
                                  p->prefix != NULL ? p->prefix : "", i);
        kt_cart_check_line_in(&p->lines[i], pointer, err);
    }
    return err->status;
}

static enum kt_status
read_lines(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct planning *p = arg;
    struct kt_quote_wish wish;
    if (p->opens != NULL)
        KT_TRY(kt_cart_open(tx, p->opens, p->cart, err));
    KT_TRY(check_shapes(p, err));
    KT_TRY(find_variants(tx, p, err));
    KT_TRY(kt_cart_wish(p->call, p->cart, &wish, err));
    wish.lines = p->rows;
    wish.line_count = p->count;
    wish.coupons = NULL;
    wish.coupon_count = 0;
    return kt_quote_load(tx, p->call, &wish, &p->facts, err);
}

/* Units of the variant that lines before this one ask for. */
static int64_t
count_planned(const struct planning *p, size_t until)
{
    int64_t units = 0;
    for (size_t i = 0; i < until; i++)
        if (kt_id_eq(p->plan->lines[i].variant_id,
                     p->plan->lines[until].variant_id))
            units += p->plan->lines[i].quantity;
    return units;
}

static void
plan_line(struct planning *p, size_t i)
{
    static const struct kt_id none;
    const struct kt_stock_facts *stock = &p->facts.stock[i];
    struct kt_cart_limits limits = kt_cart_limits_of(p->call->shop);
    struct kt_line_plan *line = &p->plan->lines[i];
    *line = (struct kt_line_plan){
        .line_id = kt_id_new(p->call->now_ms),
        .variant_id = p->rows[i].variant_id,
        .quantity = p->rows[i].quantity,
        .units_max = kt_stock_limit(stock, limits.units_max),
        .metadata = p->rows[i].metadata,
        .metadata_key =
            kt_cart_metadata_key(p->rows[i].metadata, p->call->arena),
    };
    if (kt_str_is_empty(stock->sku)) {
        add_fault(p, i, name_member(&p->lines[i]),
                  (struct kt_line_fault){ .kind = KT_LINE_UNKNOWN });
        return;
    }
    int64_t units = kt_cart_count_units(p->cart, line->variant_id, none) +
                    count_planned(p, i);
    struct kt_line_fault fault =
        kt_cart_check_units(stock, &limits, units, &line->quantity);
    if (fault.kind == KT_LINE_NOT_SELLABLE)
        add_fault(p, i, name_member(&p->lines[i]), fault);
    else if (fault.kind != KT_LINE_FINE)
        add_fault(p, i, "quantity", fault);
}

static bool
has_fault(const struct planning *p, struct kt_str pointer)
{
    for (size_t i = 0; i < p->fault_count; i++)
        if (kt_str_eq(p->faults[i].pointer, pointer))
            return true;
    return false;
}

/* What no price fits cannot be bought, whatever is in stock. */
static enum kt_status
check_prices(struct planning *p, struct kt_error *err)
{
    const struct kt_quote_input *input = &p->facts.input;
    for (size_t i = 0, at = 0; i < p->count; i++) {
        struct kt_shown_price shown;
        if (kt_str_is_empty(p->facts.stock[i].sku))
            continue;
        const struct kt_cart_line *line = &input->lines[at++];
        KT_TRY(kt_quote_show_price(input, line->item, line->quantity,
                                   &p->call->shop->rules, p->call->arena,
                                   &shown, err));
        const char *member = name_member(&p->lines[i]);
        if (!shown.is_priced && !has_fault(p, pointer_to(p, i, member)))
            add_fault(p, i, member,
                      (struct kt_line_fault){ .kind = KT_LINE_NOT_SELLABLE,
                                              .sku = line->item->sku });
    }
    return KT_OK;
}

static int64_t
lines_max(const struct kt_shop *shop)
{
    int64_t most = shop->settings.lines_max;
    return most > 0 && most < KT_CART_LINES_MAX ? most : KT_CART_LINES_MAX;
}

/* True when the cart has a line that the planned one grows. */
static bool
grows_line(const struct kt_cart *cart, const struct kt_line_plan *line,
           struct kt_arena *arena)
{
    for (size_t i = 0; i < cart->line_count; i++)
        if (kt_id_eq(cart->lines[i].variant_id, line->variant_id) &&
            kt_str_eq(kt_cart_metadata_key(cart->lines[i].metadata, arena),
                      line->metadata_key))
            return true;
    return false;
}

static enum kt_status
check_line_count(const struct planning *p, struct kt_error *err)
{
    int64_t lines = (int64_t)p->cart->line_count;
    for (size_t i = 0; i < p->count; i++)
        lines += !grows_line(p->cart, &p->plan->lines[i], p->call->arena);
    if (lines > p->plan->lines_max)
        return kt_fail_limit_reached(err, KT_STR("lines"), p->plan->lines_max);
    return KT_OK;
}

enum kt_status
kt_cart_plan_lines(const struct kt_call *call, const struct kt_cart_use *opens,
                   struct kt_cart *cart, const struct kt_line_in *lines,
                   size_t count, const char *prefix, struct kt_cart_plan *plan,
                   struct kt_error *err)
{
    plan->lines = KT_NEW_ARRAY(call->arena, struct kt_line_plan, count);
    plan->line_count = count;
    plan->lines_max = lines_max(call->shop);
    struct planning p = {
        .call = call,
        .opens = opens,
        .cart = cart,
        .lines = lines,
        .count = count,
        .prefix = prefix,
        .plan = plan,
        .rows = KT_NEW_ARRAY(call->arena, struct kt_cart_line_row, count),
        .faults = KT_NEW_ARRAY(call->arena, struct kt_line_fault, 2 * count),
    };
    KT_TRY(kt_call_read(call, read_lines, &p, err));
    for (size_t i = 0; i < count; i++)
        plan_line(&p, i);
    KT_TRY(check_prices(&p, err));
    KT_TRY(kt_line_faults_fail(p.faults, p.fault_count, err));
    return check_line_count(&p, err);
}

static enum kt_status
count_in(struct kt_tx *tx, enum kt_sql statement, struct kt_args args,
         int64_t *count, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(kt_tx_reading(tx), statement, args, &rows, err));
    *count = kt_rows_next(&rows) ? kt_col_int(&rows, 0) : 0;
    return kt_rows_close(&rows);
}

static enum kt_status
save_line(struct kt_tx *tx, struct kt_id cart_id,
          const struct kt_line_plan *line, int64_t position,
          struct kt_error *err)
{
    int64_t units;
    KT_TRY(kt_exec(tx, KT_SQL_CART_ADD_LINE, 1,
                   KT_ARGS(KT_ID(cart_id), KT_ID(line->line_id),
                           KT_ID(line->variant_id), KT_INT(line->quantity),
                           KT_INT(position), KT_TEXT(line->metadata),
                           KT_TEXT(line->metadata_key)),
                   err));
    KT_TRY(count_in(tx, KT_SQL_CART_COUNT_UNITS,
                    KT_ARGS(KT_ID(cart_id), KT_ID(line->variant_id)), &units,
                    err));
    return units <= line->units_max ? KT_OK : kt_fail_conflict(err);
}

enum kt_status
kt_cart_save_lines(struct kt_tx *tx, struct kt_id cart_id,
                   const struct kt_cart_plan *plan, int64_t first,
                   struct kt_error *err)
{
    int64_t lines;
    for (size_t i = 0; i < plan->line_count; i++)
        KT_TRY(
            save_line(tx, cart_id, &plan->lines[i], first + (int64_t)i, err));
    KT_TRY(count_in(tx, KT_SQL_CART_COUNT_LINES, KT_ARGS(KT_ID(cart_id)),
                    &lines, err));
    return lines <= plan->lines_max ? KT_OK : kt_fail_conflict(err);
}
