/* Lines about pictures and documents, whose files come beside the lines. */
#ifndef KT_SERVICE_IMPORT_MEDIA_H
#define KT_SERVICE_IMPORT_MEDIA_H

#include "domain/catalog/media.h"
#include "service/import/run.h"

/* Sees that the file of a line is in the shop's folder: there already, or taken
 * from options->media when its content is what its name says. A dry run takes
 * none. Fills in what the line does not tell. INVALID_BODY, FILE_FAILED,
 * STORE_FULL. */
KT_CHECKED enum kt_status kt_import_media_file(struct kt_import_run *run,
                                               struct kt_media_file *file,
                                               struct kt_error *err);

/* Stores the record: over the one with the same content, or as a new one. */
KT_CHECKED enum kt_status kt_import_media(const struct kt_saving *saving,
                                          const struct kt_media_file *file,
                                          struct kt_error *err);

#endif
