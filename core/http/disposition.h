/* Content-Disposition (RFC 6266): under which name a file is kept. */
#ifndef KT_HTTP_DISPOSITION_H
#define KT_HTTP_DISPOSITION_H

#include "base/buf.h"

/* `inline; filename="…"` for a file to be looked at, whose name ends in the
 * ending: ".pdf" is added where it does not. What is no plain ASCII follows as
 * UTF-8 for those who read that; slashes and control characters are lost. */
struct kt_str kt_disposition_format(struct kt_str name, struct kt_str ending,
                                    struct kt_arena *arena);

#endif
