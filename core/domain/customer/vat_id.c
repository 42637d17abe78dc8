#include "domain/customer/vat_id.h"

#include <stdint.h>
#include <string.h>

#include "base/assert.h"

/* ---- what the rules share ---- */

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
are_digits(struct kt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]))
            return false;
    }
    return true;
}

static bool
has_digits(struct kt_str id, size_t count)
{
    return id.len == count && are_digits(id);
}

static int
at(struct kt_str id, size_t i)
{
    return id.ptr[i] - '0';
}

static int64_t
number(struct kt_str id, size_t from, size_t count)
{
    int64_t value = 0;
    for (size_t i = from; i < from + count; i++)
        value = value * 10 + at(id, i);
    return value;
}

/* The sum of digits by weights, from the first on. */
static int
weigh(struct kt_str id, const int *weights, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += weights[i] * at(id, i);
    return sum;
}

#define WEIGH(id, ...)                                                         \
    weigh((id), (const int[]){ __VA_ARGS__ },                                  \
          sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int))

static bool
is_luhn(struct kt_str id, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = at(id, count - 1 - i) * (1 + (int)(i % 2));
        sum += digit / 10 + digit % 10;
    }
    return sum % 10 == 0;
}

/* ISO 7064, MOD 11,10. */
static bool
is_mod_11_10(struct kt_str id)
{
    int check = 10;
    for (size_t i = 0; i + 1 < id.len; i++) {
        int sum = (check + at(id, i)) % 10;
        check = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (check + at(id, id.len - 1)) % 10 == 1;
}

/* ---- country by country; the prefix is taken off ---- */

static bool
is_austrian(struct kt_str id)
{
    struct kt_str rest = { id.ptr + 1, id.len > 0 ? id.len - 1 : 0 };
    int sum = 4;
    if (!has_digits(rest, 8) || id.ptr[0] != 'U')
        return false;
    for (size_t i = 0; i < 7; i++) {
        int digit = at(rest, i) * (1 + (int)(i % 2));
        sum += digit / 10 + digit % 10;
    }
    return (10 - sum % 10) % 10 == at(rest, 7);
}

static bool
is_belgian(struct kt_str id)
{
    return has_digits(id, 10) && at(id, 0) <= 1 &&
           97 - number(id, 0, 8) % 97 == number(id, 8, 2);
}

static bool
is_bulgarian(struct kt_str id)
{
    if (has_digits(id, 9)) {
        int check = WEIGH(id, 1, 2, 3, 4, 5, 6, 7, 8) % 11;
        if (check == 10)
            check = WEIGH(id, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10;
        return check == at(id, 8);
    }
    if (!has_digits(id, 10))
        return false;
    int other = 11 - WEIGH(id, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
    return WEIGH(id, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 == at(id, 9) ||
           WEIGH(id, 21, 19, 17, 13, 11, 9, 7, 3, 1) % 10 == at(id, 9) ||
           (other != 10 && other % 11 == at(id, 9));
}

static bool
is_cypriot(struct kt_str id)
{
    static const int odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21 };
    struct kt_str digits = { id.ptr, 8 };
    int sum = 0;
    if (id.len != 9 || !are_digits(digits) || number(id, 0, 2) == 12)
        return false;
    for (size_t i = 0; i < 8; i++)
        sum += i % 2 == 0 ? odd[at(id, i)] : at(id, i);
    return id.ptr[8] == 'A' + sum % 26;
}

/* Numbers of persons born before 1954 have nine digits and no check. */
static bool
is_czech(struct kt_str id)
{
    if (has_digits(id, 8)) {
        int check = (11 - WEIGH(id, 8, 7, 6, 5, 4, 3, 2) % 11) % 11;
        return at(id, 0) != 9 && (check == 0 ? 1 : check) % 10 == at(id, 7);
    }
    if (has_digits(id, 9) && at(id, 0) == 6) {
        int check = WEIGH(id, 0, 8, 7, 6, 5, 4, 3, 2) % 11;
        return 8 - (21 - check) % 11 == at(id, 8);
    }
    if (has_digits(id, 9))
        return number(id, 0, 2) <= 53;
    return has_digits(id, 10) && number(id, 0, 9) % 11 % 10 == at(id, 9);
}

static bool
is_german(struct kt_str id)
{
    return has_digits(id, 9) && at(id, 0) > 0 && is_mod_11_10(id);
}

static bool
is_danish(struct kt_str id)
{
    return has_digits(id, 8) && at(id, 0) > 0 &&
           WEIGH(id, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
}

static bool
is_estonian(struct kt_str id)
{
    return has_digits(id, 9) && WEIGH(id, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0;
}

static bool
is_greek(struct kt_str id)
{
    return has_digits(id, 9) &&
           WEIGH(id, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == at(id, 8);
}

/* Persons: 23 letters tell a number's rest. */
static bool
is_spanish_person(struct kt_str id)
{
    static const char letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";
    struct kt_str digits = { id.ptr + 1, 7 };
    int64_t value = number(digits, 0, 7);
    if (is_digit(id.ptr[0]))
        value += at(id, 0) * INT64_C(10000000);
    else if (id.ptr[0] >= 'X')
        value += (id.ptr[0] - 'X') * INT64_C(10000000);
    return id.ptr[8] == letters[value % 23];
}

/* Companies: a digit or a letter, by their kind. */
static bool
is_spanish_company(struct kt_str id)
{
    struct kt_str digits = { id.ptr + 1, 7 };
    int sum = 0;
    for (size_t i = 0; i < 7; i++) {
        int digit = at(digits, i) * (i % 2 == 0 ? 2 : 1);
        sum += digit / 10 + digit % 10;
    }
    int check = (10 - sum % 10) % 10;
    bool is_number = at(id, 8) == check;
    bool is_letter = id.ptr[8] == "JABCDEFGHI"[check];
    if (strchr("PQRSNW", id.ptr[0]) != NULL)
        return is_letter;
    return strchr("ABEH", id.ptr[0]) != NULL ? is_number
                                             : is_number || is_letter;
}

static bool
is_spanish(struct kt_str id)
{
    if (id.len != 9 || !are_digits((struct kt_str){ id.ptr + 1, 7 }))
        return false;
    if (is_digit(id.ptr[0]) || strchr("KLMXYZ", id.ptr[0]) != NULL)
        return is_spanish_person(id);
    return strchr("ABCDEFGHJNPQRSUVW", id.ptr[0]) != NULL &&
           is_spanish_company(id);
}

static bool
is_finnish(struct kt_str id)
{
    return has_digits(id, 8) && WEIGH(id, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0;
}

/* A key of two signs before the SIREN; with letters the newer rule. Monaco's
 * companies have no SIREN but zeros. */
static bool
is_french(struct kt_str id)
{
    static const char signs[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    struct kt_str siren = { id.ptr + 2, 9 };
    if (id.len != 11 || !are_digits(siren) ||
        (number(siren, 0, 3) > 0 && !is_luhn(siren, 9)))
        return false;
    const char *first = strchr(signs, id.ptr[0]);
    const char *second = strchr(signs, id.ptr[1]);
    if (first == NULL || second == NULL)
        return false;
    int64_t value = number(siren, 0, 9);
    if (is_digit(id.ptr[0]) && is_digit(id.ptr[1]))
        return (12 + 3 * (value % 97)) % 97 == number(id, 0, 2);
    int64_t key = is_digit(id.ptr[0])
                      ? (first - signs) * 24 + (second - signs) - 10
                      : (first - signs) * 34 + (second - signs) - 100;
    return (value + 1 + key / 11) % 11 == key % 11;
}

static bool
is_croatian(struct kt_str id)
{
    return has_digits(id, 11) && is_mod_11_10(id);
}

static bool
is_hungarian(struct kt_str id)
{
    return has_digits(id, 8) && WEIGH(id, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0;
}

/* Seven digits and a letter, perhaps another one behind; formerly the second
 * sign was a letter, + or *, and stands at the end of the sum. */
static bool
is_irish(struct kt_str id)
{
    static const char letters[] = "WABCDEFGHIJKLMNOPQRSTUV";
    char digits[8] = "0";
    int sum = 0;
    if (id.len != 8 && id.len != 9)
        return false;
    if (is_digit(id.ptr[1])) {
        memcpy(digits, id.ptr, 7);
        if (id.len == 9 && (id.ptr[8] < 'A' || id.ptr[8] > 'I') &&
            id.ptr[8] != 'W')
            return false;
        if (id.len == 9 && id.ptr[8] != 'W')
            sum = 9 * (id.ptr[8] - 'A' + 1);
    } else {
        memcpy(digits + 1, id.ptr + 2, 5);
        digits[6] = id.ptr[0];
        if (id.len != 8)
            return false;
    }
    struct kt_str text = { digits, 7 };
    if (!are_digits(text))
        return false;
    sum += WEIGH(text, 8, 7, 6, 5, 4, 3, 2);
    return id.ptr[7] == letters[sum % 23];
}

/* The province follows the company's number. */
static bool
is_italian(struct kt_str id)
{
    if (!has_digits(id, 11) || number(id, 0, 7) == 0 || !is_luhn(id, 11))
        return false;
    int64_t province = number(id, 7, 3);
    return (province >= 1 && province <= 100) || province == 120 ||
           province == 121 || province == 888 || province == 999;
}

static int
weigh_lithuanian(struct kt_str id, size_t from)
{
    int sum = 0;
    for (size_t i = 0; i + 1 < id.len; i++)
        sum += (1 + (int)((i + from) % 9)) * at(id, i);
    return sum % 11;
}

static bool
is_lithuanian(struct kt_str id)
{
    if ((id.len != 9 && id.len != 12) || !are_digits(id) ||
        at(id, id.len - 2) != 1)
        return false;
    int check = weigh_lithuanian(id, 0);
    if (check == 10)
        check = weigh_lithuanian(id, 2) % 10;
    return check == at(id, id.len - 1);
}

static bool
is_luxembourgish(struct kt_str id)
{
    return has_digits(id, 8) && number(id, 0, 6) % 89 == number(id, 6, 2);
}

/* Companies begin with 4 or more; persons with a day, or with 32 since 2017,
 * which are numbers by chance. */
static bool
is_latvian(struct kt_str id)
{
    if (!has_digits(id, 11))
        return false;
    if (at(id, 0) > 3)
        return WEIGH(id, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1) % 11 == 3;
    if (number(id, 0, 2) == 32)
        return true;
    return (1 + WEIGH(id, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10 ==
           at(id, 10);
}

static bool
is_maltese(struct kt_str id)
{
    return has_digits(id, 8) && at(id, 0) > 0 &&
           WEIGH(id, 3, 4, 6, 7, 8, 9, 10, 1) % 37 == 0;
}

/* Of companies modulus 11; of sole traders since 2020 modulus 97 of all signs
 * with NL before them, letters as two digits. */
static bool
is_dutch(struct kt_str id)
{
    struct kt_str digits = { id.ptr, 9 };
    if (id.len != 12 || !are_digits(digits) || id.ptr[9] != 'B' ||
        !are_digits((struct kt_str){ id.ptr + 10, 2 }) ||
        at(id, 10) + at(id, 11) == 0)
        return false;
    int64_t rest = 2321; /* NL */
    for (size_t i = 0; i < 12; i++)
        rest = i == 9 ? (rest * 100 + 11) % 97 : (rest * 10 + at(id, i)) % 97;
    return rest == 1 || WEIGH(id, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0;
}

static bool
is_polish(struct kt_str id)
{
    return has_digits(id, 10) &&
           WEIGH(id, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 == at(id, 9);
}

static bool
is_portuguese(struct kt_str id)
{
    return has_digits(id, 9) && at(id, 0) > 0 &&
           (11 - WEIGH(id, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 11 % 10 == at(id, 8);
}

static bool
is_romanian(struct kt_str id)
{
    static const int weights[] = { 7, 5, 3, 2, 1, 7, 5, 3, 2 };
    if (has_digits(id, 13)) {
        int check = WEIGH(id, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11;
        return (check == 10 ? 1 : check) == at(id, 12);
    }
    if (id.len < 2 || id.len > 10 || !are_digits(id) || at(id, 0) == 0)
        return false;
    int sum = weigh(id, weights + (10 - id.len), id.len - 1);
    return sum * 10 % 11 % 10 == at(id, id.len - 1);
}

static bool
is_swedish(struct kt_str id)
{
    return has_digits(id, 12) && number(id, 10, 2) > 0 && is_luhn(id, 10);
}

static bool
is_slovene(struct kt_str id)
{
    if (!has_digits(id, 8) || at(id, 0) == 0)
        return false;
    int check = 11 - WEIGH(id, 8, 7, 6, 5, 4, 3, 2) % 11;
    return check != 11 && check % 10 == at(id, 7);
}

static bool
is_slovak(struct kt_str id)
{
    return has_digits(id, 10) && at(id, 0) > 0 &&
           strchr("234789", id.ptr[2]) != NULL && number(id, 0, 10) % 11 == 0;
}

/* Departments and health authorities have three digits; branches of a company
 * three more. */
static bool
is_british(struct kt_str id)
{
    if (id.len == 5 && are_digits((struct kt_str){ id.ptr + 2, 3 })) {
        int64_t unit = number(id, 2, 3);
        return (memcmp(id.ptr, "GD", 2) == 0 && unit < 500) ||
               (memcmp(id.ptr, "HA", 2) == 0 && unit >= 500);
    }
    if ((id.len != 9 && id.len != 12) || !are_digits(id))
        return false;
    int64_t sum = WEIGH(id, 8, 7, 6, 5, 4, 3, 2) + number(id, 7, 2);
    return number(id, 0, 7) > 0 && (sum % 97 == 0 || (sum + 55) % 97 == 0);
}

static bool
is_norwegian(struct kt_str id)
{
    if (id.len == 12 && memcmp(id.ptr + 9, "MVA", 3) == 0)
        id.len = 9;
    return has_digits(id, 9) && WEIGH(id, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
}

/* CHE, then nine digits, then VAT in one of the languages. */
static bool
is_swiss(struct kt_str id)
{
    static const char *const ends[] = { "", "MWST", "TVA", "IVA", "TPV" };
    struct kt_str digits = { id.ptr + 1, 9 };
    if (id.len < 10 || id.ptr[0] != 'E' || !are_digits(digits))
        return false;
    struct kt_str end = { id.ptr + 10, id.len - 10 };
    bool is_end = false;
    for (size_t i = 0; i < KT_COUNT(ends); i++)
        is_end |= kt_str_eq(end, kt_str_of(ends[i]));
    int check = (11 - WEIGH(digits, 5, 4, 3, 2, 7, 6, 5, 4) % 11) % 11;
    return is_end && check == at(digits, 8);
}

/* ---- all of them ---- */

static const struct country {
    char prefix[3];
    char code[3];
    bool (*is_right)(struct kt_str id);
} countries[] = {
    { "AT", "AT", is_austrian },   { "BE", "BE", is_belgian },
    { "BG", "BG", is_bulgarian },  { "CH", "CH", is_swiss },
    { "CY", "CY", is_cypriot },    { "CZ", "CZ", is_czech },
    { "DE", "DE", is_german },     { "DK", "DK", is_danish },
    { "EE", "EE", is_estonian },   { "EL", "GR", is_greek },
    { "ES", "ES", is_spanish },    { "FI", "FI", is_finnish },
    { "FR", "FR", is_french },     { "GB", "GB", is_british },
    { "HR", "HR", is_croatian },   { "HU", "HU", is_hungarian },
    { "IE", "IE", is_irish },      { "IT", "IT", is_italian },
    { "LT", "LT", is_lithuanian }, { "LU", "LU", is_luxembourgish },
    { "LV", "LV", is_latvian },    { "MT", "MT", is_maltese },
    { "NL", "NL", is_dutch },      { "NO", "NO", is_norwegian },
    { "PL", "PL", is_polish },     { "PT", "PT", is_portuguese },
    { "RO", "RO", is_romanian },   { "SE", "SE", is_swedish },
    { "SI", "SI", is_slovene },    { "SK", "SK", is_slovak },
    { "XI", "XI", is_british },
};

/* Into room for KT_VAT_ID_MAX signs; 0 when it is longer. */
static size_t
fold(struct kt_str text, char *signs)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\0' || strchr(" .-/", c) != NULL)
            continue;
        if (len == KT_VAT_ID_MAX)
            return 0;
        signs[len++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return len;
}

struct kt_str
kt_vat_id_fold(struct kt_str text, struct kt_arena *arena)
{
    char signs[KT_VAT_ID_MAX];
    struct kt_str folded = { signs, fold(text, signs) };
    return kt_arena_str(arena, folded);
}

struct kt_str
kt_vat_id_country(struct kt_str text)
{
    char signs[KT_VAT_ID_MAX];
    size_t len = fold(text, signs);
    if (len < 4)
        return KT_STR("");
    for (size_t i = 0; i < KT_COUNT(countries); i++) {
        if (memcmp(countries[i].prefix, signs, 2) == 0 &&
            countries[i].is_right((struct kt_str){ signs + 2, len - 2 }))
            return kt_str_of(countries[i].code);
    }
    return KT_STR("");
}
