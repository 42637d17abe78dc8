#include "service/promotion.h"

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    (void)err;
    use->resource = ((const struct kt_promotion_use *)use)->promotion_id;
    return KT_OK;
}

const struct kt_use kt_use_promotion_get = {
    .name = "promotion_get",
    .state_size = sizeof(struct kt_promotion_use),
    .decide = decide,
    .answer = kt_promotion_answer,
};
