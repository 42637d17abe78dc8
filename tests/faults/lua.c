/* Lua's allocator that fails when it is told to, as it does beyond its limit:
 * it ends what runs. The linker leads the calls of Kontor here. */
#include <stdatomic.h>

#include "faults.h"
#include "script/budget.h"
#include "script/region.h"

static atomic_long calls;
static atomic_long fails_at = -1;

void *__real_kt_region_alloc(void *region, void *ptr, size_t old_size,
                             size_t new_size);
void *__wrap_kt_region_alloc(void *region, void *ptr, size_t old_size,
                             size_t new_size);

void *
__wrap_kt_region_alloc(void *region, void *ptr, size_t old_size,
                       size_t new_size)
{
    if (new_size > 0 && atomic_load(&fails_at) >= 0 &&
        atomic_fetch_add(&calls, 1) + 1 == atomic_load(&fails_at))
        kt_budget_stop(((struct kt_region *)region)->state, KT_STOP_MEMORY);
    return __real_kt_region_alloc(region, ptr, old_size, new_size);
}

void
faults_fail_lua(long n)
{
    atomic_store(&fails_at, -1);
    atomic_store(&calls, 0);
    atomic_store(&fails_at, n);
}

long
faults_lua_count(void)
{
    return atomic_load(&calls);
}
