#include <sodium.h>

#include <kontor/kontor.h>

#include "base/assert.h"
#include "base/heap.h"
#include "base/pack.h"
#include "domain/pricing/quote_out.h"
#include "service/origin.h"

/* Facts and own parts as they are packed while an order is placed. */

#define TEXT_OF(member, TEXT)                                                  \
    KT_FIELD(STR, struct kt_origin_base, member, 0, .help = TEXT)

static const struct kt_field base_fields[] = {
    TEXT_OF(engine, "The version of Kontor"),
    TEXT_OF(rules_hash, "Of the scripts"),
    KT_FIELD(RAW, struct kt_origin_base, shared, 0, .max = KT_ORIGIN_BYTES_MAX,
             .help = "Promotions and rules"),
    KT_FIELD(RAW, struct kt_origin_base, sample, 0, .max = KT_ORIGIN_BYTES_MAX,
             .help = "What own parts look like"),
};

const struct kt_shape kt_origin_base_shape =
    KT_SHAPE("OriginBase", struct kt_origin_base, base_fields,
             "What orders have in common");

struct kt_id
kt_origin_hash(struct kt_str text)
{
    enum { HASH_BYTES = 32 };
    unsigned char hash[HASH_BYTES];
    struct kt_id id;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text.ptr,
                       text.len, NULL, 0);
    memcpy(id.bytes, hash, sizeof id.bytes);
    return id;
}

static struct kt_rule_list
rules_of(const struct kt_shop *shop, enum kt_rule_kind kind)
{
    struct kt_rule_uses uses = shop->uses[kind];
    return (struct kt_rule_list){ uses.items, uses.count };
}

static struct kt_quote_shared
shared_of(const struct kt_shop *shop)
{
    return (struct kt_quote_shared){
        .promotions = shop->promotions,
        .promotion_count = shop->promotion_count,
        .price_rules = rules_of(shop, KT_RULE_PRICE),
        .tax_rules = rules_of(shop, KT_RULE_TAX),
        .shipping_methods = rules_of(shop, KT_RULE_SHIPPING),
    };
}

/* ---- facts ---- */

static struct kt_str
write_shared(const struct kt_quote_shared *shared, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 8192);
    kt_json_init(&json, &buf);
    kt_quote_shared_write(shared, &json);
    return kt_buf_view(&buf);
}

static struct kt_str
write_facts(const struct kt_shop *shop, struct kt_arena *arena)
{
    struct kt_quote_shared shared = shared_of(shop);
    struct kt_origin_base base = {
        .engine = KT_STR(KONTOR_VERSION),
        .rules_hash = kt_registry_hash(shop->registry),
        .shared = write_shared(&shared, arena),
        .sample = kt_origin_sample(shop, &shared, arena),
    };
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, base.shared.len + base.sample.len + 256);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_origin_base_shape, &base, &json);
    return kt_buf_view(&buf);
}

static void
free_facts(struct kt_origin_facts *facts)
{
    if (facts != NULL)
        kt_dictionary_free(facts->dictionary);
    kt_heap_free(facts);
}

void
kt_origin_slot_release(struct kt_origin_slot *slot)
{
    free_facts(slot->facts);
}

static size_t
size_of(const struct kt_list *pieces)
{
    const struct kt_packed_piece *from = pieces->items;
    size_t size = sizeof(struct kt_origin_facts);
    for (size_t i = 0; i < pieces->count; i++)
        size += sizeof *from + from[i].packed.len;
    return size;
}

/* NULL without memory. */
static struct kt_origin_facts *
keep_facts(struct kt_str text, const struct kt_list *pieces)
{
    const struct kt_packed_piece *from = pieces->items;
    struct kt_origin_facts *facts = kt_heap_try_alloc(size_of(pieces));
    if (facts == NULL)
        return NULL;
    struct kt_packed_piece *kept = (struct kt_packed_piece *)(facts + 1);
    char *bytes = (char *)(kept + pieces->count);
    for (size_t i = 0; i < pieces->count; i++) {
        size_t len = from[i].packed.len;
        memcpy(bytes, from[i].packed.ptr, len);
        kept[i] = (struct kt_packed_piece){ from[i].id, { bytes, len } };
        bytes += len;
    }
    *facts = (struct kt_origin_facts){
        .id = kt_origin_hash(text),
        .dictionary = kt_dictionary_new(text),
        .pieces = kept,
        .piece_count = pieces->count,
    };
    if (facts->dictionary != NULL)
        return facts;
    free_facts(facts);
    return NULL;
}

/* The snapshot's facts. Two threads may both make them; one wins. */
enum kt_status
kt_origin_get_facts(const struct kt_call *call, struct kt_origin_facts **facts,
                    struct kt_error *err)
{
    struct kt_origin_slot *slot = call->shop->origin;
    struct kt_list pieces;
    *facts = __atomic_load_n(&slot->facts, __ATOMIC_ACQUIRE);
    if (*facts != NULL)
        return KT_OK;
    struct kt_str text = write_facts(call->shop, call->arena);
    KT_TRY(kt_origin_pack_pieces(text, call->arena, &pieces, err));
    struct kt_origin_facts *made = keep_facts(text, &pieces);
    if (made == NULL)
        return kt_fail_overloaded(err);
    if (__atomic_compare_exchange_n(&slot->facts, facts, made, false,
                                    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        *facts = made;
    else
        free_facts(made);
    return KT_OK;
}

/* ---- scripts ---- */

static enum kt_status
pack_sources(const struct kt_call *call, struct kt_list *sources,
             struct kt_error *err)
{
    struct kt_list list = kt_registry_texts(call->shop->registry, call->arena);
    const struct kt_script_text *texts = list.items;
    struct kt_packed_source *packed =
        KT_NEW_ARRAY(call->arena, struct kt_packed_source, list.count);
    for (size_t i = 0; i < list.count; i++) {
        packed[i] = (struct kt_packed_source){
            .id = kt_origin_hash(texts[i].text),
            .folder = texts[i].folder,
            .name = texts[i].name,
            .packed = kt_pack(NULL, texts[i].text, call->arena),
        };
        if (packed[i].packed.ptr == NULL)
            return kt_fail_overloaded(err);
    }
    *sources = (struct kt_list){ packed, list.count };
    return KT_OK;
}

/* ---- the order ---- */

/* All parts are JSON, which has no line break. */
static struct kt_str
write_own(const struct kt_call *call, const struct kt_quote *quote,
          const struct kt_quote_out *told)
{
    struct kt_quote_shared shared = shared_of(call->shop);
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, call->arena, 8192);
    kt_json_init(&json, &buf);
    kt_quote_own_write(quote->in, &shared, &json);
    kt_buf_char(&buf, '\n');
    kt_json_init(&json, &buf);
    kt_quote_write_trace(told, &json);
    kt_buf_char(&buf, '\n');
    kt_json_init(&json, &buf);
    kt_quote_write_rule_trace(told, &json);
    return kt_buf_view(&buf);
}

enum kt_status
kt_origin_pack(const struct kt_call *call, const struct kt_quote *quote,
               const struct kt_quote_out *told, struct kt_origin *origin,
               struct kt_error *err)
{
    KT_TRY(kt_origin_get_facts(call, &origin->facts, err));
    if (!origin->has_rules)
        KT_TRY(pack_sources(call, &origin->sources, err));
    origin->packed = kt_pack(origin->facts->dictionary,
                             write_own(call, quote, told), call->arena);
    return origin->packed.ptr != NULL ? KT_OK : kt_fail_overloaded(err);
}
