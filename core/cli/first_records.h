/* What a shop begins with: a channel, a price, a tax and a shipping rule in
 * use, as options of the command line say. */
#ifndef KT_CLI_FIRST_RECORDS_H
#define KT_CLI_FIRST_RECORDS_H

#include "cli/command.h"
#include "service/app.h"

/* What the command line gave; a command's options hold it as a member. */
struct kt_first_options {
    const char *currency;
    const char *country;
    const char *locale;
    const char *tax;
    bool is_net;
    bool is_empty;
};

/* Their rows in the table of a command. */
#define KT_FIRST_OPTIONS(type, member)                                         \
    { "currency", KT_OPTION_TEXT, offsetof(type, member.currency), "CODE",     \
      "of its prices (ISO 4217); EUR" },                                       \
        { "country", KT_OPTION_TEXT, offsetof(type, member.country), "CODE",   \
          "where it is at home (ISO 3166), for tax" },                         \
        { "locale", KT_OPTION_TEXT, offsetof(type, member.locale), "CODE",     \
          "the language of its texts; en" },                                   \
        { "tax", KT_OPTION_TEXT, offsetof(type, member.tax), "PERCENT",        \
          "the one rate of tax, as 19 or 7.375; 0" },                          \
        { "net", KT_OPTION_FLAG, offsetof(type, member.is_net), NULL,          \
          "prices are typed without tax" },                                    \
    {                                                                          \
        "empty", KT_OPTION_FLAG, offsetof(type, member.is_empty), NULL,        \
            "no channel and no rules yet: to import another shop's export"     \
    }

/* The options with what they leave open. */
struct kt_first_wish {
    struct kt_str currency;
    struct kt_str country;
    struct kt_str locale;
    struct kt_str tax;
    bool is_net;
    bool is_empty;
};

/* INVALID_BODY tells every fault at its option. */
KT_CHECKED enum kt_status kt_first_wish_read(
    const struct kt_first_options *options, struct kt_first_wish *wish,
    struct kt_error *err);

/* Stores the records in an empty shop; nothing when it shall stay empty. */
KT_CHECKED enum kt_status kt_first_records_save(
    struct kt_app *app, struct kt_id store_id, const struct kt_first_wish *wish,
    struct kt_arena *arena, struct kt_error *err);

#endif
