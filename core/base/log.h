/* The log: one JSON object a line on standard error, or readable text on a
 * terminal. Control characters in values are escaped. */
#ifndef KT_BASE_LOG_H
#define KT_BASE_LOG_H

#include <kontor/str.h>
#include <stdint.h>

enum kt_log_level { KT_LOG_DEBUG, KT_LOG_INFO, KT_LOG_WARN, KT_LOG_ERROR };

/* One named value of a line. */
struct kt_log_field {
    const char *name;
    struct kt_str text;
    int64_t number;
    bool is_number;
};

#define KT_LOG_STR(name, value)                                                \
    ((struct kt_log_field){ (name), (value), 0, false })
#define KT_LOG_INT(name, value)                                                \
    ((struct kt_log_field){ (name), { 0 }, (value), true })

/* Lines below the level are dropped; as_json chooses the form. */
void kt_log_configure(enum kt_log_level level, bool as_json);

/* False where a line of this level would be dropped: what only it needs can be
 * left alone. */
bool kt_log_shows(enum kt_log_level level);

void kt_log_write(enum kt_log_level level, const char *event,
                  const struct kt_log_field *fields, size_t field_count);

/* kt_log(KT_LOG_INFO, "listening", KT_LOG_INT("port", port)); */
#define kt_log(level, event, ...)                                              \
    kt_log_write((level), (event), (struct kt_log_field[]){ __VA_ARGS__ },     \
                 sizeof((struct kt_log_field[]){ __VA_ARGS__ }) /              \
                     sizeof(struct kt_log_field))

#endif
