/* What a reaction asked for. The scripts' own checks know the members of each
 * kind; here stand the limits of what a row may hold. */
#include "base/assert.h"
#include "job/work.h"

enum { DELAY_MAX_S = 366 * 24 * 3600, TEXT_MAX = 1000, NAME_MAX = 200 };

static const char *const kind_names[] = { "mail", "webhook", "note", "call",
                                          NULL };

struct asked {
    int kind; /* an index of kind_names */
    int64_t delay_s;
    struct kt_str template, to, subject, locale; /* mail */
    struct kt_str url;                           /* webhook */
    struct kt_str text;                          /* note */
    struct kt_str name;                          /* call */
    struct kt_str data;
};

#define ASKED(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct asked, member, __VA_ARGS__)

static const struct kt_field fields[] = {
    ASKED(ENUM, kind, KT_REQUIRED, .names = kind_names),
    ASKED(INT, delay_s, 0, .max = DELAY_MAX_S),
    ASKED(STR, template, 0, .min = 1, .max = NAME_MAX),
    ASKED(STR, to, 0, .min = 1, .max = NAME_MAX),
    ASKED(STR, subject, 0, .max = TEXT_MAX),
    ASKED(STR, locale, 0, .max = NAME_MAX),
    ASKED(STR, url, 0, .min = 1, .max = TEXT_MAX),
    ASKED(STR, text, 0, .min = 1, .max = TEXT_MAX),
    ASKED(STR, name, 0, .min = 1, .max = NAME_MAX),
    ASKED(RAW, data, 0),
};

static const struct kt_shape asked_shape =
    KT_SHAPE("JobIn", struct asked, fields, "A job that a reaction asks for");

static const struct kt_field body_fields[] = {
    KT_FIELD(STR, struct kt_job_body, topic, KT_REQUIRED),
    KT_FIELD(ID, struct kt_job_body, order_id, KT_REQUIRED, .prefix = "ord"),
    KT_FIELD(ID, struct kt_job_body, payment_id, KT_OMIT_EMPTY,
             .prefix = "pay"),
    KT_FIELD(STR, struct kt_job_body, rule, KT_REQUIRED),
    KT_FIELD(RAW, struct kt_job_body, job, KT_REQUIRED),
};

const struct kt_shape kt_job_body_shape =
    KT_SHAPE("JobBody", struct kt_job_body, body_fields,
             "A job as its row keeps it");

static enum kt_status
read_job(const struct cJSON *node, size_t index, struct kt_arena *arena,
         struct kt_job_in *job, struct kt_error *err)
{
    struct asked asked;
    struct kt_str pointer = kt_arena_format(arena, "/%zu", index);
    job->body = kt_json_text(node, arena);
    if (job->body.len > KT_SHAPE_RAW_MAX)
        return kt_error_add(err, pointer, "too_large",
                            "a job has at most %d bytes", KT_SHAPE_RAW_MAX);
    KT_TRY(kt_shape_read_node(&asked_shape, node, pointer, &asked, arena, err));
    job->kind = kt_str_of(kind_names[asked.kind]);
    job->delay_s = asked.delay_s;
    return KT_OK;
}

enum kt_status
kt_jobs_read(struct kt_str json, struct kt_arena *arena,
             struct kt_job_in **jobs, size_t *count, struct kt_error *err)
{
    const struct cJSON *root;
    KT_TRY(kt_json_parse(arena, json, &root, err));
    KT_ASSERT(kt_json_kind(root) == KT_JSON_ARRAY);
    *count = kt_json_size(root);
    if (*count > KT_JOBS_MAX)
        return kt_error_add(err, KT_STR(""), "too_long",
                            "at most %d jobs for an event, not %zu",
                            KT_JOBS_MAX, *count);
    *jobs = KT_NEW_ARRAY(arena, struct kt_job_in, *count);
    const struct cJSON *node = kt_json_first(root);
    for (size_t i = 0; i < *count; i++, node = kt_json_next(node))
        (void)read_job(node, i, arena, &(*jobs)[i], err);
    return err->status;
}
