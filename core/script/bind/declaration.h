/* The seven declarations: kontor.promotion and the others. */
#ifndef KT_SCRIPT_DECLARATION_H
#define KT_SCRIPT_DECLARATION_H

#include "script/bind/bind.h"

struct kt_load;

/* What a file returns; the table that it gave is the user value. */
struct kt_declaration {
    const struct kt_class *class;
    enum kt_rule_kind kind;
};

int kt_declare_price(lua_State *L);
int kt_declare_promotion(lua_State *L);
int kt_declare_tax(lua_State *L);
int kt_declare_shipping(lua_State *L);
int kt_declare_check(lua_State *L);
int kt_declare_guard(lua_State *L);
int kt_declare_reaction(lua_State *L);

/* The names of the fields that a declaration of this kind may have; how many
 * there are. For the stubs' contract test too. */
enum { KT_DECLARATION_FIELDS_MAX = 6 };

size_t kt_declaration_fields(enum kt_rule_kind kind,
                             const char *names[KT_DECLARATION_FIELDS_MAX]);

/* Checks that the value at index is a declaration that belongs in the file's
 * folder. Raises. */
enum kt_rule_kind kt_check_declaration(lua_State *L, int index,
                                       const struct kt_load *load);

/* Pushes the entry function of a declaration. */
void kt_push_entry(lua_State *L, int index);

/* Copies what it says into load->info, texts into load->arena. */
void kt_read_declaration(lua_State *L, int index, struct kt_load *load);

#endif
