#include "unit.h"

#include "base/text.h"
#include "domain/search/analysis.h"
#include "domain/search/rank.h"

/* "wi+ fi+ wifi*": parts have a plus, what they join to a star. */
static struct kt_str
words_of(const char *text)
{
    struct kt_list list = kt_search_words(kt_str_of(text), &unit_arena);
    const struct kt_search_word *words = list.items;
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 64);
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0)
            kt_buf_char(&buf, ' ');
        kt_buf_str(&buf, words[i].text);
        kt_buf_text(&buf, words[i].is_part ? "+" : "");
        kt_buf_text(&buf, words[i].is_joined ? "*" : "");
    }
    return kt_buf_view(&buf);
}

START_TEST(test_words)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        { "", "" },
        { " -- / ", "" },
        { "Red MUG", "red mug" },
        { "Café Größe", "cafe grosse" },
        { "Wi-Fi router", "wi+ fi+ wifi* router" },
        { "-30 wi- x", "30 wi x" },
        { "17,3 inch 2.5 v. 4.", "17.3 inch 2.5 v 4" },
        { "men's", "mens" },
        { "HP 6R-903/21", "hp 6r+ 903+ 21+ 6r90321*" },
        { "キッチン mug", "キッ ッチ チン ン* mug" },
        { "茶", "茶" },
        { "USB充電器4K", "usb 充電 電器 器* 4k" },
        { "-充電-mug", "充電 電* mug" },
        { "ชา", "ชา า*" },
        { "a\xff"
          "b",
          "a b" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_text(words_of(cases[i].text), cases[i].words);
}
END_TEST

START_TEST(test_a_word_is_cut_off_at_its_limit)
{
    char text[KT_SEARCH_WORD_MAX + 11];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ck_assert_uint_eq(words_of(text).len, KT_SEARCH_WORD_MAX);
}
END_TEST

START_TEST(test_one_and_many_have_one_stem)
{
    static const char *const pairs[][2] = {
        { "mug", "mugs" },      { "box", "boxes" },     { "berry", "berries" },
        { "glass", "glasses" }, { "brush", "brushes" }, { "watch", "watches" },
        { "lampe", "lampen" },  { "house", "houses" },  { "cable", "cables" },
        { "lens", "lens" },
    };
    static const char *const apart[][2] = {
        { "bus", "bu" },
        { "glass", "gla" },
        { "tea", "tee" },
        { "a1s", "a1" },
    };
    for (size_t i = 0; i < KT_COUNT(pairs); i++) {
        struct kt_str one = kt_search_stem(kt_str_of(pairs[i][0]), &unit_arena);
        assert_text(kt_search_stem(kt_str_of(pairs[i][1]), &unit_arena),
                    kt_arena_cstr(&unit_arena, one));
    }
    for (size_t i = 0; i < KT_COUNT(apart); i++) {
        struct kt_str one = kt_search_stem(kt_str_of(apart[i][0]), &unit_arena);
        struct kt_str two = kt_search_stem(kt_str_of(apart[i][1]), &unit_arena);
        ck_assert_msg(!kt_str_eq(one, two), "%s", apart[i][0]);
    }
}
END_TEST

START_TEST(test_one_slip_of_the_finger)
{
    static const struct {
        const char *a, *b;
        bool is_one;
    } cases[] = {
        { "poster", "poster", false },
        { "poster", "postr", true },
        { "poster", "pooster", true },
        { "poster", "pastor", false },
        { "poster", "posten", true },
        { "poster", "psoter", true },
        { "poster", "opster", true },
        { "poster", "postre", true },
        { "poster", "pstore", false },
        { "poster", "oster", true },
        { "poster", "xposter", true },
        { "poster", "posterxy", false },
        { "größe", "grösse", false },
        { "größe", "grße", true },
        { "", "a", true },
        { "", "", false },
        { "a", "\xff", false },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        struct kt_str a = kt_str_of(cases[i].a), b = kt_str_of(cases[i].b);
        ck_assert_msg(kt_search_one_edit(a, b) == cases[i].is_one, "%s %s",
                      cases[i].a, cases[i].b);
        ck_assert_msg(kt_search_one_edit(b, a) == cases[i].is_one, "%s %s",
                      cases[i].b, cases[i].a);
    }
}
END_TEST

/* Letters of one and of two bytes; the number of a word tells its letters. */
enum { LETTERS = 3, LETTERS_MAX = 4, WORDS = 3 + 9 + 27 + 81 };

struct spelling {
    unsigned char letters[LETTERS_MAX + 2];
    size_t count;
};

static struct spelling
spell(unsigned number)
{
    struct spelling word = { .count = 1 };
    unsigned all = LETTERS;
    for (; number >= all; all *= LETTERS, word.count++)
        number -= all;
    for (size_t i = 0; i < word.count; i++, number /= LETTERS)
        word.letters[i] = (unsigned char)(number % LETTERS);
    return word;
}

static struct kt_str
written(const struct spelling *word)
{
    static const char *const letters[LETTERS] = { "a", "b", "\xc3\xa9" };
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 16);
    for (size_t i = 0; i < word->count; i++)
        kt_buf_text(&buf, letters[word->letters[i]]);
    return kt_buf_view(&buf);
}

static bool
is_spelt(const struct spelling *a, const struct spelling *b)
{
    return a->count == b->count &&
           memcmp(a->letters, b->letters, a->count) == 0;
}

/* Every slip there is, one after another. */
static bool
slips_to(const struct spelling *a, const struct spelling *b)
{
    bool found = false;
    for (size_t i = 0; i <= a->count; i++) {
        struct spelling less = *a, swapped = *a;
        size_t rest = a->count - i;
        for (unsigned letter = 0; letter < LETTERS; letter++) {
            struct spelling more = *a, other = *a;
            memmove(more.letters + i + 1, a->letters + i, rest);
            more.letters[i] = other.letters[i] = (unsigned char)letter;
            more.count++;
            found |= is_spelt(&more, b) || (rest > 0 && is_spelt(&other, b));
        }
        if (rest == 0)
            continue;
        memmove(less.letters + i, a->letters + i + 1, rest - 1);
        less.count--;
        found |= is_spelt(&less, b);
        if (rest == 1)
            continue;
        swapped.letters[i] = a->letters[i + 1];
        swapped.letters[i + 1] = a->letters[i];
        found |= is_spelt(&swapped, b);
    }
    return found;
}

START_TEST(test_slips_are_all_that_there_are)
{
    for (unsigned i = 0; i < WORDS; i++) {
        for (unsigned j = 0; j < WORDS; j++) {
            struct spelling a = spell(i), b = spell(j);
            struct kt_arena_mark mark = kt_arena_mark(&unit_arena);
            struct kt_str x = written(&a), y = written(&b);
            ck_assert_msg(kt_search_one_edit(x, y) ==
                              (i != j && slips_to(&a, &b)),
                          "%.*s %.*s", KT_STR_FMT(x), KT_STR_FMT(y));
            kt_arena_rewind(&unit_arena, mark);
        }
    }
}
END_TEST

START_TEST(test_stored_words_have_the_mark_of_their_shop)
{
    struct kt_id id = { { [12] = 0, [13] = 1, [14] = 33, [15] = 31 } };
    char mark[KT_SEARCH_MARK];
    struct kt_buf buf;
    kt_search_mark(id, mark);
    kt_buf_init(&buf, &unit_arena, 64);
    ck_assert_uint_eq(kt_search_index(KT_STR("Wi-Fi Mugs"), mark, &buf), 3);
    assert_text(kt_buf_view(&buf), "z110wi z110fi z110wifi z110mug ");
}
END_TEST

START_TEST(test_numbers_are_stored_with_their_words)
{
    char mark[KT_SEARCH_MARK] = "0000";
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 64);
    ck_assert_uint_eq(kt_search_index(KT_STR("iPhone 11 4 TB disk"), mark,
                                      &buf),
                      5);
    assert_text(kt_buf_view(&buf), "0000iphon 000011 0000iphone11 00004 "
                                   "0000tb 00004tb 0000disk ");
}
END_TEST

START_TEST(test_lengths_are_rounded)
{
    ck_assert_uint_eq(kt_search_lengths(0, 0), 0);
    ck_assert_uint_eq(kt_search_lengths(2, 17), 2 << 6 | 2);
    ck_assert_uint_eq(kt_search_lengths(1000, 100000), 4095);
}
END_TEST

START_TEST(test_ranks)
{
    uint32_t title = kt_search_word_score(0x00001);
    uint32_t body = kt_search_word_score(0x10000);
    ck_assert_uint_eq(title, 1000 * 1000);
    ck_assert_uint_eq(body, 100 * 1000);
    ck_assert_uint_eq(kt_search_word_score(0x10001), title + body);
    ck_assert_uint_eq(kt_search_word_score(0x00002), 1000 * 1375);
    ck_assert_uint_eq(kt_search_word_score(0x0000f), 1000 * 2037);
    /* the shorter title, the shorter text */
    uint32_t plain = kt_search_length_score(title, kt_search_lengths(2, 80));
    ck_assert_uint_eq(plain, title / 62 * 1000 / 280);
    ck_assert_uint_gt(plain,
                      kt_search_length_score(title, kt_search_lengths(3, 80)));
    ck_assert_uint_gt(plain,
                      kt_search_length_score(title, kt_search_lengths(2, 88)));
}
END_TEST

Suite *kt_suite_search(void);

Suite *
kt_suite_search(void)
{
    Suite *suite = suite_create("search");
    TCase *tcase = unit_case(suite, "words");
    tcase_add_test(tcase, test_words);
    tcase_add_test(tcase, test_a_word_is_cut_off_at_its_limit);
    tcase_add_test(tcase, test_one_and_many_have_one_stem);
    tcase_add_test(tcase, test_one_slip_of_the_finger);
    tcase_add_test(tcase, test_slips_are_all_that_there_are);
    tcase_add_test(tcase, test_stored_words_have_the_mark_of_their_shop);
    tcase_add_test(tcase, test_numbers_are_stored_with_their_words);
    tcase_add_test(tcase, test_lengths_are_rounded);
    tcase_add_test(tcase, test_ranks);
    return suite;
}
