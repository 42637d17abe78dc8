/* Addresses of e-mail. */
#ifndef KT_DOMAIN_EMAIL_H
#define KT_DOMAIN_EMAIL_H

#include <kontor/str.h>

/* "x@y" without blanks: what else is an address only its host knows. */
bool kt_email_is_one(struct kt_str text);

#endif
