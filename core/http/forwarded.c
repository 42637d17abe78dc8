#include "http/forwarded.h"

#include <strings.h>

#include "base/text.h"

void
kt_hops_add(struct kt_hops *hops, struct kt_str line)
{
    if (hops->count == KT_HOP_LINES_MAX) {
        hops->count--;
        memmove(hops->lines, hops->lines + 1,
                hops->count * sizeof *hops->lines);
    }
    hops->lines[hops->count++] = line;
}

/* Takes the last part off, as it is divided by the sign. */
static struct kt_str
take_last(struct kt_str *list, char sign)
{
    size_t at = list->len;
    while (at > 0 && list->ptr[at - 1] != sign)
        at--;
    struct kt_str part = { list->ptr + at, list->len - at };
    list->len = at > 0 ? at - 1 : 0;
    return kt_text_trim(part);
}

static struct kt_str
unquote(struct kt_str text)
{
    if (text.len >= 2 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"')
        return (struct kt_str){ text.ptr + 1, text.len - 2 };
    return text;
}

/* The value of a parameter of one element of Forwarded, or the element itself
 * when it has no parameters, as in X-Forwarded-For. ptr NULL when it lacks the
 * parameter. */
static struct kt_str
value_of(struct kt_str element, struct kt_str name)
{
    if (memchr(element.ptr, '=', element.len) == NULL)
        return kt_str_eq(name, KT_STR("for")) ? element : (struct kt_str){ 0 };
    while (element.len > 0) {
        struct kt_str value = take_last(&element, ';');
        const char *sign = memchr(value.ptr, '=', value.len);
        size_t len = sign != NULL ? (size_t)(sign - value.ptr) : 0;
        if (len == name.len && strncasecmp(value.ptr, name.ptr, len) == 0)
            return unquote((struct kt_str){ sign + 1, value.len - len - 1 });
    }
    return (struct kt_str){ 0 };
}

/* "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]:80". */
static bool
parse_hop(struct kt_str text, struct kt_peer *peer)
{
    if (text.len == 0)
        return false;
    const char *colon = memchr(text.ptr, ':', text.len);
    if (text.ptr[0] == '[') {
        const char *end = memchr(text.ptr, ']', text.len);
        size_t len = end != NULL ? (size_t)(end - text.ptr) : 0;
        return len > 1 &&
               kt_peer_parse((struct kt_str){ text.ptr + 1, len - 1 }, peer);
    }
    if (colon != NULL && memchr(text.ptr, '.', (size_t)(colon - text.ptr)))
        text.len = (size_t)(colon - text.ptr);
    return kt_peer_parse(text, peer);
}

struct kt_peer
kt_hops_client(const struct kt_hops *hops, const struct kt_peer *peer,
               const struct kt_networks *proxies)
{
    struct kt_peer client = *peer;
    for (size_t i = hops->count; i > 0; i--) {
        struct kt_str line = hops->lines[i - 1];
        while (line.len > 0) {
            struct kt_peer next;
            struct kt_str hop = value_of(take_last(&line, ','), KT_STR("for"));
            if (!kt_networks_have(proxies, &client) || !parse_hop(hop, &next))
                return client;
            client = next;
        }
    }
    return client;
}

bool
kt_hops_are_https(const struct kt_hops *forwarded, struct kt_str proto)
{
    static const struct kt_str https = KT_STR_INIT("https");
    struct kt_str last = { 0 };
    if (forwarded != NULL && forwarded->count > 0) {
        struct kt_str line = forwarded->lines[forwarded->count - 1];
        last = value_of(take_last(&line, ','), KT_STR("proto"));
    } else if (proto.ptr != NULL) {
        last = take_last(&proto, ',');
    }
    return last.len == https.len &&
           strncasecmp(last.ptr, https.ptr, https.len) == 0;
}
