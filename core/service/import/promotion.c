#include "service/import/promotion.h"

#include "base/assert.h"
#include "service/import/run.h"

/* ---- names in files ---- */

static const struct {
    const char *name;
    const char *id;
} id_names[] = {
    { "code", "id" },
    { "promotion", "promotion_id" },
    { "companion", "companion_of" },
};

/* The member of an id that this name stands for, or NULL: a coupon's own code
 * is what buyers enter. */
static const char *
id_name(const struct cJSON *root, const struct cJSON *member)
{
    struct kt_str kind = kt_json_get_str(kt_json_find(root, KT_STR("kind")));
    bool is_coupon = kt_str_eq(kind, KT_STR("coupon"));
    for (size_t i = is_coupon ? 1 : 0; i < KT_COUNT(id_names); i++) {
        if (kt_str_eq(kt_json_name(member), kt_str_of(id_names[i].name)) &&
            kt_json_kind(member) == KT_JSON_STR &&
            kt_json_find(root, kt_str_of(id_names[i].id)) == NULL)
            return id_names[i].id;
    }
    return NULL;
}

const struct cJSON *
kt_import_name_promotions(const struct cJSON *root, struct kt_id store_id,
                          struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    struct kt_error err;
    const struct cJSON *named;
    kt_buf_init(&buf, arena, 512);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    for (const struct cJSON *node = kt_json_first(root); node != NULL;
         node = kt_json_next(node)) {
        const char *id = id_name(root, node);
        kt_json_key(&json, id != NULL ? kt_str_of(id) : kt_json_name(node));
        if (id == NULL)
            kt_json_raw(&json, kt_json_text(node, arena));
        else
            kt_json_str(&json, kt_id_text(arena,
                                          kt_id_of_name(store_id,
                                                        kt_json_get_str(node)),
                                          "promo"));
    }
    kt_json_end_object(&json);
    kt_error_init(&err, arena);
    KT_ASSERT(kt_json_parse(arena, kt_buf_view(&buf), &named, &err) == KT_OK);
    return named;
}

/* ---- storing ---- */

static struct kt_str
id_key(const struct kt_saving *saving, struct kt_id id)
{
    return kt_id_text(saving->arena, id, "promo");
}

static struct kt_str
group_key(const struct kt_saving *saving, struct kt_str group)
{
    return kt_arena_format(saving->arena, "group %.*s", KT_STR_FMT(group));
}

static enum kt_status
dry_run_promotion(const struct kt_saving *saving,
                  const struct kt_registry *registry,
                  struct kt_promotion_record *record, struct kt_error *err)
{
    struct kt_promotion *row = &record->promotion;
    struct kt_str group = group_key(saving, row->group);
    if (kt_import_was_seen(saving, id_key(saving, row->companion_of)))
        row->companion_of = (struct kt_id){ 0 };
    if (row->group.len > 0 && record->group_mode < 0 &&
        kt_import_was_seen(saving, group))
        record->group_mode = KT_GROUP_ALL;
    KT_TRY(kt_promotion_check(saving->reading, registry, saving->refs, record,
                              saving->arena, err));
    kt_import_remember(saving, id_key(saving, row->id));
    kt_import_remember(saving, group);
    return KT_OK;
}

enum kt_status
kt_import_promotion(const struct kt_saving *saving,
                    const struct kt_registry *registry,
                    const struct kt_promotion_record *in, struct kt_error *err)
{
    struct kt_promotion_record record = *in;
    if (kt_id_is_null(record.promotion.id))
        return kt_error_add(err, KT_STR("/code"), "required",
                            "a promotion without an id needs a code, by which "
                            "the next import finds it again");
    kt_promotion_complete(&kt_promotion_record_shape, &record);
    if (saving->tx == NULL)
        return dry_run_promotion(saving, registry, &record, err);
    KT_TRY(kt_promotion_check(saving->reading, registry, saving->refs, &record,
                              saving->arena, err));
    return kt_promotion_save(saving->tx, &record, saving->now_ms, saving->arena,
                             err);
}

enum kt_status
kt_import_coupon(const struct kt_saving *saving,
                 const struct kt_coupon_record *in, struct kt_error *err)
{
    struct kt_coupon_record record = *in;
    kt_coupon_complete(&kt_coupon_record_shape, &record);
    if (saving->tx == NULL &&
        kt_import_was_seen(saving, id_key(saving, record.promotion_id))) {
        kt_coupon_check_record(&record, err);
        return err->status;
    }
    KT_TRY(kt_coupon_check(saving->reading, &record, saving->now_ms,
                           saving->arena, err));
    if (saving->tx == NULL)
        return KT_OK;
    return kt_coupon_save(saving->tx, &record, saving->now_ms, saving->arena,
                          err);
}
