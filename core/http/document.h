/* A body that is made once, when the server starts. Its packed forms are made
 * when somebody first asks for them, and kept. */
#ifndef KT_HTTP_DOCUMENT_H
#define KT_HTTP_DOCUMENT_H

#include <pthread.h>

#include "service/shown.h"

struct kt_document {
    struct kt_str text;
    uint64_t tag;
    pthread_mutex_t lock;         /* of the forms */
    char *forms[KT_CODING_COUNT]; /* NULL: not asked for yet */
    size_t form_lens[KT_CODING_COUNT];
};

/* A copy of the text, in the arena. */
void kt_document_init(struct kt_document *document, struct kt_str text,
                      struct kt_arena *arena);
void kt_document_release(struct kt_document *document);

/* The document as the call wishes it; its bytes live as long as it. */
struct kt_shown_answer kt_document_answer(struct kt_document *document,
                                          const struct kt_call *call);

#endif
