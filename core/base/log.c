#include "base/log.h"

#include <errno.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

enum { VALUE_MAX = 4000 };

static atomic_int level_min = KT_LOG_INFO;
static atomic_bool is_json = true;

static const char *const level_names[] = { "debug", "info", "warn", "error" };

/* A value cut to a sane length, as UTF-8 whatever it was. */
static struct kt_str
clean(struct kt_arena *arena, struct kt_str text)
{
    struct kt_str shown = kt_text_clip(text, VALUE_MAX);
    if (shown.len == text.len && kt_utf8_is_valid(text))
        return text;
    struct kt_buf buf;
    kt_buf_init(&buf, arena, shown.len + 8);
    const char *end = shown.ptr + shown.len;
    for (const char *at = shown.ptr; at < end;) {
        size_t step = kt_utf8_step(at, end);
        if (step > 0)
            kt_buf_append(&buf, at, step);
        else
            kt_buf_text(&buf, "\xef\xbf\xbd");
        at += step > 0 ? step : 1;
    }
    if (shown.len < text.len)
        kt_buf_text(&buf, "…");
    return kt_buf_view(&buf);
}

static void
write_json(struct kt_buf *buf, enum kt_log_level level, const char *event,
           const struct kt_log_field *fields, size_t field_count)
{
    struct kt_json json;
    kt_json_init(&json, buf);
    kt_json_begin_object(&json);
    int64_t now_ms = kt_clock_now(&(struct kt_clock){ 0 });
    kt_json_put_str(&json, "time", kt_time_format(buf->arena, now_ms));
    kt_json_put_str(&json, "level", kt_str_of(level_names[level]));
    kt_json_put_str(&json, "event", clean(buf->arena, kt_str_of(event)));
    for (size_t i = 0; i < field_count; i++) {
        kt_json_key(&json, kt_str_of(fields[i].name));
        if (fields[i].is_number)
            kt_json_int(&json, fields[i].number);
        else
            kt_json_str(&json, clean(buf->arena, fields[i].text));
    }
    kt_json_end_object(&json);
}

static bool
needs_quotes(struct kt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= ' ' || c == '"' || c == '\\' || c == '=' || c == 0x7f)
            return true;
    }
    return text.len == 0;
}

/* Quoted as in JSON, and escaped also what moves a terminal: DEL and the
 * controls of C1. */
static void
write_value(struct kt_buf *buf, struct kt_str text)
{
    struct kt_buf safe;
    kt_buf_init(&safe, buf->arena, text.len);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        unsigned char next =
            i + 1 < text.len ? (unsigned char)text.ptr[i + 1] : 0;
        bool is_c1 = c == 0xc2 && next < 0xa0;
        if (c == 0x7f || is_c1)
            kt_buf_char(&safe, '?');
        else
            kt_buf_char(&safe, text.ptr[i]);
        i += is_c1;
    }
    if (!needs_quotes(kt_buf_view(&safe))) {
        kt_buf_str(buf, kt_buf_view(&safe));
        return;
    }
    struct kt_json json;
    kt_json_init(&json, buf);
    kt_json_str(&json, kt_buf_view(&safe));
}

static void
write_text(struct kt_buf *buf, enum kt_log_level level, const char *event,
           const struct kt_log_field *fields, size_t field_count)
{
    int64_t now_ms = kt_clock_now(&(struct kt_clock){ 0 });
    kt_buf_str(buf, kt_time_format(buf->arena, now_ms));
    kt_buf_format(buf, " %-5s %s", level_names[level], event);
    for (size_t i = 0; i < field_count; i++) {
        kt_buf_format(buf, " %s=", fields[i].name);
        if (fields[i].is_number)
            kt_buf_int(buf, fields[i].number);
        else
            write_value(buf, clean(buf->arena, fields[i].text));
    }
}

/* One call of the system a line, so that lines of threads do not mix. */
static void
put(struct kt_str line)
{
    while (line.len > 0) {
        ssize_t written = write(STDERR_FILENO, line.ptr, line.len);
        if (written < 0 && errno != EINTR)
            return;
        line.ptr += written > 0 ? written : 0;
        line.len -= written > 0 ? (size_t)written : 0;
    }
}

static void
write_line(struct kt_arena *arena, enum kt_log_level level, const char *event,
           const struct kt_log_field *fields, size_t field_count)
{
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 512);
    if (atomic_load(&is_json))
        write_json(&buf, level, event, fields, field_count);
    else
        write_text(&buf, level, event, fields, field_count);
    kt_buf_char(&buf, '\n');
    put(kt_buf_view(&buf));
}

void
kt_log_configure(enum kt_log_level level, bool as_json)
{
    atomic_store(&level_min, (int)level);
    atomic_store(&is_json, as_json);
}

bool
kt_log_shows(enum kt_log_level level)
{
    return (int)level >= atomic_load(&level_min);
}

void
kt_log_write(enum kt_log_level level, const char *event,
             const struct kt_log_field *fields, size_t field_count)
{
    if (!kt_log_shows(level))
        return;
    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    jmp_buf rescue;
    arena.rescue = &rescue;
    /* Without memory there is no line, but the server lives on. */
    if (setjmp(rescue) == 0)
        write_line(&arena, level, event, fields, field_count);
    kt_arena_release(&arena);
}
