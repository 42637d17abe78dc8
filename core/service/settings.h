/* The settings of a shop, for staff: one record that is always there. */
#ifndef KT_SERVICE_SETTINGS_H
#define KT_SERVICE_SETTINGS_H

#include "service/use.h"

struct kt_settings_use {
    struct kt_use_state use; /* first */
    /* asked */
    int64_t if_match; /* version; -1: none */
    const struct kt_shop_settings *patch;
    /* decided, answered */
    struct kt_shop_settings settings;
    int64_t version;
};

extern const struct kt_use kt_use_settings_get;
extern const struct kt_use kt_use_settings_update;

#endif
