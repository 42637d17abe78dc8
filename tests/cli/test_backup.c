/* Backup and restore, stopped and beside a server at work. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static void
make_shop(void)
{
    ck_assert_int_eq(
        cli_sh("kontor init s --currency EUR --country DE --tax 19 && "
               "mkdir -p s/media/x s/media/.thumbnails/16x16 && "
               "echo small > s/media/.thumbnails/16x16/a.webp && echo picture "
               "> 's/media/x/größe.svg' && "
               "echo '{\"kind\":\"product\",\"slug\":\"mug\",\"titles\":"
               "{\"en\":\"Mug\"},\"variants\":[{\"sku\":\"mug\",\"prices\":["
               "{\"currency\":\"EUR\",\"amount\":1190}]}]}' | "
               "kontor import jsonl - --shop s"),
        0);
}

/* ---- there and back ---- */

START_TEST(test_a_shop_comes_back_as_it_was)
{
    make_shop();
    ck_assert_int_eq(cli_sh("kontor backup b.kontor --shop s"), 0);
    assert_says(cli_out, "b.kontor: 6 files, ");
    assert_err("");
    ck_assert_int_eq(cli_sh("kontor restore b.kontor t/"), 0);
    assert_out("t/ is a shop: 6 files, checksums and database are whole\n");
    cli_sh("cd s && find scripts media kontor.conf -type f | "
           "grep -v thumbnails | sort > ../s.txt;"
           "cd ../t && find scripts media kontor.conf -type f | sort | "
           "cmp - ../s.txt && diff -r ../s/scripts scripts && "
           "diff -r -x .thumbnails ../s/media media && cmp ../s/kontor.conf "
           "kontor.conf");
    ck_assert_int_eq(cli_code, 0);
    ck_assert_int_eq(cli_sh("kontor export jsonl a --shop s 2>&1 && "
                            "kontor export jsonl b --shop t 2>&1 && cmp a b"),
                     0);
    ck_assert_int_eq(cli_sh("kontor doctor t"), 0);
    cli_sh("ls -A; stat -c %%a b.kontor t/data t/data/shop.db");
    assert_out("a\nb\nb.kontor\ns\ns.txt\nt\n600\n700\n600\n");
}
END_TEST

START_TEST(test_other_tools_read_it)
{
    make_shop();
    cli_sh("kontor backup b.kontor --shop s");
    ck_assert_int_eq(cli_sh("mkdir t && tar xf b.kontor -C t && cd t && "
                            "sha256sum -c SHA256SUMS"),
                     0);
    assert_says(cli_out, "data/shop.db: OK\n");
    assert_says(cli_out, "media/x/größe.svg: OK\n");
}
END_TEST

/* A shop that is restored elsewhere must not open the first one's files. */
START_TEST(test_places_outside_are_taken_in)
{
    make_shop();
    cli_sh("mv s/data/shop.db else.db && mv s/media pictures && "
           "printf 'database = %%s/else.db\\nmedia = ../pictures\\n"
           "port = 8081\\n' \"$PWD\" >> s/kontor.conf && "
           "kontor backup b --shop s && kontor restore b t");
    ck_assert_int_eq(cli_code, 0);
    cli_sh("tail -3 t/kontor.conf | cut -c 1-16; cat t/media/x/*; "
           "kontor export jsonl --shop t | grep -c mug");
    assert_out("#database = /tmp\n#media = ../pict\nport = 8081\npicture\n1\n");
}
END_TEST

START_TEST(test_an_older_backup_stays_until_the_new_one_is_whole)
{
    make_shop();
    cli_sh("kontor backup b --shop s && cp b old && chmod 0 s/scripts && "
           "rm s/data/shop.db");
    ck_assert_int_eq(cli_sh("kontor backup b --shop s"), 3);
    assert_says(cli_err, "there is no database");
    cli_sh("cmp b old && ls");
    assert_out("b\nold\ns\n");
    ck_assert_int_eq(cli_sh("kontor backup s --shop s"), 1);
    assert_err("kontor: A file cannot be read or written: s is no file\n");
    cli_sh("chmod 755 s/scripts");
}
END_TEST

/* ---- beside a server ---- */

/* Buyers place orders all the time; each acknowledged one is a line of
 * orders.txt. What is there when the backup begins is in it. */
static const char buyers[] =
    "api=http://127.0.0.1:%u/store/v1\n"
    "buy() { for i in 1 2 3 4 5 6 7 8 9 10; do\n"
    "  cart=$(curl -sf -X POST $api/carts --json "
    "'{\"email\":\"a@example.com\",\"shipping_option\":\"standard\","
    "\"shipping_address\":{\"first_name\":\"A\",\"last_name\":\"B\","
    "\"line1\":\"Weg 1\",\"postal_code\":\"20457\",\"city\":\"Hamburg\","
    "\"country\":\"DE\"}}' | grep -o 'cart_[0-9a-z]*' | head -1)\n"
    "  total=$(curl -sf $api/carts/$cart/lines "
    "--json '{\"sku\":\"mug-red\",\"quantity\":1}' | "
    "grep -o '\"total\":[0-9]*,\"tendered\"' | grep -o '[0-9]*')\n"
    "  curl -sf $api/carts/$cart/checkout --json "
    "'{\"payment\":{\"provider\":\"manual\"},\"expected_total\":'$total'}' | "
    "grep -o '\"number\":\"[^\"]*\"' >> orders.txt\n"
    "done; }\n"
    "touch orders.txt; buy & buy &\n"
    "for try in $(seq 1000); do\n"
    "  [ $(wc -l < orders.txt) -lt 5 ] || break; sleep 0.01\n"
    "done\n"
    "before=$(wc -l < orders.txt)\n"
    "kontor backup b --shop s || exit 1\n"
    "wait; echo $before $(sort -u orders.txt | wc -l)\n";

START_TEST(test_a_backup_beside_a_busy_server_has_all_before_it)
{
    char *out;
    int before, after, scanned;
    unsigned port = cli_port();
    pid_t demo = cli_demo(port, "s", &out);
    ck_assert_int_eq(cli_sh(buyers, port), 0);
    assert_err("");
    scanned = sscanf(strchr(cli_out, '\n'), "%d %d", &before, &after);
    ck_assert_int_eq(scanned, 2);
    ck_assert_int_eq(after, 20);

    ck_assert_int_eq(cli_sh("kontor restore b t && kontor doctor t"), 0);
    long long kept = cli_sql("t/data/shop.db", "SELECT COUNT(*) FROM orders");
    ck_assert_int_ge(kept, before);
    ck_assert_int_le(kept, after);
    ck_assert_int_eq(cli_sh("kontor doctor s"), 0);
    ck_assert_int_eq(cli_stop(demo, SIGTERM), 0);
    ck_assert_int_eq(cli_sql("s/data/shop.db", "SELECT COUNT(*) FROM orders"),
                     after);
    free(out);
}
END_TEST

/* ---- what is refused ---- */

START_TEST(test_a_folder_with_something_in_it_is_refused)
{
    make_shop();
    cli_sh("kontor backup b --shop s && mkdir t && echo mine > t/notes");
    ck_assert_int_eq(cli_sh("kontor restore b t"), 3);
    assert_err("kontor: It exists already: t is not an empty folder\n");
    cli_sh("ls -A . t");
    assert_out(".:\nb\ns\nt\n\nt:\nnotes\n");
}
END_TEST

START_TEST(test_half_a_backup_is_refused)
{
    make_shop();
    cli_sh("kontor backup b --shop s && head -c 3000 b > half");
    ck_assert_int_eq(cli_sh("kontor restore half t"), 3);
    assert_says(cli_err, "half: it is no backup or damaged: ");
    cli_sh("ls -A");
    assert_out("b\nhalf\ns\n");
    ck_assert_int_eq(cli_sh("kontor restore s/kontor.conf t"), 3);
    assert_says(cli_err, "it is no backup or damaged");
    ck_assert_int_eq(cli_sh("kontor restore none t"), 1);
    assert_says(cli_err, "none: No such file or directory\n");
}
END_TEST

/* A backup is taken apart, changed, and put together again by tar. */
static const struct {
    const char *change; /* in the folder of its files; gives the tar file */
    const char *why;
} forged[] = {
    { "touch scripts/more.lua; tar cf ../f $all scripts/more.lua SHA256SUMS",
      "SHA256SUMS: it names other files" },
    { "sed -i s/a/b/ scripts/README.md; tar cf ../f $all SHA256SUMS",
      "scripts/README.md: its checksum is another" },
    { "tar cf ../f $all", "it ends too early" },
    { "tar cf ../f $all SHA256SUMS --hard-dereference kontor.conf",
      "kontor.conf: it stands behind the checksums" },
    { "tar cf ../f --hard-dereference kontor.conf kontor.conf",
      "kontor.conf: this name is there twice" },
    { "touch ../evil; tar cPf ../f scripts/../../evil",
      "scripts/../../evil: this name may not be in a backup" },
    { "tar cPf ../f \"$PWD/kontor.conf\"",
      "/kontor.conf: this name may not be in a backup" },
    { "touch 'a\\b'; tar cf ../f --no-unquote 'a\\b'",
      "this name may not be in a backup" },
    { "ln -s /etc scripts/link; tar cf ../f scripts/link",
      "scripts/link: only plain files may be in a backup" },
    { "ln kontor.conf scripts/same; tar cf ../f kontor.conf scripts/same",
      "scripts/same: only plain files may be in a backup" },
    { "mkfifo scripts/pipe; tar cf ../f scripts/pipe",
      "scripts/pipe: only plain files may be in a backup" },
    { "tar cf ../f scripts", "scripts/: only plain files may be in a backup" },
    { "touch .bashrc; tar cf ../f .bashrc",
      ".bashrc: this is no file of a shop" },
    { "truncate -s 8T data/shop.db; tar cSf ../f data/shop.db",
      "needs room for" },
};

START_TEST(test_a_forged_backup_is_refused)
{
    make_shop();
    cli_sh("kontor backup b --shop s && mkdir x && tar xf b -C x && cd x && "
           "all=$(cut -c 67- SHA256SUMS) && %s",
           forged[_i].change);
    cli_sh("kontor restore f t");
    ck_assert_msg(cli_code == 3 || cli_code == 1, "%d", cli_code);
    assert_says(cli_err, forged[_i].why);
    cli_sh("ls -A | tr '\\n' ' '");
    ck_assert_ptr_null(strstr(cli_out, "t "));
}
END_TEST

Suite *kt_suite_backup(void);

Suite *
kt_suite_backup(void)
{
    Suite *suite = suite_create("backup");
    TCase *backup = cli_case(suite, "backup");
    tcase_add_test(backup, test_a_shop_comes_back_as_it_was);
    tcase_add_test(backup, test_other_tools_read_it);
    tcase_add_test(backup, test_places_outside_are_taken_in);
    tcase_add_test(backup,
                   test_an_older_backup_stays_until_the_new_one_is_whole);
    tcase_add_test(backup,
                   test_a_backup_beside_a_busy_server_has_all_before_it);
    TCase *refused = cli_case(suite, "refused");
    tcase_add_test(refused, test_a_folder_with_something_in_it_is_refused);
    tcase_add_test(refused, test_half_a_backup_is_refused);
    tcase_add_loop_test(refused, test_a_forged_backup_is_refused, 0,
                        sizeof forged / sizeof forged[0]);
    return suite;
}
