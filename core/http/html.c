#include "http/html.h"

static const char style[] =
    "body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;"
    "padding:0 1em;color:#222}"
    "h2{margin-top:2em;border-bottom:1px solid #ccc}"
    "code,.path{font-family:monospace}"
    "table{border-collapse:collapse}"
    "td,th{padding:.2em .8em .2em 0;text-align:left;vertical-align:top}"
    ".method{display:inline-block;min-width:4em;font-weight:bold}";

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
                     "content=\"width=device-width\"><title>");
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
