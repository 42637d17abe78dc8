/* A moment as clocks show it; see scripts/api/time.lua. */
#include "script/bind/classes.h"

enum { MS_PER_MINUTE = 60000, MINUTES_PER_DAY = 1440 };

struct moment {
    const struct kt_class *class;
    const void *data; /* this very struct, for the rows */
    const void *more;
    int64_t year, month, day, hour, minute, weekday, week;
};

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Days since 1970-01-01 to the Gregorian calendar, counted in years that begin
 * in March and eras of 400 of them. */
static void
set_date(struct moment *moment, int64_t days)
{
    int64_t shifted = days + 719468;
    int64_t era = floor_div(shifted, 146097);
    int64_t of_era = shifted - era * 146097;
    int64_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    moment->day = of_year - (153 * month + 2) / 5 + 1;
    moment->month = month < 10 ? month + 3 : month - 9;
    moment->year = year + era * 400 + (moment->month <= 2);
}

void
kt_push_time(lua_State *L, int64_t local_ms)
{
    struct moment *moment = kt_push_object(L, &kt_time_class, sizeof *moment);
    int64_t minutes = floor_div(local_ms, MS_PER_MINUTE);
    int64_t days = floor_div(minutes, MINUTES_PER_DAY);
    int64_t of_day = minutes - days * MINUTES_PER_DAY;
    moment->data = moment;
    set_date(moment, days);
    moment->hour = of_day / 60;
    moment->minute = of_day % 60;
    moment->week = floor_div(days + 3, 7);
    moment->weekday = days + 3 - moment->week * 7 + 1;
}

static const struct kt_row rows[] = {
    KT_INTEGER("day", struct moment, day),
    KT_INTEGER("hour", struct moment, hour),
    KT_INTEGER("minute", struct moment, minute),
    KT_INTEGER("month", struct moment, month),
    KT_INTEGER("week", struct moment, week),
    KT_INTEGER("weekday", struct moment, weekday),
    KT_INTEGER("year", struct moment, year),
};

const struct kt_class kt_time_class = { KT_CLASS("time", "time", rows,
                                                 "field") };
