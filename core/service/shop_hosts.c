#include "service/shop_hosts.h"

#include "base/grow.h"

enum { HOST_MAX = 253, LABEL_MAX = 63 };

static bool
is_host_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* Labels of 1 to 63 letters, digits and hyphens, joined by dots. */
static bool
is_host(struct kt_str host)
{
    size_t label = 0;
    for (size_t i = 0; i < host.len; i++) {
        bool is_dot = host.ptr[i] == '.';
        if (is_dot ? label == 0 : !is_host_char(host.ptr[i]))
            return false;
        label = is_dot ? 0 : label + 1;
        if (label > LABEL_MAX)
            return false;
    }
    return label > 0 && host.len <= HOST_MAX;
}

static bool
stands_before(const struct kt_str *hosts, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (kt_str_eq(hosts[i], hosts[index]))
            return true;
    }
    return false;
}

static enum kt_status
is_taken(const struct kt_tx *tx, struct kt_str host, bool *taken,
         struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_STORE_HOST_TAKEN, KT_ARGS(KT_TEXT(host)), &rows,
                    err));
    *taken = kt_rows_next(&rows);
    return kt_rows_close(&rows);
}

enum kt_status
kt_shop_hosts_check(const struct kt_tx *tx, const struct kt_list *list,
                    struct kt_str pointer, struct kt_error *err)
{
    const struct kt_str *hosts = list->items;
    for (size_t i = 0; i < list->count; i++) {
        bool taken = false;
        struct kt_str at =
            kt_arena_format(err->arena, "%.*s/%zu", KT_STR_FMT(pointer), i);
        if (!is_host(hosts[i]))
            kt_error_add(err, at, "wrong_value",
                         "\"%.*s\" is no host name: write it in lower case, "
                         "without a port, as shop.example.com",
                         KT_STR_FMT(hosts[i]));
        else if (stands_before(hosts, i))
            kt_error_add(err, at, "duplicate", "\"%.*s\" stands twice",
                         KT_STR_FMT(hosts[i]));
        else
            KT_TRY(is_taken(tx, hosts[i], &taken, err));
        if (taken)
            kt_error_add(err, at, "taken", "another shop has the host \"%.*s\"",
                         KT_STR_FMT(hosts[i]));
    }
    return err->status;
}

enum kt_status
kt_shop_hosts_save(struct kt_tx *tx, const struct kt_list *list,
                   struct kt_error *err)
{
    const struct kt_str *hosts = list->items;
    KT_TRY(kt_exec(tx, KT_SQL_STORE_HOST_CLEAR, KT_ANY_ROWS, KT_NO_ARGS, err));
    for (size_t i = 0; i < list->count; i++)
        KT_TRY(kt_exec(tx, KT_SQL_STORE_HOST_INSERT, 1,
                       KT_ARGS(KT_TEXT(hosts[i])), err));
    return KT_OK;
}

enum kt_status
kt_shop_hosts_load(const struct kt_tx *tx, struct kt_arena *arena,
                   struct kt_list *list, struct kt_error *err)
{
    struct kt_str *hosts = NULL;
    struct kt_rows rows;
    size_t count = 0;
    KT_TRY(kt_query(tx, KT_SQL_STORE_HOST_LIST, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        hosts = kt_grow(arena, hosts, count, sizeof *hosts);
        hosts[count++] = kt_col_copy(&rows, 0, arena);
    }
    *list = (struct kt_list){ hosts, count };
    return kt_rows_close(&rows);
}
