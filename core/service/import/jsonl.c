/* JSON lines: one object a line, told apart by its "kind". */
#include "base/text.h"
#include "service/import/line.h"
#include "service/import/media.h"
#include "service/import/promotion.h"
#include "service/import/resource.h"
#include "service/import/run.h"

/* What a line can be; kinds in the order in which an export writes them. */
struct line_kind {
    const char *name;
    enum kt_import_record_kind record;
    const struct kt_shape *shape;
    int part; /* of KT_RECORD_RULE its enum kt_rule_kind, of KT_RECORD_ZONE
               * its enum kt_zone_kind */
};

/* clang-format off */
static const struct line_kind line_kinds[] = {
    { "shop",            KT_RECORD_SHOP,         &kt_shop_record_shape,    0 },
    { "channel",         KT_RECORD_CHANNEL,      &kt_channel_record_shape, 0 },
    { "location",        KT_RECORD_LOCATION,     &kt_location_shape,       0 },
    { "product_type",    KT_RECORD_PRODUCT_TYPE, &kt_product_type_shape,   0 },
    { "category",        KT_RECORD_CATEGORY,     &kt_category_shape,       0 },
    { "customer_group",  KT_RECORD_CUSTOMER_GROUP, &kt_customer_group_line_shape, 0 },
    { "price_list",      KT_RECORD_PRICE_LIST,   &kt_price_list_shape,     0 },
    { "tax_class",       KT_RECORD_TAX_CLASS,    &kt_tax_class_shape,      0 },
    { "tax_zone",        KT_RECORD_ZONE,         &kt_zone_shape,           KT_ZONE_TAX },
    { "shipping_zone",   KT_RECORD_ZONE,         &kt_zone_shape,           KT_ZONE_SHIPPING },
    { "tax_rate",        KT_RECORD_TAX_RATE,     &kt_tax_rate_shape,       0 },
    { "media",           KT_RECORD_MEDIA,        &kt_media_line_shape,     0 },
    { "product",         KT_RECORD_PRODUCT,      &kt_product_shape,        0 },
    { "collection",      KT_RECORD_COLLECTION,   &kt_collection_line_shape, 0 },
    { "price_rule",      KT_RECORD_RULE,         &kt_shop_rule_shape,      KT_RULE_PRICE },
    { "tax_rule",        KT_RECORD_RULE,         &kt_shop_rule_shape,      KT_RULE_TAX },
    { "shipping_method", KT_RECORD_RULE,         &kt_shop_rule_shape,      KT_RULE_SHIPPING },
    { "checkout_check",  KT_RECORD_RULE,         &kt_shop_rule_shape,      KT_RULE_CHECK },
    { "order_guard",     KT_RECORD_RULE,         &kt_shop_rule_shape,      KT_RULE_GUARD },
    { "reaction",        KT_RECORD_RULE,         &kt_shop_rule_shape,      KT_RULE_REACTION },
    { "promotion",       KT_RECORD_PROMOTION,    &kt_promotion_record_shape, 0 },
    { "coupon",          KT_RECORD_COUPON,       &kt_coupon_record_shape,  0 },
    { "customer",        KT_RECORD_CUSTOMER,     &kt_customer_line_shape,  0 },
};
/* clang-format on */

enum { KIND_COUNT = sizeof line_kinds / sizeof line_kinds[0] };

/* ---- where a fault is ---- */

/* The member of a JSON pointer's step, "~1" and "~0" in it written out. */
static const struct cJSON *
find_step(const struct cJSON *node, struct kt_str step, struct kt_arena *arena)
{
    struct kt_buf name;
    int64_t index;
    kt_buf_init(&name, arena, step.len + 1);
    for (size_t i = 0; i < step.len; i++) {
        bool is_escape = step.ptr[i] == '~' && i + 1 < step.len;
        kt_buf_char(&name, is_escape ? (step.ptr[++i] == '1' ? '/' : '~')
                                     : step.ptr[i]);
    }
    if (kt_json_kind(node) == KT_JSON_OBJECT)
        return kt_json_find(node, kt_buf_view(&name));
    if (kt_json_kind(node) != KT_JSON_ARRAY || !kt_int_parse(step, &index))
        return NULL;
    node = kt_json_first(node);
    while (node != NULL && index-- > 0)
        node = kt_json_next(node);
    return node;
}

/* The value at a pointer; empty for objects, arrays and what is not there. */
static struct kt_str
value_at(const struct cJSON *node, struct kt_str pointer,
         struct kt_arena *arena)
{
    size_t at = 0;
    while (node != NULL && at < pointer.len) {
        size_t end = at + 1;
        while (end < pointer.len && pointer.ptr[end] != '/')
            end++;
        node = find_step(node,
                         (struct kt_str){ pointer.ptr + at + 1, end - at - 1 },
                         arena);
        at = end;
    }
    if (node == NULL || kt_json_kind(node) == KT_JSON_OBJECT ||
        kt_json_kind(node) == KT_JSON_ARRAY)
        return KT_STR("");
    return kt_json_kind(node) == KT_JSON_STR ? kt_json_get_str(node)
                                             : kt_json_text(node, arena);
}

static void
locate(const struct kt_import_run *run, const struct kt_import_record *record,
       struct kt_str pointer, struct kt_import_fault *fault)
{
    struct kt_arena *arena = (struct kt_arena *)(uintptr_t)&run->batch_arena;
    fault->line = record->line;
    fault->column = pointer;
    if (record->place != NULL)
        fault->value = value_at(record->place, pointer, arena);
}

/* ---- reading ---- */

static const struct line_kind *
find_kind(struct kt_str name)
{
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (kt_str_eq(name, kt_str_of(line_kinds[i].name)))
            return &line_kinds[i];
    }
    return NULL;
}

static enum kt_status
refuse_kind(struct kt_str name, struct kt_error *err)
{
    const char *names[KIND_COUNT];
    for (size_t i = 0; i < KIND_COUNT; i++)
        names[i] = line_kinds[i].name;
    const char *nearest = kt_text_nearest(name, names, KIND_COUNT);
    if (nearest != NULL)
        return kt_error_add(err, KT_STR("/kind"), "unknown",
                            "\"%.*s\" is no kind, did you mean \"%s\"?",
                            KT_STR_FMT(name), nearest);
    return kt_error_add(err, KT_STR("/kind"), "unknown",
                        "\"%.*s\" is no kind; product, channel and others are",
                        KT_STR_FMT(name));
}

/* The line as the struct of its kind. */
static enum kt_status
read_object(struct kt_import_run *run, struct kt_import_record *record,
            const struct cJSON *root, struct kt_arena *arena,
            struct kt_error *err)
{
    if (kt_json_kind(root) != KT_JSON_OBJECT)
        return kt_error_add(err, KT_STR(""), "wrong_type",
                            "must be an object, not %s",
                            kt_json_kind_name(kt_json_kind(root)));
    const struct cJSON *named = kt_json_find(root, KT_STR("kind"));
    if (named == NULL || kt_json_kind(named) != KT_JSON_STR)
        return kt_error_add(err, KT_STR("/kind"), "required",
                            "must say what the line is: \"product\", …");
    const struct line_kind *kind = find_kind(kt_json_get_str(named));
    if (kind == NULL)
        return refuse_kind(kt_json_get_str(named), err);
    record->kind = kind->record;
    if (kind->record == KT_RECORD_PROMOTION || kind->record == KT_RECORD_COUPON)
        root = kt_import_name_promotions(root, run->options->store_id, arena);
    record->place = root;
    kt_json_detach(root, KT_STR("kind"));
    record->data = kt_arena_calloc(arena, 1, kind->shape->size);
    KT_TRY(kt_shape_read_node(kind->shape, root, KT_STR(""), record->data,
                              arena, err));
    if (kind->record == KT_RECORD_MEDIA)
        return kt_import_media_file(run, record->data, err);
    if (kind->record == KT_RECORD_RULE)
        ((struct kt_shop_rule *)record->data)->kind =
            (enum kt_rule_kind)kind->part;
    if (kind->record == KT_RECORD_ZONE)
        ((struct kt_zone *)record->data)->kind = (enum kt_zone_kind)kind->part;
    return KT_OK;
}

/* What was read before a fault was found tells of what kind the line is, so
 * that a product that does not read is counted as a product. */
static void
read_record(struct kt_import_run *run, struct kt_str line, int64_t number)
{
    struct kt_arena *arena = &run->batch_arena;
    const struct cJSON *root;
    struct kt_error err;
    struct kt_import_record *record =
        kt_import_push(run, KT_RECORD_KIND_COUNT, NULL, number);
    kt_error_init(&err, arena);
    if (kt_json_parse(arena, kt_arena_str(arena, line), &root, &err) == KT_OK) {
        record->place = root;
        if (read_object(run, record, root, arena, &err) == KT_OK)
            return;
    }
    kt_import_error_add(run, record, &err);
    record->read_faults = record->faults.count;
}

static bool
is_blank(struct kt_str line)
{
    return kt_text_trim(line).len == 0;
}

static enum kt_status
open_lines(struct kt_import_run *run, void **state, struct kt_error *err)
{
    struct kt_line_reader *reader = KT_NEW(&run->arena, struct kt_line_reader);
    (void)err;
    kt_line_init(reader, run->stream, &run->arena);
    *state = reader;
    return KT_OK;
}

static enum kt_status
step_line(struct kt_import_run *run, void *state, bool *is_more,
          struct kt_error *err)
{
    struct kt_line_reader *reader = state;
    struct kt_str line;
    do {
        KT_TRY(kt_line_next(reader, &line, is_more, err));
    } while (*is_more && is_blank(line));
    run->report->bytes = reader->bytes;
    if (!*is_more)
        return KT_OK;
    run->report->rows++;
    read_record(run, line, reader->number);
    return KT_OK;
}

const struct kt_import_source kt_import_jsonl = { open_lines, step_line,
                                                  locate };
