#include "http/head.h"

#include <strings.h>

#include "base/text.h"

/* How often a header may stand, and which one counts. */
enum count { ONCE, FIRST, LAST };

struct known {
    struct kt_str name;
    enum count count;
};

static const struct known known_headers[KT_HEAD_COUNT] = {
    [KT_HEAD_ACCEPT] = { KT_STR_INIT("Accept"), FIRST },
    [KT_HEAD_ACCEPT_ENCODING] = { KT_STR_INIT("Accept-Encoding"), FIRST },
    [KT_HEAD_ACCEPT_LANGUAGE] = { KT_STR_INIT("Accept-Language"), FIRST },
    [KT_HEAD_AUTHORIZATION] = { KT_STR_INIT("Authorization"), ONCE },
    [KT_HEAD_CONTENT_ENCODING] = { KT_STR_INIT("Content-Encoding"), ONCE },
    [KT_HEAD_CONTENT_LENGTH] = { KT_STR_INIT("Content-Length"), ONCE },
    [KT_HEAD_CONTENT_TYPE] = { KT_STR_INIT("Content-Type"), ONCE },
    [KT_HEAD_EXPECT] = { KT_STR_INIT("Expect"), ONCE },
    [KT_HEAD_FORWARDED] = { KT_STR_INIT("Forwarded"), LAST },
    [KT_HEAD_FORWARDED_FOR] = { KT_STR_INIT("X-Forwarded-For"), LAST },
    [KT_HEAD_FORWARDED_PROTO] = { KT_STR_INIT("X-Forwarded-Proto"), LAST },
    [KT_HEAD_HOST] = { KT_STR_INIT("Host"), ONCE },
    [KT_HEAD_IDEMPOTENCY_KEY] = { KT_STR_INIT("Idempotency-Key"), ONCE },
    [KT_HEAD_IF_MATCH] = { KT_STR_INIT("If-Match"), ONCE },
    [KT_HEAD_IF_NONE_MATCH] = { KT_STR_INIT("If-None-Match"), FIRST },
    [KT_HEAD_IF_RANGE] = { KT_STR_INIT("If-Range"), ONCE },
    [KT_HEAD_ORIGIN] = { KT_STR_INIT("Origin"), ONCE },
    [KT_HEAD_PUBLISHABLE_KEY] = { KT_STR_INIT("X-Publishable-Key"), ONCE },
    [KT_HEAD_RANGE] = { KT_STR_INIT("Range"), ONCE },
    [KT_HEAD_REQUEST_ID] = { KT_STR_INIT("X-Request-Id"), FIRST },
    [KT_HEAD_TRANSFER_ENCODING] = { KT_STR_INIT("Transfer-Encoding"), ONCE },
};

static bool
eq_any_case(struct kt_str a, struct kt_str b)
{
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

/* RFC 9110, tchar. */
static bool
is_token_char(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') ||
           (c > 0x20 && c < 0x7f && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool
is_token(struct kt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_token_char((unsigned char)text.ptr[i]))
            return false;
    }
    return text.len > 0;
}

static bool
has_control(struct kt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

void
kt_head_add(struct kt_head *head, struct kt_str name, struct kt_str value)
{
    if (!is_token(name) || has_control(value))
        head->is_malformed = true;
    for (size_t i = 0; i < KT_HEAD_COUNT; i++) {
        if (!eq_any_case(known_headers[i].name, name))
            continue;
        enum count count = known_headers[i].count;
        if (i == KT_HEAD_FORWARDED)
            kt_hops_add(&head->forwarded, value);
        else if (i == KT_HEAD_FORWARDED_FOR)
            kt_hops_add(&head->forwarded_for, value);
        if (head->values[i].ptr == NULL || count == LAST)
            head->values[i] = kt_text_trim(value);
        else if (count == ONCE)
            head->repeated = known_headers[i].name.ptr;
        return;
    }
}

static enum kt_status
refuse(struct kt_error *err, const char *detail)
{
    kt_fail_invalid_request(err);
    return kt_error_explain(err, "%s", detail);
}

static enum kt_status
check_length(struct kt_head *head, struct kt_error *err)
{
    struct kt_str length = head->values[KT_HEAD_CONTENT_LENGTH];
    head->content_length = -1;
    if (length.ptr == NULL)
        return KT_OK;
    if (length.len == 0 || length.len > 18)
        return refuse(err, "Content-Length is no number");
    int64_t number = 0;
    for (size_t i = 0; i < length.len; i++) {
        if (length.ptr[i] < '0' || length.ptr[i] > '9')
            return refuse(err, "Content-Length is no number");
        number = number * 10 + (length.ptr[i] - '0');
    }
    head->content_length = number;
    return KT_OK;
}

static enum kt_status
check_encoding(const struct kt_head *head, struct kt_error *err)
{
    if (!kt_head_has(head, KT_HEAD_TRANSFER_ENCODING))
        return KT_OK;
    if (head->content_length >= 0)
        return refuse(err, "Content-Length and Transfer-Encoding together");
    if (head->is_http_1_0)
        return refuse(err, "Transfer-Encoding in HTTP/1.0");
    if (!eq_any_case(head->values[KT_HEAD_TRANSFER_ENCODING],
                     KT_STR("chunked")))
        return refuse(err, "Transfer-Encoding must be chunked");
    return KT_OK;
}

static enum kt_status
check_host(const struct kt_head *head, struct kt_error *err)
{
    struct kt_str host = head->values[KT_HEAD_HOST];
    if (host.ptr == NULL)
        return head->is_http_1_0 ? KT_OK : refuse(err, "Host is missing");
    for (size_t i = 0; i < host.len; i++) {
        unsigned char c = (unsigned char)host.ptr[i];
        if (c <= 0x20 || c > 0x7e || strchr("/\\@?#,", c) != NULL)
            return refuse(err, "Host is no host");
    }
    return KT_OK;
}

enum kt_status
kt_head_check(struct kt_head *head, struct kt_error *err)
{
    if (head->is_malformed)
        return refuse(err, "a header is malformed");
    if (head->repeated != NULL) {
        kt_fail_invalid_request(err);
        return kt_error_explain(err, "%s stands twice", head->repeated);
    }
    KT_TRY(check_length(head, err));
    KT_TRY(check_encoding(head, err));
    KT_TRY(check_host(head, err));
    if (kt_head_has(head, KT_HEAD_EXPECT) &&
        !eq_any_case(head->values[KT_HEAD_EXPECT], KT_STR("100-continue")))
        return refuse(err, "Expect must be 100-continue");
    return KT_OK;
}

bool
kt_head_has_body(const struct kt_head *head)
{
    return head->content_length > 0 ||
           kt_head_has(head, KT_HEAD_TRANSFER_ENCODING);
}

/* Takes the text up to the sign off the front, trimmed. */
static struct kt_str
take_until(struct kt_str *text, char sign)
{
    const char *end = memchr(text->ptr, sign, text->len);
    size_t len = end != NULL ? (size_t)(end - text->ptr) : text->len;
    struct kt_str part = kt_text_trim((struct kt_str){ text->ptr, len });
    size_t step = end != NULL ? len + 1 : len;
    *text = (struct kt_str){ text->ptr + step, text->len - step };
    return part;
}

static bool
is_utf8_charset(struct kt_str parameter)
{
    struct kt_str value = parameter;
    struct kt_str name = take_until(&value, '=');
    value = kt_text_trim(value);
    if (value.len >= 2 && value.ptr[0] == '"' &&
        value.ptr[value.len - 1] == '"')
        value = (struct kt_str){ value.ptr + 1, value.len - 2 };
    return eq_any_case(name, KT_STR("charset")) &&
           eq_any_case(value, KT_STR("utf-8"));
}

bool
kt_head_is_encoded(const struct kt_head *head)
{
    struct kt_str coding = head->values[KT_HEAD_CONTENT_ENCODING];
    return coding.ptr != NULL && !eq_any_case(coding, KT_STR("identity"));
}

struct kt_str
kt_head_type(const struct kt_head *head)
{
    struct kt_str rest = head->values[KT_HEAD_CONTENT_TYPE];
    return rest.ptr != NULL ? take_until(&rest, ';') : KT_STR("");
}

bool
kt_head_is_json(const struct kt_head *head)
{
    struct kt_str rest = head->values[KT_HEAD_CONTENT_TYPE];
    if (rest.ptr == NULL ||
        !eq_any_case(take_until(&rest, ';'), KT_STR("application/json")))
        return false;
    while (rest.len > 0) {
        if (!is_utf8_charset(take_until(&rest, ';')))
            return false;
    }
    return true;
}

/* The q of "en;q=0.5" in thousandths; 1 000 when there is none. */
static int
weight_of(struct kt_str parameters)
{
    while (parameters.len > 0) {
        struct kt_str value = take_until(&parameters, ';');
        struct kt_str name = take_until(&value, '=');
        int64_t weight = 0;
        value = kt_text_trim(value);
        if (!eq_any_case(name, KT_STR("q")))
            continue;
        return kt_decimal_parse(value, 3, &weight) && weight >= 0 &&
                       weight <= 1000
                   ? (int)weight
                   : 0;
    }
    return 1000;
}

/* The weight that a media type has in Accept; 0 when it is not named. */
static int
accepted(struct kt_str accept, struct kt_str type)
{
    while (accept.len > 0) {
        struct kt_str item = take_until(&accept, ',');
        if (eq_any_case(take_until(&item, ';'), type))
            return weight_of(item);
    }
    return 0;
}

bool
kt_head_prefers_html(const struct kt_head *head)
{
    struct kt_str accept = head->values[KT_HEAD_ACCEPT];
    int html = accept.ptr == NULL ? 0 : accepted(accept, KT_STR("text/html"));
    return html > 0 && html > accepted(accept, KT_STR("application/json")) &&
           html > accepted(accept, KT_STR("application/problem+json"));
}

struct kt_str
kt_head_language(const struct kt_head *head)
{
    struct kt_str rest = head->values[KT_HEAD_ACCEPT_LANGUAGE];
    struct kt_str best = KT_STR("");
    int best_weight = 0;
    while (rest.ptr != NULL && rest.len > 0) {
        struct kt_str item = take_until(&rest, ',');
        struct kt_str tag = take_until(&item, ';');
        int weight = weight_of(item);
        if (weight > best_weight && is_token(tag) &&
            !kt_str_eq(tag, KT_STR("*"))) {
            best = tag;
            best_weight = weight;
        }
    }
    return best;
}

static void
weigh_coding(struct kt_str name, int weight, int weights[KT_CODING_COUNT],
             int *others)
{
    if (kt_str_eq(name, KT_STR("*")))
        *others = weight;
    for (size_t i = 0; i < KT_CODING_COUNT; i++) {
        if (eq_any_case(name, kt_str_of(kt_coding_names[i])))
            weights[i] = weight;
    }
}

struct kt_coding_wish
kt_head_coding(const struct kt_head *head)
{
    enum { NOT_NAMED = -1, LEAST = 1 };
    struct kt_str rest = head->values[KT_HEAD_ACCEPT_ENCODING];
    struct kt_coding_wish wish = { KT_CODING_NONE, false };
    int weights[KT_CODING_COUNT] = { NOT_NAMED, NOT_NAMED, NOT_NAMED };
    int others = NOT_NAMED;
    if (rest.ptr == NULL)
        return wish;
    while (rest.len > 0) {
        struct kt_str item = take_until(&rest, ',');
        struct kt_str name = take_until(&item, ';');
        weigh_coding(name, weight_of(item), weights, &others);
    }
    if (weights[KT_CODING_NONE] == NOT_NAMED)
        weights[KT_CODING_NONE] = others == 0 ? 0 : LEAST;
    if (weights[KT_CODING_GZIP] == NOT_NAMED)
        weights[KT_CODING_GZIP] = others;
    for (int i = KT_CODING_GZIP; i <= KT_CODING_ZSTD; i++) {
        int best = weights[wish.coding];
        if (weights[i] > best || (weights[i] == best && best > 0))
            wish.coding = (enum kt_coding)i;
    }
    wish.is_only =
        wish.coding != KT_CODING_NONE && weights[KT_CODING_NONE] == 0;
    return wish;
}
