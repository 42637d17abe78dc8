/* write() that comes late: between what a thread did and its waking another one
 * the system may let it stand for as long as it likes. libmicrohttpd wakes its
 * loops by eight bytes to a file of events. */
#include <errno.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "faults.h"

static atomic_bool is_late;
static atomic_uint waiting;
static atomic_uint lost;

static void
stand_still(void)
{
    atomic_fetch_add(&waiting, 1);
    while (atomic_load(&is_late))
        usleep(1000);
}

ssize_t
write(int file, const void *bytes, size_t size)
{
    bool waits = size == 8 && !faults_is_spared() && atomic_load(&is_late);
    if (waits)
        stand_still();
    ssize_t written = syscall(SYS_write, file, bytes, size);
    if (waits) {
        atomic_fetch_add(&lost, written != (ssize_t)size);
        atomic_fetch_sub(&waiting, 1);
    }
    return written;
}

void
faults_hold_wakes(bool held)
{
    atomic_store(&is_late, held);
}

unsigned
faults_held_wakes(void)
{
    return atomic_load(&waiting);
}

unsigned
faults_lost_wakes(void)
{
    return atomic_load(&lost);
}
