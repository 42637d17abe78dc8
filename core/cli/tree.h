/* Folders with all that is in them. */
#ifndef KT_CLI_TREE_H
#define KT_CLI_TREE_H

#include <kontor/problem.h>

/* Copies the files of a folder and of those below it. to may exist; a file that
 * exists in it is refused. ALREADY_EXISTS, NOT_FOUND, FILE_FAILED. */
KT_CHECKED enum kt_status kt_tree_copy(const char *from, const char *to,
                                       struct kt_arena *arena,
                                       struct kt_error *err);

/* Makes the folder; one that exists must be empty. ALREADY_EXISTS when it is
 * not, FILE_FAILED. */
KT_CHECKED enum kt_status kt_tree_create(const char *path,
                                         struct kt_error *err);

/* Removes the folder with all that is in it; links are not followed. False
 * when something of it stays. */
bool kt_tree_remove(const char *path);

#endif
