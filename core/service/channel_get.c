#include "service/catalog.h"

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_channel_use *state = (struct kt_channel_use *)use;
    (void)err;
    state->out = kt_channel_tell(use->call->channel);
    return KT_OK;
}

const struct kt_use kt_use_channel_get = {
    .name = "channel_get",
    .state_size = sizeof(struct kt_channel_use),
    .answer = answer,
};
