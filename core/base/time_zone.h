/* Time zones by their IANA names, from the system's tz database. GLib reads it:
 * unlike the C library it knows more than one zone at a time. It is loaded when
 * the first zone is named, since it costs 1.2 MiB and most shops of one country
 * may live in UTC. Threads may ask at once. */
#ifndef KT_BASE_TIME_ZONE_H
#define KT_BASE_TIME_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include <kontor/str.h>

enum { KT_TIME_ZONE_MAX = 64 };

/* "Europe/Berlin". False for a name that the database lacks; always where GLib
 * or the database is missing. */
bool kt_time_zone_is_known(struct kt_str name);

/* What is added to UTC there at that moment; 0 for an empty or unknown name. */
int64_t kt_time_zone_offset_ms(struct kt_str name, int64_t now_ms);

/* The moment at which clocks there show what UTC's show at local_ms; where they
 * leap over it, the moment at which they do. */
int64_t kt_time_zone_utc_ms(struct kt_str name, int64_t local_ms);

#endif
