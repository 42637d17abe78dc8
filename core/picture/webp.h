/* The container of a WebP. */
#ifndef KT_PICTURE_WEBP_H
#define KT_PICTURE_WEBP_H

#include <stdbool.h>
#include <stddef.h>

/* Takes out, in place, what is not picture: profile, EXIF, XMP. libvips 8.14
 * writes them whether it is asked to strip or not. *size becomes the new one.
 * False when it is no whole WebP. */
bool kt_webp_strip(unsigned char *bytes, size_t *size);

#endif
