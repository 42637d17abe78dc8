/* How C stands in Lua: every object that a script meets (a view, a module, the
 * globals themselves) is a userdata that begins with its class, and a class is
 * a sorted table of names. One metatable serves all of them. An unknown name
 * raises and tells the nearest right one; assignment always raises. */
#ifndef KT_SCRIPT_BIND_H
#define KT_SCRIPT_BIND_H

#include <lauxlib.h>
#include <lua.h>

#include "script/budget.h"
#include "script/run.h"

enum kt_row_kind {
    KT_ROW_TEXT,     /* a struct kt_str member at offset */
    KT_ROW_INTEGER,  /* an int64_t member */
    KT_ROW_BOOL,     /* a bool member */
    KT_ROW_PUSH,     /* call pushes the value; the object is argument 1 */
    KT_ROW_FUNCTION, /* call itself: a function or method */
    KT_ROW_CLASS     /* an object of another class, made once */
};

struct kt_row {
    const char *name;
    enum kt_row_kind kind;
    bool is_more; /* the member is in view.more */
    size_t offset;
    lua_CFunction call;
    const struct kt_class *class; /* of what it gives, where that is told */
    bool is_many;                 /* a list of them, or a walk over them */
};

struct kt_class {
    const char *name;          /* in messages: "cart", "kontor.give" */
    const char *stub;          /* scripts/api/<stub>.lua; NULL: plain Lua */
    const struct kt_row *rows; /* by name, in the order of bytes */
    size_t row_count;
    /* Values that no row holds: true when it pushed one. May be NULL. */
    bool (*index)(lua_State *L, const void *object);
    size_t (*length)(const void *object); /* what # gives; NULL: an error */
    const char *noun; /* what a row is: "field", "function" */
};

/* What most views are: a pointer to what they show, and one more. */
struct kt_view {
    const struct kt_class *class;
    const void *data;
    const void *more;
};

#define KT_CLASS(NAME, STUB, table, NOUN)                                      \
    .name = (NAME), .stub = (STUB), .rows = (table),                           \
    .row_count = sizeof(table) / sizeof((table)[0]), .noun = (NOUN)

#define KT_MEMBER(KIND, more, NAME, type, member)                              \
    {                                                                          \
        .name = (NAME), .kind = KT_ROW_##KIND, .is_more = (more),              \
        .offset = offsetof(type, member)                                       \
    }
#define KT_TEXT(name, type, member) KT_MEMBER(TEXT, false, name, type, member)
#define KT_INTEGER(name, type, member)                                         \
    KT_MEMBER(INTEGER, false, name, type, member)
#define KT_BOOL(name, type, member) KT_MEMBER(BOOL, false, name, type, member)
#define KT_MORE(KIND, name, type, member)                                      \
    KT_MEMBER(KIND, true, name, type, member)
#define KT_CALL(KIND, NAME, function, CLASS, many)                             \
    {                                                                          \
        .name = (NAME), .kind = KT_ROW_##KIND, .call = (function),             \
        .class = (CLASS), .is_many = (many)                                    \
    }
#define KT_PUSH(name, function) KT_CALL(PUSH, name, function, NULL, false)
#define KT_FUNCTION(name, function)                                            \
    KT_CALL(FUNCTION, name, function, NULL, false)
/* The same where an object of a class is given, or a list of such (of plain
 * values: NULL), or a walk over them. */
#define KT_PUSH_OF(name, function, class)                                      \
    KT_CALL(PUSH, name, function, class, false)
#define KT_PUSH_LIST(name, function, class)                                    \
    KT_CALL(PUSH, name, function, class, true)
#define KT_FUNCTION_OF(name, function, class)                                  \
    KT_CALL(FUNCTION, name, function, class, false)
#define KT_FUNCTION_WALK(name, function, class)                                \
    KT_CALL(FUNCTION, name, function, class, true)
#define KT_OBJECT(name, object) KT_CALL(CLASS, name, NULL, &(object), false)

/* Every class there is, ended by NULL: for the stubs' contract test. */
extern const struct kt_class *const kt_classes[];

/* Makes the metatable in a new state. */
void kt_bind_open(lua_State *L);

/* The __index of all of them: object, name -> value */
int kt_object_index(lua_State *L);

/* Pushes a new object of size bytes whose first member is set to class. */
void *kt_push_object(lua_State *L, const struct kt_class *class, size_t size);
/* The same with room for one user value. */
void *kt_push_owner(lua_State *L, const struct kt_class *class, size_t size);
void kt_push_view(lua_State *L, const struct kt_class *class, const void *data,
                  const void *more);
/* The one object of a class without data: a module. */
void kt_push_module(lua_State *L, const struct kt_class *class);
void kt_push_str(lua_State *L, struct kt_str str);

/* The class's row, or NULL. */
const struct kt_row *kt_class_find(const struct kt_class *class,
                                   struct kt_str name);

/* The nearest name of the class, or what is called so here; NULL: nothing is
 * near. names.c */
const char *kt_class_nearest(const struct kt_class *class, struct kt_str word);

/* What to write instead of a name that the class has not, as ", did you mean
 * 'x'?"; or "". */
enum { KT_ADVICE_MAX = 160 };
void kt_class_advice(const struct kt_class *class, struct kt_str word,
                     char text[KT_ADVICE_MAX]);

/* The object's class, NULL for any value that is no object of ours. */
const struct kt_class *kt_class_of(lua_State *L, int index);

/* What a person would call the value: "a cart", "a string", "1.5". */
const char *kt_value_name(lua_State *L, int index);

/* Arguments. Each raises an error that names the place in the script. */
void *kt_check_object(lua_State *L, int arg, const struct kt_class *class);
const void *kt_check_data(lua_State *L, int arg, const struct kt_class *class);
int64_t kt_check_integer(lua_State *L, int arg, int64_t min, int64_t max);
int64_t kt_opt_integer(lua_State *L, int arg, int64_t otherwise, int64_t min,
                       int64_t max);
int64_t kt_check_amount(lua_State *L, int arg); /* 0..KT_MONEY_MAX */
int64_t kt_check_rate(lua_State *L, int arg);   /* 0..KT_RATE_ONE */
struct kt_str kt_check_text(lua_State *L, int arg);
bool kt_is_absent(lua_State *L, int arg); /* none, nil or false */

/* Fields of an options table at arg. The allowed keys end with NULL. */
void kt_check_keys(lua_State *L, int arg, const char *const *allowed);
struct kt_str kt_field_text(lua_State *L, int arg, const char *key,
                            bool is_required);
bool kt_field_bool(lua_State *L, int arg, const char *key);
bool kt_field_integer(lua_State *L, int arg, const char *key, int64_t min,
                      int64_t max, int64_t *number);

/* The nearest of the names, as ", did you mean 'x'?", or "". */
const char *kt_push_nearest(lua_State *L, struct kt_str word,
                            const char *const *names, size_t count);

/* What is being evaluated; raises while a file is loaded. */
struct kt_run *kt_run_of(lua_State *L);

#endif
