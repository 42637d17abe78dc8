#include "service/secret_code.h"

#include <sodium.h>

#include "base/assert.h"

void
kt_secret_code_draw(char *signs, size_t count)
{
    static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    randombytes_buf(signs, count);
    for (size_t i = 0; i < count; i++)
        signs[i] = alphabet[(unsigned char)signs[i] % (sizeof alphabet - 1)];
}

void
kt_secret_code_hash(struct kt_id store_id, struct kt_str folded,
                    uint8_t hash[KT_SECRET_CODE_HASH_SIZE])
{
    int failed =
        crypto_generichash(hash, KT_SECRET_CODE_HASH_SIZE,
                           (const unsigned char *)folded.ptr, folded.len,
                           store_id.bytes, sizeof store_id.bytes);
    KT_ASSERT(failed == 0);
}
