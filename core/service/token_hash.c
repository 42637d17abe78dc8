#include <sodium.h>

#include "base/assert.h"
#include "service/token.h"

void
kt_token_hash(struct kt_str token, uint8_t hash[KT_TOKEN_HASH_SIZE])
{
    int failed = crypto_generichash(hash, KT_TOKEN_HASH_SIZE,
                                    (const unsigned char *)token.ptr, token.len,
                                    NULL, 0);
    KT_ASSERT(failed == 0);
}
