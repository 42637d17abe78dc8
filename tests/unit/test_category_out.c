#include "domain/catalog/category_out.h"

#include "base/buf.h"
#include "unit.h"

static struct kt_category_out
row(const char *slug, const char *parent)
{
    return (struct kt_category_out){ .slug = kt_str_of(slug),
                                     .name = kt_str_of(slug),
                                     .parent = kt_str_of(parent) };
}

/* "a(b(c) d)" */
static void
print(const struct kt_list *list, struct kt_buf *buf)
{
    const struct kt_category_out *rows = list->items;
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            kt_buf_char(buf, ' ');
        kt_buf_str(buf, rows[i].slug);
        if (rows[i].children.count == 0)
            continue;
        kt_buf_char(buf, '(');
        print(&rows[i].children, buf);
        kt_buf_char(buf, ')');
    }
}

static void
assert_tree(struct kt_category_out *rows, size_t count, const char *expected)
{
    struct kt_list tree = kt_category_tree(rows, count, &unit_arena);
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 64);
    print(&tree, &buf);
    assert_text(kt_buf_view(&buf), expected);
}

START_TEST(nothing_has_no_tree)
{
    assert_tree(NULL, 0, "");
}
END_TEST

START_TEST(categories_keep_their_order)
{
    struct kt_category_out rows[] = {
        row("b", NULL), row("a", NULL), row("y", "a"), row("x", "b"),
        row("z", "a"),  row("w", "y"),  row("v", "y"),
    };
    assert_tree(rows, 7, "b(x) a(y(w v) z)");
    ck_assert_uint_eq(rows[2].children.count, 2);
}
END_TEST

START_TEST(an_orphan_hangs_nowhere)
{
    struct kt_category_out rows[] = { row("a", NULL), row("b", "gone"),
                                      row("c", "b") };
    assert_tree(rows, 3, "a");
    ck_assert_uint_eq(rows[1].children.count, 1);
}
END_TEST

START_TEST(a_path_begins_at_the_top)
{
    struct kt_category_out rows[] = { row("a", NULL), row("b", "a"),
                                      row("c", "b") };
    struct kt_list path = kt_category_path(rows, 3, &rows[2], &unit_arena);
    const struct kt_category_ref_out *refs = path.items;
    ck_assert_uint_eq(path.count, 2);
    assert_text(refs[0].slug, "a");
    assert_text(refs[1].slug, "b");
    path = kt_category_path(rows, 3, &rows[0], &unit_arena);
    ck_assert_uint_eq(path.count, 0);
    ck_assert_ptr_eq(kt_category_find(rows, 3, KT_STR("b")), &rows[1]);
    ck_assert_ptr_null(kt_category_find(rows, 3, KT_STR("d")));
}
END_TEST

Suite *kt_suite_category_out(void);

Suite *
kt_suite_category_out(void)
{
    Suite *suite = suite_create("category_out");
    TCase *tcase = unit_case(suite, "tree");
    tcase_add_test(tcase, nothing_has_no_tree);
    tcase_add_test(tcase, categories_keep_their_order);
    tcase_add_test(tcase, an_orphan_hangs_nowhere);
    tcase_add_test(tcase, a_path_begins_at_the_top);
    return suite;
}
