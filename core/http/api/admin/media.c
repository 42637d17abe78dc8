#include "service/media.h"

#include "http/head.h"
#include "http/resource.h"

/* ---- upload ---- */

struct upload_query {
    struct kt_str name;
};

static const struct kt_field upload_query_fields[] = {
    KT_FIELD(STR, struct upload_query, name, 0, .max = 200,
             .help = "What the file was called, for staff"),
};

static const struct kt_shape upload_query_shape =
    KT_SHAPE("PictureUploadQuery", struct upload_query, upload_query_fields,
             NULL);

static enum kt_status
ask_upload(const struct kt_request *request, struct kt_use_state *base,
           struct kt_error *err)
{
    struct kt_media_upload_use *state = (struct kt_media_upload_use *)base;
    const struct upload_query *query = request->query;
    (void)err;
    state->resource.resource = request->route->resource;
    state->upload = request->upload;
    state->declared = kt_media_kind_of_type(kt_head_type(request->head));
    state->name = query->name.ptr != NULL ? query->name : KT_STR("");
    return KT_OK;
}

static const enum kt_status upload_problems[] = { KT_INVALID_PICTURE,
                                                  KT_FILE_FAILED, KT_OK };

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(media, "media", "List pictures and documents"),
    { KT_POST, "/admin/v1/media", KT_AUTH_ADMIN, "media:write",
      .query = &upload_query_shape, .takes_file = true,
      .out = &kt_media_out_shape, .status = 201, .use = &kt_use_media_upload,
      .ask = ask_upload, .reply = kt_resource_reply_new,
      .problems = upload_problems, .resource = &kt_media_resource,
      .summary = "Upload a picture or a document",
      .help = "The body is the file as it is: AVIF, GIF, JPEG, PNG or WebP, or "
              "a data sheet in PDF. What it is says its content; a "
              "Content-Type that says otherwise "
              "is refused. The same content again gives the record that is "
              "there." },
    KT_RESOURCE_GET(media, "media", "Read about a picture or a document"),
    KT_RESOURCE_UPDATE(media, "media",
                       "Change what is said of a picture or a document",
                       .help = "What is not given stays."),
    { KT_DELETE, "/admin/v1/media/{media_id}", KT_AUTH_ADMIN, "media:write",
      .use = &kt_use_media_delete, .ask = kt_resource_ask_one,
      .problems = kt_resource_delete_problems, .resource = &kt_media_resource,
      .summary = "Delete a picture or a document that no product shows" },
};

const struct kt_route_table kt_routes_admin_media = KT_ROUTES(routes);
