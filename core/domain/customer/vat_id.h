/* VAT ids: their format and their check digits, country by country. What is
 * right here was not mistyped; whether it is anybody's only VIES (EU), HMRC,
 * Brønnøysund or the Swiss UID register know.
 *
 * Formats: the prefixes of Directive 2006/112/EC, article 215, and the FAQ of
 * VIES. Check digits: "Konstruktionsregeln für UID-Nummern" (Federal Ministry
 * of Finance, Vienna), which names those of the member states; for NO the
 * number of an organisation (Brønnøysundregistrene, modulus 11), for CH the UID
 * (Federal Statistical Office, modulus 11), for GB notice 700/21 of HMRC with
 * the numbers of modulus 9755. Vienna gives no rule for some numbers of CZ, LV
 * and FR; those are judged by their format. */
#ifndef KT_DOMAIN_VAT_ID_H
#define KT_DOMAIN_VAT_ID_H

#include <kontor/arena.h>

enum { KT_VAT_ID_MAX = 20 };

/* Without blanks, dots, dashes and slashes, in capitals. */
struct kt_str kt_vat_id_fold(struct kt_str text, struct kt_arena *arena);

/* The country (ISO 3166-1) of a right id: "GR" of one that begins with EL, "XI"
 * of Northern Ireland; empty when it is not right. Takes any spelling. */
struct kt_str kt_vat_id_country(struct kt_str text);

#endif
