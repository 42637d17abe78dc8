#include "http/cors.h"

#include "base/assert.h"

static const struct kt_cors_header headers[] = {
    { "Access-Control-Expose-Headers",
      "ETag, Location, X-Request-Id, Idempotent-Replayed, RateLimit, "
      "RateLimit-Policy, Retry-After",
      false },
    { "Access-Control-Allow-Methods", NULL, true },
    { "Access-Control-Allow-Headers",
      "Accept-Language, Authorization, Content-Type, Idempotency-Key, "
      "If-Match, If-None-Match, X-Publishable-Key, X-Request-Id",
      true },
    { "Access-Control-Max-Age", "3600", true },
};

const struct kt_cors_header *
kt_cors_headers(struct kt_str path, size_t *count)
{
    bool is_admin = kt_str_starts(path, KT_STR("/admin"));
    *count = is_admin ? 0 : KT_COUNT(headers);
    return headers;
}
