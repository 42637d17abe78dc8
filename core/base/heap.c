#include "base/heap.h"

#include <stdlib.h>

#include "base/assert.h"

void *
kt_heap_alloc(size_t size)
{
    void *ptr = calloc(1, size);
    KT_ASSERT(ptr != NULL);
    return ptr;
}

void *
kt_heap_try_alloc(size_t size)
{
    return malloc(size);
}

void
kt_heap_free(void *ptr)
{
    free(ptr);
}
