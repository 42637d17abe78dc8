/* What the use cases of resources share. */
#ifndef KT_SERVICE_RESOURCE_ANSWER_H
#define KT_SERVICE_RESOURCE_ANSWER_H

#include "service/resource.h"

/* Answers with the record state->use.resource. */
enum kt_status kt_resource_answer(struct kt_use_state *use,
                                  struct kt_error *err);

/* The same after it was created or changed. */
enum kt_status kt_resource_answer_change(struct kt_use_state *use,
                                         struct kt_error *err);

#endif
