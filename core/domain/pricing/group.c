/* Groups whose members compute on what lines cost before the group. */

#include "domain/pricing/work.h"

bool
kt_promotion_shares_base(const struct kt_promotion *row)
{
    return row->group.len > 0 && (row->group_mode == KT_GROUP_ADDITIVE ||
                                  row->group_mode == KT_GROUP_SAME_BASE);
}

struct kt_group_base *
kt_work_group_base(struct kt_work *work, size_t promotion)
{
    const struct kt_promotion *row = &work->in->promotions[promotion];
    if (!kt_promotion_shares_base(row))
        return NULL;
    for (struct kt_group_base *base = work->groups; base != NULL;
         base = base->next) {
        if (kt_str_eq(base->group, row->group))
            return base;
    }
    struct kt_group_base *base = KT_NEW(work->arena, struct kt_group_base);
    size_t count = work->in->line_count;
    base->group = row->group;
    base->mode = row->group_mode;
    base->amounts = KT_NEW_ARRAY(work->arena, int64_t, count + 1);
    base->rates = KT_NEW_ARRAY(work->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++)
        base->amounts[i] = work->quote->lines[i].amount_minor;
    base->next = work->groups;
    work->groups = base;
    return base;
}
