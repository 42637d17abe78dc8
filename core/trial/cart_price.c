#include "trial/cart_price.h"

#include "base/assert.h"
#include "trial/cart_key.h"
#include "trial/cart_zone.h"

#define KEY(name, KIND, member)                                                \
    {                                                                          \
        name, KIND, offsetof(struct kt_price, member), NULL                    \
    }

static const struct kt_cart_key keys[] = {
    KEY("list", KT_CART_WORD, list),
    KEY("group", KT_CART_WORD, customer_group),
    KEY("country", KT_CART_WORD, country),
    KEY("from", KT_CART_NUMBER, quantity_min),
    KEY("to", KT_CART_NUMBER, quantity_max),
    KEY("starts", KT_CART_TIME, starts_ms),
    KEY("ends", KT_CART_TIME, ends_ms),
    KEY("was", KT_CART_MONEY, compare_at_minor),
    { "pool", KT_CART_NAME, offsetof(struct kt_price, pool),
      kt_price_pool_names },
    { "bands", KT_CART_NAME, offsetof(struct kt_price, bands),
      kt_price_bands_names },
};

void
kt_cart_item_share(struct kt_cart_file *file, size_t index)
{
    struct kt_item *item = &file->items[index];
    for (size_t i = 0; i < index; i++) {
        if (kt_str_eq(file->items[i].product, item->product))
            item->product_id = file->items[i].product_id;
        if (kt_str_eq(file->items[i].sku, item->sku))
            item->variant_id = file->items[i].variant_id;
    }
}

static void
add_price(struct kt_item *item, const struct kt_price *price,
          struct kt_arena *arena)
{
    struct kt_price *prices =
        KT_NEW_ARRAY(arena, struct kt_price, item->price_count + 1);
    memcpy(prices, item->prices, item->price_count * sizeof *prices);
    prices[item->price_count++] = *price;
    item->prices = prices;
}

const char *
kt_cart_price_read(struct kt_cart_file *file, struct kt_str rest,
                   struct kt_arena *arena)
{
    const struct kt_currency *currency = file->in.settings.currency;
    struct kt_str sku = kt_cart_word_take(&rest);
    struct kt_price price = { 0 };
    size_t found = 0;

    if (!kt_money_parse(kt_cart_word_take(&rest), currency,
                        &price.amount_minor))
        return "want SKU PRICE";
    while (rest.len > 0) {
        const char *fault =
            kt_cart_key_set(keys, KT_COUNT(keys), kt_cart_word_take(&rest),
                            currency, arena, &price);
        if (fault != NULL)
            return fault;
    }
    for (size_t i = 0; i < file->in.line_count + file->in.gift_item_count;
         i++) {
        if (!kt_str_eq(file->items[i].sku, sku))
            continue;
        add_price(&file->items[i], &price, arena);
        found++;
    }
    return found > 0 ? NULL : "no line above has the SKU";
}
