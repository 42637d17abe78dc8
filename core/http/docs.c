#include "http/docs.h"

#include "base/map.h"
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
        kt_buf_format(buf, " %s", field->shape->name);
}

static void
write_fields(struct kt_buf *buf, const struct kt_shape *shape)
{
    kt_buf_text(buf, "<div class=\"fields\"><table>\n");
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
    kt_buf_text(buf, "</table></div>\n");
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
    kt_buf_text(buf, "<p class=\"problems\">Problems:");
    for (int i = KT_OK + 1; i < KT_STATUS_COUNT; i++) {
        const struct kt_problem *problem = kt_problem_get((enum kt_status)i);
        if (problems[i])
            kt_buf_format(buf, " <a href=\"/problems/%s\">%s</a>",
                          problem->slug, problem->slug);
    }
    kt_buf_text(buf, "</p>\n");
}

/* ---- the example ---- */

/* A parameter is a variable of the shell: "$api/store/v1/carts/$cart_id". */
static void
write_address(struct kt_buf *buf, const char *path)
{
    kt_buf_text(buf, "\"$api");
    for (; *path != '\0'; path++) {
        if (*path == '{')
            kt_buf_char(buf, '$');
        else if (*path != '}')
            kt_buf_char(buf, *path);
    }
    kt_buf_char(buf, '"');
}

static void
write_example(struct kt_buf *buf, const struct kt_route *route)
{
    static const char next[] = " \\\n  ";
    struct kt_buf body;
    struct kt_json json;
    kt_buf_text(buf, "<pre><code>curl ");
    if (route->method != KT_GET && route->method != KT_POST)
        kt_buf_format(buf, "-X %s ", kt_method_names[route->method]);
    else if (route->method == KT_POST && route->in == NULL &&
             !route->takes_file)
        kt_buf_text(buf, "-X POST ");
    write_address(buf, route->path);
    if (route->auth == KT_AUTH_ADMIN)
        kt_buf_format(buf, "%s-H \"Authorization: Bearer $token\"", next);
    if (route->in != NULL) {
        kt_buf_init(&body, buf->arena, 256);
        kt_json_init(&json, &body);
        kt_shape_example(route->in, &json);
        kt_buf_format(buf, "%s--json '", next);
        kt_html_text(buf, kt_buf_view(&body));
        kt_buf_char(buf, '\'');
    }
    if (route->takes_file)
        kt_buf_format(buf,
                      "%s-H 'Content-Type: image/jpeg'"
                      "%s--data-binary @picture.jpg",
                      next, next);
    kt_buf_text(buf, "</code></pre>\n");
}

/* ---- a route ---- */

static void
write_route(struct kt_buf *buf, const struct kt_route *route)
{
    struct kt_str id = kt_openapi_operation_id(route, buf->arena);
    kt_buf_format(buf,
                  "<section class=\"route\"><h3 id=\"%.*s\">"
                  "<span class=\"method %s\">%s</span> "
                  "<span class=\"path\">%s</span></h3>\n<p>",
                  KT_STR_FMT(id), kt_method_names[route->method],
                  kt_method_names[route->method], route->path);
    kt_html_text(buf, kt_str_of(route->summary));
    kt_buf_text(buf, ".");
    if (route->help != NULL) {
        kt_buf_text(buf, " ");
        kt_html_text(buf, kt_str_of(route->help));
    }
    kt_buf_text(buf, "</p>\n");
    if (route->auth != KT_AUTH_NONE)
        kt_buf_format(buf, "<p class=\"auth\">%s%s%s%s</p>\n",
                      auth_texts[route->auth],
                      route->scope != NULL ? ", scope <code>" : "",
                      route->scope != NULL ? route->scope : "",
                      route->scope != NULL ? "</code>" : "");
    write_example(buf, route);
    write_part(buf, "Query", route->query);
    write_part(buf, route->in_may_be_list ? "Body, one or a list" : "Body",
               route->in);
    write_part(buf, route->out_is_list ? "Answer, a page of" : "Answer",
               route->out);
    write_part(buf, "Beside the page", route->facets);
    write_problems(buf, route);
    kt_buf_text(buf, "</section>\n");
}

/* ---- the page ---- */

/* Calls visit for each route, and says where a group begins. */
static void
each_route(struct kt_buf *buf, const struct kt_route_table *const *tables,
           void (*begin)(struct kt_buf *buf, struct kt_str tag, bool is_first),
           void (*visit)(struct kt_buf *buf, const struct kt_route *route))
{
    struct kt_str tag = KT_STR("");
    for (; *tables != NULL; tables++) {
        for (size_t i = 0; i < (*tables)->count; i++) {
            const struct kt_route *route = &(*tables)->routes[i];
            struct kt_str its_tag = kt_openapi_tag(route, buf->arena);
            if (!kt_str_eq(tag, its_tag))
                begin(buf, its_tag, tag.len == 0);
            tag = its_tag;
            visit(buf, route);
        }
    }
}

static void
begin_contents(struct kt_buf *buf, struct kt_str tag, bool is_first)
{
    kt_buf_format(buf, "%s<details><summary>%.*s</summary><ul>\n",
                  is_first ? "" : "</ul></details>\n", KT_STR_FMT(tag));
}

static void
visit_contents(struct kt_buf *buf, const struct kt_route *route)
{
    struct kt_str id = kt_openapi_operation_id(route, buf->arena);
    kt_buf_format(buf, "<li><a href=\"#%.*s\">", KT_STR_FMT(id));
    kt_html_text(buf, kt_str_of(route->summary));
    kt_buf_text(buf, "</a></li>\n");
}

static void
begin_group(struct kt_buf *buf, struct kt_str tag, bool is_first)
{
    (void)is_first;
    kt_buf_format(buf, "<h2>%.*s</h2>\n", KT_STR_FMT(tag));
}

/* Each scope that a route asks for, once. */
static void
write_scopes(struct kt_buf *buf, const struct kt_route_table *const *tables)
{
    struct kt_map seen;
    kt_map_init(&seen, buf->arena, 64);
    kt_buf_text(buf, "<p id=\"scopes\">Scopes of tokens:");
    for (; *tables != NULL; tables++) {
        for (size_t i = 0; i < (*tables)->count; i++) {
            const char *scope = (*tables)->routes[i].scope;
            if (scope == NULL || kt_map_find(&seen, kt_str_of(scope)) != NULL)
                continue;
            kt_map_put(&seen, kt_str_of(scope), &seen);
            kt_buf_format(buf, " <code>%s</code>", scope);
        }
    }
    kt_buf_text(buf, ".</p>\n");
}

static const char introduction[] =
    "<p>The same for programs: <a href=\"/openapi.json\">/openapi.json</a>. "
    "What can go wrong: <a href=\"/problems\">/problems</a>.</p>\n"
    "<p>Amounts are integers in minor units beside a currency, times are RFC "
    "3339 in UTC. An <code>Idempotency-Key</code> makes repeating a POST safe; "
    "<code>If-Match</code> guards a change. In the examples <code>$api</code> "
    "is the address of this server, <code>$token</code> an admin token, and "
    "the other variables stand for what you have.</p>\n";

void
kt_docs_write(const struct kt_route_table *const *tables,
              struct kt_arena *arena, struct kt_document *document)
{
    struct kt_arena scratch;
    struct kt_buf buf;
    kt_arena_init(&scratch, 0);
    kt_buf_init(&buf, &scratch, (size_t)256 * 1024);
    kt_html_begin(&buf, KT_STR("Kontor API"));
    kt_buf_text(&buf, introduction);
    write_scopes(&buf, tables);
    kt_buf_text(&buf, "<nav>\n");
    each_route(&buf, tables, begin_contents, visit_contents);
    kt_buf_text(&buf, "</ul></details>\n</nav>\n");
    each_route(&buf, tables, begin_group, write_route);
    kt_html_end(&buf);
    kt_document_init(document, kt_buf_view(&buf), arena);
    kt_arena_release(&scratch);
}
