/* kontor.job; see scripts/api/job.lua. A job is its JSON text. */
#include "script/bind/classes.h"
#include "script/bind/convert.h"

enum { DELAY_MAX_S = 366 * 24 * 3600 };

/* The job's kind is put into the table's copy, which becomes JSON at once. */
static int
push_job(lua_State *L, const char *kind, const char *const *names,
         const char *const *required)
{
    struct kt_run *run = kt_run_of(L);
    struct kt_buf buf;
    int64_t delay_s = 0;
    kt_check_keys(L, 1, names);
    for (; *required != NULL; required++) {
        if (kt_field_text(L, 1, *required, true).len == 0)
            return luaL_error(L, "field '%s' is empty", *required);
    }
    kt_field_integer(L, 1, "delay_s", 0, DELAY_MAX_S, &delay_s);
    lua_settop(L, 1);

    kt_shield_begin(L);
    kt_buf_init(&buf, run->arena, 256);
    kt_shield_end(L);
    lua_createtable(L, 0, 8);
    lua_pushnil(L);
    while (lua_next(L, 1) != 0) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, 2);
    }
    lua_pushstring(L, kind);
    lua_setfield(L, 2, "kind");
    kt_convert_json(L, 2, false, &buf);

    kt_push_owner(L, &kt_job_class, sizeof(struct kt_view));
    kt_push_str(L, kt_buf_view(&buf));
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/* job.mail(fields) -> job */
static int
job_mail(lua_State *L)
{
    static const char *const names[] = { "template", "to",   "subject",
                                         "locale",   "data", "delay_s",
                                         NULL };
    static const char *const required[] = { "template", "to", NULL };
    return push_job(L, "mail", names, required);
}

/* job.webhook(fields) -> job */
static int
job_webhook(lua_State *L)
{
    static const char *const names[] = { "url", "data", "delay_s", NULL };
    static const char *const required[] = { "url", NULL };
    return push_job(L, "webhook", names, required);
}

/* job.note(fields) -> job */
static int
job_note(lua_State *L)
{
    static const char *const names[] = { "text", "delay_s", NULL };
    static const char *const required[] = { "text", NULL };
    return push_job(L, "note", names, required);
}

/* job.call(fields) -> job */
static int
job_call(lua_State *L)
{
    static const char *const names[] = { "name", "data", "delay_s", NULL };
    static const char *const required[] = { "name", NULL };
    return push_job(L, "call", names, required);
}

static const struct kt_row rows[] = {
    KT_FUNCTION("call", job_call),
    KT_FUNCTION("mail", job_mail),
    KT_FUNCTION("note", job_note),
    KT_FUNCTION("webhook", job_webhook),
};

const struct kt_class kt_job_module = { KT_CLASS("kontor.job", "job", rows,
                                                 "function") };

const struct kt_class kt_job_class = { .name = "a job", .noun = "field" };
