/* What a terminal shows of a quote that explains, to the letter. */

#include "base/assert.h"
#include "pricing_kit.h"

static struct kit kit;

static const char rules_head[] = "               STEPS        US      PRICE";

/* All of it, and what stands before the rules. */
static struct kt_str
whole_story(struct kt_quote *quote, bool is_rich)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 4096);
    kt_quote_write_story(quote, is_rich, &buf);
    return kt_buf_view(&buf);
}

static size_t
find_rules(struct kt_str story)
{
    const char *head =
        memmem(story.ptr, story.len, rules_head, sizeof rules_head - 1);
    ck_assert_ptr_nonnull(head);
    return (size_t)(head - story.ptr);
}

static struct kt_str
story_of(struct kt_quote *quote, bool is_rich)
{
    struct kt_str story = whole_story(quote, is_rich);
    size_t colour = is_rich ? sizeof "\033[2m" - 1 : 0;
    return (struct kt_str){ story.ptr, find_rules(story) - colour - 1 };
}

static struct kt_promotion *
promote(enum kt_stage stage, const char *rule, int64_t argument,
        const char *title)
{
    struct kt_promotion *row = kit_promotion(&kit, stage, rule, argument);
    row->title = kt_str_of(title);
    return row;
}

static void
start(void)
{
    kit_start(&kit);
    kit.in.explains = true;
    kit_line(&kit, 2, 1200)->title = KT_STR("Mug");
    kit_line(&kit, 1, 3333)->title = KT_STR("Teapot");
    kit.items[0].variant_title = KT_STR("Red");
}

static struct kt_str members_group = KT_STR_INIT("members");

static void
fill(void)
{
    start();
    kit_tax(&kit, KT_TAX_INCLUDED, 190000);
    kit_ship(&kit, 490);
    promote(KT_STAGE_CATALOG, "amount_each", 100, "A euro off");
    promote(KT_STAGE_ITEM, "fail", 0, "Broken");
    struct kt_promotion *winter =
        promote(KT_STAGE_ITEM, "percent", 100000, "Winter");
    winter->subtotal_min_minor = 6000;
    struct kt_promotion *five = promote(KT_STAGE_ORDER, "amount", 500, "Five");
    struct kt_promotion *rate =
        promote(KT_STAGE_ORDER, "percent", 125000, "An eighth");
    five->group = rate->group = KT_STR("one");
    five->group_mode = rate->group_mode = KT_GROUP_BEST;
    promote(KT_STAGE_ORDER, "unit_price", 9999, "Dearer");
    struct kt_promotion *members =
        promote(KT_STAGE_ORDER, "amount", 1, "Members");
    members->customer_groups = (struct kt_list){ &members_group, 1 };
    struct kt_promotion *fee =
        promote(KT_STAGE_SHIPPING, "shipping_percent", 500000, "Half the fee");
    fee->cap_minor = 200;
    kit_coupon(&kit, "NOPE", NULL);
    kit.tenders[kit.in.tender_count++] =
        (struct kt_tender_in){ .code = KT_STR("GC"), .balance_minor = 1000 };
}

START_TEST(test_every_state_in_one_screen)
{
    fill();
    struct kt_quote *quote = kit_quote(&kit);
    quote->trace[0].steps = 412;
    quote->trace[0].nanoseconds = 8001;
    assert_text(
        story_of(quote, false),
        " #    QTY       EACH       OFF      TOTAL  ITEM\n"
        " 1      2      11.00     -2.75      19.25  Mug, Red (item-0), was "
        "12.00\n"
        " 2      1      32.33     -4.04      28.29  Teapot (item-1), was "
        "33.33\n"
        "                                    54.33  subtotal\n"
        "                                    -6.79  off\n"
        "                                     4.90  shipping, Standard "
        "(estimate)\n"
        "                                    -2.00  off shipping\n"
        "                                     8.05  VAT included, on 42.39, "
        "half_up per line\n"
        "                                    50.44  total EUR\n"
        "                                   -10.00  paid by GC\n"
        "                                    40.44  due\n"
        "Code NOPE: unknown\n"
        "\n"
        "               STEPS        US        OFF  PROMOTION\n"
        " +               412         9      -3.00  A euro off (catalog)\n"
        "                                             1.00 off each unit, off "
        "the price of one: #1 2x -2.00\n"
        "                                             1.00 off each unit, off "
        "the price of one: #2 1x -1.00\n"
        " !                                         Broken (item): failed, "
        "this rule always fails\n"
        " -                                         Winter (item): "
        "subtotal_min, wants 60.00, has 54.33, 5.67 more would do\n"
        " x                                         Five (order): beaten by An "
        "eighth, best, 6.79 against 5.00\n"
        " +                                  -6.79  An eighth (order)\n"
        "                                             12.5 % of 54.33 = "
        "6.79125, half_up to 6.79, spread\n"
        "      #1 2x -2.75 (2.74949)  #2 1x -4.04 (4.04051)\n"
        " -                                         Dearer (order): no effect\n"
        "                                             each unit at 99.99\n"
        " -                                         Members (order): "
        "customer_group, wants members, has none\n"
        " +                                  -2.00  Half the fee (shipping)\n"
        "                                             50 % of the fee, 4.90, "
        "of 2.45 only 2.00: fee -2.00\n");
}
END_TEST

START_TEST(test_colours_on_a_terminal_alone)
{
    start();
    promote(KT_STAGE_ORDER, "percent", 100000, "Ten");
    struct kt_quote *quote = kit_quote(&kit);
    ck_assert_ptr_null(
        memchr(story_of(quote, false).ptr, '\033', story_of(quote, false).len));
    assert_text(
        story_of(quote, true),
        "\033[2m #    QTY       EACH       OFF      TOTAL  ITEM\033[0m\n"
        " 1      2      12.00     -2.40      21.60  Mug, Red (item-0)\n"
        " 2      1      33.33     -3.33      30.00  Teapot (item-1)\n"
        "                                    57.33  subtotal\n"
        "                                    -5.73  off\n"
        "\033[1m                                    51.60  total EUR\033[0m\n"
        "\n"
        "\033[2m               STEPS        US        OFF  PROMOTION\033[0m\n"
        "\033[32m +                                  -5.73  Ten\033[0m "
        "(order)\n"
        "                                             10 % of 57.33 = 5.733, "
        "half_up to 5.73, spread\n"
        "      #1 2x -2.40 (2.39874)  #2 1x -3.33 (3.33126)\n");
}
END_TEST

START_TEST(test_a_currency_without_decimals)
{
    start();
    kit.in.settings.currency = kt_currency_find(KT_STR("JPY"));
    promote(KT_STAGE_ORDER, "percent", 75000, "Some");
    struct kt_quote *quote = kit_quote(&kit);
    assert_text(story_of(quote, false),
                " #    QTY       EACH       OFF      TOTAL  ITEM\n"
                " 1      2       1200      -180       2220  Mug, Red (item-0)\n"
                " 2      1       3333      -250       3083  Teapot (item-1)\n"
                "                                     5733  subtotal\n"
                "                                     -430  off\n"
                "                                     5303  total JPY\n"
                "\n"
                "               STEPS        US        OFF  PROMOTION\n"
                " +                                   -430  Some (order)\n"
                "                                             7.5 % of 5733 = "
                "429.975, half_up to 430, spread\n"
                "      #1 2x -180 (180.01)  #2 1x -250 (249.99)\n");
}
END_TEST

/* Nine at 12.00 and three at 10.00, of which one in ten is given away. */
START_TEST(test_units_in_their_bands)
{
    static const struct kt_price bands[] = {
        { .amount_minor = 1200, .compare_at_minor = 1300 },
        { .amount_minor = 1000,
          .list = KT_STR_INIT("trade"),
          .quantity_min = 10,
          .bands = KT_BANDS_GRADUATED },
    };
    start();
    kit.lines[0].quantity = 12;
    kit.items[0].prices = bands;
    kit.items[0].price_count = KT_COUNT(bands);
    promote(KT_STAGE_ORDER, "percent", 100000, "Ten");
    struct kt_quote *quote = kit_quote(&kit);
    struct kt_str story = story_of(quote, false);
    story.len = (size_t)((const char *)memmem(story.ptr, story.len, "\n\n", 2) +
                         1 - story.ptr);
    assert_text(
        story,
        " #    QTY       EACH       OFF      TOTAL  ITEM\n"
        " 1     12   in bands    -13.80     124.20  Mug, Red (item-0)\n"
        "        9      12.00               108.00  in this band, was 13.00\n"
        "        3      10.00                30.00  in this band\n"
        " 2      1      33.33     -3.33      30.00  Teapot (item-1)\n"
        "                                   171.33  subtotal\n"
        "                                   -17.13  off\n"
        "                                   154.20  total EUR\n");
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 4096);
    kt_quote_write_text(quote, &buf);
    ck_assert(kt_str_starts(kt_buf_view(&buf), KT_STR("Mug, Red (item-0)\n")));
    ck_assert_ptr_nonnull(
        memmem(buf.ptr, buf.len, "    was 13.00\n    3 x 10.00", 27));
}
END_TEST

Suite *
kt_suite_story(void)
{
    Suite *suite = suite_create("story");
    TCase *tcase = unit_case(suite, "story");
    tcase_add_test(tcase, test_every_state_in_one_screen);
    tcase_add_test(tcase, test_colours_on_a_terminal_alone);
    tcase_add_test(tcase, test_a_currency_without_decimals);
    tcase_add_test(tcase, test_units_in_their_bands);
    return suite;
}
