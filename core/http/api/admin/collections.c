#include "http/resource.h"
#include "service/collection.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(collection, "collections", "List collections"),
    KT_RESOURCE_CREATE(collection, "collections", "Create a collection",
                       .help = "products are chosen by hand, selector by rule "
                               "over the catalogue."),
    KT_RESOURCE_GET(collection, "collections", "Read a collection"),
    KT_RESOURCE_UPDATE(collection, "collections", "Change a collection",
                       .help = "Lists are replaced as a whole; products take "
                               "the place of a selector, and the other way."),
    KT_RESOURCE_DELETE(collection, "collections", "Delete a collection"),
};

const struct kt_route_table kt_routes_admin_collections = KT_ROUTES(routes);
