#include "service/shown.h"

#include <pthread.h>

#include "base/grow.h"
#include "base/heap.h"
#include "base/map.h"

/* Threads meet only where they want answers of one shard. */
enum { SHARDS = 16, BUCKETS_MIN = 64, ENTRY_BYTES = 1024, BODY_ALIGN = 8 };

/* Room for most answers, so that they are copied at the first try. */
enum { ROOM_FIRST = 4096 };

/* The body in another coding. */
struct form {
    size_t len;
    char bytes[];
};

/* One answer, in one piece of memory: behind it the places of its marks, its
 * key, its body, which is aligned. */
struct entry {
    struct entry *next_in_bucket;
    struct entry *newer, *older;
    uint64_t hash;
    uint64_t serial;
    uint64_t tag;
    uint64_t marks; /* the sum: marks only grow, so it tells each of them */
    int64_t from_ms, until_ms;
    size_t size;
    size_t place_count, key_len, body_len;
    unsigned wholes;
    struct form *forms[KT_CODING_COUNT]; /* NULL: not asked for yet */
    bool counts;
    uint16_t places[];
};

struct shard {
    pthread_mutex_t lock;
    struct entry **buckets;
    struct entry *newest, *oldest;
    size_t bytes;
};

struct kt_shown {
    size_t bucket_count; /* of a shard, a power of two */
    size_t bytes_max;    /* of a shard */
    struct shard shards[SHARDS];
};

static const char *
key_of(const struct entry *entry)
{
    return (const char *)&entry->places[entry->place_count];
}

static size_t
body_offset(size_t place_count, size_t key_len)
{
    size_t end =
        sizeof(struct entry) + place_count * sizeof(uint16_t) + key_len;
    return (end + BODY_ALIGN - 1) / BODY_ALIGN * BODY_ALIGN;
}

static struct kt_str
body_of(const struct entry *entry)
{
    return (struct kt_str){
        (const char *)entry + body_offset(entry->place_count, entry->key_len),
        entry->body_len,
    };
}

/* Gives the bytes that were freed. */
static size_t
free_entry(struct entry *entry)
{
    size_t bytes = entry->size;
    for (size_t i = 0; i < KT_CODING_COUNT; i++) {
        bytes += entry->forms[i] != NULL ? entry->forms[i]->len : 0;
        kt_heap_free(entry->forms[i]);
    }
    kt_heap_free(entry);
    return bytes;
}

/* ---- the set ---- */

struct kt_shown *
kt_shown_new(size_t bytes_max)
{
    struct kt_shown *shown = KT_HEAP_NEW(struct kt_shown);
    shown->bytes_max = bytes_max / SHARDS;
    shown->bucket_count = BUCKETS_MIN;
    while (shown->bucket_count < shown->bytes_max / ENTRY_BYTES)
        shown->bucket_count *= 2;
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &shown->shards[i];
        pthread_mutex_init(&shard->lock, NULL);
        shard->buckets =
            kt_heap_alloc(shown->bucket_count * sizeof(struct entry *));
    }
    return shown;
}

void
kt_shown_free(struct kt_shown *shown)
{
    if (shown == NULL)
        return;
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &shown->shards[i];
        for (struct entry *entry = shard->newest; entry != NULL;) {
            struct entry *older = entry->older;
            free_entry(entry);
            entry = older;
        }
        kt_heap_free(shard->buckets);
        pthread_mutex_destroy(&shard->lock);
    }
    kt_heap_free(shown);
}

static struct shard *
shard_of(struct kt_shown *shown, uint64_t hash)
{
    return &shown->shards[hash % SHARDS];
}

static struct entry **
bucket_of(const struct kt_shown *shown, struct shard *shard, uint64_t hash)
{
    return &shard->buckets[hash / SHARDS & (shown->bucket_count - 1)];
}

static void
unlink_age(struct shard *shard, struct entry *entry)
{
    *(entry->newer != NULL ? &entry->newer->older : &shard->newest) =
        entry->older;
    *(entry->older != NULL ? &entry->older->newer : &shard->oldest) =
        entry->newer;
}

static void
make_newest(struct shard *shard, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = shard->newest;
    *(shard->newest != NULL ? &shard->newest->newer : &shard->oldest) = entry;
    shard->newest = entry;
}

static struct entry *
find(const struct kt_shown *shown, struct shard *shard, uint64_t hash,
     struct kt_str key)
{
    struct entry *entry = *bucket_of(shown, shard, hash);
    while (entry != NULL && (entry->hash != hash || entry->key_len != key.len ||
                             memcmp(key_of(entry), key.ptr, key.len) != 0))
        entry = entry->next_in_bucket;
    return entry;
}

static void
drop(const struct kt_shown *shown, struct shard *shard, struct entry *entry)
{
    struct entry **at = bucket_of(shown, shard, entry->hash);
    while (*at != entry)
        at = &(*at)->next_in_bucket;
    *at = entry->next_in_bucket;
    unlink_age(shard, entry);
    shard->bytes -= free_entry(entry);
}

static void
drop_oldest(const struct kt_shown *shown, struct shard *shard)
{
    while (shard->bytes > shown->bytes_max)
        drop(shown, shard, shard->oldest);
}

/* ---- what an answer needs ---- */

static struct kt_shown_needs
nothing_needed(struct kt_arena *arena, int64_t now_ms)
{
    return (struct kt_shown_needs){
        .arena = arena,
        .moments = kt_script_moments(),
        .now_ms = now_ms,
        .from_ms = INT64_MIN,
        .until_ms = INT64_MAX,
    };
}

void
kt_shown_begin(const struct kt_call *call, struct kt_shown_needs *needs)
{
    *needs = nothing_needed(call->arena, call->now_ms);
    for (unsigned mark = 0; mark < KT_MARK_COUNT; mark++)
        needs->began[mark] =
            kt_store_mark(call->app->store, (enum kt_mark)mark);
}

void
kt_shown_begin_within(const struct kt_tx *tx, const struct kt_call *call,
                      struct kt_shown_needs *needs)
{
    *needs = nothing_needed(call->arena, call->now_ms);
    for (unsigned mark = 0; mark < KT_MARK_COUNT; mark++)
        needs->began[mark] = kt_tx_mark(tx, (enum kt_mark)mark);
}

static void
need_places(struct kt_shown_needs *needs, const uint16_t *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        needs->places = kt_grow(needs->arena, needs->places, needs->place_count,
                                sizeof *needs->places);
        needs->places[needs->place_count++] = places[i];
    }
}

void
kt_shown_begin_part(const struct kt_shown_needs *whole,
                    struct kt_shown_needs *part)
{
    *part = nothing_needed(whole->arena, whole->now_ms);
    memcpy(part->began, whole->began, sizeof part->began);
}

void
kt_shown_need_id(struct kt_shown_needs *needs, struct kt_id id)
{
    uint16_t place = kt_mark_place(id);
    needs->counts = true;
    need_places(needs, &place, 1);
}

void
kt_shown_need_record(struct kt_shown_needs *needs, struct kt_id id)
{
    uint16_t place = kt_mark_record_place(id);
    need_places(needs, &place, 1);
}

void
kt_shown_need_mark(struct kt_shown_needs *needs, enum kt_mark mark)
{
    needs->counts |= mark == KT_MARK_ANY;
    needs->wholes |= 1U << mark;
}

static void
narrow(struct kt_shown_needs *needs, int64_t from_ms, int64_t until_ms)
{
    if (from_ms > needs->from_ms)
        needs->from_ms = from_ms;
    if (until_ms < needs->until_ms)
        needs->until_ms = until_ms;
}

void
kt_shown_need_date(struct kt_shown_needs *needs, int64_t date_ms)
{
    if (date_ms == 0)
        return;
    if (date_ms <= needs->now_ms)
        narrow(needs, date_ms, INT64_MAX);
    else
        narrow(needs, INT64_MIN, date_ms);
}

void
kt_shown_need_part(struct kt_shown_needs *needs,
                   const struct kt_shown_needs *part)
{
    need_places(needs, part->places, part->place_count);
    narrow(needs, part->from_ms, part->until_ms);
    needs->wholes |= part->wholes;
    needs->counts |= part->counts;
}

static uint64_t
sum_marks(const struct kt_store *store, const uint16_t *places, size_t count,
          unsigned wholes)
{
    uint64_t sum = kt_store_mark(store, KT_MARK_ALL);
    for (unsigned mark = 0; mark < KT_MARK_ALL; mark++)
        if ((wholes & 1U << mark) != 0)
            sum += kt_store_mark(store, (enum kt_mark)mark);
    for (size_t i = 0; i < count; i++)
        sum += kt_store_mark_at(store, places[i]);
    return sum;
}

struct kt_str
kt_shown_key(const struct kt_call *call, const char *kind,
             struct kt_str currency, struct kt_str asked)
{
    struct kt_str locale = kt_channel_locale(call->channel, call->locale);
    struct kt_buf buf;
    kt_buf_init(&buf, call->arena, 64 + asked.len);
    kt_buf_text(&buf, kind);
    kt_buf_append(&buf, (const char *)call->channel->id.bytes,
                  sizeof call->channel->id.bytes);
    kt_buf_str(&buf, currency);
    kt_buf_char(&buf, '\n');
    kt_buf_str(&buf, locale);
    kt_buf_char(&buf, '\n');
    kt_buf_str(&buf, asked);
    return kt_buf_view(&buf);
}

/* ---- finding ---- */

static bool
holds(const struct entry *entry, const struct kt_call *call)
{
    return entry->serial == call->shop->serial &&
           entry->from_ms <= call->now_ms && call->now_ms < entry->until_ms &&
           entry->marks == sum_marks(call->app->store, entry->places,
                                     entry->place_count, entry->wholes);
}

/* Copies an entry that holds into *copy, which has room; NULL when there is
 * none. Gives 0, or how much room it wants. */
static size_t
copy_entry(const struct kt_call *call, struct kt_str key, uint64_t hash,
           struct entry **copy, size_t room)
{
    struct kt_shown *shown = call->app->shown;
    struct shard *shard = shard_of(shown, hash);
    size_t wanted = 0;
    pthread_mutex_lock(&shard->lock);
    struct entry *entry = find(shown, shard, hash, key);
    if (entry == NULL || !holds(entry, call)) {
        *copy = NULL;
    } else if (entry->size > room) {
        wanted = entry->size;
    } else {
        memcpy(*copy, entry, entry->size);
        unlink_age(shard, entry);
        make_newest(shard, entry);
    }
    pthread_mutex_unlock(&shard->lock);
    return wanted;
}

/* Nothing is allocated under the lock: an arena that is full jumps away. */
bool
kt_shown_find(const struct kt_call *call, struct kt_str key,
              struct kt_shown_needs *needs, struct kt_str *body)
{
    uint64_t hash = kt_str_hash(key);
    struct entry *copy = NULL;
    size_t room = 0, wanted;
    if (call->app->shown == NULL)
        return false;
    while ((wanted = copy_entry(call, key, hash, &copy, room)) > 0) {
        copy = kt_arena_alloc(call->arena, wanted);
        room = wanted;
    }
    if (copy == NULL)
        return false;
    *body = body_of(copy);
    if (needs != NULL) {
        struct kt_shown_needs kept = {
            .from_ms = copy->from_ms,
            .until_ms = copy->until_ms,
            .wholes = copy->wholes,
            .counts = copy->counts,
            .places = copy->places,
            .place_count = copy->place_count,
        };
        kt_shown_need_part(needs, &kept);
    }
    return true;
}

/* ---- keeping ---- */

static struct entry *
make_entry(const struct kt_call *call, struct kt_str key,
           const struct kt_shown_needs *needs, struct kt_str body, uint64_t tag)
{
    size_t places = needs->place_count * sizeof *needs->places;
    size_t size = body_offset(needs->place_count, key.len) + body.len;
    if (size > call->app->shown->bytes_max)
        return NULL;
    struct entry *entry = kt_heap_try_alloc(size);
    if (entry == NULL)
        return NULL;
    *entry = (struct entry){
        .hash = kt_str_hash(key),
        .serial = call->shop->serial,
        .tag = tag,
        .from_ms = needs->from_ms,
        .until_ms = needs->until_ms,
        .size = size,
        .place_count = needs->place_count,
        .key_len = key.len,
        .body_len = body.len,
        .wholes = needs->wholes,
        .counts = needs->counts,
    };
    if (places > 0)
        memcpy(entry->places, needs->places, places);
    memcpy((char *)&entry->places[entry->place_count], key.ptr, key.len);
    memcpy((char *)(uintptr_t)body_of(entry).ptr, body.ptr, body.len);
    return entry;
}

static void
insert(struct kt_shown *shown, struct entry *entry, struct kt_str key)
{
    struct shard *shard = shard_of(shown, entry->hash);
    struct entry **bucket = bucket_of(shown, shard, entry->hash);
    pthread_mutex_lock(&shard->lock);
    struct entry *old = find(shown, shard, entry->hash, key);
    if (old != NULL)
        drop(shown, shard, old);
    entry->next_in_bucket = *bucket;
    *bucket = entry;
    make_newest(shard, entry);
    shard->bytes += entry->size;
    drop_oldest(shown, shard);
    pthread_mutex_unlock(&shard->lock);
}

/* Nothing that it needs was changed since the beginning. */
static bool
stands_still(const struct kt_store *store, const struct kt_shown_needs *needs)
{
    enum kt_mark mark = needs->counts ? KT_MARK_ANY : KT_MARK_RECORDS;
    return kt_store_mark(store, mark) == needs->began[mark];
}

static void
keep(const struct kt_call *call, struct kt_str key,
     const struct kt_shown_needs *needs, struct kt_str body, uint64_t tag)
{
    const struct kt_store *store = call->app->store;
    if (call->app->shown == NULL || needs->moments != kt_script_moments())
        return;
    struct entry *entry = make_entry(call, key, needs, body, tag);
    if (entry == NULL)
        return;
    entry->marks =
        sum_marks(store, needs->places, needs->place_count, needs->wholes);
    if (stands_still(store, needs))
        insert(call->app->shown, entry, key);
    else
        free_entry(entry);
}

void
kt_shown_keep(const struct kt_call *call, struct kt_str key,
              const struct kt_shown_needs *needs, struct kt_str body)
{
    keep(call, key, needs, body, 0);
}

/* ---- whole answers ---- */

/* Copies the body or its wished form into *room, as far as that has bytes.
 * False when none is kept that holds. */
static bool
copy_answer(const struct kt_call *call, struct kt_str key, uint64_t hash,
            char *room, size_t bytes, struct kt_shown_answer *answer)
{
    struct kt_shown *shown = call->app->shown;
    struct shard *shard = shard_of(shown, hash);
    pthread_mutex_lock(&shard->lock);
    struct entry *entry = find(shown, shard, hash, key);
    bool is_kept = entry != NULL && holds(entry, call);
    if (is_kept) {
        const struct form *form = entry->forms[call->coding.coding];
        struct kt_str from = form != NULL
                                 ? (struct kt_str){ form->bytes, form->len }
                                 : body_of(entry);
        *answer = (struct kt_shown_answer){
            .text = { room, from.len },
            .coding = form != NULL ? call->coding.coding : KT_CODING_NONE,
            .tag = entry->tag,
        };
        if (from.len <= bytes) {
            memcpy(room, from.ptr, from.len);
            unlink_age(shard, entry);
            make_newest(shard, entry);
        }
    }
    pthread_mutex_unlock(&shard->lock);
    return is_kept;
}

/* Lays the form beside the body that it was made of, if that is still there. */
static void
keep_form(const struct kt_call *call, struct kt_str key,
          const struct kt_shown_answer *answer)
{
    struct kt_shown *shown = call->app->shown;
    uint64_t hash = kt_str_hash(key);
    struct shard *shard = shard_of(shown, hash);
    size_t len = answer->text.len;
    struct form *form = kt_heap_try_alloc(sizeof *form + len);
    if (form == NULL)
        return;
    form->len = len;
    memcpy(form->bytes, answer->text.ptr, len);
    pthread_mutex_lock(&shard->lock);
    struct entry *entry = find(shown, shard, hash, key);
    if (entry != NULL && entry->tag == answer->tag &&
        entry->forms[answer->coding] == NULL) {
        entry->forms[answer->coding] = form;
        shard->bytes += len;
        form = NULL;
        drop_oldest(shown, shard);
    }
    pthread_mutex_unlock(&shard->lock);
    kt_heap_free(form);
}

/* True when the answer is packed now. */
static bool
pack(const struct kt_call *call, struct kt_shown_answer *answer)
{
    struct kt_coding_wish wish = call->coding;
    if (answer->coding != KT_CODING_NONE ||
        !kt_coding_pays(wish, answer->text.len))
        return false;
    struct kt_str packed =
        kt_coding_pack(wish.coding, answer->text, call->arena);
    if (packed.ptr == NULL)
        return false;
    answer->text = packed;
    answer->coding = wish.coding;
    return true;
}

void
kt_shown_pack(const struct kt_call *call, struct kt_shown_answer *answer)
{
    (void)pack(call, answer);
}

bool
kt_shown_find_answer(const struct kt_call *call, struct kt_str key,
                     struct kt_shown_answer *answer)
{
    uint64_t hash = kt_str_hash(key);
    size_t bytes = ROOM_FIRST;
    if (call->app->shown == NULL)
        return false;
    char *room = kt_arena_alloc(call->arena, bytes);
    while (copy_answer(call, key, hash, room, bytes, answer)) {
        if (answer->text.len <= bytes) {
            if (pack(call, answer))
                keep_form(call, key, answer);
            return true;
        }
        bytes = answer->text.len;
        room = kt_arena_alloc(call->arena, bytes);
    }
    return false;
}

void
kt_shown_keep_answer(const struct kt_call *call, struct kt_str key,
                     const struct kt_shown_needs *needs, struct kt_str text,
                     struct kt_shown_answer *answer)
{
    *answer =
        (struct kt_shown_answer){ .text = text, .tag = kt_coding_tag(text) };
    keep(call, key, needs, text, answer->tag);
    if (pack(call, answer) && call->app->shown != NULL)
        keep_form(call, key, answer);
}
