#include "domain/pricing/gift_card.h"

#include "base/assert.h"
#include "base/text.h"
#include "domain/customer/email.h"

#include <kontor/money.h>

void
kt_gift_card_complete(const struct kt_shape *shape, struct kt_gift_card *card)
{
    if (!kt_shape_was_given(shape, card, "is_active"))
        card->is_active = true;
    card->balance = card->amount;
}

/* Cards that other programs printed have codes of their own. */
static bool
is_code(struct kt_str code)
{
    size_t signs = 0;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        bool counts = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                      (c >= 'a' && c <= 'z');
        if (!counts && c != '-' && c != ' ')
            return false;
        signs += counts;
    }
    return signs >= KT_GIFT_CARD_CODE_MIN;
}

void
kt_gift_card_check(const struct kt_gift_card *card, struct kt_error *err)
{
    if (card->code.len > 0 && !is_code(card->code))
        kt_error_add(err, KT_STR("/code"), "wrong_value",
                     "at least 8 letters and digits; dashes and blanks between "
                     "them do not count");
    if (kt_currency_find(card->currency) == NULL)
        kt_error_add(err, KT_STR("/currency"), "wrong_value",
                     "ISO 4217 knows no currency %.*s",
                     KT_STR_FMT(card->currency));
    if (card->email.ptr != NULL && !kt_email_is_one(kt_text_trim(card->email)))
        kt_error_add(err, KT_STR("/email"), "format",
                     "an address, as in buyer@example.com");
}

struct kt_str
kt_gift_card_code_fold(struct kt_str code, struct kt_arena *arena)
{
    char *folded = kt_arena_alloc(arena, code.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (c == '-' || c == ' ')
            continue;
        folded[len++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (struct kt_str){ folded, len };
}

struct kt_str
kt_gift_card_ending(struct kt_str folded)
{
    size_t len =
        folded.len < KT_GIFT_CARD_ENDING ? folded.len : KT_GIFT_CARD_ENDING;
    return (struct kt_str){ folded.ptr + folded.len - len, len };
}

void
kt_gift_card_move_check(const struct kt_gift_card_move *move,
                        struct kt_error *err)
{
    bool has_order = !kt_id_is_null(move->order_id);
    if (move->amount == 0)
        kt_error_add(err, KT_STR("/amount"), "wrong_value", "changes nothing");
    if (has_order && move->amount < 0)
        kt_error_add(err, KT_STR("/amount"), "wrong_value",
                     "an order takes money when it is placed alone");
}

#define CARD(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct kt_gift_card, member, __VA_ARGS__)
#define MOVE(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct kt_gift_card_move, member, __VA_ARGS__)

/* clang-format off */
#define ROWS \
    CARD(BOOL, is_active, 0, .help = "Pays; true unless given."), \
    CARD(TIME, ends_at, KT_NULLABLE, .help = "Pays until then, exclusive; none: always."), \
    CARD(STR, email, KT_NULLABLE, .min = 3, .max = 254, \
         .help = "Of who alone may use it; none: whoever knows the code."), \
    CARD(STR, note, 0, .max = 1000, .help = "For staff.")

static const struct kt_field fields[] = {
    CARD(ID, id, 0, .prefix = "gcard", .help = "Its id."),
    CARD(STR, code, KT_OMIT_EMPTY, .min = KT_GIFT_CARD_CODE_MIN, .max = KT_GIFT_CARD_CODE_MAX,
         .help = "Made when it is missing; told in the answer that made it and nowhere else."),
    CARD(STR, currency, KT_REQUIRED, .min = 3, .max = 3, .help = "ISO 4217."),
    CARD(INT, amount, KT_REQUIRED, .min = 1, .max = KT_MONEY_MAX,
         .help = "That it is made with, in minor units."),
    CARD(BOOL, is_taxed, 0,
         .help = "Its tax is paid when it is sold; what it pays for bears none again."),
    ROWS,
    /* From here on only told. */
    CARD(STR, ending, KT_READ_ONLY, .help = "The last signs of its code."),
    CARD(INT, balance, KT_READ_ONLY, .help = "What is left."),
    CARD(TIME, created_at, KT_READ_ONLY, .help = "RFC 3339."),
    CARD(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field patch_fields[] = {
    ROWS,
};

static const struct kt_field move_fields[] = {
    MOVE(ID, id, KT_READ_ONLY, .prefix = "gmove", .help = "Its id."),
    MOVE(ID, gift_card_id, KT_REQUIRED, .prefix = "gcard", .help = "Of which card."),
    MOVE(INT, amount, KT_REQUIRED, .min = -KT_MONEY_MAX, .max = KT_MONEY_MAX,
         .help = "By which the balance changes."),
    MOVE(ID, order_id, KT_NULLABLE, .prefix = "ord",
         .help = "Gives back what this order had from the card, or a part of it."),
    MOVE(STR, reason, KT_REQUIRED, .max = 500, .min = 1, .help = "Why, in words."),
    MOVE(STR, kind, KT_READ_ONLY, .help = "issue, adjust; redeem, restore of orders."),
    MOVE(TIME, created_at, KT_READ_ONLY, .help = "When it was."),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 4, MOVE_TOLD_FIELDS = 2 };

const struct kt_shape kt_gift_card_in_shape =
    KT_SHAPE_OF("NewGiftCard", struct kt_gift_card, fields + ID,
                KT_COUNT(fields) - ID - TOLD_FIELDS, "A new gift card.");

const struct kt_shape kt_gift_card_patch_shape =
    KT_SHAPE_OF("GiftCardPatch", struct kt_gift_card, patch_fields,
                KT_COUNT(patch_fields),
                "What changes in a gift card; its money moves by moves.");

const struct kt_shape kt_gift_card_out_shape =
    KT_SHAPE_OF("GiftCard", struct kt_gift_card, fields, KT_COUNT(fields),
                "Money that waits under a code.");

const struct kt_shape kt_gift_card_move_in_shape =
    KT_SHAPE_OF("NewGiftCardMove", struct kt_gift_card_move, move_fields + ID,
                KT_COUNT(move_fields) - ID - MOVE_TOLD_FIELDS,
                "Money that is put on a card or taken off it.");

const struct kt_shape kt_gift_card_move_out_shape =
    KT_SHAPE_OF("GiftCardMove", struct kt_gift_card_move, move_fields,
                KT_COUNT(move_fields), "A row of a gift card's ledger.");
