/* Plain pages for people: no script, one small style sheet. */
#ifndef KT_HTTP_HTML_H
#define KT_HTTP_HTML_H

#include "base/buf.h"

/* Text with & < > " escaped. */
void kt_html_text(struct kt_buf *buf, struct kt_str text);

void kt_html_begin(struct kt_buf *buf, struct kt_str title);
void kt_html_end(struct kt_buf *buf);

#endif
