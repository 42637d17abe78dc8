#include "base/heap.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *
kt_heap_alloc(size_t size)
{
    void *ptr = calloc(1, size);
    if (ptr == NULL) {
        fprintf(stderr, "kontor: no memory left\n");
        _exit(EXIT_FAILURE);
    }
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
