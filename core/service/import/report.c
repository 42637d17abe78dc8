#include <stdarg.h>
#include <stdio.h>

#include "base/grow.h"
#include "base/text.h"
#include "service/import/run.h"

enum { VALUE_MAX = 200, NOTE_MAX = 300, NOTES_MAX = 500 };

const char *const kt_import_kind_names[] = { "shopify", "woocommerce", "jsonl",
                                             "tax-rates", NULL };

struct kt_import_record *
kt_import_push(struct kt_import_run *run, enum kt_import_record_kind kind,
               void *data, int64_t line)
{
    run->records = kt_grow(&run->batch_arena, run->records, run->record_count,
                           sizeof *run->records);
    struct kt_import_record *record = &run->records[run->record_count++];
    *record =
        (struct kt_import_record){ .kind = kind, .data = data, .line = line };
    return record;
}

void
kt_import_fault_add(struct kt_import_run *run, struct kt_import_record *record,
                    struct kt_import_fault fault)
{
    struct kt_arena *arena = &run->batch_arena;
    struct kt_import_fault *items =
        kt_grow(arena, record->faults.items, record->faults.count,
                sizeof *items);
    items[record->faults.count++] = (struct kt_import_fault){
        .line = fault.line != 0 ? fault.line : record->line,
        .column = kt_arena_str(arena, fault.column),
        .value = kt_arena_str(arena, kt_text_clip(fault.value, VALUE_MAX)),
        .reason = kt_arena_str(arena, fault.reason),
    };
    record->faults.items = items;
}

void
kt_import_error_add(struct kt_import_run *run, struct kt_import_record *record,
                    const struct kt_error *err)
{
    for (size_t i = 0; i < err->item_count; i++) {
        struct kt_import_fault fault = { .reason = err->items[i].detail };
        run->source->locate(run, record, err->items[i].pointer, &fault);
        kt_import_fault_add(run, record, fault);
    }
    if (err->item_count == 0)
        kt_import_fault_add(run, record,
                            (struct kt_import_fault){ .reason =
                                                          kt_error_text(err) });
}

bool
kt_import_was_seen(const struct kt_saving *saving, struct kt_str key)
{
    return saving->seen != NULL &&
           kt_map_find(&saving->seen->others, key) != NULL;
}

void
kt_import_remember(const struct kt_saving *saving, struct kt_str key)
{
    static int mark;
    if (saving->seen != NULL)
        kt_map_put(&saving->seen->others,
                   kt_arena_str(saving->seen->others.arena, key), &mark);
}

void
kt_import_note(struct kt_import_run *run, const char *format, ...)
{
    char text[NOTE_MAX];
    struct kt_list *notes = &run->report->notes;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct kt_str *items = notes->items;
    for (size_t i = 0; i < notes->count; i++) {
        if (kt_str_eq(items[i], kt_str_of(text)))
            return;
    }
    if (notes->count == NOTES_MAX)
        return;
    items =
        kt_grow(run->report->arena, notes->items, notes->count, sizeof *items);
    items[notes->count++] =
        kt_arena_str(run->report->arena,
                     kt_text_clip(kt_str_of(text), sizeof text - 1));
    notes->items = items;
}
