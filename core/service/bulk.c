#include "service/bulk.h"

#include "base/problem_json.h"

/* The resources by number of their name. */
#define X(noun, name) extern const struct kt_resource kt_##noun##_resource;
#include "service/bulk_resources.def"
#undef X

static const struct kt_resource *const resources[] = {
#define X(noun, name) &kt_##noun##_resource,
#include "service/bulk_resources.def"
#undef X
};

/* An operation on its way. */
struct kt_bulk_step {
    const struct kt_bulk_operation *operation;
    const struct kt_resource *resource;
    const struct kt_shape *shape; /* of the body; NULL: it takes none */
    size_t index;
    struct kt_id id;
    void *body;
    struct kt_edit *edit;
    bool is_in_body; /* pointers of its faults begin there */
    int64_t version; /* after it */
    struct kt_error err;
};

/* ---- what is asked ---- */

static void
refuse(struct kt_bulk_step *step, const char *member, const char *code,
       const char *detail)
{
    kt_error_add(&step->err, kt_str_of(member), code, "%s", detail);
}

static void
check_form(struct kt_bulk_step *step)
{
    const struct kt_bulk_operation *operation = step->operation;
    bool is_new = operation->op == KT_BULK_CREATE;
    bool has_id = operation->id.len > 0;
    bool has_body = operation->body.len > 0;
    if (is_new && has_id)
        refuse(step, "/id", "not_allowed", "a new one has none yet");
    if (is_new && operation->if_match != 0)
        refuse(step, "/if_match", "not_allowed", "a new one has no version");
    if (!is_new && !has_id)
        refuse(step, "/id", "required", "is missing");
    if (has_id && !is_new &&
        !kt_id_parse(operation->id, step->resource->prefix, &step->id))
        refuse(step, "/id", "wrong_value", "is no id of this kind");
    if (step->shape != NULL && !has_body)
        refuse(step, "/body", "required", "is missing");
    if (operation->op == KT_BULK_DELETE && has_body)
        refuse(step, "/body", "not_allowed", "deleting takes none");
}

/* Ledgers are only added to. */
static bool
can_do(const struct kt_bulk_step *step)
{
    return step->operation->op == KT_BULK_CREATE
               ? step->resource->in != NULL
               : step->resource->patch != NULL;
}

static enum kt_status
read_body(struct kt_bulk_step *step, struct kt_arena *arena)
{
    if (step->shape == NULL || step->err.status != KT_OK)
        return step->err.status;
    step->is_in_body = true;
    step->body = kt_arena_alloc(arena, step->shape->size);
    return kt_shape_read(step->shape, step->operation->body, step->body, arena,
                         &step->err);
}

static void
open_step(struct kt_bulk_step *step, struct kt_arena *arena)
{
    kt_error_init(&step->err, arena);
    step->resource = resources[step->operation->resource];
    if (!can_do(step)) {
        refuse(step, "/op", "not_allowed", "these are only made");
        return;
    }
    if (step->operation->op == KT_BULK_CREATE)
        step->shape = step->resource->in;
    else if (step->operation->op == KT_BULK_UPDATE)
        step->shape = step->resource->patch;
    check_form(step);
    step->err.status = read_body(step, arena);
}

/* ---- what is done ---- */

static enum kt_status
write_record(struct kt_bulk_step *step, const void *record,
             struct kt_error *err)
{
    step->id = kt_resource_id(step->resource, record);
    step->version = kt_resource_version(step->resource, record) + 1;
    return kt_resource_save(step->resource, step->edit, record, err);
}

static enum kt_status
create(struct kt_bulk_step *step, int64_t if_match, struct kt_error *err)
{
    void *record;
    (void)if_match;
    KT_TRY(kt_resource_check_new(step->resource, step->edit, step->body,
                                 &record, err));
    return write_record(step, record, err);
}

static enum kt_status
update(struct kt_bulk_step *step, int64_t if_match, struct kt_error *err)
{
    void *record;
    KT_TRY(kt_resource_check_change(step->resource, step->edit, step->id,
                                    if_match, step->body, &record, err));
    return write_record(step, record, err);
}

static enum kt_status
drop(struct kt_bulk_step *step, int64_t if_match, struct kt_error *err)
{
    KT_TRY(kt_resource_check_delete(step->resource, step->edit, step->id,
                                    if_match, err));
    return kt_resource_delete(step->resource, step->edit, step->id, if_match,
                              err);
}

static const struct {
    enum kt_status (*run)(struct kt_bulk_step *step, int64_t if_match,
                          struct kt_error *err);
    int status;
} verbs[] = {
    [KT_BULK_CREATE] = { create, 201 },
    [KT_BULK_UPDATE] = { update, 200 },
    [KT_BULK_DELETE] = { drop, 204 },
};

static enum kt_status
run_step(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_bulk_step *step = arg;
    int64_t if_match = step->operation->if_match;
    (void)tx;
    return verbs[step->operation->op].run(step, if_match > 0 ? if_match : -1,
                                          err);
}

/* ---- what is told ---- */

/* Pointers begin at the body of the whole request. */
static void
point(struct kt_bulk_step *step)
{
    struct kt_error *err = &step->err;
    for (size_t i = 0; i < err->item_count; i++)
        err->items[i].pointer =
            kt_arena_format(err->arena, "/operations/%zu%s%.*s", step->index,
                            step->is_in_body ? "/body" : "",
                            KT_STR_FMT(err->items[i].pointer));
}

static struct kt_str
problem_of(const struct kt_error *err)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, err->arena, 256);
    kt_json_init(&json, &buf);
    kt_error_write(err, KT_STR(""), &json);
    return kt_buf_view(&buf);
}

static struct kt_bulk_result
result_of(struct kt_bulk_step *step, struct kt_arena *arena)
{
    const struct kt_bulk_operation *operation = step->operation;
    enum kt_status status = step->err.status;
    struct kt_bulk_result result = {
        .status = verbs[operation->op].status,
        .version = step->version,
    };
    if (status == KT_OK) {
        result.id = kt_id_text(arena, step->id, step->resource->prefix);
        return result;
    }
    result.status = kt_problem_get(status)->http_status;
    result.version = 0;
    result.problem = problem_of(&step->err);
    if (operation->id.len > 0)
        result.id = operation->id;
    return result;
}

static void
tell(struct kt_bulk_use *state)
{
    struct kt_arena *arena = state->use.call->arena;
    size_t count = state->in->operations.count;
    struct kt_bulk_result *results =
        KT_NEW_ARRAY(arena, struct kt_bulk_result, count);
    state->out = (struct kt_bulk_out){ 0, { results, count } };
    for (size_t i = 0; i < count; i++) {
        results[i] = result_of(&state->steps[i], arena);
        state->out.failed += state->steps[i].err.status != KT_OK;
    }
    state->is_done = true;
}

/* Faults with a place stand as they are, others at their operation. */
static void
add_faults(const struct kt_bulk_step *step, struct kt_error *err)
{
    const struct kt_error *own = &step->err;
    const struct kt_problem *problem = kt_problem_get(own->status);
    struct kt_str text =
        own->detail.len > 0 ? own->detail : kt_str_of(problem->title);
    for (size_t i = 0; i < own->item_count; i++)
        kt_error_add(err, own->items[i].pointer, own->items[i].code, "%.*s",
                     KT_STR_FMT(own->items[i].detail));
    if (own->item_count == 0)
        kt_error_add(err,
                     kt_arena_format(err->arena, "/operations/%zu",
                                     step->index),
                     problem->slug, "%.*s", KT_STR_FMT(text));
}

/* OK unless all must be done and some cannot. */
static enum kt_status
check_all(const struct kt_bulk_use *state, struct kt_error *err)
{
    size_t count = state->in->operations.count;
    int64_t failed = 0;
    for (size_t i = 0; i < count; i++)
        failed += state->steps[i].err.status != KT_OK;
    if (failed == 0 || state->in->mode == KT_BULK_EACH)
        return KT_OK;
    kt_fail_bulk_refused(err, failed);
    for (size_t i = 0; i < count; i++) {
        if (state->steps[i].err.status != KT_OK)
            add_faults(&state->steps[i], err);
    }
    return KT_BULK_REFUSED;
}

/* ---- the use case ---- */

/* Bodies are read before the transaction begins. */
static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_bulk_use *state = (struct kt_bulk_use *)use;
    struct kt_arena *arena = use->call->arena;
    const struct kt_bulk_operation *operations = state->in->operations.items;
    size_t count = state->in->operations.count;
    state->steps = kt_arena_calloc(arena, count, sizeof *state->steps);
    for (size_t i = 0; i < count; i++) {
        struct kt_bulk_step *step = &state->steps[i];
        step->operation = &operations[i];
        step->index = i;
        open_step(step, arena);
        point(step);
    }
    return check_all(state, err);
}

/* What an operation needed goes with it, unless others use it on: names that
 * it read, products whose text is to be written, what it failed by. */
static void
forget(const struct kt_edit *before, const struct kt_edit *after,
       struct kt_arena_mark mark)
{
    if (before->refs == after->refs &&
        before->later_count == after->later_count)
        kt_arena_rewind(after->call->arena, mark);
}

static enum kt_status
run_steps(struct kt_tx *tx, struct kt_bulk_use *state, struct kt_edit *edit,
          struct kt_error *err)
{
    for (size_t i = 0; i < state->in->operations.count; i++) {
        struct kt_bulk_step *step = &state->steps[i];
        if (step->err.status != KT_OK)
            continue;
        struct kt_edit before = *edit;
        struct kt_arena_mark mark = kt_arena_mark(edit->call->arena);
        step->edit = edit;
        enum kt_status status = kt_tx_attempt(tx, run_step, step, &step->err);
        step->err.status = status;
        if (kt_problem_get(status)->http_status >= 500)
            return kt_error_set(err, status);
        if (status == KT_OK)
            forget(&before, edit, mark);
        else
            point(step);
    }
    return KT_OK;
}

static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    struct kt_bulk_use *state = (struct kt_bulk_use *)use;
    struct kt_edit edit;
    kt_edit_init(&edit, use->call, kt_tx_reading(tx), tx);
    KT_TRY(run_steps(tx, state, &edit, err));
    KT_TRY(check_all(state, err));
    KT_TRY(kt_edit_finish(&edit, err));
    tell(state);
    return KT_OK;
}

/* ---- warnings ---- */

struct looking {
    struct kt_bulk_use *state;
    struct kt_call call; /* with the shop as it is now */
};

/* What a later operation deleted is not looked at. */
static enum kt_status
look_at(const struct kt_tx *tx, const struct looking *looking,
        const struct kt_bulk_step *step, struct kt_list *warnings,
        struct kt_error *err)
{
    const struct kt_resource *resource = step->resource;
    struct kt_arena *arena = looking->call.arena;
    void *record = kt_arena_calloc(arena, 1, resource->out->size);
    struct kt_error own;
    kt_error_init(&own, arena);
    enum kt_status status =
        kt_resource_load(resource, tx, step->id, arena, record, &own);
    if (status == KT_NOT_FOUND)
        return KT_OK;
    KT_TRY(status == KT_OK ? KT_OK : kt_error_set(err, status));
    return resource->look_at(tx, &looking->call, record, warnings, err);
}

static bool
is_worth_a_look(const struct kt_bulk_step *step)
{
    return step->resource->look_at != NULL && step->err.status == KT_OK &&
           step->operation->op != KT_BULK_DELETE;
}

static enum kt_status
look_at_all(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct looking *looking = arg;
    struct kt_bulk_use *state = looking->state;
    struct kt_bulk_result *results = state->out.results.items;
    for (size_t i = 0; i < state->out.results.count; i++) {
        if (is_worth_a_look(&state->steps[i]))
            KT_TRY(look_at(tx, looking, &state->steps[i], &results[i].warnings,
                           err));
    }
    return KT_OK;
}

/* Each is seen beside what the others made of the shop. */
static enum kt_status
warn(struct kt_bulk_use *state, struct kt_error *err)
{
    struct kt_call *call = state->use.call;
    struct looking looking = { .state = state, .call = *call };
    size_t count = 0;
    for (size_t i = 0; i < state->in->operations.count; i++)
        count += is_worth_a_look(&state->steps[i]);
    if (count == 0)
        return KT_OK;
    KT_TRY(kt_shop_acquire(call->app, call->shop->store_id, &looking.call.shop,
                           err));
    enum kt_status status = kt_call_read(call, look_at_all, &looking, err);
    kt_shop_release(call->app, looking.call.shop);
    return status;
}

/* What became of each is known to the request that did it alone. */
static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_bulk_use *state = (struct kt_bulk_use *)use;
    if (state->is_done)
        return warn(state, err);
    kt_fail_conflict(err);
    return kt_error_explain(err, "the operations were done, but their results "
                                 "were lost");
}

const struct kt_use kt_use_bulk = {
    .name = "bulk",
    .state_size = sizeof(struct kt_bulk_use),
    .decide = decide,
    .save = save,
    .answer = answer,
};
