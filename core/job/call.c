#include "job/work.h"

enum kt_status
kt_job_call(struct kt_app *app, struct kt_id store_id, struct kt_arena *arena,
            struct kt_call *call, struct kt_error *err)
{
    *call = (struct kt_call){
        .app = app,
        .actor = { .kind = KT_ACTOR_SYSTEM },
        .arena = arena,
        .now_ms = kt_clock_now(&app->clock),
    };
    return kt_shop_acquire(app, store_id, &call->shop, err);
}
