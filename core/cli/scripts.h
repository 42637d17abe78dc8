/* The folders of scripts that a command works on, and waiting for a change in
 * them. */
#ifndef KT_CLI_SCRIPTS_H
#define KT_CLI_SCRIPTS_H

#include "cli/folder.h"

/* The folders to load: those of a shop, or a bare folder of scripts behind the
 * shipped ones. The last one is the author's own. NOT_FOUND. */
KT_CHECKED enum kt_status kt_scripts_find(const char *path,
                                          struct kt_arena *arena,
                                          struct kt_folder *folder,
                                          struct kt_error *err);

/* The kind of rule of that name. NOT_FOUND with the nearest one. */
KT_CHECKED enum kt_status kt_scripts_kind(const char *name,
                                          enum kt_rule_kind *kind,
                                          struct kt_error *err);

KT_CHECKED enum kt_status kt_scripts_load(const struct kt_folder *folder,
                                          struct kt_host **host,
                                          struct kt_error *err);

/* Files below a folder whose names end in one of the extensions (which end with
 * NULL), by path; none where there is no such folder. */
struct kt_list kt_scripts_list(const char *folder,
                               const char *const *extensions,
                               struct kt_arena *arena);

/* Runs once, then again after each change of a file below the folders, until a
 * signal ends the program. */
_Noreturn void kt_scripts_watch(const struct kt_folder *folder,
                                void (*run)(void *context), void *context);

#endif
