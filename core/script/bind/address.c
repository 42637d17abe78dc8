/* Addresses; see scripts/api/address.lua. view.more is set when the address is
 * known. */
#include "base/assert.h"
#include "script/bind/classes.h"

/* Beginnings of words that mean a box instead of a door, folded and without
 * points and blanks. */
static const char *const box_words[] = {
    "pobox",
    "postofficebox",
    "postfach",
    "packstation",
    "paketshop",
    "apartadodecorreos",
    "casellapostale",
    "postbus",
    "boitepostale",
    "bp",
    "postboks",
    "postbox",
    "skrytkapocztowa",
    "caixapostal",
    "apdo",
};

enum { LINE_MAX_BYTES = 120 };

static bool
is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* "BP" counts only before a number: "BP 123". */
static bool
begins_with_box(const char *text)
{
    for (size_t i = 0; i < KT_COUNT(box_words); i++) {
        size_t len = strlen(box_words[i]);
        if (strncmp(text, box_words[i], len) == 0 &&
            (len > 2 || (text[len] >= '0' && text[len] <= '9')))
            return true;
    }
    return false;
}

/* Lower-case letters and digits only; "P.O. Box 12" becomes "pobox12". */
static bool
is_box(struct kt_str line)
{
    char text[LINE_MAX_BYTES + 1];
    size_t len = 0;
    for (size_t i = 0; i < line.len && len < LINE_MAX_BYTES; i++) {
        char c = line.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (is_letter(c) || (c >= '0' && c <= '9') || (c & 0x80) != 0)
            text[len++] = c;
    }
    text[len] = '\0';
    return begins_with_box(text);
}

static int
address_is_known(lua_State *L)
{
    const struct kt_view *view = kt_check_object(L, 1, &kt_address_class);
    lua_pushboolean(L, view->more != NULL);
    return 1;
}

static int
address_is_po_box(lua_State *L)
{
    const struct kt_address *address = kt_check_data(L, 1, &kt_address_class);
    lua_pushboolean(L, is_box(address->line1) || is_box(address->line2));
    return 1;
}

void
kt_push_address(lua_State *L, const struct kt_address *address)
{
    static const struct kt_address unknown;
    kt_push_view(L, &kt_address_class, address != NULL ? address : &unknown,
                 address);
}

/* The address that knows only its country lies behind its view. */
void
kt_push_destination(lua_State *L, const struct kt_address *address,
                    struct kt_str country)
{
    struct {
        struct kt_view view;
        struct kt_address address;
    } * object;
    if (address != NULL) {
        kt_push_address(L, address);
        return;
    }
    object = kt_push_object(L, &kt_address_class, sizeof *object);
    object->address = (struct kt_address){ .country = country };
    object->view.data = &object->address;
    object->view.more = NULL;
}

static const struct kt_row rows[] = {
    KT_TEXT("city", struct kt_address, city),
    KT_TEXT("company", struct kt_address, company),
    KT_TEXT("country", struct kt_address, country),
    KT_TEXT("first_name", struct kt_address, first_name),
    KT_PUSH("is_known", address_is_known),
    KT_PUSH("is_po_box", address_is_po_box),
    KT_TEXT("last_name", struct kt_address, last_name),
    KT_TEXT("line1", struct kt_address, line1),
    KT_TEXT("line2", struct kt_address, line2),
    KT_TEXT("phone", struct kt_address, phone),
    KT_TEXT("postal_code", struct kt_address, postal_code),
    KT_TEXT("region", struct kt_address, region),
};

const struct kt_class kt_address_class = { KT_CLASS("address", "address", rows,
                                                    "field") };
