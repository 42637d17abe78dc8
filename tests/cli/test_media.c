/* Pictures and documents that go along with an export. */
#include <signal.h>
#include <string.h>

#include "cli.h"

Suite *kt_suite_media(void);

/* One pixel; an empty PDF, as printf writes it. */
static const char png[] =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWj"
    "R9awAAAABJRU5ErkJggg==";
static const char pdf[] = "%%PDF-1.4\\nxref\\n0 0\\nstartxref\\n9\\n%%%%EOF\\n";

/* The shop s, whose product shows an uploaded picture, a data sheet, and two
 * drawings that were laid there by hand. */
static void
make_shop(void)
{
    unsigned port = cli_port();
    ck_assert_int_eq(cli_sh("kontor init s --currency EUR --tax 19 && "
                            "mkdir s/media/mugs && echo one > s/media/a.svg && "
                            "echo two > s/media/mugs/b.svg && "
                            "echo x > s/media/unused.svg && "
                            "echo %s | base64 -d > mug.png && "
                            "printf '%s' > sheet.pdf && "
                            "kontor token --scopes '*' s > token",
                            png, pdf),
                     0);
    pid_t server = cli_serve("s", port);
    ck_assert_int_eq(
        cli_sh("api=http://127.0.0.1:%u/admin/v1\n"
               "key=\"Authorization: Bearer $(cat token)\"\n"
               "for file in mug.png sheet.pdf; do\n"
               "  curl -sf -H \"$key\" -H 'Content-Type: "
               "application/octet-stream' --data-binary @$file "
               "$api/media?name=$file > record &&\n"
               "  grep -o '\"/media/[0-9a-f]*[.][a-z]*\"' record | head -1 | "
               "tr -d '\"' > $file.url &&\n"
               "  at=$(grep -o 'med_[0-9a-z]*' record | head -1) &&\n"
               "  curl -sf -H \"$key\" -X PATCH $api/media/$at --json "
               "'{\"alts\":{\"en\":\"A mug\"}}' > record || exit 1\n"
               "done\n"
               "curl -sf -H \"$key\" $api/products --json \"{\\\"slug\\\":"
               "\\\"mug\\\",\\\"titles\\\":{\\\"en\\\":\\\"Mug\\\"},"
               "\\\"media\\\":[{\\\"url\\\":\\\"$(cat mug.png.url)\\\"},"
               "{\\\"url\\\":\\\"$(cat sheet.pdf.url)\\\"},"
               "{\\\"url\\\":\\\"/media/a.svg\\\"},"
               "{\\\"url\\\":\\\"/media/mugs/b.svg\\\"},"
               "{\\\"url\\\":\\\"https://shop.example/c.jpg\\\"}],"
               "\\\"variants\\\":[{\\\"sku\\\":\\\"mug\\\",\\\"prices\\\":[{"
               "\\\"currency\\\":\\\"EUR\\\",\\\"amount\\\":1}]}]}\"",
               port),
        0);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
}

START_TEST(test_a_shop_elsewhere_serves_the_same_bytes)
{
    unsigned port = cli_port();
    make_shop();
    ck_assert_int_eq(cli_sh("kontor export jsonl a.jsonl --shop s"), 0);
    assert_err("9 lines written, 4 files in a.jsonl.media\n");
    cli_sh("cd a.jsonl.media && find . -type f | grep -vc '[.]/[0-9a-f]*[.]p' "
           "&& ls -A");
    assert_says(cli_out, "2\n");
    ck_assert_ptr_null(strstr(cli_out, "unused"));
    ck_assert_int_eq(cli_sh("mv s gone && kontor init t --empty && "
                            "kontor import jsonl a.jsonl --shop t"),
                     0);
    assert_says(cli_out, "4 files came into the media folder\n");
    pid_t server = cli_serve("t", port);
    ck_assert_int_eq(
        cli_sh("api=http://127.0.0.1:%u\n"
               "curl -sf $api$(cat mug.png.url) | cmp - mug.png &&\n"
               "curl -sf $api$(cat sheet.pdf.url) | cmp - sheet.pdf &&\n"
               "curl -sf $api/media/a.svg && curl -sf $api/media/mugs/b.svg && "
               "curl -sfI $api$(cat sheet.pdf.url) | grep -i disposition && "
               "curl -sf $api/store/v1/products/mug",
               port),
        0);
    assert_says(cli_out, "one\ntwo\nContent-Disposition: inline; "
                         "filename=\"sheet.pdf\"\r\n");
    assert_says(cli_out, ".png\",\"alt\":\"A mug\",\"width\":1,\"height\":1}");
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
    ck_assert_int_eq(cli_sh("kontor doctor t && "
                            "kontor export jsonl b.jsonl --shop t && "
                            "cmp a.jsonl b.jsonl && "
                            "diff -r a.jsonl.media b.jsonl.media && "
                            "kontor import jsonl a.jsonl --shop t"),
                     0);
    ck_assert_ptr_null(strstr(cli_out, "files came"));
}
END_TEST

START_TEST(test_lines_alone_say_which_files_they_lack)
{
    make_shop();
    ck_assert_int_eq(cli_sh("kontor export jsonl --shop s > a.jsonl"), 0);
    assert_err("9 lines written\nnote: they name 4 files of the media folder; "
               "--media DIR copies them\n");
    ck_assert_int_eq(cli_sh("kontor init t --empty && "
                            "kontor import jsonl a.jsonl --shop t"),
                     3);
    assert_says(cli_err, ".png\": the file is neither in the shop's media "
                         "folder nor beside the lines\n");
    ck_assert_int_eq(cli_sh("kontor export jsonl - --media files --shop s "
                            "> a.jsonl && rm s/media/a.svg && "
                            "kontor export jsonl - --shop s > a.jsonl"),
                     0);
    assert_says(cli_err, "9 lines written, 4 files in files\n");
    assert_says(cli_err, "note: 1 files that they name are not in the media "
                         "folder; see kontor doctor\n");
    ck_assert_int_eq(cli_sh("kontor import jsonl - --media files --shop t "
                            "--dry-run < a.jsonl && ls -A t/media"),
                     0);
    ck_assert_ptr_null(strstr(cli_out, ".png"));
    ck_assert_int_eq(cli_sh("kontor import jsonl - --media files --shop t "
                            "< a.jsonl && cat t/media/a.svg"),
                     0);
    assert_says(cli_out, "4 files came into the media folder\none\n");
}
END_TEST

START_TEST(test_a_file_that_changed_is_refused)
{
    make_shop();
    ck_assert_int_eq(cli_sh("kontor export jsonl a.jsonl --shop s && "
                            "echo >> $(ls a.jsonl.media/*.png) && "
                            "kontor init t --empty && "
                            "kontor import jsonl a.jsonl --shop t"),
                     3);
    assert_says(cli_err, ".png\": the file is another one than its name says");
    cli_sh("ls -A t/media t/media/.incoming");
    ck_assert_ptr_null(strstr(cli_out, ".png"));
    ck_assert_int_eq(cli_sh(
                         "kontor import jsonl a.jsonl --media none --shop t"),
                     1);
    assert_says(cli_err, "none: No such file or directory\n");
    ck_assert_int_eq(cli_sh("kontor import shopify a.jsonl --media s --shop t"),
                     2);
    assert_says(cli_err, "kontor import: --media is nothing for shopify\n");
}
END_TEST

/* A line that was written by hand tells no size. */
START_TEST(test_a_picture_without_a_size_is_measured)
{
    ck_assert_int_eq(
        cli_sh("kontor init s && echo %s | base64 -d > mug.png && "
               "name=$(sha256sum mug.png | cut -c 1-64).png && "
               "mkdir a.jsonl.media && mv mug.png a.jsonl.media/$name && "
               "echo '{\"kind\":\"media\",\"url\":\"/media/'$name'\"}' "
               "> a.jsonl && kontor import jsonl a.jsonl --shop s && "
               "kontor export jsonl --shop s | grep '\"media\"'",
               png),
        0);
    assert_says(cli_out, ",\"width\":1,\"height\":1,");
    ck_assert_int_eq(cli_sh("echo '{\"kind\":\"media\",\"url\":\"/media/a.svg\""
                            "}' | kontor import jsonl - --shop s"),
                     3);
    assert_says(cli_err, "standard input:1: /url: \"/media/a.svg\": must be "
                         "the address of an uploaded file, as in "
                         "\"/media/9f86….png\"\n");
}
END_TEST

Suite *
kt_suite_media(void)
{
    Suite *suite = suite_create("media");
    TCase *media = cli_case(suite, "media");
    tcase_add_test(media, test_a_shop_elsewhere_serves_the_same_bytes);
    tcase_add_test(media, test_lines_alone_say_which_files_they_lack);
    tcase_add_test(media, test_a_file_that_changed_is_refused);
    tcase_add_test(media, test_a_picture_without_a_size_is_measured);
    return suite;
}
