#include "domain/customer/email.h"

bool
kt_email_is_one(struct kt_str text)
{
    const char *at = memchr(text.ptr, '@', text.len);
    if (at == NULL || at == text.ptr || at == text.ptr + text.len - 1)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == 0x7f)
            return false;
    return memchr(at + 1, '@', (size_t)(text.ptr + text.len - at - 1)) == NULL;
}
