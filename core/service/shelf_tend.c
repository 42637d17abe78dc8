/* Shelves are brought up to date for who comes next. */

#include "base/log.h"
#include "service/shelf_set.h"

#include <string.h>

/* Shelves that nobody asks for any more are left alone, and tending takes a
 * tenth of the time at most. */
enum { TENDED_S = 600, TEND_SHARE = 10 };

void
kt_shelf_expect(const struct kt_call *call, struct kt_str currency)
{
    struct kt_shelf_place place;
    struct kt_shelf_slot *slot = kt_shelf_hold_asked(call, currency, &place);
    if (slot != NULL)
        kt_shelf_drop(call->app->shelves, slot);
}

static struct kt_shelf_tended
look_around(const struct kt_app *app)
{
    return (struct kt_shelf_tended){ kt_store_settings_epoch(app->store),
                                     kt_host_turn(app->host),
                                     kt_store_moved(app->store) };
}

/* The lock is held. */
static struct kt_shelf_slot *
find_due(const struct kt_shelves *shelves, const struct kt_shelf_tended *now,
         int64_t now_us)
{
    struct kt_shelf_slot *slot = shelves->is_tight ? NULL : shelves->first;
    for (; slot != NULL; slot = slot->next) {
        const struct kt_shelf_tended *old = &slot->tended;
        bool is_asked_for =
            slot->expected_count > 0 &&
            now_us - slot->asked_us < TENDED_S * INT64_C(1000000);
        bool is_changed = slot->is_unmet || old->epoch != now->epoch ||
                          old->turn != now->turn ||
                          old->moved + KT_SHELF_MOVES_FEW < now->moved;
        if (is_asked_for && is_changed && now_us >= slot->rests_until_us)
            break;
    }
    return slot;
}

bool
kt_shelf_is_due(const struct kt_app *app)
{
    struct kt_shelves *shelves = app->shelves;
    struct kt_shelf_tended now = look_around(app);
    pthread_mutex_lock(&shelves->lock);
    bool is_due = find_due(shelves, &now, kt_clock_monotonic_us()) != NULL;
    pthread_mutex_unlock(&shelves->lock);
    return is_due;
}

/* What is there now is what was tended; what comes meanwhile is due again. */
static struct kt_shelf_slot *
take_due(struct kt_app *app, struct kt_shelf_expected *places, size_t *count)
{
    struct kt_shelves *shelves = app->shelves;
    struct kt_shelf_tended now = look_around(app);
    pthread_mutex_lock(&shelves->lock);
    struct kt_shelf_slot *slot =
        find_due(shelves, &now, kt_clock_monotonic_us());
    if (slot != NULL) {
        slot->holders++;
        slot->tended = now;
        slot->is_unmet = false;
        *count = kt_shelf_expected_places(slot);
        memcpy(places, slot->expected, *count * sizeof *places);
    }
    pthread_mutex_unlock(&shelves->lock);
    return slot;
}

static void
tend_place(struct kt_app *app, const struct kt_shop *shop,
           struct kt_shelf_slot *slot, const struct kt_shelf_expected *expected)
{
    struct kt_arena arena;
    struct kt_error err;
    struct kt_shelf_place place;
    struct kt_call call = {
        .app = app,
        .shop = shop,
        .channel = kt_shop_channel_by_id(shop, expected->channel_id),
        .actor = { .kind = KT_ACTOR_SYSTEM, .name = KT_STR("shelf") },
        .arena = &arena,
        .now_ms = kt_clock_now(&app->clock),
        .locale = kt_str_of(expected->locale),
    };
    struct kt_str currency = kt_str_of(expected->currency);
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    if (call.channel != NULL &&
        kt_shelf_place_find(&call, currency, &place, &err) == KT_OK &&
        kt_shelf_is_far_behind(slot, &place, &call) &&
        kt_shelf_work(&call, currency, &err) != KT_OK)
        kt_log(KT_LOG_WARN, "shelf not made ready",
               KT_LOG_STR("why", kt_error_text(&err)));
    kt_arena_release(&arena);
}

static void
tend(struct kt_app *app, struct kt_shelf_slot *slot,
     const struct kt_shelf_expected *places, size_t count)
{
    const struct kt_shop *shop;
    struct kt_arena arena;
    struct kt_error err;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    if (kt_shop_acquire(app, slot->store_id, &shop, &err) == KT_OK) {
        for (size_t i = 0; i < count; i++)
            tend_place(app, shop, slot, &places[i]);
        kt_shop_release(app, shop);
    }
    kt_arena_release(&arena);
}

void
kt_shelf_tend(struct kt_app *app)
{
    struct kt_shelf_expected places[KT_SHELF_EXPECTED_MAX];
    struct kt_shelf_slot *slot;
    size_t count;
    while ((slot = take_due(app, places, &count)) != NULL) {
        int64_t begun_us = kt_clock_monotonic_us();
        tend(app, slot, places, count);
        int64_t now_us = kt_clock_monotonic_us();
        pthread_mutex_lock(&app->shelves->lock);
        slot->rests_until_us = now_us + TEND_SHARE * (now_us - begun_us);
        pthread_mutex_unlock(&app->shelves->lock);
        kt_shelf_drop(app->shelves, slot);
    }
}
