/* Numbers of payment cards, which no text of ours may hold: whoever stores one
 * falls under the rules of the card industry (PCI DSS). Cards are typed in at
 * the provider's. */
#ifndef KT_DOMAIN_PAYMENT_CARD_NUMBER_H
#define KT_DOMAIN_PAYMENT_CARD_NUMBER_H

#include <kontor/str.h>

/* True when 14 to 19 digits stand in the text, perhaps in groups, that begin
 * like a card's and have its check digit. Times and article numbers do not. */
bool kt_card_number_is_in(struct kt_str text);

#endif
