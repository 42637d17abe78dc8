#include "cli/checkup.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

enum {
    AT_ONCE_BYTES = 16 * 1024 * 1024, /* read in 20 ms or so */
    NICEST = 19,
    EXIT_DAMAGED = 71,
};

/* ---- at once ---- */

static void
explain(void *arg, struct kt_str fault)
{
    struct kt_error *err = arg;
    if (err->status != KT_OK)
        return; /* the first one says enough */
    kt_fail_store_failed(err);
    kt_error_explain(err,
                     "it is damaged: %.*s; kontor doctor tells all, kontor "
                     "restore makes a shop of a backup",
                     KT_STR_FMT(fault));
}

static enum kt_status
check_at_once(struct kt_store *store, struct kt_error *err)
{
    struct kt_error found;
    kt_error_init(&found, err->arena);
    KT_TRY(kt_store_check(store, explain, &found, err));
    if (found.status != KT_OK)
        *err = found;
    return found.status;
}

/* ---- beside ---- */

static void
tell(void *arg, struct kt_str fault)
{
    bool *is_damaged = arg;
    *is_damaged = true;
    kt_log(KT_LOG_ERROR, "the database is damaged", KT_LOG_STR("fault", fault));
}

static void *
check_beside(void *arg)
{
    struct kt_checkup *checkup = arg;
    struct kt_arena arena;
    struct kt_error err;
    bool is_damaged = false;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICEST);
    if (kt_store_check(checkup->store, tell, &is_damaged, &err) != KT_OK)
        kt_log(KT_LOG_ERROR, "the database was not checked",
               KT_LOG_STR("why", kt_error_text(&err)));
    kt_arena_release(&arena);
    if (!is_damaged)
        return NULL;
    kt_log(KT_LOG_ERROR, "stopping, a backup is needed",
           KT_LOG_STR("database", kt_str_of(checkup->path)));
    _exit(EXIT_DAMAGED);
}

enum kt_status
kt_checkup_begin(struct kt_checkup *checkup, struct kt_store *store,
                 const char *path, struct kt_error *err)
{
    struct stat facts;
    *checkup = (struct kt_checkup){ .store = store, .path = path };
    if (stat(path, &facts) != 0 || facts.st_size <= AT_ONCE_BYTES)
        return check_at_once(store, err);
    if (pthread_create(&checkup->thread, NULL, check_beside, checkup) != 0)
        return kt_fail_overloaded(err);
    checkup->is_beside = true;
    return KT_OK;
}

void
kt_checkup_end(struct kt_checkup *checkup)
{
    if (!checkup->is_beside)
        return;
    kt_store_stop_check(checkup->store);
    pthread_join(checkup->thread, NULL);
    checkup->is_beside = false;
}
