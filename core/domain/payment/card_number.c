#include "domain/payment/card_number.h"

#include <stdint.h>

enum { DIGITS_MAX = 19, PREFIX_DIGITS = 4 };

/* By the first four digits (ISO/IEC 7812): what is issued today. */
static const struct issuer {
    int first, last;
    size_t length_min, length_max;
} issuers[] = {
    { 2221, 2720, 16, 16 }, /* Mastercard */
    { 3000, 3059, 14, 19 }, /* Diners Club */
    { 3400, 3499, 15, 15 }, /* American Express */
    { 3528, 3589, 16, 19 }, /* JCB */
    { 3600, 3699, 14, 19 }, /* Diners Club */
    { 3700, 3799, 15, 15 }, /* American Express */
    { 3800, 3999, 16, 19 }, /* Diners Club */
    { 4000, 4999, 16, 19 }, /* Visa */
    { 5100, 5599, 16, 16 }, /* Mastercard */
    { 6011, 6011, 16, 19 }, /* Discover */
    { 6200, 6299, 16, 19 }, /* UnionPay */
    { 6440, 6599, 16, 19 }, /* Discover */
};

static bool
is_issued(const char *digits, size_t count)
{
    int prefix = 0;
    for (size_t i = 0; i < PREFIX_DIGITS; i++)
        prefix = prefix * 10 + digits[i] - '0';
    for (size_t i = 0; i < sizeof issuers / sizeof issuers[0]; i++) {
        const struct issuer *issuer = &issuers[i];
        if (prefix >= issuer->first && prefix <= issuer->last)
            return count >= issuer->length_min && count <= issuer->length_max;
    }
    return false;
}

/* Luhn's sum. */
static bool
has_check_digit(const char *digits, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = digits[count - 1 - i] - '0';
        int doubled = digit * 2;
        sum += i % 2 == 0 ? digit : doubled - (doubled > 9 ? 9 : 0);
    }
    return sum % 10 == 0;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The groups that begin at `at`, taken together one after the other. */
static bool
is_card(struct kt_str text, size_t at)
{
    char digits[DIGITS_MAX];
    size_t count = 0;
    for (; at < text.len; at++) {
        bool may_go_on = at + 1 < text.len && is_digit(text.ptr[at + 1]);
        if (!is_digit(text.ptr[at])) {
            if (!may_go_on || (text.ptr[at] != ' ' && text.ptr[at] != '-'))
                return false;
            continue;
        }
        if (count == DIGITS_MAX)
            return false;
        digits[count++] = text.ptr[at];
        if (!may_go_on && count >= PREFIX_DIGITS && is_issued(digits, count) &&
            has_check_digit(digits, count))
            return true;
    }
    return false;
}

bool
kt_card_number_is_in(struct kt_str text)
{
    for (size_t at = 0; at < text.len; at++) {
        bool begins_group =
            is_digit(text.ptr[at]) && (at == 0 || !is_digit(text.ptr[at - 1]));
        if (begins_group && is_card(text, at))
            return true;
    }
    return false;
}
