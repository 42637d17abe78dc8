/* Who names a record by its code or slug in a JSON column: promotions and rules
 * in use, in their conditions and their params; customers, their groups;
 * collections, in their rules. */
#ifndef KT_SERVICE_NAMING_H
#define KT_SERVICE_NAMING_H

#include "service/resource.h"

/* IN_USE (kt_resource_used) when the name stands in a list that is a member of
 * one of these names, which end with NULL: "categories". */
KT_CHECKED enum kt_status kt_edit_find_naming(struct kt_edit *edit,
                                              const char *const *members,
                                              struct kt_str name,
                                              struct kt_error *err);

/* The same for any of many names, a list of struct kt_str: all is read once. */
KT_CHECKED enum kt_status kt_edit_find_naming_any(struct kt_edit *edit,
                                                  const char *const *members,
                                                  struct kt_list names,
                                                  struct kt_error *err);

#endif
