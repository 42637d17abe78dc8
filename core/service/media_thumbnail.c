#include <unistd.h>

#include "service/media.h"

static const struct kt_media_size *
size_of(const struct kt_media_thumbnail_use *state)
{
    return kt_media_sizes_find(&state->use.call->app->media->options.sizes,
                               state->size);
}

/* One that is there is answered at once; else the work is to make it, which is
 * done once for all who ask at the same time. */
static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_media_thumbnail_use *state = (struct kt_media_thumbnail_use *)use;
    const struct kt_media_folder *media = use->call->app->media;
    char text[KT_MEDIA_NAME_MAX];
    state->file = -1;
    if (media == NULL || size_of(state) == NULL)
        return kt_fail_not_found(err);
    state->file = kt_media_thumbnail_open(media, &state->name, size_of(state));
    if (state->file >= 0)
        return KT_OK;
    int picture = kt_media_folder_find_file(media, &state->name);
    if (picture < 0)
        return kt_fail_not_found(err);
    close(picture);
    if (!kt_media_is_picture(state->name.kind)) {
        kt_fail_invalid_picture(err, KT_STR("document"));
        return kt_error_explain(err, "a PDF has no thumbnails");
    }
    use->must_work = true;
    kt_media_name_format(&state->name, text);
    use->work_key = kt_arena_format(use->call->arena, "%.*s/%s",
                                    KT_STR_FMT(state->size), text);
    return KT_OK;
}

static enum kt_status
work(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_media_thumbnail_use *state = (struct kt_media_thumbnail_use *)use;
    struct kt_media_folder *media = use->call->app->media;
    /* Another may have made it while this one came here. */
    state->file = kt_media_thumbnail_open(media, &state->name, size_of(state));
    if (state->file >= 0)
        return KT_OK;
    int picture = kt_media_folder_open_file(media, &state->name);
    if (picture < 0)
        return kt_fail_not_found(err);
    enum kt_status status =
        kt_media_thumbnail_make(media, picture, &state->name, size_of(state),
                                err);
    close(picture);
    return status;
}

/* It may be gone again, when the cache is much too small. */
static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_media_thumbnail_use *state = (struct kt_media_thumbnail_use *)use;
    if (state->file < 0)
        state->file = kt_media_thumbnail_open(use->call->app->media,
                                              &state->name, size_of(state));
    return state->file >= 0 ? KT_OK : kt_fail_overloaded(err);
}

const struct kt_use kt_use_media_thumbnail = {
    .name = "media_thumbnail",
    .state_size = sizeof(struct kt_media_thumbnail_use),
    .decide = decide,
    .work = work,
    .answer = answer,
};
