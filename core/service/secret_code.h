/* Codes that people type and nobody guesses. */
#ifndef KT_SERVICE_SECRET_CODE_H
#define KT_SERVICE_SECRET_CODE_H

#include "base/id.h"

#include <kontor/arena.h>

/* So many random signs out of 32 that nobody takes for another: capitals and
 * digits without I, O, 0 and 1. Five bits each. */
void kt_secret_code_draw(char *signs, size_t count);

enum { KT_SECRET_CODE_HASH_SIZE = 32 };

/* A hash of a folded code, another one in each shop. */
void kt_secret_code_hash(struct kt_id store_id, struct kt_str folded,
                         uint8_t hash[KT_SECRET_CODE_HASH_SIZE]);

#endif
