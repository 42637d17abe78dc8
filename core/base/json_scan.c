#include "base/json_scan.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/map.h"
#include "base/text.h"

enum { KEYS_FIRST = 48 };

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

/* ---- tokens ---- */

/* From the opening quote to behind the closing one. */
static bool
scan_string(struct scan *scan, struct kt_json_token *token)
{
    if (!kt_json_scan_string(scan->at, scan->end, token))
        return fail(scan, token->end, token->fault);
    scan->at = token->end;
    return true;
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

static bool
scan_number(struct scan *scan)
{
    struct kt_json_token token;
    if (!kt_json_scan_number(scan->at, scan->end, &token))
        return fail(scan, token.end, token.fault);
    if (token.is_special)
        keep_real(scan,
                  (struct kt_str){ scan->at, (size_t)(token.end - scan->at) });
    scan->number_count++;
    scan->at = token.end;
    return true;
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
    struct kt_json_token token;
    if (!scan_string(scan, &token))
        return false;
    struct kt_str key = { at + 1, (size_t)(token.end - at) - 2 };
    if (token.is_special)
        key = kt_json_unescape(scan->arena, key);
    if (!push_key(scan, key, at))
        return false;
    skip_blanks(scan);
    if (!is_next(scan, ':'))
        return fail(scan, scan->at, "a colon is missing behind a key");
    scan->at++;
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

/* Where no value begins: what stands there instead. */
static bool
refuse_value(struct scan *scan)
{
    struct kt_str rest = { scan->at, (size_t)(scan->end - scan->at) };
    if (scan->at == scan->begin && kt_str_starts(rest, KT_STR("\xef\xbb\xbf")))
        return fail(scan, scan->at, "a byte order mark stands before it");
    if (rest.len == 0 || strchr(",:]}", *scan->at) != NULL)
        return fail(scan, scan->at, "a value is missing");
    return fail(scan, scan->at, "a value is none that JSON knows");
}

/* A whole simple value, or the opening bracket of another one. */
static bool
scan_value(struct scan *scan)
{
    struct kt_json_token token;
    skip_blanks(scan);
    if (scan->at == scan->end)
        return refuse_value(scan);
    switch (*scan->at) {
    case '{':
        return open_container(scan, true);
    case '[':
        return open_container(scan, false);
    case '"':
        return scan_string(scan, &token);
    case 't':
        return scan_word(scan, KT_STR("true"));
    case 'f':
        return scan_word(scan, KT_STR("false"));
    case 'n':
        return scan_word(scan, KT_STR("null"));
    case '-':
        return scan_number(scan);
    default:
        if (*scan->at >= '0' && *scan->at <= '9')
            return scan_number(scan);
        return refuse_value(scan);
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
