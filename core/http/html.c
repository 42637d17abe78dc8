#include "http/html.h"

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dfe4ea;"
    "--back:#fff;--code:#f4f6f8;--link:#0a58ca}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e4e8ee;--soft:#9aa5b4;"
    "--line:#2c3541;--back:#12171e;--code:#1b222c;--link:#7db4ff}}"
    "*{box-sizing:border-box}"
    "body{font:16px/1.55 system-ui,sans-serif;max-width:60em;margin:0 auto;"
    "padding:1.5em 1em 4em;color:var(--ink);background:var(--back);"
    "overflow-wrap:anywhere}"
    "a{color:var(--link);text-decoration:none}a:hover{text-decoration:"
    "underline}"
    "h1{font-size:1.9em;margin:.5em 0}"
    "h2{margin:2.5em 0 1em;padding-bottom:.3em;border-bottom:2px solid "
    "var(--line);text-transform:capitalize}"
    "h3{font-size:1.05em;margin:0 0 .5em;scroll-margin-top:1em}"
    "h4{font-size:.8em;margin:1.2em 0 .3em;color:var(--soft);"
    "text-transform:uppercase;letter-spacing:.05em}"
    "p{margin:.5em 0}"
    "code,pre,.path{font:.875em/1.5 ui-monospace,monospace}"
    ".path{font-weight:600}"
    "code{background:var(--code);padding:.1em .3em;border-radius:4px}"
    "pre{background:var(--code);padding:.8em 1em;border-radius:8px;"
    "overflow-x:auto;overflow-wrap:normal}pre code{padding:0;font-size:1em}"
    ".route{border:1px solid var(--line);border-radius:10px;padding:1em 1.2em;"
    "margin:1em 0}"
    ".fields{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%;font-size:.92em}"
    "td{padding:.35em 1em .35em 0;vertical-align:top;"
    "border-top:1px solid var(--line)}td:first-child{white-space:nowrap}"
    "td:nth-child(2){color:var(--soft);min-width:8em}"
    ".auth,.problems{color:var(--soft);font-size:.9em}"
    ".method{display:inline-block;min-width:4.6em;padding:.1em .5em;"
    "border-radius:5px;font-size:.75em;text-align:center;color:#fff;"
    "background:#475569}"
    ".GET{background:#0b66b5}.POST{background:#15803d}.PUT{background:#9a5b00}"
    ".PATCH{background:#9a5b00}.DELETE{background:#b3261e}"
    "nav{margin:1.5em 0}"
    "details{border-bottom:1px solid var(--line);padding:.4em 0}"
    "summary{cursor:pointer;font-weight:600;text-transform:capitalize}"
    "nav ul{margin:.3em 0;padding-left:1.4em}"
    "@media(min-width:50em){nav{columns:2;column-gap:2.5em}"
    "details{break-inside:avoid}}";

void
kt_html_text(struct kt_buf *buf, struct kt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '&':
            kt_buf_text(buf, "&amp;");
            break;
        case '<':
            kt_buf_text(buf, "&lt;");
            break;
        case '>':
            kt_buf_text(buf, "&gt;");
            break;
        case '"':
            kt_buf_text(buf, "&quot;");
            break;
        default:
            kt_buf_char(buf, text.ptr[i]);
        }
    }
}

void
kt_html_begin(struct kt_buf *buf, struct kt_str title)
{
    kt_buf_text(buf, "<!DOCTYPE html>\n<html lang=\"en\"><head>"
                     "<meta charset=\"utf-8\"><meta name=\"viewport\" "
                     "content=\"width=device-width,initial-scale=1\"><title>");
    kt_html_text(buf, title);
    kt_buf_format(buf, "</title><style>%s</style></head><body>\n<h1>", style);
    kt_html_text(buf, title);
    kt_buf_text(buf, "</h1>\n");
}

void
kt_html_end(struct kt_buf *buf)
{
    kt_buf_text(buf, "</body></html>\n");
}
