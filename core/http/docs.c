#include "http/docs.h"

#include "http/html.h"
#include "http/openapi.h"
#include "http/openapi_problems.h"

static const char *const kind_names[] = {
    [KT_FIELD_BOOL] = "true or false", [KT_FIELD_INT] = "integer",
    [KT_FIELD_STR] = "text",           [KT_FIELD_ID] = "id",
    [KT_FIELD_TIME] = "time",          [KT_FIELD_ENUM] = "one of",
    [KT_FIELD_RAW] = "any JSON",       [KT_FIELD_OBJECT] = "object",
    [KT_FIELD_EMBED] = "object",       [KT_FIELD_LIST] = "list of",
    [KT_FIELD_STRS] = "list of texts", [KT_FIELD_IDS] = "list of ids",
    [KT_FIELD_DICT] = "texts by name",
};

static const char *const auth_texts[] = {
    [KT_AUTH_NONE] = "",
    [KT_AUTH_STORE] = "X-Publishable-Key, or the default channel",
    [KT_AUTH_ADMIN] = "Bearer token",
};

static void
write_kind(struct kt_buf *buf, const struct kt_field *field)
{
    kt_buf_text(buf, kind_names[field->kind]);
    for (size_t i = 0; field->names != NULL && field->names[i] != NULL; i++) {
        kt_buf_text(buf, " ");
        kt_html_text(buf, kt_str_of(field->names[i]));
    }
    if (field->prefix != NULL)
        kt_buf_format(buf, " %s_…", field->prefix);
    if (field->shape != NULL)
        kt_buf_format(buf, " <a href=\"#%s\">%s</a>", field->shape->name,
                      field->shape->name);
}

static void
write_fields(struct kt_buf *buf, const struct kt_shape *shape)
{
    kt_buf_text(buf, "<table>\n");
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct kt_field *field = &shape->fields[i];
        kt_buf_format(buf, "<tr><td><code>%s</code></td><td>", field->name);
        write_kind(buf, field);
        kt_buf_text(buf, (field->flags & KT_REQUIRED) != 0
                             ? ", required</td><td>"
                             : "</td><td>");
        kt_html_text(buf, kt_str_of(field->help));
        kt_buf_text(buf, "</td></tr>\n");
    }
    kt_buf_text(buf, "</table>\n");
}

static void
write_part(struct kt_buf *buf, const char *title, const struct kt_shape *shape)
{
    if (shape == NULL)
        return;
    kt_buf_format(buf, "<h4>%s</h4>\n", title);
    write_fields(buf, shape);
}

static void
write_problems(struct kt_buf *buf, const struct kt_route *route)
{
    bool problems[KT_STATUS_COUNT];
    kt_openapi_problems(route, problems);
    kt_buf_text(buf, "<p>Problems:");
    for (int i = KT_OK + 1; i < KT_STATUS_COUNT; i++) {
        const struct kt_problem *problem = kt_problem_get((enum kt_status)i);
        if (problems[i])
            kt_buf_format(buf, " <a href=\"/problems/%s\">%s</a>",
                          problem->slug, problem->slug);
    }
    kt_buf_text(buf, "</p>\n");
}

static void
write_route(struct kt_buf *buf, const struct kt_route *route)
{
    struct kt_str id = kt_openapi_operation_id(route, buf->arena);
    kt_buf_format(buf,
                  "<h3 id=\"%.*s\"><span class=\"method\">%s</span> "
                  "<span class=\"path\">%s</span></h3>\n<p>",
                  KT_STR_FMT(id), kt_method_names[route->method], route->path);
    kt_html_text(buf, kt_str_of(route->summary));
    if (route->help != NULL) {
        kt_buf_text(buf, ". ");
        kt_html_text(buf, kt_str_of(route->help));
    }
    kt_buf_text(buf, "</p>\n");
    if (route->auth != KT_AUTH_NONE)
        kt_buf_format(buf, "<p>%s%s%s</p>\n", auth_texts[route->auth],
                      route->scope != NULL ? ", scope " : "",
                      route->scope != NULL ? route->scope : "");
    write_part(buf, "Query", route->query);
    write_part(buf, route->in_may_be_list ? "Body, one or a list" : "Body",
               route->in);
    write_part(buf, route->out_is_list ? "Answer, a page of" : "Answer",
               route->out);
    write_problems(buf, route);
}

void
kt_docs_write(const struct kt_route_table *const *tables,
              struct kt_arena *arena, struct kt_document *document)
{
    struct kt_arena scratch;
    struct kt_buf buf;
    kt_arena_init(&scratch, 0);
    kt_buf_init(&buf, &scratch, (size_t)64 * 1024);
    struct kt_str tag = KT_STR("");
    kt_html_begin(&buf, KT_STR("Kontor API"));
    kt_buf_text(&buf, "<p>The same for programs: "
                      "<a href=\"/openapi.json\">/openapi.json</a>. "
                      "What can go wrong: "
                      "<a href=\"/problems\">/problems</a>.</p>\n");
    for (; *tables != NULL; tables++) {
        for (size_t i = 0; i < (*tables)->count; i++) {
            const struct kt_route *route = &(*tables)->routes[i];
            struct kt_str its_tag = kt_openapi_tag(route, &scratch);
            if (!kt_str_eq(tag, its_tag))
                kt_buf_format(&buf, "<h2>%.*s</h2>\n", KT_STR_FMT(its_tag));
            tag = its_tag;
            write_route(&buf, route);
        }
    }
    kt_html_end(&buf);
    kt_document_set(document, kt_buf_view(&buf), arena);
    kt_arena_release(&scratch);
}
