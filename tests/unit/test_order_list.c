/* Lists of orders for staff, held against a plain search through the same
 * orders. KT_ORDERS=100000 makes so many of them and prints what a page of
 * each list costs. */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "domain/search/words.h"
#include "http/query.h"
#include "service/order.h"
#include "shop.h"

Suite *kt_suite_order_list(void);

enum { ORDERS = 3000, QUERIES = 400, EMAILS = 150, CHANNELS = 2 };

/* ---- orders made by chance ---- */

static const struct name {
    const char *written, *folded;
} names[] = {
    { "Zoë", "zoe" },       { "Anna", "anna" },     { "Annabel", "annabel" },
    { "Müller", "muller" }, { "O'Brien", "brien" }, { "Ødegård", "odegard" },
    { "Li", "li" },         { "Lee", "lee" },       { "Straße", "strasse" },
    { "Smith", "smith" },   { "Nguyễn", "nguyen" }, { "Anderson", "anderson" },
};

struct sample {
    struct kt_id id;
    int64_t number, total, placed;
    int state, paid, fulfilled, channel, email;
    const struct name *first, *last;
};

static struct sample *samples;
static size_t sample_count;
static struct kt_id channels[CHANNELS];
static struct kt_call call;
static uint64_t seed;

static int
chance(int count)
{
    return (int)unit_between(&seed, 0, count - 1);
}

/* Most are done, as in a shop of some age; of some states there are few. */
static void
make_sample(struct sample *sample, size_t i)
{
    bool is_done = chance(100) < 80;
    *sample = (struct sample){
        .id = kt_id_new((int64_t)i + 1),
        .number = 1000 + (int64_t)i,
        .total = 100 * chance(400),
        .placed = 1000000 + 1000 * (int64_t)chance((int)sample_count / 2),
        .state = is_done ? KT_ORDER_COMPLETED : chance(5),
        .paid = is_done ? KT_PAYMENTS_PAID : chance(9),
        .fulfilled = is_done ? KT_FULFILLED : chance(3),
        .channel = chance(10) == 0,
        .email = chance(4) == 0 ? 0 : chance(EMAILS),
        .first = &names[chance(KT_COUNT(names))],
        .last = &names[chance(KT_COUNT(names))],
    };
}

static struct kt_str
email_of(int email)
{
    return kt_arena_format(&unit_arena, "buyer%d@example.com", email);
}

static enum kt_status
save_channel(struct kt_tx *tx, const char *code, struct kt_id id,
             struct kt_error *err)
{
    return kt_exec(tx, KT_SQL_CHANNEL_UPSERT, 1,
                   KT_ARGS(KT_ID(id), KT_TEXT(kt_str_of(code)),
                           KT_TEXT(kt_str_of(code)), KT_TEXT(kt_str_of(code)),
                           KT_INT(0), KT_INT(1), KT_TEXT(KT_STR("[\"EUR\"]")),
                           KT_TEXT(KT_STR("[\"en\"]")),
                           KT_TEXT(KT_STR("included")), KT_TEXT(KT_STR("line")),
                           KT_TEXT(KT_STR("half_up")),
                           KT_TEXT(KT_STR("half_up")), KT_TEXT(KT_STR("DE")),
                           KT_TEXT(KT_STR("[]")), KT_TEXT(KT_STR("{}")),
                           KT_INT(1)),
                   err);
}

static enum kt_status
save_order(struct kt_tx *tx, const struct sample *sample, struct kt_error *err)
{
    struct kt_str email = email_of(sample->email);
    struct kt_str texts[] = { email, kt_str_of(sample->first->written),
                              kt_str_of(sample->last->written) };
    struct kt_list words = kt_words(texts, KT_COUNT(texts), &unit_arena);
    struct kt_str none = KT_STR("{}");
    KT_TRY(kt_exec(
        tx, KT_SQL_ORDER_INSERT, 1,
        KT_ARGS(KT_ID(sample->id), KT_INT(sample->number), KT_ID(sample->id),
                KT_ID(channels[sample->channel]), KT_TEXT(KT_STR("EUR")),
                KT_TEXT(KT_STR("en")), KT_NULL, KT_TEXT(email), KT_TEXT(email),
                KT_TEXT(kt_str_of(kt_order_state_names[sample->state])),
                KT_NULL, KT_INT(sample->total), KT_INT(0), KT_INT(0), KT_INT(0),
                KT_INT(sample->total), KT_INT(sample->total), KT_TEXT(none),
                KT_NULL, KT_NULL, KT_TEXT(KT_STR("")),
                KT_TEXT(kt_str_of(kt_payments_state_names[sample->paid])),
                KT_TEXT(
                    kt_str_of(kt_fulfilment_state_names[sample->fulfilled])),
                KT_TEXT(kt_words_text(&words, &unit_arena)),
                KT_INT(sample->placed)),
        err));
    for (size_t i = 0; i < words.count; i++)
        KT_TRY(kt_exec(tx, KT_SQL_ORDER_INSERT_WORD, 1,
                       KT_ARGS(KT_TEXT(((struct kt_str *)words.items)[i]),
                               KT_ID(sample->id)),
                       err));
    return KT_OK;
}

static enum kt_status
save_all(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    kt_tx_touch_settings(tx);
    KT_TRY(save_channel(tx, "web", channels[0], err));
    KT_TRY(save_channel(tx, "app", channels[1], err));
    for (size_t i = 0; i < sample_count; i++)
        KT_TRY(save_order(tx, &samples[i], err));
    return KT_OK;
}

static void
fill(size_t count)
{
    seed = 7;
    sample_count = count;
    samples = KT_NEW_ARRAY(&unit_arena, struct sample, count);
    for (size_t i = 0; i < CHANNELS; i++)
        channels[i] = kt_id_new(1);
    for (size_t i = 0; i < count; i++)
        make_sample(&samples[i], i);
    assert_ok(
        kt_store_write(unit_app.store, unit_store, save_all, NULL, &unit_err));
    call = (struct kt_call){ .app = &unit_app, .arena = &unit_arena };
    assert_ok(kt_shop_acquire(&unit_app, unit_store, &call.shop, &unit_err));
}

static void
empty(void)
{
    kt_shop_release(&unit_app, call.shop);
}

/* ---- questions made by chance ---- */

struct asked {
    struct kt_order_query query;
    int64_t number;
    int channel, email;              /* -1: any */
    const struct name *first, *last; /* NULL: any */
};

static const struct kt_order_query anything = { .state = -1,
                                                .payment_state = -1,
                                                .fulfilment_state = -1 };

static void
ask_words(struct asked *asked)
{
    if (chance(4) == 0) {
        asked->number = 1000 + chance(2 * (int)sample_count);
        asked->query.q =
            kt_arena_format(&unit_arena, "%lld", (long long)asked->number);
        return;
    }
    asked->first = &names[chance(KT_COUNT(names))];
    asked->query.q = kt_str_of(asked->first->written);
    if (chance(2) == 0)
        return;
    asked->last = &names[chance(KT_COUNT(names))];
    asked->query.q = kt_arena_format(&unit_arena, "%s, %s", asked->last->folded,
                                     asked->first->written);
}

static void
ask_email(struct asked *asked)
{
    asked->email = chance(EMAILS);
    asked->query.email =
        kt_arena_format(&unit_arena, " Buyer%d@Example.com", asked->email);
}

static void
ask_channel(struct asked *asked)
{
    asked->channel = chance(CHANNELS);
    asked->query.channel = asked->channel == 0 ? KT_STR("web") : KT_STR("app");
}

static struct asked
ask(void)
{
    struct asked asked = { anything, 0, -1, -1, NULL, NULL };
    struct kt_order_query *query = &asked.query;
    query->list.sort = chance(3);
    if (chance(3) == 0)
        query->state = chance(5);
    if (chance(3) == 0)
        query->payment_state = chance(9);
    if (chance(3) == 0)
        query->fulfilment_state = chance(3);
    if (chance(4) == 0)
        ask_channel(&asked);
    if (chance(5) == 0)
        ask_email(&asked);
    if (chance(4) == 0)
        ask_words(&asked);
    if (chance(4) == 0)
        query->placed_from = 1000000 + 1000 * (int64_t)chance(1500);
    if (chance(4) == 0)
        query->placed_to = query->placed_from + 1 + 1000 * (int64_t)chance(999);
    if (chance(4) == 0)
        query->total_min = 100 * chance(400);
    if (chance(4) == 0)
        query->total_max = query->total_min + 1 + 100 * chance(400);
    return asked;
}

/* ---- the plain search ---- */

static bool
begins(const struct name *name, const struct name *with)
{
    return strncmp(name->folded, with->folded, strlen(with->folded)) == 0;
}

static bool
has_name(const struct sample *sample, const struct name *name)
{
    return name == NULL || begins(sample->first, name) ||
           begins(sample->last, name);
}

static bool
is_wanted(const struct sample *sample, const struct asked *asked)
{
    const struct kt_order_query *query = &asked->query;
    return (query->state < 0 || query->state == sample->state) &&
           (query->payment_state < 0 || query->payment_state == sample->paid) &&
           (query->fulfilment_state < 0 ||
            query->fulfilment_state == sample->fulfilled) &&
           (asked->channel < 0 || asked->channel == sample->channel) &&
           (asked->email < 0 || asked->email == sample->email) &&
           (asked->number == 0 || asked->number == sample->number) &&
           has_name(sample, asked->first) && has_name(sample, asked->last) &&
           sample->placed >= query->placed_from &&
           (query->placed_to == 0 || sample->placed < query->placed_to) &&
           sample->total >= query->total_min &&
           (query->total_max == 0 || sample->total <= query->total_max);
}

static int sort;

static int
compare(const void *a, const void *b)
{
    const struct sample *x = *(const struct sample *const *)a;
    const struct sample *y = *(const struct sample *const *)b;
    int64_t left = sort == 2 ? x->total : x->placed;
    int64_t right = sort == 2 ? y->total : y->placed;
    int order = (left > right) - (left < right);
    if (order == 0)
        order = memcmp(x->id.bytes, y->id.bytes, sizeof x->id.bytes);
    return sort == 1 ? order : -order;
}

static size_t
search(const struct asked *asked, const struct sample **found)
{
    size_t count = 0;
    for (size_t i = 0; i < sample_count; i++) {
        if (is_wanted(&samples[i], asked))
            found[count++] = &samples[i];
    }
    sort = asked->query.list.sort;
    qsort(found, count, sizeof(struct sample *), compare);
    return count;
}

/* ---- the tests ---- */

static struct kt_order_list_use
list(const struct kt_order_query *query)
{
    struct kt_order_list_use use = { .use = { .call = &call }, .query = query };
    assert_ok(kt_use_run(&kt_use_order_list, &use.use, &unit_err));
    return use;
}

/* At most five pages of each: cursors work alike from then on. */
static void
check_pages(struct asked *asked, int number)
{
    const struct sample **found =
        KT_NEW_ARRAY(&unit_arena, const struct sample *, sample_count);
    size_t wanted = search(asked, found), seen = 0;
    asked->query.list.limit = 1 + chance(30);
    for (int page = 0; page < 5; page++) {
        struct kt_order_list_use use = list(&asked->query);
        const struct kt_order_row_out *rows = use.rows.items;
        for (size_t i = 0; i < use.rows.count; i++, seen++)
            ck_assert_msg(seen < wanted &&
                              kt_id_eq(rows[i].id, found[seen]->id),
                          "query %d, row %zu of %zu", number, seen, wanted);
        ck_assert_msg((use.next.len == 0) == (seen == wanted),
                      "query %d ends at %zu of %zu", number, seen, wanted);
        if (use.next.len == 0)
            return;
        asked->query.list.after = use.next;
    }
}

START_TEST(finds_what_a_plain_search_finds)
{
    fill(ORDERS);
    for (int i = 0; i < QUERIES; i++) {
        struct asked asked = ask();
        check_pages(&asked, i);
    }
    empty();
}
END_TEST

START_TEST(tells_every_wrong_filter)
{
    struct kt_order_query query = anything;
    struct kt_order_list_use use = { .use = { .call = &call },
                                     .query = &query };
    fill(1);
    query.number = KT_STR("abc");
    query.q = KT_STR("?!");
    query.channel = KT_STR("wep");
    query.placed_from = query.placed_to = 5;
    query.total_min = 2;
    query.total_max = 1;
    ck_assert_int_eq(kt_use_run(&kt_use_order_list, &use.use, &unit_err),
                     KT_INVALID_QUERY);
    static const char *const pointers[] = { "/number", "/q", "/placed_to",
                                            "/total_max", "/channel" };
    ck_assert_uint_eq(unit_err.item_count, KT_COUNT(pointers));
    for (size_t i = 0; i < KT_COUNT(pointers); i++)
        assert_text(unit_err.items[i].pointer, pointers[i]);
    assert_text(unit_err.items[4].detail,
                "there is no channel \"wep\", did you mean \"web\"?");
    empty();
}
END_TEST

START_TEST(words_are_sorted_and_folded)
{
    struct kt_str texts[] = { KT_STR("Zoë  O'Brien-Müller"),
                              KT_STR("zoe@example.com"), KT_STR("Zoe_%") };
    struct kt_list words = kt_words(texts, 3, &unit_arena);
    assert_text(kt_words_text(&words, &unit_arena),
                " brien muller o zoe zoe@example.com");
    assert_text(kt_words_pattern(&words, &unit_arena),
                "% brien% muller% o% zoe@example.com%");
    words = kt_words(texts, 0, &unit_arena);
    assert_text(kt_words_text(&words, &unit_arena), "");
    assert_text(kt_words_pattern(&words, &unit_arena), "");
}
END_TEST

/* ---- what a page costs ---- */

static double
cpu_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void
print_cost(const char *text)
{
    enum { ROUNDS = 50 };
    static const char *const sorts[] = { "newest", "oldest", "total" };
    const void *asked;
    assert_ok(kt_query_read(&kt_order_query_shape, kt_str_of(text), &asked,
                            &unit_arena, &unit_err));
    struct kt_order_query query = *(const struct kt_order_query *)asked;
    printf("%-42s", text);
    for (query.list.sort = 0; query.list.sort < 3; query.list.sort++) {
        list(&query);
        double start = cpu_us();
        for (int i = 0; i < ROUNDS; i++)
            list(&query);
        printf("  %s %6.0f us", sorts[query.list.sort],
               (cpu_us() - start) / ROUNDS);
    }
    printf("\n");
}

START_TEST(prints_what_a_page_costs)
{
    static const char *const cases[] = {
        "",
        "state=completed",
        "state=held",
        "payment_state=declined",
        "state=confirmed&fulfilment_state=unfulfilled",
        "state=completed&payment_state=pending",
        "channel=app",
        "email=buyer5@example.com",
        "email=buyer0@example.com",
        "number=1500",
        "q=ann",
        "q=buyer77",
        "q=nobody",
        "placed_from=1970-01-01T00:25:00Z&placed_to=1970-01-01T00:25:10Z",
        "total_min=39900",
    };
    int64_t count = atoll(getenv("KT_ORDERS"));
    fill((size_t)count);
    printf("A page of 20 of %lld orders, CPU time:\n", (long long)count);
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        print_cost(cases[i]);
    empty();
}
END_TEST

Suite *
kt_suite_order_list(void)
{
    Suite *suite = suite_create("order_list");
    TCase *tcase = unit_shop_case(suite, "list");
    tcase_add_test(tcase, finds_what_a_plain_search_finds);
    tcase_add_test(tcase, tells_every_wrong_filter);
    tcase_add_test(tcase, words_are_sorted_and_folded);
    if (getenv("KT_ORDERS") != NULL)
        tcase_add_test(tcase, prints_what_a_page_costs);
    return suite;
}
