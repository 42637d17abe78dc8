/* What the tests of failing memory and failing disks share. */
#ifndef KT_TESTS_FAULTS_H
#define KT_TESTS_FAULTS_H

#include "http/shop.h"

/* ---- memory.c ---- */

/* Before the first allocation of SQLite. */
void faults_memory_begin(void);

/* From now on the n-th allocation fails, of any thread that is not spared; 0:
 * none does. Counts anew. */
void faults_fail_memory(long n);
long faults_memory_count(void);

/* Whether allocations and wakes of the calling thread are left alone; those of
 * the first thread are. */
void faults_spare_thread(bool spared);
bool faults_is_spared(void);

/* ---- lua.c ---- */

/* From now on the n-th allocation of Lua fails, of any thread; 0: none does,
 * but they are counted; -1: they are left alone. Counts anew. */
void faults_fail_lua(long n);
long faults_lua_count(void);

/* ---- disk.c ---- */

/* A system call that SQLite makes. */
enum faults_call {
    FAULTS_OPEN,
    FAULTS_READ,
    FAULTS_WRITE,
    FAULTS_SYNC,
    FAULTS_TRUNCATE,
    FAULTS_LOCK,
    FAULTS_MAP,
    FAULTS_CALL_COUNT
};

/* How a call fails: with an errno, or, where that is 0, by doing half of what
 * it was asked for. */
struct faults_disk {
    enum faults_call call;
    int error;
};

/* Puts the calls under SQLite; once a process, before it opens a file. */
void faults_disk_begin(void);

/* From now on the n-th of these calls fails; 0: none does. Counts anew. */
void faults_fail_disk(struct faults_disk disk, long n);
long faults_disk_count(void);

/* ---- wake.c ---- */

/* Whether threads that wake a loop of the server stand still before they do.
 * How many stand there now, and how many woke nobody when they went on. */
void faults_hold_wakes(bool held);
unsigned faults_held_wakes(void);
unsigned faults_lost_wakes(void);

/* ---- place.c ---- */

/* A new folder with the shop of http/shop.h in a database; and without it. */
void place_make(void);
void place_remove(void);

/* Serves it; what kept it from that is the status. */
enum kt_status place_open(void);
void place_close(void);

/* A purchase of one red mug as far as it goes: the order, or the status of the
 * request that failed (0: the connection ended). */
struct place_sale {
    bool is_sold;
    struct kt_id order_id;
    int status;
};
struct place_sale place_buy(void);

/* What stands in the database, which nobody owns: all of it whole. */
struct place_books {
    int64_t orders;
    int64_t sold; /* red mugs */
};
struct place_books place_audit(void);
bool place_has_order(struct kt_id id);
int64_t place_ask(const char *sql);

#endif
