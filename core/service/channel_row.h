/* A channel as it stands in its table. */
#ifndef KT_SERVICE_CHANNEL_ROW_H
#define KT_SERVICE_CHANNEL_ROW_H

#include "domain/catalog/channel_record.h"
#include "store/store.h"

/* The JSON of channel.settings: members of struct kt_channel that no statement
 * tests. Reading by it clears the struct. */
extern const struct kt_shape kt_channel_settings_shape;

/* The columns of channel_active; is_active is left to the caller. */
KT_CHECKED enum kt_status kt_channel_read_row(const struct kt_rows *rows,
                                              struct kt_arena *arena,
                                              struct kt_channel *channel,
                                              struct kt_error *err);

/* A new row, or over the row of its id. */
KT_CHECKED enum kt_status kt_channel_write(
    struct kt_tx *tx, const struct kt_channel_record *record, int64_t now_ms,
    struct kt_arena *arena, struct kt_error *err);

#endif
