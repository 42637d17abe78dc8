/* libmicrohttpd 0.9.75 takes a line that ends in a bare LF, a folded header,
 * and a NUL for what they are not. It tells nothing of it, but it parses the
 * head in place: where the strings it hands out do not lie end to end, with
 * exactly CR LF between them, the bytes were something else. Later versions
 * refuse such heads themselves, and their layout is not known here. */

#include "http/server_parts.h"

struct gathering {
    struct kt_head *head;
    const char *expected; /* where the next name must begin */
    bool is_in_place;
};

static enum MHD_Result
gather(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_len,
       const char *value, size_t value_len)
{
    struct gathering *gathering = cls;
    (void)kind;
    if (value == NULL) {
        value = "";
        gathering->is_in_place = false;
    }
    if (name != gathering->expected || value <= name + name_len)
        gathering->is_in_place = false;
    gathering->expected = value + value_len + 2;
    kt_head_add(gathering->head, (struct kt_str){ name, name_len },
                (struct kt_str){ value, value_len });
    return MHD_YES;
}

static bool
layout_is_known(void)
{
    return strcmp(MHD_get_version(), "0.9.75") == 0;
}

/* The whole head: method, target and version with single blanks, the headers,
 * an empty line. */
static bool
is_in_place(const struct kt_turn *turn, const struct gathering *gathering,
            const char *url, const char *method, const char *version)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(turn->mhd,
                                MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return gathering->is_in_place && info != NULL &&
           url == method + strlen(method) + 1 &&
           version == url + turn->x.target.len + 1 &&
           gathering->expected + 2 == method + info->header_size;
}

void
kt_turn_read_head(struct kt_turn *turn, const char *url, const char *method,
                  const char *version)
{
    struct gathering gathering = {
        .head = &turn->x.head,
        .expected = version + strlen(version) + 2,
        .is_in_place = true,
    };
    turn->x.head.is_http_1_0 = strcmp(version, "HTTP/1.0") == 0;
    MHD_get_connection_values_n(turn->mhd, MHD_HEADER_KIND, gather, &gathering);
    if (layout_is_known() &&
        !is_in_place(turn, &gathering, url, method, version))
        turn->x.head.is_malformed = true;
}
