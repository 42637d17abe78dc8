/* Settings files: lines of `name = value`, comments behind #, values as they
 * stand or in double quotes, lists with commas. The names, kinds and limits are
 * those of a shape with scalar fields and text lists; an unknown name is a
 * fault that tells the nearest right one. */
#ifndef KT_BASE_CONFIG_H
#define KT_BASE_CONFIG_H

#include "base/shape.h"

/* Every fault is told, its pointer is "file:line". INVALID_FILE. */
KT_CHECKED enum kt_status kt_config_read(const struct kt_shape *shape,
                                         struct kt_str text, const char *file,
                                         void *out, struct kt_arena *arena,
                                         struct kt_error *err);

#endif
