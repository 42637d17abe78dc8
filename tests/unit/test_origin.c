/* What an order keeps of how it came about: the same bytes on every thread and
 * after every start. */
#include <pthread.h>

#include "base/pack.h"
#include "domain/pricing/quote_out.h"
#include "random_cart.h"
#include "service/origin.h"
#include "unit.h"

enum { THREADS = 16, CARTS = 40, BYTES = 1 << 18 };

static struct kt_host *host;
static struct kt_registry *registry;

static void
load_rules(void)
{
    const char *scripts = KONTOR_SOURCE_DIR "/scripts";
    struct kt_host_options options = { .folders = &scripts, .folder_count = 1 };
    ck_assert_int_eq(kt_host_new(&options, &host, &unit_err), KT_OK);
    registry = kt_registry_acquire(host);
}

static void
drop_rules(void)
{
    kt_registry_release(registry);
    kt_host_free(host);
    kt_script_leave_thread();
    kt_pack_leave_thread();
}

/* The snapshot of a shop that has nothing but what the cart is priced by. */
static struct kt_shop
shop_of(const struct kt_quote_input *in, struct kt_origin_slot *slot)
{
    return (struct kt_shop){
        .registry = registry,
        .promotions = in->promotions,
        .promotion_count = in->promotion_count,
        .uses = { [KT_RULE_TAX] = { in->tax_rule, in->tax_rule != NULL },
                  [KT_RULE_SHIPPING] = { in->shipping_methods,
                                         in->shipping_method_count } },
        .origin = slot,
    };
}

static struct kt_origin
keep(const struct kt_quote_input *in, struct kt_origin_slot *slot,
     struct kt_arena *arena)
{
    struct kt_shop shop = shop_of(in, slot);
    struct kt_call call = { .shop = &shop, .arena = arena };
    struct kt_rules rules = kt_registry_rules(registry);
    struct kt_origin origin = { .has_rules = true };
    struct kt_quote *quote;
    struct kt_quote_out out;
    struct kt_error err;
    kt_error_init(&err, arena);
    if (kt_quote_compute(in, &rules, arena, &quote, &err) != KT_OK)
        return (struct kt_origin){ 0 };
    kt_quote_tell(quote, true, arena, &out);
    if (kt_origin_pack(&call, quote, &out, &origin, &err) != KT_OK)
        return (struct kt_origin){ 0 };
    return origin;
}

/* Facts that are packed as a whole. */
static enum kt_status
load_base(struct kt_id id, struct kt_str packed, struct kt_origin_base *base)
{
    const struct kt_facts_row row = { .id = id, .packed = packed };
    return kt_origin_load_base(NULL, &row, &unit_arena, base, &unit_err);
}

struct keeping {
    pthread_t thread;
    struct kt_id ids[CARTS];
    char *bytes;
    size_t len;
};

/* Each thread makes everything itself, carts and facts too. */
static void *
keep_all(void *data)
{
    struct keeping *keeping = data;
    uint64_t seed = 4711;
    for (int i = 0; i < CARTS; i++) {
        struct kt_origin_slot slot = { 0 };
        struct kt_arena arena;
        kt_arena_init(&arena, 0);
        struct random_cart *cart = random_cart_new(registry, &seed, &arena);
        struct kt_origin origin = keep(&cart->in, &slot, &arena);
        if (origin.facts != NULL) {
            keeping->ids[i] = kt_origin_facts_id(&origin);
            memcpy(keeping->bytes + keeping->len, origin.packed.ptr,
                   origin.packed.len);
            keeping->len += origin.packed.len;
        }
        kt_origin_slot_release(&slot);
        kt_arena_release(&arena);
    }
    kt_script_leave_thread();
    kt_pack_leave_thread();
    return NULL;
}

START_TEST(test_all_threads_keep_the_same_bytes)
{
    struct keeping *all = KT_NEW_ARRAY(&unit_arena, struct keeping, THREADS);
    for (size_t i = 0; i < THREADS; i++) {
        all[i].bytes = kt_arena_alloc(&unit_arena, BYTES);
        ck_assert_int_eq(pthread_create(&all[i].thread, NULL, keep_all,
                                        &all[i]),
                         0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(all[i].thread, NULL);
        ck_assert_uint_gt(all[i].len, CARTS * 100);
        ck_assert_uint_eq(all[i].len, all[0].len);
        ck_assert_mem_eq(all[i].bytes, all[0].bytes, all[0].len);
        ck_assert_mem_eq(all[i].ids, all[0].ids, sizeof all[0].ids);
    }
}
END_TEST

/* What was packed is the input and the trace again, and prices the same. */
START_TEST(test_kept_and_read)
{
    uint64_t seed = 12;
    for (int i = 0; i < CARTS; i++) {
        struct kt_origin_slot slot = { 0 };
        struct kt_origin_base base;
        struct kt_origin_own own;
        struct kt_quote_shared shared;
        struct kt_quote_input *in;
        struct random_cart *cart =
            random_cart_new(registry, &seed, &unit_arena);
        struct kt_origin origin = keep(&cart->in, &slot, &unit_arena);
        struct kt_id id = kt_origin_facts_id(&origin);
        ck_assert_int_eq(load_base(id, origin.facts->pieces[0].packed, &base),
                         KT_OK);
        assert_text(base.rules_hash, kt_registry_hash(registry).ptr);
        ck_assert_int_eq(kt_origin_read_own(&base, origin.packed, &unit_arena,
                                            &own, &unit_err),
                         KT_OK);
        ck_assert_int_eq(kt_quote_shared_read(base.shared, &unit_arena, &shared,
                                              &unit_err),
                         KT_OK);
        ck_assert_int_eq(kt_quote_own_read(own.input, &shared, &unit_arena, &in,
                                           &unit_err),
                         KT_OK);
        struct kt_origin_slot other = { 0 };
        struct kt_origin again = keep(in, &other, &unit_arena);
        struct kt_id again_id = kt_origin_facts_id(&again);
        ck_assert(kt_id_eq(again_id, id));
        ck_assert(kt_str_eq(again.packed, origin.packed));
        kt_origin_slot_release(&slot);
        kt_origin_slot_release(&other);
    }
}
END_TEST

START_TEST(test_facts_are_known_by_their_hash)
{
    struct kt_origin_slot slot = { 0 };
    struct kt_origin_base base;
    uint64_t seed = 13;
    struct random_cart *cart = random_cart_new(registry, &seed, &unit_arena);
    random_cart_add(cart, "order_percent_off", KT_STR("{\"percent\":\"10\"}"));
    struct kt_origin origin = keep(&cart->in, &slot, &unit_arena);
    struct kt_id id = kt_origin_facts_id(&origin);
    id.bytes[3] ^= 1;
    ck_assert_int_eq(load_base(id, origin.facts->pieces[0].packed, &base),
                     KT_STORE_FAILED);
    assert_text(unit_err.detail,
                "what orders of its time have in common is damaged");
    kt_origin_slot_release(&slot);
}
END_TEST

/* Facts carry the dictionary of their orders with them: those of a version
 * whose samples looked otherwise are read as they are. */
START_TEST(test_facts_with_another_sample)
{
    static const char facts[] =
        "{\"engine\":\"0.0.1\",\"rules_hash\":\"x\",\"shared\":{},"
        "\"sample\":[[{\"promotion_id\":\"promo_1\",\"state\":\"\"}]]}";
    struct kt_str text = kt_str_of(facts);
    struct kt_dictionary *dictionary = kt_dictionary_new(text);
    struct kt_str packed =
        kt_pack(dictionary,
                KT_STR(
                    "{\"is_sharing\":true}\n[{\"promotion_id\":\"promo_1\"}]"),
                &unit_arena);
    struct kt_origin_base base;
    struct kt_origin_own own;
    kt_dictionary_free(dictionary);
    ck_assert_int_eq(load_base(kt_origin_hash(text),
                               kt_pack(NULL, text, &unit_arena), &base),
                     KT_OK);
    assert_text(base.engine, "0.0.1");
    ck_assert_int_eq(kt_origin_read_own(&base, packed, &unit_arena, &own,
                                        &unit_err),
                     KT_OK);
    assert_text(own.input, "{\"is_sharing\":true}");
    assert_text(own.trace, "[{\"promotion_id\":\"promo_1\"}]");
    ck_assert_uint_eq(own.rule_trace.len, 0);
}
END_TEST

/* ---- facts in pieces ---- */

enum { PROMOTIONS = 1000 };

static struct kt_promotion *
make_promotions(void)
{
    struct kt_promotion *all =
        KT_NEW_ARRAY(&unit_arena, struct kt_promotion, PROMOTIONS + 1);
    for (size_t i = 0; i <= PROMOTIONS; i++) {
        struct kt_str name = kt_arena_format(&unit_arena, "Offer %zu", i);
        all[i] = (struct kt_promotion){
            .id = kt_origin_hash(name),
            .title = name,
            .rule = KT_STR("percent_off"),
            .params = KT_STR("{\"percent\":10}"),
            .stage = KT_STAGE_ITEM,
            .is_active = true,
            .created_ms = 1700000000000 + (int64_t)i,
        };
    }
    return all;
}

/* Facts of the shop as it stands; slot keeps them. */
static const struct kt_origin_facts *
facts_of(const struct kt_promotion *promotions, size_t count,
         struct kt_origin_slot *slot)
{
    struct kt_quote_input in = { .promotions = promotions,
                                 .promotion_count = count };
    struct kt_shop shop = shop_of(&in, slot);
    struct kt_call call = { .shop = &shop, .arena = &unit_arena };
    struct kt_rules rules = kt_registry_rules(registry);
    struct kt_origin origin = { .has_rules = true };
    struct kt_quote *quote;
    struct kt_quote_out out;
    in.settings = (struct kt_pricing_settings){
        .currency = kt_currency_find(KT_STR("EUR")), .channel = KT_STR("web")
    };
    in.explains = true;
    ck_assert_int_eq(kt_quote_compute(&in, &rules, &unit_arena, &quote,
                                      &unit_err),
                     KT_OK);
    kt_quote_tell(quote, true, &unit_arena, &out);
    ck_assert_int_eq(kt_origin_pack(&call, quote, &out, &origin, &unit_err),
                     KT_OK);
    return slot->facts;
}

/* How many pieces of one are not among those of the other. */
static size_t
count_new(const struct kt_origin_facts *facts,
          const struct kt_origin_facts *before)
{
    size_t count = 0;
    for (size_t i = 0; i < facts->piece_count; i++) {
        size_t at = 0;
        while (at < before->piece_count &&
               !kt_id_eq(facts->pieces[i].id, before->pieces[at].id))
            at++;
        count += at == before->piece_count;
    }
    return count;
}

static void
assert_joins(const struct kt_origin_facts *facts)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 1 << 20);
    for (size_t i = 0; i < facts->piece_count; i++) {
        struct kt_str text;
        ck_assert(kt_unpack(KT_STR(""), facts->pieces[i].packed,
                            KT_ORIGIN_BYTES_MAX, &unit_arena, &text));
        ck_assert(kt_id_eq(kt_origin_hash(text), facts->pieces[i].id));
        kt_buf_str(&buf, text);
    }
    ck_assert(kt_id_eq(kt_origin_hash(kt_buf_view(&buf)), facts->id));
}

START_TEST(test_a_change_makes_few_pieces_anew)
{
    struct kt_origin_slot slots[6] = { 0 };
    struct kt_promotion *all = make_promotions();
    const struct kt_origin_facts *base = facts_of(all, PROMOTIONS, &slots[0]);
    ck_assert_uint_gt(base->piece_count, 40);
    ck_assert_uint_lt(base->piece_count, 200);
    assert_joins(base);

    /* Its params stand in one place, its title in two. */
    all[500].params = KT_STR("{\"percent\":11,\"products\":{}}");
    const struct kt_origin_facts *other = facts_of(all, PROMOTIONS, &slots[1]);
    ck_assert_uint_eq(count_new(other, base), 1);
    assert_joins(other);
    all[500].title = KT_STR("Another title");
    ck_assert_uint_le(count_new(facts_of(all, PROMOTIONS, &slots[2]), other),
                      4);

    /* A new one, and one that is gone. */
    const struct kt_origin_facts *more =
        facts_of(all, PROMOTIONS + 1, &slots[3]);
    ck_assert_uint_le(count_new(more, slots[2].facts), 4);
    assert_joins(more);
    ck_assert_uint_le(count_new(facts_of(all + 1, PROMOTIONS, &slots[4]), more),
                      4);

    /* Few have one piece: the whole. */
    const struct kt_origin_facts *few = facts_of(all, 10, &slots[5]);
    ck_assert_uint_eq(few->piece_count, 1);
    ck_assert(kt_id_eq(few->pieces[0].id, few->id));
    for (size_t i = 0; i < KT_COUNT(slots); i++)
        kt_origin_slot_release(&slots[i]);
}
END_TEST

/* Whatever stands in them: pieces are cut before their longest, and end. */
START_TEST(test_cutting_ends)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 1 << 18);
    for (size_t i = 0; i < 200000; i++)
        kt_buf_char(&buf, 'x');
    struct kt_str text = kt_buf_view(&buf);
    ck_assert_uint_eq(kt_origin_cut(text), 65536);
    text.len = 65536;
    ck_assert_uint_eq(kt_origin_cut(text), 65536);
    text.len = 2048;
    ck_assert_uint_eq(kt_origin_cut(text), 2048);
    text.len = 1;
    ck_assert_uint_eq(kt_origin_cut(text), 1);
    memset((char *)(uintptr_t)text.ptr, '{', 200000);
    text.len = 200000;
    ck_assert_uint_eq(kt_origin_cut(text), 65536);
}
END_TEST

Suite *kt_suite_origin(void);

Suite *
kt_suite_origin(void)
{
    Suite *suite = suite_create("origin");
    TCase *tcase = unit_case(suite, "origin");
    tcase_add_checked_fixture(tcase, load_rules, drop_rules);
    tcase_set_timeout(tcase, 30);
    tcase_add_test(tcase, test_all_threads_keep_the_same_bytes);
    tcase_add_test(tcase, test_kept_and_read);
    tcase_add_test(tcase, test_facts_are_known_by_their_hash);
    tcase_add_test(tcase, test_facts_with_another_sample);
    tcase_add_test(tcase, test_a_change_makes_few_pieces_anew);
    tcase_add_test(tcase, test_cutting_ends);
    return suite;
}
