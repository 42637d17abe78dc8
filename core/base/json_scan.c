#include "base/json_scan.h"

#include <utf8proc.h>

#include "base/assert.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/map.h"
#include "base/scan.h"
#include "base/text.h"

enum {
    KEYS_FIRST = 48,
    NUMBER_LEN_MAX = 60, /* cJSON cuts a number at 63 characters */
    NUMBER_DIGITS = 16,  /* of 2^53 */
};

/* A container that is open. */
struct level {
    bool is_object;
    bool has_key;      /* the newest key belongs to the member being read */
    size_t index;      /* of the member being read */
    size_t keys_begin; /* where its keys begin among the keys */
};

/* The keys of all open objects lie in one stack, the innermost on top. Their
 * hashes lie beside them, so that a search runs over packed words. */
struct scan {
    struct kt_arena *arena;
    const char *begin;
    const char *at;
    const char *end;
    const char *fault; /* what is wrong at `at` */
    size_t depth;
    struct level levels[KT_JSON_DEPTH_MAX];
    struct kt_str *keys;
    uint32_t *hashes;
    size_t key_count;
    size_t key_capacity;
    size_t number_count;
    struct kt_json_reals *reals;
};

static bool
fail(struct scan *scan, const char *at, const char *fault)
{
    scan->at = at;
    scan->fault = fault;
    return false;
}

static void
skip_blanks(struct scan *scan)
{
    while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\n' ||
                                    *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
}

static bool
is_next(const struct scan *scan, char c)
{
    return scan->at < scan->end && *scan->at == c;
}

static bool
is_digit_at(const struct scan *scan, const char *at)
{
    return at < scan->end && *at >= '0' && *at <= '9';
}

/* ---- strings ---- */

/* Four hexadecimal digits, -1 when they are none. */
static int32_t
read_hex(const char *at, const char *end)
{
    int32_t code = 0;
    if (end - at < 4)
        return -1;
    for (size_t i = 0; i < 4; i++) {
        char c = at[i];
        char lower = (char)(c | 0x20);
        if (c >= '0' && c <= '9')
            code = code * 16 + (c - '0');
        else if (lower >= 'a' && lower <= 'f')
            code = code * 16 + (lower - 'a' + 10);
        else
            return -1;
    }
    return code;
}

/* Behind "\u" at `at`: the code point, and how many bytes told it. */
static int32_t
read_code_point(const char *at, const char *end, size_t *len)
{
    int32_t high = read_hex(at, end);
    *len = 4;
    if (high < 0xd800 || high > 0xdfff)
        return high;
    if (high > 0xdbff || end - at < 10 || at[4] != '\\' || at[5] != 'u')
        return -1;
    int32_t low = read_hex(at + 6, end);
    if (low < 0xdc00 || low > 0xdfff)
        return -1;
    *len = 10;
    return 0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00);
}

/* The length of the escape at `at`, 0 when it is none. */
static size_t
check_escape(struct scan *scan, const char *at)
{
    if (scan->end - at < 2) {
        fail(scan, at, "a string is not closed");
        return 0;
    }
    if (at[1] != 'u') {
        if (at[1] != '\0' && strchr("\"\\/bfnrt", at[1]) != NULL)
            return 2;
        fail(scan, at, "an escape in a string is unknown");
        return 0;
    }
    size_t len;
    int32_t point = read_code_point(at + 2, scan->end, &len);
    if (point > 0)
        return 2 + len;
    fail(scan, at,
         point == 0 ? "\\u0000 is not allowed"
                    : "an escape is not a code point of Unicode");
    return 0;
}

/* From the opening quote to behind the closing one. */
static bool
scan_string(struct scan *scan, struct kt_str *raw, bool *has_escapes)
{
    const char *at = scan->at + 1;
    const char *begin = at;
    *has_escapes = false;
    for (;;) {
        at = kt_scan_not_plain(at, scan->end);
        if (at == scan->end)
            return fail(scan, at, "a string is not closed");
        if (*at == '"')
            break;
        size_t step;
        if (*at == '\\') {
            *has_escapes = true;
            step = check_escape(scan, at);
            if (step == 0)
                return false;
        } else if ((unsigned char)*at < 0x20) {
            return fail(scan, at, "a control character is not escaped");
        } else {
            step = kt_utf8_step(at, scan->end);
            if (step == 0)
                return fail(scan, at, "a string is not UTF-8");
        }
        at += step;
    }
    *raw = (struct kt_str){ begin, (size_t)(at - begin) };
    scan->at = at + 1;
    return true;
}

/* What the escapes of a checked string stand for. */
static struct kt_str
unescape(struct kt_arena *arena, struct kt_str raw)
{
    static const char stands_for[128] = {
        ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t',
    };
    char *out = kt_arena_alloc(arena, raw.len);
    size_t len = 0;
    const char *end = raw.ptr + raw.len;
    for (const char *at = raw.ptr; at < end;) {
        if (*at != '\\') {
            out[len++] = *at++;
        } else if (at[1] != 'u') {
            char meant = stands_for[at[1] & 0x7f];
            out[len++] = meant != '\0' ? meant : at[1];
            at += 2;
        } else {
            size_t taken;
            int32_t point = read_code_point(at + 2, end, &taken);
            len += (size_t)utf8proc_encode_char(point,
                                                (utf8proc_uint8_t *)out + len);
            at += 2 + taken;
        }
    }
    return (struct kt_str){ out, len };
}

/* ---- keys ---- */

static void
grow_keys(struct scan *scan)
{
    size_t old = scan->key_capacity;
    scan->key_capacity = old * 2;
    scan->keys =
        kt_arena_grow(scan->arena, scan->keys, old * sizeof *scan->keys,
                      old * 2 * sizeof *scan->keys);
    scan->hashes =
        kt_arena_grow(scan->arena, scan->hashes, old * sizeof *scan->hashes,
                      old * 2 * sizeof *scan->hashes);
}

static bool
has_key(const struct scan *scan, size_t from, struct kt_str key, uint32_t hash)
{
    for (size_t i = from; i < scan->key_count; i++) {
        if (scan->hashes[i] == hash && kt_str_eq(scan->keys[i], key))
            return true;
    }
    return false;
}

static bool
push_key(struct scan *scan, struct kt_str key, const char *at)
{
    struct level *level = &scan->levels[scan->depth - 1];
    uint32_t hash = (uint32_t)kt_str_hash(key);
    bool is_twice = has_key(scan, level->keys_begin, key, hash);
    if (scan->key_count == scan->key_capacity)
        grow_keys(scan);
    scan->keys[scan->key_count] = key;
    scan->hashes[scan->key_count] = hash;
    scan->key_count++;
    level->has_key = true;
    if (is_twice)
        return fail(scan, at, "a key stands twice in one object");
    if (scan->key_count - level->keys_begin > KT_JSON_KEYS_MAX)
        return fail(scan, at, "an object has too many keys");
    return true;
}

/* A key and its colon. */
static bool
scan_key(struct scan *scan)
{
    skip_blanks(scan);
    const char *at = scan->at;
    if (!is_next(scan, '"'))
        return fail(scan, at, "a key in double quotes is missing");
    struct kt_str key;
    bool has_escapes;
    if (!scan_string(scan, &key, &has_escapes))
        return false;
    if (has_escapes)
        key = unescape(scan->arena, key);
    if (!push_key(scan, key, at))
        return false;
    skip_blanks(scan);
    if (!is_next(scan, ':'))
        return fail(scan, scan->at, "a colon is missing behind a key");
    scan->at++;
    return true;
}

/* ---- numbers ---- */

/* Reads the exponent behind 'e'. More than 9999 either way is all the same. */
static int64_t
read_exponent(const char *at, const char *end)
{
    int64_t exponent = 0;
    bool is_negative = *at == '-';
    at += *at == '-' || *at == '+';
    for (; at < end; at++)
        exponent = exponent < 9999 ? exponent * 10 + (*at - '0') : exponent;
    return is_negative ? -exponent : exponent;
}

/* True when the magnitude is beyond 2^53. Decided on the decimal digits, since
 * a double would round first: the digits without leading zeros are d, and the
 * number is 0.d * 10^magnitude. */
static bool
is_beyond(const char *at, const char *end)
{
    int64_t leading = 0; /* the first 16 digits */
    int64_t magnitude = 0;
    int digits = 0;
    bool has_more = false;
    bool is_fraction = false;
    for (; at < end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.') {
            is_fraction = true;
            continue;
        }
        bool counts = digits > 0 || *at != '0';
        magnitude += is_fraction ? (counts ? 0 : -1) : counts;
        if (counts && digits < NUMBER_DIGITS)
            leading = leading * 10 + (*at - '0');
        else if (counts)
            has_more |= *at != '0';
        digits += counts;
    }
    if (digits == 0)
        return false;
    magnitude += at < end ? read_exponent(at + 1, end) : 0;
    for (; digits < NUMBER_DIGITS; digits++)
        leading *= 10;
    if (magnitude != NUMBER_DIGITS)
        return magnitude > NUMBER_DIGITS;
    return leading > KT_JSON_NUMBER_MAX ||
           (leading == KT_JSON_NUMBER_MAX && has_more);
}

static void
keep_real(struct scan *scan, struct kt_str text)
{
    struct kt_json_reals *reals = scan->reals;
    size_t size = reals->count * sizeof *reals->items;
    if ((reals->count & (reals->count - 1)) == 0) {
        size_t room = reals->count > 0 ? size * 2 : sizeof *reals->items;
        reals->items = kt_arena_grow(scan->arena, reals->items, size, room);
    }
    reals->items[reals->count++] = (struct kt_json_real){
        .ordinal = scan->number_count,
        .text = kt_arena_str(scan->arena, text),
    };
}

static const char *
skip_digits(const struct scan *scan, const char *at)
{
    while (is_digit_at(scan, at))
        at++;
    return at;
}

/* The end of the fraction and the exponent, NULL when they are malformed. */
static const char *
skip_real_part(const struct scan *scan, const char *at)
{
    if (at < scan->end && *at == '.') {
        if (!is_digit_at(scan, ++at))
            return NULL;
        at = skip_digits(scan, at);
    }
    if (at < scan->end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < scan->end && (*at == '+' || *at == '-'))
            at++;
        if (!is_digit_at(scan, at))
            return NULL;
        at = skip_digits(scan, at);
    }
    return at;
}

static bool
scan_number(struct scan *scan)
{
    const char *begin = scan->at;
    const char *digits = begin + (*begin == '-');
    if (!is_digit_at(scan, digits))
        return fail(scan, begin, "a digit is missing behind a minus sign");
    const char *whole = *digits == '0' ? digits + 1 : skip_digits(scan, digits);
    if (is_digit_at(scan, whole))
        return fail(scan, begin, "a number begins with a needless zero");
    const char *end = skip_real_part(scan, whole);
    if (end == NULL)
        return fail(scan, begin, "a number lacks digits");
    if (end - begin > NUMBER_LEN_MAX)
        return fail(scan, begin, "a number has too many digits");
    if (is_beyond(digits, end))
        return fail(scan, begin, "a number is beyond 2^53");
    if (end != whole)
        keep_real(scan, (struct kt_str){ begin, (size_t)(end - begin) });
    scan->number_count++;
    scan->at = end;
    return true;
}

/* ---- values ---- */

static bool
scan_word(struct scan *scan, struct kt_str word)
{
    struct kt_str rest = { scan->at, (size_t)(scan->end - scan->at) };
    if (!kt_str_starts(rest, word))
        return fail(scan, scan->at, "a value is none that JSON knows");
    scan->at += word.len;
    return true;
}

static bool
open_container(struct scan *scan, bool is_object)
{
    if (scan->depth == KT_JSON_DEPTH_MAX)
        return fail(scan, scan->at, "values are nested too deep");
    scan->levels[scan->depth++] = (struct level){
        .is_object = is_object,
        .keys_begin = scan->key_count,
    };
    scan->at++;
    return true;
}

/* A whole simple value, or the opening bracket of another one. */
static bool
scan_value(struct scan *scan)
{
    struct kt_str text;
    bool has_escapes;
    skip_blanks(scan);
    if (scan->at == scan->end)
        return fail(scan, scan->at, "a value is missing");
    switch (*scan->at) {
    case '{':
        return open_container(scan, true);
    case '[':
        return open_container(scan, false);
    case '"':
        return scan_string(scan, &text, &has_escapes);
    case 't':
        return scan_word(scan, KT_STR("true"));
    case 'f':
        return scan_word(scan, KT_STR("false"));
    case 'n':
        return scan_word(scan, KT_STR("null"));
    case '-':
        return scan_number(scan);
    default:
        if (is_digit_at(scan, scan->at))
            return scan_number(scan);
        return fail(scan, scan->at, "a value is missing");
    }
}

/* Closes what ends here; true when another member or element follows, whose
 * key is read already. */
static bool
scan_separators(struct scan *scan)
{
    while (scan->depth > 0) {
        struct level *level = &scan->levels[scan->depth - 1];
        skip_blanks(scan);
        if (is_next(scan, level->is_object ? '}' : ']')) {
            scan->at++;
            scan->key_count = level->keys_begin;
            scan->depth--;
            continue;
        }
        if (!is_next(scan, ','))
            return fail(scan, scan->at,
                        level->is_object ? "a comma or } is missing"
                                         : "a comma or ] is missing");
        scan->at++;
        level->index++;
        level->has_key = false;
        return !level->is_object || scan_key(scan);
    }
    return false;
}

/* Behind an opening bracket: true when a value comes next, the key being
 * read already; an empty container is closed with the others. */
static bool
enter_container(struct scan *scan)
{
    struct level *level = &scan->levels[scan->depth - 1];
    skip_blanks(scan);
    if (is_next(scan, level->is_object ? '}' : ']'))
        return scan_separators(scan);
    return !level->is_object || scan_key(scan);
}

static void
scan_document(struct scan *scan)
{
    bool goes_on = true;
    while (goes_on) {
        size_t depth = scan->depth;
        if (!scan_value(scan))
            return;
        goes_on =
            scan->depth > depth ? enter_container(scan) : scan_separators(scan);
    }
    if (scan->fault != NULL)
        return;
    skip_blanks(scan);
    if (scan->at < scan->end)
        fail(scan, scan->at, "text follows the value");
}

/* ---- telling the place ---- */

/* Where the scan stands: each open container tells which member it is at. */
static struct kt_str
pointer_here(const struct scan *scan)
{
    struct kt_buf buf;
    kt_buf_init(&buf, scan->arena, 64);
    for (size_t i = 0; i < scan->depth; i++) {
        const struct level *level = &scan->levels[i];
        size_t keys_end = i + 1 < scan->depth ? scan->levels[i + 1].keys_begin
                                              : scan->key_count;
        if (!level->is_object)
            kt_buf_format(&buf, "/%zu", level->index);
        else if (level->has_key)
            kt_buf_pointer(&buf, scan->keys[keys_end - 1]);
    }
    return kt_buf_view(&buf);
}

static enum kt_status
report(const struct scan *scan, struct kt_error *err)
{
    int line = 1;
    const char *line_begin = scan->begin;
    for (const char *at = scan->begin; at < scan->at; at++) {
        if (*at == '\n') {
            line++;
            line_begin = at + 1;
        }
    }
    struct kt_str before = { line_begin, (size_t)(scan->at - line_begin) };
    size_t column = kt_utf8_length(before) + 1;
    struct kt_str pointer = pointer_here(scan);
    kt_fail_invalid_json(err);
    kt_error_explain(err, "line %d, column %zu, at \"%.*s\": %s", line, column,
                     KT_STR_FMT(pointer), scan->fault);
    return kt_error_add(err, pointer, "invalid_json", "%s", scan->fault);
}

enum kt_status
kt_json_scan(struct kt_arena *arena, struct kt_str text,
             struct kt_json_reals *reals, struct kt_error *err)
{
    struct kt_str keys[KEYS_FIRST];
    uint32_t hashes[KEYS_FIRST];
    struct scan scan;
    scan.arena = arena;
    scan.begin = text.len > 0 ? text.ptr : "";
    scan.at = scan.begin;
    scan.end = scan.begin + text.len;
    scan.fault = NULL;
    scan.depth = 0;
    scan.keys = keys;
    scan.hashes = hashes;
    scan.key_count = 0;
    scan.key_capacity = KEYS_FIRST;
    scan.number_count = 0;
    scan.reals = reals;
    *reals = (struct kt_json_reals){ 0 };
    scan_document(&scan);
    return scan.fault == NULL ? KT_OK : report(&scan, err);
}
