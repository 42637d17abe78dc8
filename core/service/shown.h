/* Answers that are kept ready: what many buyers ask for and few things change,
 * as bytes. A kept answer is given only while it is what would be made anew:
 *   - nothing that it shows was changed (marks of the store, see store.h),
 *   - the shop's snapshot is the one that it was made with,
 *   - no date between then and now begins or ends anything in it,
 *   - no rule looked at the clock when it was made, none failed.
 * Where another process may write, its driver moves the marks.
 *
 *   if (kt_shown_find_answer(call, key, &answer))
 *       return KT_OK;
 *   kt_shown_begin(call, &needs);      before the snapshot
 *   … read, kt_shown_need_…, write text …
 *   kt_shown_keep_answer(call, key, &needs, text, &answer);
 *
 * Parts of answers are kept likewise, by find and keep. */
#ifndef KT_SERVICE_SHOWN_H
#define KT_SERVICE_SHOWN_H

#include "service/use.h"

/* Keeps at most so many bytes, the least used go first; 0 keeps nothing. */
struct kt_shown *kt_shown_new(size_t bytes_max);
void kt_shown_free(struct kt_shown *shown);

/* What an answer depends on. */
struct kt_shown_needs {
    struct kt_arena *arena;
    uint64_t began[KT_MARK_COUNT]; /* the marks at the beginning */
    bool counts;                   /* needs what sales count */
    uint64_t moments;              /* of rules, at the beginning */
    int64_t now_ms;
    int64_t from_ms;  /* holds from here on … */
    int64_t until_ms; /* … and before this */
    unsigned wholes;  /* 1 << enum kt_mark each */
    uint16_t *places; /* of marks */
    size_t place_count;
};

void kt_shown_begin(const struct kt_call *call, struct kt_shown_needs *needs);

/* Within a read: as if it had begun before the snapshot. */
void kt_shown_begin_within(const struct kt_tx *tx, const struct kt_call *call,
                           struct kt_shown_needs *needs);

/* For a part of a whole that is being made, in the same snapshot. */
void kt_shown_begin_part(const struct kt_shown_needs *whole,
                         struct kt_shown_needs *part);

/* A product, a variant with its stock, a promotion with its counters. */
void kt_shown_need_id(struct kt_shown_needs *needs, struct kt_id id);
/* A product or a variant apart from what sales count. */
void kt_shown_need_record(struct kt_shown_needs *needs, struct kt_id id);
/* All that moves the mark: KT_MARK_RECORDS for which products there are. */
void kt_shown_need_mark(struct kt_shown_needs *needs, enum kt_mark mark);
/* A moment at which something begins or ends; 0: none. */
void kt_shown_need_date(struct kt_shown_needs *needs, int64_t date_ms);
void kt_shown_need_part(struct kt_shown_needs *needs,
                        const struct kt_shown_needs *part);

/* What makes one answer different from another: its kind, the buyer's channel,
 * currency and locale, and what was asked. */
struct kt_str kt_shown_key(const struct kt_call *call, const char *kind,
                           struct kt_str currency, struct kt_str asked);

/* A kept answer that holds, copied into the call's arena, which may change it;
 * it is aligned as it was kept, to 8 bytes. Its needs are added
 * to *needs unless that is NULL: a page of kept rows depends on all of them. */
bool kt_shown_find(const struct kt_call *call, struct kt_str key,
                   struct kt_shown_needs *needs, struct kt_str *body);

void kt_shown_keep(const struct kt_call *call, struct kt_str key,
                   const struct kt_shown_needs *needs, struct kt_str body);

/* A whole answer, as it is sent: in the coding that the call wishes where that
 * pays. Packed once it is kept beside the text that it was made of. */
struct kt_shown_answer {
    struct kt_str text;
    enum kt_coding coding;
    uint64_t tag; /* of the text before it was packed */
};

/* Packs an answer that is not kept. */
void kt_shown_pack(const struct kt_call *call, struct kt_shown_answer *answer);

bool kt_shown_find_answer(const struct kt_call *call, struct kt_str key,
                          struct kt_shown_answer *answer);

/* Makes the answer of its text, and keeps it. */
void kt_shown_keep_answer(const struct kt_call *call, struct kt_str key,
                          const struct kt_shown_needs *needs,
                          struct kt_str text, struct kt_shown_answer *answer);

#endif
