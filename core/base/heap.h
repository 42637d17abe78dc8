/* The heap, for the few things that outlive every arena: a store, its
 * connections, a server. Memory comes zeroed; without any left the process ends
 * with a message, since such things are made at the start. */
#ifndef KT_BASE_HEAP_H
#define KT_BASE_HEAP_H

#include <stddef.h>

void *kt_heap_alloc(size_t size);
/* What can be done without, as it comes; NULL when there is none. */
void *kt_heap_try_alloc(size_t size);
void kt_heap_free(void *ptr);

#define KT_HEAP_NEW(type) ((type *)kt_heap_alloc(sizeof(type)))

#endif
