#include "domain/pricing/advice.h"
#include "service/bulk.h"

static const char *const mode_names[] = { "all", "each", NULL };
static const char *const verb_names[] = { "create", "update", "delete", NULL };

static const char *const resource_names[] = {
#define X(noun, name) name,
#include "service/bulk_resources.def"
#undef X
    NULL,
};

struct kt_str
kt_bulk_scope(const struct kt_bulk_operation *operation, struct kt_arena *arena)
{
    return kt_arena_format(arena, "%s:write",
                           resource_names[operation->resource]);
}

#define ROW(KIND, type, member, ...)                                           \
    KT_FIELD(KIND, struct type, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field operation_fields[] = {
    ROW(ENUM, kt_bulk_operation, op, KT_REQUIRED, .names = verb_names),
    ROW(ENUM, kt_bulk_operation, resource, KT_REQUIRED, .names = resource_names,
        .help = "As in the path; stock is stock/movements, which are only made."),
    ROW(STR, kt_bulk_operation, id, 0, .max = 64, .help = "Of what is changed or deleted."),
    ROW(INT, kt_bulk_operation, if_match, 0, .min = 1,
        .help = "The version that it must have."),
    ROW(RAW, kt_bulk_operation, body, KT_IS_OBJECT, .max = 1024 * 1024,
        .help = "What the route of its own takes."),
};

static const struct kt_shape operation_shape =
    KT_SHAPE("BulkOperation", struct kt_bulk_operation, operation_fields,
             "A record that is made, changed or deleted.");

static const struct kt_field in_fields[] = {
    ROW(ENUM, kt_bulk_in, mode, KT_REQUIRED, .names = mode_names,
        .help = "all: in one, or not at all; each: what can be done is."),
    ROW(LIST, kt_bulk_in, operations, KT_REQUIRED, .shape = &operation_shape, .min = 1,
        .max = KT_BULK_OPERATIONS_MAX, .help = "One sees what those before it did."),
};

static const struct kt_field result_fields[] = {
    ROW(INT, kt_bulk_result, status, 0, .help = "201, 200, 204, or that of the problem."),
    ROW(STR, kt_bulk_result, id, KT_NULLABLE, .help = "Of the record."),
    ROW(INT, kt_bulk_result, version, KT_NULLABLE, .help = "After it; for if_match."),
    ROW(RAW, kt_bulk_result, problem, KT_NULLABLE | KT_IS_OBJECT,
        .help = "Why not, as the route of its own tells it; pointers begin at the whole body."),
    ROW(LIST, kt_bulk_result, warnings, KT_OMIT_EMPTY, .shape = &kt_advice_shape,
        .help = "What is odd about it beside all that was done; no prices below minima."),
};

static const struct kt_shape result_shape =
    KT_SHAPE("BulkResult", struct kt_bulk_result, result_fields,
             "What became of an operation.");

static const struct kt_field out_fields[] = {
    ROW(INT, kt_bulk_out, failed, 0, .help = "How many were not done."),
    ROW(LIST, kt_bulk_out, results, 0, .shape = &result_shape, .max = KT_BULK_OPERATIONS_MAX,
        .help = "In the order of the operations."),
};
/* clang-format on */

const struct kt_shape kt_bulk_in_shape =
    KT_SHAPE("Bulk", struct kt_bulk_in, in_fields, "Many changes at once.");

const struct kt_shape kt_bulk_out_shape =
    KT_SHAPE("BulkResults", struct kt_bulk_out, out_fields,
             "What became of many changes.");
