#include "script/scope.h"

struct kt_open *
kt_scope_top(struct kt_scope *scope)
{
    return scope->depth > 0 ? &scope->opens[scope->depth - 1] : NULL;
}

bool
kt_scope_is_in(struct kt_scope *scope, enum kt_open_kind kind)
{
    return scope->depth > 0 && kt_scope_top(scope)->kind == kind;
}

struct kt_open *
kt_scope_open(struct kt_scope *scope, enum kt_open_kind kind)
{
    if (scope->depth == KT_SCOPE_OPENS_MAX) {
        scope->is_lost = true;
        return &scope->opens[KT_SCOPE_OPENS_MAX];
    }
    scope->functions += kind == KT_OPEN_FUNCTION;
    scope->opens[scope->depth] = (struct kt_open){ .kind = kind,
                                                   .locals = scope->local_count,
                                                   .keys = scope->key_count,
                                                   .target = KT_FOR_NOTHING };
    return &scope->opens[scope->depth++];
}

struct kt_open
kt_scope_close(struct kt_scope *scope)
{
    if (scope->depth == 0) {
        scope->is_lost = true;
        return (struct kt_open){ .kind = KT_OPEN_BLOCK };
    }
    struct kt_open closed = scope->opens[--scope->depth];
    scope->functions -= closed.kind == KT_OPEN_FUNCTION;
    scope->local_count = closed.locals;
    scope->visible = closed.locals;
    scope->key_count = closed.keys;
    return closed;
}

void
kt_scope_add(struct kt_scope *scope, struct kt_str name, struct kt_known known)
{
    if (scope->local_count == KT_SCOPE_LOCALS_MAX)
        scope->is_lost = true;
    else
        scope->locals[scope->local_count++] = (struct kt_local){ name, known };
}

void
kt_scope_show(struct kt_scope *scope)
{
    scope->visible = scope->local_count;
}

struct kt_local *
kt_scope_find(struct kt_scope *scope, struct kt_str name)
{
    for (size_t i = scope->visible; i-- > 0;) {
        if (kt_str_eq(scope->locals[i].name, name))
            return &scope->locals[i];
    }
    return NULL;
}
