/* Pictures that the tests make themselves, byte by byte. */
#ifndef KT_TESTS_PICTURES_H
#define KT_TESTS_PICTURES_H

#include "http.h"

/* Red grows to the right, green downwards; RGB, not compressed. */
struct kt_str picture_png(unsigned width, unsigned height);

/* A PNG that claims to be so large, and has hardly a byte. */
struct kt_str picture_bomb(unsigned width, unsigned height);

/* Grey all over. orientation is what a camera says, 1 to 8; 0: nothing. */
struct kt_str picture_jpeg(unsigned width, unsigned height, int orientation);

/* One pixel. */
struct kt_str picture_gif(void);

/* Sends one to a route that takes a file. */
struct http_reply picture_upload(struct kt_str token, const char *target,
                                 const char *type, const char *headers,
                                 struct kt_str bytes);

/* Width and height that a WebP of the simple kind tells. */
void picture_webp_size(struct kt_str webp, unsigned *width, unsigned *height);

#endif
