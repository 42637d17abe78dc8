#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#include "base/assert.h"

#define DAY_MS  INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)

/* A moment as the calendar writes it. */
enum { TIME_TEXT_MAX = 48 };

struct stamp {
    int64_t year;
    int64_t month;
    int64_t day;
    int64_t hour;
    int64_t minute;
    int64_t second;
    int64_t ms;
};

static int64_t
read_clock_us(clockid_t which)
{
    struct timespec now;
    int failed = clock_gettime(which, &now);
    KT_ASSERT(failed == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Days since 1970-01-01 in the Gregorian calendar. Years begin in March here,
 * so that the leap day is the last of its year; an era is 400 years. */
static int64_t
days_of_date(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day;
    int64_t leap_days = year_of_era / 4 - year_of_era / 100;
    return era * 146097 + year_of_era * 365 + leap_days + day_of_year - 719469;
}

static void
date_of_days(int64_t days, struct stamp *stamp)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097; /* day of the era */
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t month = (5 * doy + 2) / 153;
    stamp->day = doy - (153 * month + 2) / 5 + 1;
    stamp->month = month < 10 ? month + 3 : month - 9;
    stamp->year = yoe + era * 400 + (stamp->month <= 2);
}

static int64_t
days_in_month(int64_t year, int64_t month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30,
                                    31, 31, 30, 31, 30, 31 };
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && is_leap);
}

/* Takes exactly `count` digits off the front of the text. */
static bool
take_digits(struct kt_str *text, size_t count, int64_t *number)
{
    if (text->len < count)
        return false;
    *number = 0;
    for (size_t i = 0; i < count; i++) {
        if (text->ptr[i] < '0' || text->ptr[i] > '9')
            return false;
        *number = *number * 10 + (text->ptr[i] - '0');
    }
    text->ptr += count;
    text->len -= count;
    return true;
}

static bool
take_char(struct kt_str *text, char wanted)
{
    if (text->len == 0 || text->ptr[0] != wanted)
        return false;
    text->ptr++;
    text->len--;
    return true;
}

static bool
take_letter(struct kt_str *text, char upper)
{
    return take_char(text, upper) || take_char(text, (char)(upper | 0x20));
}

static bool
take_date(struct kt_str *text, struct stamp *stamp)
{
    return take_digits(text, 4, &stamp->year) && take_char(text, '-') &&
           take_digits(text, 2, &stamp->month) && take_char(text, '-') &&
           take_digits(text, 2, &stamp->day) && stamp->month >= 1 &&
           stamp->month <= 12 && stamp->day >= 1 &&
           stamp->day <= days_in_month(stamp->year, stamp->month);
}

/* ".5" is 500 ms; digits below the millisecond are checked and dropped. */
static bool
take_fraction(struct kt_str *text, int64_t *ms)
{
    int64_t digit;
    int64_t unit = 100;
    *ms = 0;
    if (!take_char(text, '.'))
        return true;
    if (!take_digits(text, 1, &digit))
        return false;
    do {
        *ms += digit * unit;
        unit /= 10;
    } while (take_digits(text, 1, &digit));
    return true;
}

static bool
take_time(struct kt_str *text, struct stamp *stamp)
{
    return take_digits(text, 2, &stamp->hour) && take_char(text, ':') &&
           take_digits(text, 2, &stamp->minute) && take_char(text, ':') &&
           take_digits(text, 2, &stamp->second) && stamp->hour <= 23 &&
           stamp->minute <= 59 && stamp->second <= 60 &&
           take_fraction(text, &stamp->ms);
}

static bool
take_offset(struct kt_str *text, int64_t *offset_ms)
{
    *offset_ms = 0;
    if (take_letter(text, 'Z'))
        return true;
    int64_t hours;
    int64_t minutes;
    bool is_west = take_char(text, '-');
    if (!is_west && !take_char(text, '+'))
        return false;
    if (!take_digits(text, 2, &hours) || !take_char(text, ':') ||
        !take_digits(text, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset_ms = (hours * 60 + minutes) * (is_west ? -60000 : 60000);
    return true;
}

static int64_t
moment_of(const struct stamp *stamp)
{
    int64_t days = days_of_date(stamp->year, stamp->month, stamp->day);
    return days * DAY_MS + stamp->hour * HOUR_MS + stamp->minute * 60000 +
           stamp->second * 1000 + stamp->ms;
}

int64_t
kt_clock_now(const struct kt_clock *clock)
{
    if (clock->fixed_ms != 0)
        return clock->fixed_ms;
    return read_clock_us(CLOCK_REALTIME) / 1000;
}

int64_t
kt_clock_monotonic_us(void)
{
    return read_clock_us(CLOCK_MONOTONIC);
}

int64_t
kt_clock_thread_cpu_us(void)
{
    return read_clock_us(CLOCK_THREAD_CPUTIME_ID);
}

/* A number of so many digits, and what stands behind it. */
static char *
put(char *at, int64_t number, int digits, char behind)
{
    for (int i = digits; i-- > 0; number /= 10)
        at[i] = (char)('0' + number % 10);
    at[digits] = behind;
    return at + digits + 1;
}

struct kt_str
kt_time_format(struct kt_arena *arena, int64_t time_ms)
{
    int64_t days = time_ms / DAY_MS - (time_ms % DAY_MS < 0);
    int64_t rest = time_ms - days * DAY_MS;
    struct stamp stamp;
    date_of_days(days, &stamp);
    char *text = kt_arena_alloc(arena, TIME_TEXT_MAX);
    char *at = text;
    if (stamp.year >= 0 && stamp.year <= 9999)
        at = put(at, stamp.year, 4, '-');
    else
        at += snprintf(at, TIME_TEXT_MAX, "%04lld-", (long long)stamp.year);
    at = put(at, stamp.month, 2, '-');
    at = put(at, stamp.day, 2, 'T');
    at = put(at, rest / HOUR_MS, 2, ':');
    at = put(at, rest / 60000 % 60, 2, ':');
    at = put(at, rest / 1000 % 60, 2, rest % 1000 != 0 ? '.' : 'Z');
    if (rest % 1000 != 0)
        at = put(at, rest % 1000, 3, 'Z');
    *at = '\0';
    return (struct kt_str){ text, (size_t)(at - text) };
}

bool
kt_time_parse(struct kt_str text, int64_t *time_ms)
{
    struct stamp stamp = { 0 };
    int64_t offset_ms = 0;
    if (!take_date(&text, &stamp))
        return false;
    bool has_time = text.len > 0;
    if (has_time && (!take_letter(&text, 'T') || !take_time(&text, &stamp) ||
                     !take_offset(&text, &offset_ms) || text.len > 0))
        return false;
    int64_t moment = moment_of(&stamp) - offset_ms;
    /* A leap second ends a day of UTC and nothing else. */
    if (stamp.second == 60 && (moment % DAY_MS + DAY_MS) % DAY_MS > 999)
        return false;
    *time_ms = moment;
    return true;
}
