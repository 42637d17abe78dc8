/* The head of a request, a header a line: what is let in has one framing and
 * one host; who may not be believed is not. */
#include "fuzz.h"
#include "http/head.h"

static void
read_lines(struct kt_head *head, struct kt_str text)
{
    while (text.len > 0) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end != NULL ? (size_t)(end - text.ptr) : text.len;
        const char *colon = memchr(text.ptr, ':', len);
        size_t name = colon != NULL ? (size_t)(colon - text.ptr) : len;
        size_t value = colon != NULL ? name + 1 : name;
        kt_head_add(head, (struct kt_str){ text.ptr, name },
                    (struct kt_str){ text.ptr + value, len - value });
        size_t step = end != NULL ? len + 1 : len;
        text = (struct kt_str){ text.ptr + step, text.len - step };
    }
}

static void
check_framing(const struct kt_head *head)
{
    bool is_chunked = kt_head_has(head, KT_HEAD_TRANSFER_ENCODING);
    KT_ASSERT(head->repeated == NULL && !head->is_malformed);
    KT_ASSERT(head->content_length >= -1);
    KT_ASSERT(!is_chunked || head->content_length == -1);
    KT_ASSERT(kt_head_has(head, KT_HEAD_HOST));
    KT_ASSERT(kt_head_has_body(head) ==
              (is_chunked || head->content_length > 0));
}

static void
check_client(const struct kt_head *head, struct kt_arena *arena)
{
    struct kt_networks proxies;
    struct kt_error err;
    kt_error_init(&err, arena);
    KT_ASSERT(kt_networks_parse(KT_STR("10.0.0.0/8, fd00::/8"), arena, &proxies,
                                &err) == KT_OK);
    struct kt_peer stranger, proxy;
    KT_ASSERT(kt_peer_parse(KT_STR("203.0.113.9"), &stranger));
    KT_ASSERT(kt_peer_parse(KT_STR("10.0.0.1"), &proxy));
    const struct kt_hops *const ways[] = { &head->forwarded,
                                           &head->forwarded_for };
    for (size_t i = 0; i < KT_COUNT(ways); i++) {
        struct kt_peer client = kt_hops_client(ways[i], &stranger, &proxies);
        KT_ASSERT(kt_peer_eq(&client, &stranger));
        client = kt_hops_client(ways[i], &proxy, &proxies);
        KT_ASSERT(ways[i]->count > 0 || kt_peer_eq(&client, &proxy));
        KT_ASSERT(kt_peer_format(&client, arena).len > 1);
    }
    (void)kt_hops_are_https(&head->forwarded,
                            head->values[KT_HEAD_FORWARDED_PROTO]);
    (void)kt_hops_are_https(NULL, head->values[KT_HEAD_FORWARDED_PROTO]);
}

static void
check_wishes(const struct kt_head *head)
{
    struct kt_coding_wish wish = kt_head_coding(head);
    struct kt_str language = kt_head_language(head);
    KT_ASSERT(wish.coding <= KT_CODING_ZSTD);
    KT_ASSERT(!wish.is_only || wish.coding != KT_CODING_NONE);
    KT_ASSERT(wish.coding == KT_CODING_NONE ||
              kt_head_has(head, KT_HEAD_ACCEPT_ENCODING));
    for (size_t i = 0; i < language.len; i++)
        KT_ASSERT(language.ptr[i] > ' ' && language.ptr[i] < 0x7f);
    KT_ASSERT(!kt_head_is_json(head) ||
              kt_head_has(head, KT_HEAD_CONTENT_TYPE));
    KT_ASSERT(!kt_head_prefers_html(head) || kt_head_has(head, KT_HEAD_ACCEPT));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_arena arena;
    struct kt_error err;
    struct kt_head head = { 0 };
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    read_lines(&head, fuzz_text(&arena, data, size));
    if (kt_head_check(&head, &err) == KT_OK)
        check_framing(&head);
    else
        KT_ASSERT(err.status == KT_INVALID_REQUEST);
    check_client(&head, &arena);
    check_wishes(&head);
    kt_arena_release(&arena);
    return 0;
}
