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

/* A PDF of one empty page. */
struct kt_str picture_pdf(void);

/* One pixel. */
struct kt_str picture_gif(void);

/* ---- the media folder of the running test ---- */

extern const char *picture_folder;
extern struct kt_str picture_token; /* may do all */

/* A fixture for groups with the shop of admin.h. */
void pictures_begin(void);

/* Waits until so many files stand in the folder, or below it: what an upload
 * leaves behind goes just after its answer. */
void picture_assert_files(const char *below, int count);

/* The SHA-256 of the bytes in hexadecimal. */
const char *picture_hash(struct kt_str bytes);

/* Uploads one; gives the address of its record. */
struct kt_str picture_make(struct kt_str bytes, const char *name);

/* Sends one to a route that takes a file. */
struct http_reply picture_upload(struct kt_str token, const char *target,
                                 const char *type, const char *headers,
                                 struct kt_str bytes);

/* Width and height that a WebP of the simple kind tells. */
void picture_webp_size(struct kt_str webp, unsigned *width, unsigned *height);

#endif
