/* The bodies of evaluations, one a kind: each pushes the views, calls the
 * rule's entry and copies its answer, checked, into the run. They run in
 * protected mode and raise on a wrong answer. */
#ifndef KT_SCRIPT_ANSWER_H
#define KT_SCRIPT_ANSWER_H

#include <lua.h>

int kt_answer_price(lua_State *L);
int kt_answer_promotion(lua_State *L);
int kt_answer_tax(lua_State *L);
int kt_answer_shipping(lua_State *L);
int kt_answer_check(lua_State *L);
int kt_answer_guard(lua_State *L);
int kt_answer_reaction(lua_State *L);

#endif
