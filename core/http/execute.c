/* Runs a route's use case: reading ones at once, writing ones in tries of
 * decide and save, with the answer kept under its Idempotency-Key. */

#include <setjmp.h>

#include "base/log.h"
#include "http/exchange.h"
#include "http/range.h"

static const struct kt_use *
use_of(const struct kt_exchange *x)
{
    return x->request.route->use;
}

static int
success_status(const struct kt_route *route)
{
    if (route->status != 0)
        return route->status;
    return route->reply != NULL ? 200 : 204;
}

/* ---- steps ---- */

static enum kt_status
make_state(struct kt_exchange *x)
{
    const struct kt_route *route = x->request.route;
    x->state = kt_arena_calloc(&x->arena, 1, route->use->state_size);
    x->state->call = &x->request.call;
    return route->ask != NULL ? route->ask(&x->request, x->state, &x->err)
                              : KT_OK;
}

static enum kt_status
decide(struct kt_exchange *x)
{
    const struct kt_use *use = use_of(x);
    KT_TRY(make_state(x));
    return use->decide != NULL ? use->decide(x->state, &x->err) : KT_OK;
}

static enum kt_status
answer(struct kt_exchange *x)
{
    const struct kt_route *route = x->request.route;
    if (route->use->answer != NULL)
        KT_TRY(route->use->answer(x->state, &x->err));
    kt_reply_init(&x->reply, &x->arena, success_status(route));
    if (route->reply != NULL)
        route->reply(x->state, &x->reply);
    if (route->is_public)
        kt_reply_share(&x->reply, &x->request.call);
    if (route->method == KT_GET)
        kt_reply_check_cached(&x->reply, &x->head);
    if (route->is_file && kt_str_eq(x->method, KT_STR("GET")))
        return kt_reply_take_range(&x->reply, &x->head, &x->err);
    return KT_OK;
}

/* The answer of a request that was obeyed before. */
static enum kt_status
answer_again(struct kt_exchange *x)
{
    KT_TRY(make_state(x));
    x->state->resource = x->kept.resource;
    KT_TRY(answer(x));
    x->reply.is_replayed = true;
    return KT_OK;
}

/* Keeps x->err, which may be the failure that is being answered. */
static enum kt_status
find_kept(struct kt_exchange *x)
{
    struct kt_error err;
    kt_error_init(&err, &x->arena);
    enum kt_status status =
        kt_idempotency_find(&x->kept, &x->request.call, &err);
    if (status != KT_OK)
        x->err = err;
    return status;
}

/* ---- on other threads ---- */

/* The rescue point of the arena while another thread uses it. What there is
 * stays: others may look at the key of the work until it is done. */
static enum kt_status
run_guarded(struct kt_exchange *x, struct kt_tx *tx, struct kt_error *err,
            enum kt_status (*steps)(struct kt_exchange *x, struct kt_tx *tx,
                                    struct kt_error *err))
{
    jmp_buf rescue;
    enum kt_status status;
    x->arena.rescue = &rescue;
    if (setjmp(rescue) == 0)
        status = steps(x, tx, err);
    else
        status = kt_fail_overloaded(err);
    x->arena.rescue = NULL;
    return status;
}

/* ---- on a thread of the pool ---- */

static struct kt_exchange *
exchange_of(struct kt_pool_job *job)
{
    return (struct kt_exchange *)(void *)((char *)job -
                                          offsetof(struct kt_exchange, work));
}

static enum kt_status
work_steps(struct kt_exchange *x, struct kt_tx *tx, struct kt_error *err)
{
    (void)tx;
    return use_of(x)->work(x->state, err);
}

static enum kt_status
work(struct kt_pool_job *job)
{
    struct kt_exchange *x = exchange_of(job);
    return run_guarded(x, NULL, &x->err, work_steps);
}

/* ---- on the writer's thread ---- */

static enum kt_status
save_steps(struct kt_exchange *x, struct kt_tx *tx, struct kt_error *err)
{
    struct kt_id resource = x->state->resource;
    if (x->has_key) {
        enum kt_status status =
            kt_idempotency_claim(tx, &x->kept, resource, err);
        x->is_taken = status == KT_REQUEST_RUNNING;
        KT_TRY(status);
    }
    if (!x->state->is_unchanged)
        KT_TRY(kt_use_save(use_of(x), tx, x->state, err));
    if (x->has_key && !kt_id_eq(resource, x->state->resource))
        return kt_idempotency_set_resource(tx, &x->kept, x->state->resource,
                                           err);
    return KT_OK;
}

static enum kt_status
keep_steps(struct kt_exchange *x, struct kt_tx *tx, struct kt_error *err)
{
    return kt_idempotency_answer(tx, &x->kept, &x->reply, &x->is_first, err);
}

static enum kt_status
save(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return run_guarded(arg, tx, err, save_steps);
}

static enum kt_status
keep(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return run_guarded(arg, tx, err, keep_steps);
}

/* ---- the order of steps ---- */

static enum kt_next
wait_for(struct kt_exchange *x, enum kt_wait wait, kt_write_fn fn)
{
    const struct kt_shop *shop = x->request.call.shop;
    x->wait = wait;
    x->job = (struct kt_write_job){
        .store_id = shop != NULL ? shop->store_id : KT_NO_STORE,
        .fn = fn,
        .arg = x,
        .err = &x->err,
    };
    return KT_NEXT_WAIT;
}

static enum kt_next
finish(struct kt_exchange *x)
{
    if (kt_exchange_guard(x, answer) != KT_OK)
        return kt_exchange_fail(x);
    bool is_kept = x->has_key && !x->request.route->is_secret;
    return is_kept ? wait_for(x, KT_WAIT_KEEP, keep) : KT_NEXT_REPLY;
}

static enum kt_next
replay(struct kt_exchange *x)
{
    kt_error_init(&x->err, &x->arena);
    if (!x->kept.is_same) {
        kt_fail_idempotency_mismatch(&x->err);
        return kt_exchange_fail(x);
    }
    if (x->kept.status != 0) {
        kt_reply_release(&x->reply);
        kt_idempotency_reply(&x->kept, &x->reply);
        return KT_NEXT_REPLY;
    }
    if (kt_exchange_guard(x, answer_again) != KT_OK)
        return kt_exchange_fail(x);
    return wait_for(x, KT_WAIT_KEEP, keep);
}

/* A failure may come from another request with the same key that was quicker
 * (its cart is an order by now): then its answer is ours. */
static enum kt_next
give_up(struct kt_exchange *x)
{
    if (x->has_key) {
        if (kt_exchange_guard(x, find_kept) != KT_OK)
            return kt_exchange_fail(x);
        if (x->kept.is_found)
            return replay(x);
    }
    return kt_exchange_fail(x);
}

static enum kt_next
wait_for_work(struct kt_exchange *x)
{
    x->wait = KT_WAIT_WORK;
    x->work = (struct kt_pool_job){ .key = x->state->work_key, .run = work };
    return KT_NEXT_WAIT;
}

static enum kt_next
save_or_finish(struct kt_exchange *x)
{
    bool must_save = use_of(x)->save != NULL && !x->state->is_unchanged;
    if (must_save || x->has_key)
        return wait_for(x, KT_WAIT_SAVE, save);
    return finish(x);
}

static bool
was_guess(const struct kt_exchange *x)
{
    return x->state != NULL && x->state->is_guess;
}

static enum kt_next
begin_try(struct kt_exchange *x)
{
    x->request.call.may_guess = x->tries++ == 0;
    kt_arena_rewind(&x->arena, x->asked);
    kt_error_init(&x->err, &x->arena);
    if (x->has_key) {
        if (kt_exchange_guard(x, find_kept) != KT_OK)
            return kt_exchange_fail(x);
        if (x->kept.is_found)
            return replay(x);
    }
    if (kt_exchange_guard(x, decide) != KT_OK)
        return was_guess(x) ? begin_try(x) : give_up(x);
    return x->state->must_work ? wait_for_work(x) : save_or_finish(x);
}

/* Whose work failed for another tells no more than that. */
static enum kt_next
resume_worked(struct kt_exchange *x)
{
    if (x->work.status == KT_OK)
        return save_or_finish(x);
    if (x->work.is_copy)
        kt_fail_overloaded(&x->err);
    return give_up(x);
}

static enum kt_next
resume_saved(struct kt_exchange *x)
{
    bool is_lost = x->job.status == KT_CONFLICT || x->is_taken;
    if (x->job.status == KT_OK)
        return finish(x);
    if (x->err.status != x->job.status)
        kt_error_set(&x->err, x->job.status);
    if (is_lost && x->tries < KT_USE_TRIES) {
        x->is_taken = false;
        return begin_try(x);
    }
    return give_up(x);
}

/* The work is done: an answer that could not be kept is sent nevertheless. */
static enum kt_next
resume_kept(struct kt_exchange *x)
{
    if (x->job.status != KT_OK) {
        kt_log(KT_LOG_WARN, "answer not kept",
               KT_LOG_STR("request_id", x->request.request_id),
               KT_LOG_STR("problem",
                          kt_str_of(kt_problem_get(x->job.status)->slug)));
        return KT_NEXT_REPLY;
    }
    if (!x->is_first && kt_exchange_guard(x, find_kept) == KT_OK &&
        x->kept.is_found && x->kept.status != 0)
        return replay(x);
    return KT_NEXT_REPLY;
}

enum kt_next
kt_exchange_run(struct kt_exchange *x)
{
    if (x->is_refused)
        return KT_NEXT_REPLY;
    if (kt_exchange_guard(x, kt_request_read) != KT_OK)
        return kt_exchange_fail(x);
    x->asked = kt_arena_mark(&x->arena);
    return begin_try(x);
}

enum kt_next
kt_exchange_resume(struct kt_exchange *x)
{
    switch (x->wait) {
    case KT_WAIT_WORK:
        return resume_worked(x);
    case KT_WAIT_SAVE:
        return resume_saved(x);
    case KT_WAIT_KEEP:
        break;
    }
    return resume_kept(x);
}
