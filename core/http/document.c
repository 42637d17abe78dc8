#include "http/document.h"

#include "base/heap.h"

void
kt_document_init(struct kt_document *document, struct kt_str text,
                 struct kt_arena *arena)
{
    *document = (struct kt_document){ .text = kt_arena_str(arena, text),
                                      .tag = kt_coding_tag(text) };
    pthread_mutex_init(&document->lock, NULL);
}

void
kt_document_release(struct kt_document *document)
{
    for (size_t i = 0; i < KT_CODING_COUNT; i++)
        kt_heap_free(document->forms[i]);
    pthread_mutex_destroy(&document->lock);
}

static struct kt_str
find_form(struct kt_document *document, enum kt_coding coding)
{
    pthread_mutex_lock(&document->lock);
    struct kt_str form = { document->forms[coding],
                           document->form_lens[coding] };
    pthread_mutex_unlock(&document->lock);
    return form;
}

/* The form that is kept: ours, or another thread's that was quicker. */
static struct kt_str
keep_form(struct kt_document *document, enum kt_coding coding,
          struct kt_str packed)
{
    char *copy = kt_heap_try_alloc(packed.len);
    if (copy == NULL)
        return packed;
    memcpy(copy, packed.ptr, packed.len);
    pthread_mutex_lock(&document->lock);
    if (document->forms[coding] == NULL) {
        document->forms[coding] = copy;
        document->form_lens[coding] = packed.len;
        copy = NULL;
    }
    pthread_mutex_unlock(&document->lock);
    kt_heap_free(copy);
    return find_form(document, coding);
}

struct kt_shown_answer
kt_document_answer(struct kt_document *document, const struct kt_call *call)
{
    enum kt_coding coding = call->coding.coding;
    struct kt_shown_answer answer = { .text = document->text,
                                      .tag = document->tag };
    if (!kt_coding_pays(call->coding, answer.text.len))
        return answer;
    struct kt_str form = find_form(document, coding);
    if (form.ptr == NULL) {
        form = kt_coding_pack(coding, document->text, call->arena);
        if (form.ptr == NULL)
            return answer;
        form = keep_form(document, coding, form);
    }
    answer.text = form;
    answer.coding = coding;
    return answer;
}
