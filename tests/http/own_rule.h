/* The shop with a price rule of its own, which tests write anew. */
#ifndef KT_TESTS_OWN_RULE_H
#define KT_TESTS_OWN_RULE_H

/* Around a test, in the place of shop_open and shop_close. */
void own_rule_open(void);
void own_rule_close(void);

/* Writes the file of the rule `list_price`, whose price is a Lua expression. */
void own_rule_write(const char *price);

/* Takes what was written into force. */
void own_rule_reload(void);

#endif
