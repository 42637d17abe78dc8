#include "script/answer.h"

#include "base/text.h"
#include "script/bind/classes.h"
#include "script/bind/give.h"
#include "script/bind/rates.h"
#include "script/bind/verdict.h"
#include "script/load.h"

static void
push_params(lua_State *L, const struct kt_run *run)
{
    kt_push_params(L, run->rule->params, run->rule->param_count, run->params);
}

/* An answer has no line any more: that where the entry begins is told. */
static const char *
push_place(lua_State *L)
{
    lua_Debug record;
    kt_load_push_entry(L);
    lua_getinfo(L, ">S", &record);
    return lua_pushfstring(L, "%s:%d: ", record.source + 1, record.linedefined);
}

static int
wrong_answer(lua_State *L, int index, const char *wanted)
{
    const char *name = kt_value_name(L, index);
    return luaL_error(L, "%s%s answered %s, not %s", push_place(L),
                      kt_run_of(L)->rule->code.ptr, name, wanted);
}

/* Texts of an answer must outlive Lua. Shielded by the caller. */
static struct kt_str
keep(const struct kt_run *run, struct kt_str text)
{
    if (text.len == 0)
        return KT_STR("");
    return kt_utf8_mend(run->arena, kt_arena_str(run->arena, text));
}

static int64_t
check_minor(lua_State *L, int index, const char *wanted)
{
    if (!lua_isinteger(L, index))
        wrong_answer(L, index, wanted);
    int64_t minor = lua_tointeger(L, index);
    if (minor < 0 || minor > KT_MONEY_MAX)
        luaL_error(L, "%s%s answered %I, which is no price", push_place(L),
                   kt_run_of(L)->rule->code.ptr, (LUAI_UACINT)minor);
    return minor;
}

int
kt_answer_price(lua_State *L)
{
    struct kt_run *run = kt_run_of(L);
    kt_load_push_entry(L);
    kt_push_view(L, &kt_item_class, run->item, NULL);
    kt_push_buyer(L, run->context->buyer);
    push_params(L, run);
    lua_call(L, 3, 3);
    run->price.unit_minor = -1;
    run->price.compare_at_minor = 0;
    if (kt_is_absent(L, 1))
        return 0;
    run->price.unit_minor = check_minor(L, 1, "a price in minor units or nil");
    if (!kt_is_absent(L, 2))
        run->price.compare_at_minor =
            check_minor(L, 2, "a \"was\" price in minor units or nil");
    if (!lua_isboolean(L, 3) && !lua_isnil(L, 3))
        wrong_answer(L, 3, "true when the price holds in its band alone");
    run->price.is_graduated = lua_toboolean(L, 3);
    return 0;
}

static void
read_effects(lua_State *L, struct kt_run *run)
{
    if (kt_class_of(L, 1) != &kt_effects_class)
        wrong_answer(L, 1, "effects or nil");
    const struct kt_effects_object *object = lua_touserdata(L, 1);
    kt_shield_begin(L);
    run->effects.count = object->count;
    run->effects.items =
        KT_NEW_ARRAY(run->arena, struct kt_effect, object->count);
    for (size_t i = 0; i < object->count; i++) {
        struct kt_effect *effect = &run->effects.items[i];
        *effect = object->items[i];
        effect->sku = keep(run, effect->sku);
        effect->per_line = keep(run, effect->per_line);
    }
    kt_shield_end(L);
}

static void
read_hint(lua_State *L, struct kt_run *run)
{
    const struct kt_hint_object *object = lua_touserdata(L, 2);
    if (kt_class_of(L, 2) != &kt_hint_class)
        wrong_answer(L, 2, "a hint or nil");
    kt_shield_begin(L);
    run->effects.hint = object->hint;
    run->effects.hint.kind = keep(run, object->hint.kind);
    run->effects.has_hint = true;
    kt_shield_end(L);
}

int
kt_answer_promotion(lua_State *L)
{
    struct kt_run *run = kt_run_of(L);
    kt_load_push_entry(L);
    kt_push_view(L, &kt_cart_class, run->quote, NULL);
    push_params(L, run);
    lua_call(L, 2, 2);
    if (!kt_is_absent(L, 1))
        read_effects(L, run);
    if (!kt_is_absent(L, 2))
        read_hint(L, run);
    return 0;
}

int
kt_answer_tax(lua_State *L)
{
    struct kt_run *run = kt_run_of(L);
    struct kt_treatment *treatment = &run->treatment;
    kt_load_push_entry(L);
    kt_push_line(L, run->line);
    kt_push_view(L, &kt_sale_class, run->quote->in, NULL);
    push_params(L, run);
    lua_call(L, 3, 1);
    if (kt_class_of(L, 1) != &kt_treatment_class)
        wrong_answer(L, 1, "a treatment (kontor.tax)");
    const struct kt_treatment_object *object = lua_touserdata(L, 1);
    kt_shield_begin(L);
    struct kt_tax_rate *rates =
        KT_NEW_ARRAY(run->arena, struct kt_tax_rate, object->rates.count);
    for (size_t i = 0; i < object->rates.count; i++) {
        rates[i] = object->rates.items[i];
        rates[i].name = keep(run, rates[i].name);
    }
    treatment->rates = rates;
    treatment->rate_count = object->rates.count;
    treatment->is_exempt = object->is_exempt;
    treatment->is_reverse_charge = object->is_reverse_charge;
    treatment->note = keep(run, object->note);
    kt_shield_end(L);
    return 0;
}

/* What a refusal wants or found: a text, or a number as it is. */
static struct kt_said
check_said(lua_State *L, int index, const char *wanted)
{
    const struct kt_run *run = kt_run_of(L);
    struct kt_said said = { .kind = KT_SAID_TEXT };
    if (kt_is_absent(L, index))
        return said;
    if (lua_isinteger(L, index))
        return (struct kt_said){ .kind = KT_SAID_NUMBER,
                                 .number = lua_tointeger(L, index) };
    if (lua_type(L, index) != LUA_TSTRING)
        wrong_answer(L, index, wanted);
    struct kt_str text = kt_check_text(L, index);
    kt_shield_begin(L);
    said.text = keep(run, text);
    kt_shield_end(L);
    return said;
}

static void
read_refusal(lua_State *L, struct kt_shipping_offer *offer)
{
    if (lua_type(L, 2) != LUA_TSTRING)
        wrong_answer(L, 2, "a reason as text");
    struct kt_str reason = kt_check_text(L, 2);
    kt_shield_begin(L);
    offer->reason = keep(kt_run_of(L), reason);
    kt_shield_end(L);
    offer->wanted = check_said(L, 3, "what it wants as text or a number");
    offer->actual = check_said(L, 4, "what there is as text or a number");
}

int
kt_answer_shipping(lua_State *L)
{
    struct kt_run *run = kt_run_of(L);
    const struct kt_quote_input *in = run->quote->in;
    kt_load_push_entry(L);
    kt_push_view(L, &kt_parcel_class, run->quote, NULL);
    kt_push_destination(L, in->shipping_address, in->settings.home_country);
    push_params(L, run);
    lua_call(L, 3, 4);
    run->offer.is_offered = !kt_is_absent(L, 1);
    if (run->offer.is_offered)
        run->offer.price_minor =
            check_minor(L, 1, "a price in minor units or nil");
    else if (!kt_is_absent(L, 2))
        read_refusal(L, &run->offer);
    return 0;
}

static int
read_verdict(lua_State *L, struct kt_run *run)
{
    if (kt_is_absent(L, 1))
        return 0;
    if (kt_class_of(L, 1) != &kt_verdict_class)
        return wrong_answer(L, 1, "nil or a verdict (kontor.verdict)");
    const struct kt_verdict_object *object = lua_touserdata(L, 1);
    kt_shield_begin(L);
    run->verdict.kind = object->verdict.kind;
    run->verdict.slug = keep(run, object->verdict.slug);
    run->verdict.pointer = keep(run, object->verdict.pointer);
    run->verdict.detail = keep(run, object->verdict.detail);
    kt_shield_end(L);
    return 0;
}

int
kt_answer_check(lua_State *L)
{
    struct kt_run *run = kt_run_of(L);
    kt_load_push_entry(L);
    kt_push_view(L, &kt_order_class, run->quote, run->quote->in);
    push_params(L, run);
    lua_call(L, 2, 1);
    return read_verdict(L, run);
}

int
kt_answer_guard(lua_State *L)
{
    struct kt_run *run = kt_run_of(L);
    kt_load_push_entry(L);
    kt_push_record(L, run->record);
    push_params(L, run);
    lua_call(L, 2, 1);
    return read_verdict(L, run);
}

/* Appends the job at the top of the stack. */
static void
append_job(lua_State *L, struct kt_json *json)
{
    if (kt_class_of(L, -1) != &kt_job_class)
        wrong_answer(L, -1, "jobs (kontor.job)");
    lua_getiuservalue(L, -1, 1);
    struct kt_str text = kt_check_text(L, -1);
    kt_shield_begin(L);
    kt_json_raw(json, text);
    kt_shield_end(L);
    lua_pop(L, 1);
}

static void
append_jobs(lua_State *L, struct kt_json *json)
{
    if (!lua_istable(L, 1)) {
        append_job(L, json);
        return;
    }
    lua_Integer count = (lua_Integer)lua_rawlen(L, 1);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, 1, i);
        append_job(L, json);
        lua_pop(L, 1);
    }
}

int
kt_answer_reaction(lua_State *L)
{
    struct kt_run *run = kt_run_of(L);
    struct kt_buf buf;
    struct kt_json json;
    kt_load_push_entry(L);
    kt_push_record(L, run->record);
    push_params(L, run);
    lua_call(L, 2, 1);

    kt_shield_begin(L);
    kt_buf_init(&buf, run->arena, 256);
    kt_json_init(&json, &buf);
    kt_json_begin_array(&json);
    kt_shield_end(L);
    if (!kt_is_absent(L, 1))
        append_jobs(L, &json);
    kt_shield_begin(L);
    kt_json_end_array(&json);
    run->jobs_json = kt_buf_view(&buf);
    kt_shield_end(L);
    return 0;
}
