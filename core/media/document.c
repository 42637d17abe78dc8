/* Documents: they are served as they came, nothing is made of them. Here it is
 * asked whether one is whole, by what its first and its last bytes say. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "media/parts.h"

/* Where readers look for the end; the entry of its table may be behind it. */
enum { TAIL_MAX = 1024, ENTRY_MAX = 24 };

/* The last place in text where word stands, or NULL. */
static const char *
find_last(const char *text, size_t len, const char *word)
{
    size_t size = strlen(word);
    for (size_t at = len; at >= size; at--) {
        if (memcmp(text + at - size, word, size) == 0)
            return text + at - size;
    }
    return NULL;
}

/* Where the table of a PDF's objects stands: its last bytes are "startxref",
 * that number and "%%EOF". Below 0 when they are not. */
static long long
read_start(int file, off_t size)
{
    char tail[TAIL_MAX + 1];
    off_t from = size > TAIL_MAX ? size - TAIL_MAX : 0;
    ssize_t len = pread(file, tail, TAIL_MAX, from);
    if (len <= 0)
        return -1;
    tail[len] = '\0';
    const char *end = find_last(tail, (size_t)len, "%%EOF");
    if (end == NULL)
        return -1;
    const char *start = find_last(tail, (size_t)(end - tail), "startxref");
    long long place = -1;
    return start != NULL && sscanf(start, "startxref %lld", &place) == 1 ? place
                                                                         : -1;
}

/* A table, or the object "7 0 obj" that holds one. */
static bool
is_table(int file, off_t place)
{
    char text[ENTRY_MAX + 1];
    unsigned number, generation;
    int behind = 0;
    ssize_t len = pread(file, text, ENTRY_MAX, place);
    if (len <= 0)
        return false;
    text[len] = '\0';
    return strncmp(text, "xref", 4) == 0 ||
           (sscanf(text, "%9u %9u obj%n", &number, &generation, &behind) == 2 &&
            behind > 0);
}

enum kt_status
kt_media_look_at_document(int file, struct kt_error *err)
{
    struct stat facts;
    if (fstat(file, &facts) != 0)
        return kt_media_fail("a document", err);
    long long place = read_start(file, facts.st_size);
    if (place > 0 && place < facts.st_size && is_table(file, (off_t)place))
        return KT_OK;
    kt_fail_invalid_picture(err, KT_STR("broken"));
    return kt_error_explain(err, "the PDF is not whole: it does not end in the "
                                 "place of its table of objects");
}
