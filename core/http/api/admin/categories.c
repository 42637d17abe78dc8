#include "http/resource.h"
#include "service/category.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(category, "categories", "List categories"),
    KT_RESOURCE_CREATE(category, "categories", "Create a category"),
    KT_RESOURCE_GET(category, "categories", "Read a category"),
    KT_RESOURCE_UPDATE(category, "categories", "Change or move a category",
                       .help = "parent moves it with all that stands below; "
                               "null moves it to the top."),
    KT_RESOURCE_DELETE(category, "categories", "Delete a category"),
};

const struct kt_route_table kt_routes_admin_categories = KT_ROUTES(routes);
