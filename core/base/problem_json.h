/* A failure as problem+json (RFC 9457). */
#ifndef KT_BASE_PROBLEM_JSON_H
#define KT_BASE_PROBLEM_JSON_H

#include <kontor/problem.h>

#include "base/buf.h"

/* An object: type, title, status, detail, the problem's fields, errors,
 * request_id (empty: none). What a 500 says in detail is for the log, not for
 * the caller. */
void kt_error_write(const struct kt_error *err, struct kt_str request_id,
                    struct kt_json *json);

#endif
