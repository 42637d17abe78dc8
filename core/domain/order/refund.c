#include "domain/order/refund.h"

#include "base/json.h"
#include "money/int128.h"

/* ---- what was stored ---- */

/* False when the node is no whole number of at least min. */
static bool
read_number(const struct cJSON *run, struct kt_str name, int64_t min,
            int64_t *number)
{
    const struct cJSON *node = kt_json_find(run, name);
    if (node == NULL || kt_json_kind(node) != KT_JSON_INT)
        return false;
    *number = kt_json_get_int(node);
    return *number >= min;
}

static bool
read_runs(const struct cJSON *list, struct kt_arena *arena,
          struct kt_refund_line *line)
{
    if (kt_json_kind(list) != KT_JSON_ARRAY)
        return false;
    struct kt_refund_run *runs =
        KT_NEW_ARRAY(arena, struct kt_refund_run, kt_json_size(list) + 1);
    line->runs = runs;
    line->run_count = 0;
    for (const struct cJSON *node = kt_json_first(list); node != NULL;
         node = kt_json_next(node)) {
        struct kt_refund_run *run = &runs[line->run_count++];
        run->unit_minor = line->unit_minor;
        if (kt_json_kind(node) != KT_JSON_OBJECT ||
            !read_number(node, KT_STR("count"), 1, &run->count) ||
            !read_number(node, KT_STR("amount"), 0, &run->amount_minor) ||
            (kt_json_find(node, KT_STR("unit")) != NULL &&
             !read_number(node, KT_STR("unit"), 0, &run->unit_minor)))
            return false;
    }
    return line->run_count > 0;
}

enum kt_status
kt_refund_read_runs(struct kt_str spread, struct kt_arena *arena,
                    struct kt_refund_line *line, struct kt_error *err)
{
    const struct cJSON *root;
    if (kt_json_parse(arena, spread, &root, err) == KT_OK &&
        read_runs(root, arena, line))
        return KT_OK;
    return kt_fail_store_failed(err);
}

/* ---- shares ---- */

/* Of an amount that is spread over count units: what the first ones have. */
static int64_t
share_of_first(int64_t amount, int64_t count, int64_t first)
{
    int64_t rest = amount % count;
    return amount / count * first + (first < rest ? first : rest);
}

static int64_t
count_units(const struct kt_refund_line *line)
{
    int64_t units = 0;
    for (size_t i = 0; i < line->run_count; i++)
        units += line->runs[i].count;
    return units;
}

/* The discounts of the first units of a line, run by run. */
static int64_t
discount_of_first(const struct kt_refund_line *line, int64_t first)
{
    int64_t sum = 0;
    for (size_t i = 0; i < line->run_count && first > 0; i++) {
        const struct kt_refund_run *run = &line->runs[i];
        int64_t units = first < run->count ? first : run->count;
        sum += share_of_first(run->count * run->unit_minor - run->amount_minor,
                              run->count, units);
        first -= units;
    }
    return sum;
}

/* The same before discounts. */
static int64_t
price_of_first(const struct kt_refund_line *line, int64_t first)
{
    int64_t sum = 0;
    for (size_t i = 0; i < line->run_count && first > 0; i++) {
        const struct kt_refund_run *run = &line->runs[i];
        int64_t units = first < run->count ? first : run->count;
        sum += units * run->unit_minor;
        first -= units;
    }
    return sum;
}

/* A tax grows with what the units cost, and is rounded up: so it stands with
 * the first ones, and is never more than they cost. */
static int64_t
tax_of_first(const struct kt_refund_line *line, int64_t tax, int64_t amount,
             int64_t first)
{
    bool is_free = line->amount_minor == 0;
    kt_u128 part = kt_magnitude(is_free ? first : amount);
    kt_u128 whole =
        kt_magnitude(is_free ? count_units(line) : line->amount_minor);
    kt_u128 share = (kt_magnitude(tax) * part + whole - 1) / whole;
    return kt_with_sign((uint64_t)share, tax < 0);
}

/* What the first units of a line cost. */
static struct kt_refund
cost_of_first(const struct kt_refund_line *line, int64_t first)
{
    int64_t on_top = line->gross_minor - line->amount_minor;
    int64_t discount = discount_of_first(line, first);
    int64_t amount = price_of_first(line, first) - discount;
    int64_t included =
        tax_of_first(line, line->tax_minor - on_top, amount, first);
    int64_t added = tax_of_first(line, on_top, amount, first);
    return (struct kt_refund){ .amount_minor = amount,
                               .discount_minor = discount,
                               .net_minor = amount - included,
                               .tax_minor = included + added,
                               .gross_minor = amount + added };
}

bool
kt_refund_units(const struct kt_refund_line *line, int64_t returned,
                int64_t units, struct kt_refund *refund)
{
    if (returned < 0 || units < 0 || units > count_units(line) - returned)
        return false;
    struct kt_refund before = cost_of_first(line, returned);
    struct kt_refund after = cost_of_first(line, returned + units);
    *refund = (struct kt_refund){
        .amount_minor = after.amount_minor - before.amount_minor,
        .discount_minor = after.discount_minor - before.discount_minor,
        .net_minor = after.net_minor - before.net_minor,
        .tax_minor = after.tax_minor - before.tax_minor,
        .gross_minor = after.gross_minor - before.gross_minor,
    };
    return true;
}
