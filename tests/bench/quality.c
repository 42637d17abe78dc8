/* How well search ranks: nDCG@10 and MRR over judged queries, beside BM25 over
 * all fields with equal weights, any word being enough. Queries of even places
 * are those that weights may be tuned on; the odd ones are held back. */

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/assert.h"
#include "bench.h"
#include "domain/search/analysis.h"
#include "service/search_find.h"
#include "service/use.h"
#include "store/store.h"

enum { RUNS = 7, TOP = 10, GRADES_MAX = 4000, QUERIES_MAX = 500 };

struct grade {
    int64_t document;
    int grade;
};

struct query {
    struct kt_str text;
    struct grade *grades;
    size_t count;
};

struct set {
    struct kt_arena *arena;
    struct query queries[QUERIES_MAX];
    size_t count;
};

/* Sums over queries. */
struct marks {
    double ndcg, mrr;
    size_t count;
};

/* A way to find: fills the numbers of the best products. */
typedef size_t (*find_fn)(void *arg, struct kt_str query, int64_t *best);

/* ---- what is judged ---- */

static struct query *
open_query(struct set *set, struct kt_str text, size_t first)
{
    for (size_t i = first; i < set->count; i++) {
        if (kt_str_eq(set->queries[i].text, text))
            return &set->queries[i];
    }
    if (set->count == QUERIES_MAX)
        return NULL;
    struct query *query = &set->queries[set->count++];
    query->text = kt_arena_str(set->arena, text);
    query->grades = KT_NEW_ARRAY(set->arena, struct grade, GRADES_MAX);
    return query;
}

/* "query,document,grade" after a line of names; no query has a comma. */
static void
read_judgements(struct set *set, const char *path)
{
    char line[1000];
    size_t first = set->count;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    while (fgets(line, sizeof line, file) != NULL) {
        char *comma = strchr(line, ',');
        char *rest = NULL;
        int64_t document = comma != NULL ? strtoll(comma + 1, &rest, 10) : 0;
        if (document == 0 || *rest != ',')
            continue;
        struct kt_str text = { line, (size_t)(comma - line) };
        struct query *query = open_query(set, text, first);
        if (query == NULL || query->count == GRADES_MAX)
            continue;
        query->grades[query->count++] =
            (struct grade){ document, atoi(rest + 1) };
    }
    fclose(file);
}

static int
by_text(const void *a, const void *b)
{
    const struct query *x = a, *y = b;
    size_t len = x->text.len < y->text.len ? x->text.len : y->text.len;
    int order = memcmp(x->text.ptr, y->text.ptr, len);
    return order != 0
               ? order
               : (x->text.len > y->text.len) - (x->text.len < y->text.len);
}

/* Nobody can rank what has nothing good. */
static void
keep_useful(struct set *set)
{
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++) {
        bool is_useful = false;
        for (size_t j = 0; j < set->queries[i].count; j++)
            is_useful |= set->queries[i].grades[j].grade > 0;
        if (is_useful)
            set->queries[kept++] = set->queries[i];
    }
    set->count = kept;
    qsort(set->queries, kept, sizeof *set->queries, by_text);
}

/* ---- marks ---- */

static int
grade_of(const struct query *query, int64_t document)
{
    for (size_t i = 0; i < query->count; i++) {
        if (query->grades[i].document == document)
            return query->grades[i].grade;
    }
    return 0;
}

static double
gain(int grade, size_t place)
{
    return (exp2(grade) - 1) / log2((double)place + 2);
}

static double
ideal_gain(const struct query *query)
{
    double sum = 0;
    size_t place = 0;
    for (int grade = 3; grade > 0; grade--) {
        for (size_t i = 0; i < query->count && place < TOP; i++) {
            if (query->grades[i].grade == grade)
                sum += gain(grade, place++);
        }
    }
    return sum;
}

static void
mark(struct marks *marks, const struct query *query, const int64_t *documents,
     size_t count)
{
    double sum = 0, first = 0;
    for (size_t i = 0; i < count; i++) {
        int grade = grade_of(query, documents[i]);
        sum += gain(grade, i);
        if (grade > 0 && first == 0)
            first = 1 / (double)(i + 1);
    }
    marks->ndcg += sum / ideal_gain(query);
    marks->mrr += first;
    marks->count++;
}

/* ---- ways to find ---- */

struct ways {
    struct kt_store *store;
    struct kt_id store_id;
    sqlite3 *db;
    sqlite3_stmt *bm25_raw, *bm25_stems, *document;
    uint32_t *lengths; /* by number, from 0 */
    uint32_t lengths_max;
    struct kt_arena arena;
};

struct finding {
    struct ways *ways;
    struct kt_str text;
    struct kt_list hits;
};

static enum kt_status
find_in(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct finding *finding = arg;
    struct kt_app app = { .store = finding->ways->store }; /* keeps nothing */
    struct kt_call call = { .app = &app, .arena = &finding->ways->arena };
    struct kt_shown_needs needs;
    kt_shown_begin(&call, &needs);
    return kt_search_find(tx, &call, &needs, finding->text, &finding->hits,
                          err);
}

/* The shelf knows these. */
static uint32_t
lengths_of(const struct ways *ways, const struct kt_search_hit *hit)
{
    return hit->number <= ways->lengths_max ? ways->lengths[hit->number] : 0;
}

static int
by_rank(const void *a, const void *b)
{
    const struct kt_search_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->number < y->number) - (x->number > y->number);
}

static size_t
find_ours(void *arg, struct kt_str query, int64_t *best)
{
    struct ways *ways = arg;
    struct finding finding = { .ways = ways, .text = query };
    struct kt_error err;
    kt_error_init(&err, &ways->arena);
    if (kt_store_read(ways->store, ways->store_id, find_in, &finding, &err) !=
        KT_OK)
        exit(1);
    struct kt_search_hit *hits = finding.hits.items;
    size_t count = finding.hits.count;
    for (size_t i = 0; i < count; i++)
        hits[i].score = kt_search_rank(&hits[i], lengths_of(ways, &hits[i]));
    if (count > 1)
        qsort(hits, count, sizeof *hits, by_rank);
    for (size_t i = 0; i < count && i < TOP; i++)
        best[i] = hits[i].number;
    return count < TOP ? count : TOP;
}

static size_t
find_bm25(sqlite3_stmt *statement, struct kt_str match, int64_t *best)
{
    size_t count = 0;
    sqlite3_bind_text(statement, 1, match.ptr, (int)match.len, SQLITE_STATIC);
    while (count < TOP && sqlite3_step(statement) == SQLITE_ROW)
        best[count++] = sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return count;
}

static void
add_alternative(struct kt_buf *buf, struct kt_str mark, struct kt_str word)
{
    kt_buf_format(buf, "%s\"%.*s%.*s\"", buf->len > 0 ? " OR " : "",
                  KT_STR_FMT(mark), KT_STR_FMT(word));
}

static size_t
find_raw(void *arg, struct kt_str query, int64_t *best)
{
    struct ways *ways = arg;
    struct kt_buf buf;
    kt_buf_init(&buf, &ways->arena, 128);
    for (size_t at = 0; at < query.len;) {
        size_t end = at;
        while (end < query.len && query.ptr[end] != ' ' &&
               query.ptr[end] != '-')
            end++;
        if (end > at)
            add_alternative(&buf, KT_STR(""),
                            (struct kt_str){ query.ptr + at, end - at });
        at = end + 1;
    }
    return find_bm25(ways->bm25_raw, kt_buf_view(&buf), best);
}

static size_t
find_stems(void *arg, struct kt_str query, int64_t *best)
{
    struct ways *ways = arg;
    struct kt_list list = kt_search_words(query, &ways->arena);
    const struct kt_search_word *words = list.items;
    char mark[KT_SEARCH_MARK];
    struct kt_buf buf;
    kt_search_mark(ways->store_id, mark);
    kt_buf_init(&buf, &ways->arena, 128);
    for (size_t i = 0; i < list.count; i++)
        add_alternative(&buf, (struct kt_str){ mark, sizeof mark },
                        words[i].stem);
    return find_bm25(ways->bm25_stems, kt_buf_view(&buf), best);
}

/* ---- opening ---- */

static const char fill_raw[] =
    "CREATE VIRTUAL TABLE raw USING fts5(title, code, vendor, facet, body);"
    "INSERT INTO raw (rowid, title, code, vendor, facet, body)"
    " SELECT d.number,"
    "  (SELECT group_concat(value, ' ') FROM json_each(p.titles)),"
    "  (SELECT group_concat(sku || ' ' || barcode, ' ') FROM shop.variant v"
    "   WHERE v.store_id = p.store_id AND v.product_id = p.id),"
    "  p.vendor,"
    "  (SELECT group_concat(value, ' ') FROM json_each(p.attributes)),"
    "  (SELECT group_concat(value, ' ') FROM json_each(p.descriptions))"
    " FROM shop.product p JOIN shop.search_doc d"
    "  ON d.store_id = p.store_id AND d.product_id = p.id";

static const char select_raw[] =
    "SELECT rowid FROM raw WHERE raw MATCH ? ORDER BY bm25(raw), rowid";
static const char select_stems[] =
    "SELECT rowid FROM shop.search_text WHERE search_text MATCH ?"
    " ORDER BY bm25(search_text), rowid";

/* The judged document is what a slug ends with. */
static const char select_document[] =
    "SELECT p.slug FROM shop.search_doc d JOIN shop.product p"
    " ON p.store_id = d.store_id AND p.id = d.product_id WHERE d.number = ?";

/* Words without the mark of the shop, most first. */
static const char select_common[] =
    "SELECT substr(term, 5), doc FROM shop.search_vocabulary"
    " WHERE length(term) > 5 AND doc * 5 <"
    "  (SELECT COUNT(*) FROM shop.search_doc) * 2"
    " ORDER BY doc DESC LIMIT 4";

static enum kt_status
read_store_id(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_STORE_LIST, KT_NO_ARGS, &rows, err));
    if (kt_rows_next(&rows))
        *(struct kt_id *)arg = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

static bool
load_lengths(struct ways *ways)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(ways->db,
                           "SELECT number, lengths FROM shop.search_doc"
                           " ORDER BY number DESC",
                           -1, &statement, NULL) != SQLITE_OK)
        return false;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        uint32_t number = (uint32_t)sqlite3_column_int64(statement, 0);
        if (ways->lengths == NULL) {
            ways->lengths_max = number;
            ways->lengths = KT_NEW_ARRAY(&ways->arena, uint32_t, number + 1);
        }
        ways->lengths[number] = (uint32_t)sqlite3_column_int64(statement, 1);
    }
    return sqlite3_finalize(statement) == SQLITE_OK;
}

static bool
run_sql(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool
open_ways(struct ways *ways, const char *path)
{
    struct kt_error err;
    const struct kt_store_options options = { .path = path,
                                              .must_exist = true };
    kt_arena_init(&ways->arena, 0);
    kt_error_init(&err, &ways->arena);
    if (kt_store_open(&options, &ways->store, &err) != KT_OK ||
        kt_store_read(ways->store, KT_NO_STORE, read_store_id, &ways->store_id,
                      &err) != KT_OK) {
        fprintf(stderr, "%.*s\n", KT_STR_FMT(kt_error_text(&err)));
        return false;
    }
    const char *attach =
        kt_arena_format(&ways->arena, "ATTACH '%s' AS shop", path).ptr;
    return sqlite3_open(":memory:", &ways->db) == SQLITE_OK &&
           run_sql(ways->db, attach) && run_sql(ways->db, fill_raw) &&
           load_lengths(ways) &&
           sqlite3_prepare_v2(ways->db, select_raw, -1, &ways->bm25_raw,
                              NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(ways->db, select_stems, -1, &ways->bm25_stems,
                              NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(ways->db, select_document, -1, &ways->document,
                              NULL) == SQLITE_OK;
}

static void
close_ways(struct ways *ways)
{
    sqlite3_finalize(ways->bm25_raw);
    sqlite3_finalize(ways->bm25_stems);
    sqlite3_finalize(ways->document);
    sqlite3_close(ways->db);
    kt_store_leave_thread(ways->store);
    kt_store_close(ways->store);
    kt_arena_release(&ways->arena);
}

/* ---- the table ---- */

static int64_t
document_of(struct ways *ways, int64_t number)
{
    int64_t document = 0;
    sqlite3_bind_int64(ways->document, 1, number);
    if (sqlite3_step(ways->document) == SQLITE_ROW) {
        const char *slug = (const char *)sqlite3_column_text(ways->document, 0);
        const char *dash = strrchr(slug, '-');
        document = strtoll(dash != NULL ? dash + 1 : slug, NULL, 10);
    }
    sqlite3_reset(ways->document);
    return document;
}

static void
print_marks(const char *name, struct ways *ways, const struct set *set,
            find_fn find)
{
    struct marks halves[2] = { 0 };
    for (size_t i = 0; i < set->count; i++) {
        int64_t best[TOP];
        size_t count = find(ways, set->queries[i].text, best);
        for (size_t j = 0; j < count; j++)
            best[j] = document_of(ways, best[j]);
        mark(&halves[i % 2], &set->queries[i], best, count);
    }
    struct marks all = { halves[0].ndcg + halves[1].ndcg,
                         halves[0].mrr + halves[1].mrr, set->count };
    const struct marks *rows[] = { &all, &halves[0], &halves[1] };
    printf("%-28s", name);
    for (size_t i = 0; i < KT_COUNT(rows); i++)
        printf("   %.3f %.3f", rows[i]->ndcg / (double)rows[i]->count,
               rows[i]->mrr / (double)rows[i]->count);
    printf("\n");
}

/* ---- what a common word costs ---- */

static int64_t
cpu_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t
best_cost(struct ways *ways, struct kt_str word)
{
    int64_t best = INT64_MAX;
    int64_t numbers[TOP];
    for (int i = 0; i < RUNS; i++) {
        struct kt_arena_mark mark = kt_arena_mark(&ways->arena);
        int64_t before = cpu_us();
        find_ours(ways, word, numbers);
        int64_t cost = cpu_us() - before;
        kt_arena_rewind(&ways->arena, mark);
        if (cost < best)
            best = cost;
    }
    return best;
}

/* The words that a third of the products has, or the most that any has. */
static void
print_costs(struct ways *ways)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(ways->db, select_common, -1, &statement, NULL) !=
        SQLITE_OK)
        return;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *word = (const char *)sqlite3_column_text(statement, 0);
        printf("\"%s\", in %lld products: %lld us of CPU\n", word,
               (long long)sqlite3_column_int64(statement, 1),
               (long long)best_cost(ways, kt_str_of(word)));
    }
    sqlite3_finalize(statement);
}

bool
bench_quality(const char *database, char *const *judgements, size_t count)
{
    struct kt_arena arena;
    struct ways ways = { 0 };
    kt_arena_init(&arena, 0);
    struct set *set = KT_NEW(&arena, struct set);
    set->arena = &arena;
    for (size_t i = 0; i < count; i++)
        read_judgements(set, judgements[i]);
    keep_useful(set);
    bool is_open = open_ways(&ways, database);
    if (is_open && set->count >= 2) {
        printf("%zu queries: nDCG@10 MRR%5s all%10s tuned%7s held back\n",
               set->count, "", "", "");
        print_marks("Kontor", &ways, set, find_ours);
        print_marks("BM25, the same words", &ways, set, find_stems);
        print_marks("BM25, words as they stand", &ways, set, find_raw);
        print_costs(&ways);
        close_ways(&ways);
    }
    kt_arena_release(&arena);
    return is_open && set->count >= 2;
}
