/* Every class, for the files that push objects of another one. */
#ifndef KT_SCRIPT_CLASSES_H
#define KT_SCRIPT_CLASSES_H

#include "script/bind/bind.h"

/* Plain Lua. */
extern const struct kt_class kt_body_class, kt_globals_class, kt_math_class,
    kt_string_class, kt_table_class, kt_utf8_class;

/* Modules. */
extern const struct kt_class kt_give_class, kt_hint_module, kt_job_module,
    kt_money_class, kt_param_module, kt_rate_class, kt_tax_module,
    kt_verdict_module;

/* Answers. */
extern const struct kt_class kt_declaration_class, kt_effects_class,
    kt_hint_class, kt_job_class, kt_param_class, kt_rates_class,
    kt_treatment_class, kt_verdict_class;

/* Views. */
extern const struct kt_class kt_address_class, kt_buyer_class, kt_cart_class,
    kt_item_class, kt_line_class, kt_list_class, kt_order_class,
    kt_params_class, kt_parcel_class, kt_record_class, kt_sale_class,
    kt_selector_class, kt_shipping_class, kt_tax_table_class, kt_time_class,
    kt_units_class;

/* A list: push puts the entry at index (from 0) on the stack. */
struct kt_list_view {
    const struct kt_class *class;
    size_t count;
    const void *data;
    const void *more;
    void (*push)(lua_State *L, const struct kt_list_view *list, size_t index);
};

void kt_push_list(lua_State *L, const struct kt_list_view *list);
void kt_push_texts(lua_State *L, const struct kt_str *texts, size_t count);

void kt_push_address(lua_State *L, const struct kt_address *address);
/* The address, else one that knows only the country. */
void kt_push_destination(lua_State *L, const struct kt_address *address,
                         struct kt_str country);
void kt_push_buyer(lua_State *L, const struct kt_buyer *buyer);
void kt_push_time(lua_State *L, int64_t local_ms);
void kt_push_line(lua_State *L, const struct kt_quote_line *line);
/* All lines of a quote; with needs_shipping only those that are shipped. */
void kt_push_lines(lua_State *L, const struct kt_quote *quote,
                   bool needs_shipping);
void kt_push_coupons(lua_State *L, const struct kt_quote_input *in);
void kt_push_units(lua_State *L, struct kt_units units);
void kt_push_params(lua_State *L, const struct kt_param_spec *specs,
                    size_t count, const struct kt_param_value *values);
void kt_push_record(lua_State *L, const struct cJSON *node);
/* Any JSON value. */
void kt_push_node(lua_State *L, const struct cJSON *node);

/* A units object at arg, or those of a line or the cart. */
struct kt_units kt_check_target(lua_State *L, int arg);
/* The selector at arg; one that takes all when it is absent. */
const struct kt_selector *kt_opt_selector(lua_State *L, int arg);

/* Units of a quote that a selector takes, gifts left out; and whether any line
 * has the tag. */
int64_t kt_quote_units_of(const struct kt_quote *quote,
                          const struct kt_selector *selector);
bool kt_quote_has_tag(const struct kt_quote *quote, struct kt_str tag);

/* Facts that lines and items share: the item is view.more of a line and
 * view.data of an item. */
int kt_item_has_tag(lua_State *L, const struct kt_item *item);
int kt_item_is_in(lua_State *L, const struct kt_item *item);
int kt_item_attribute(lua_State *L, const struct kt_item *item);

#endif
