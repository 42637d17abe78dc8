#include "pictures.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "admin.h"
#include "base/buf.h"
#include "contract.h"

static void
put_16(struct kt_buf *buf, unsigned value)
{
    kt_buf_char(buf, (char)(value >> 8));
    kt_buf_char(buf, (char)value);
}

static void
put_32(struct kt_buf *buf, uint32_t value)
{
    put_16(buf, value >> 16);
    put_16(buf, value & 0xffff);
}

/* ---- PNG ---- */

static uint32_t
crc(struct kt_str bytes)
{
    uint32_t sum = 0xffffffff;
    for (size_t i = 0; i < bytes.len; i++) {
        sum ^= (unsigned char)bytes.ptr[i];
        for (int bit = 0; bit < 8; bit++)
            sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xedb88320 : 0);
    }
    return ~sum;
}

static void
put_chunk(struct kt_buf *png, const char *type, struct kt_str data)
{
    size_t start = png->len + 4;
    put_32(png, (uint32_t)data.len);
    kt_buf_text(png, type);
    kt_buf_str(png, data);
    put_32(png, crc((struct kt_str){ png->ptr + start, png->len - start }));
}

static struct kt_str
pixels_of(unsigned width, unsigned height)
{
    struct kt_buf raw;
    kt_buf_init(&raw, &http_arena, (size_t)height * (width * 3 + 1) + 1);
    for (unsigned y = 0; y < height; y++) {
        kt_buf_char(&raw, 0);
        for (unsigned x = 0; x < width; x++) {
            kt_buf_char(&raw, (char)(x * 255 / width));
            kt_buf_char(&raw, (char)(y * 255 / height));
            kt_buf_char(&raw, 64);
        }
    }
    return kt_buf_view(&raw);
}

/* zlib without compression: blocks of at most 65,535 bytes. */
static struct kt_str
stored(struct kt_str raw)
{
    enum { BLOCK = 65535, MODULUS = 65521 };
    struct kt_buf out;
    uint32_t a = 1, b = 0;
    kt_buf_init(&out, &http_arena, raw.len + raw.len / BLOCK * 5 + 32);
    put_16(&out, 0x7801);
    for (size_t at = 0; at < raw.len; at += BLOCK) {
        size_t len = raw.len - at < BLOCK ? raw.len - at : BLOCK;
        kt_buf_char(&out, at + len == raw.len);
        kt_buf_char(&out, (char)len);
        kt_buf_char(&out, (char)(len >> 8));
        kt_buf_char(&out, (char)~len);
        kt_buf_char(&out, (char)(~len >> 8));
        kt_buf_append(&out, raw.ptr + at, len);
    }
    for (size_t i = 0; i < raw.len; i++) {
        a = (a + (unsigned char)raw.ptr[i]) % MODULUS;
        b = (b + a) % MODULUS;
    }
    put_32(&out, b << 16 | a);
    return kt_buf_view(&out);
}

static struct kt_str
png_with(unsigned width, unsigned height, struct kt_str data)
{
    struct kt_buf png, head;
    kt_buf_init(&png, &http_arena, data.len + 64);
    kt_buf_init(&head, &http_arena, 16);
    put_32(&head, width);
    put_32(&head, height);
    kt_buf_append(&head, "\x08\x02\x00\x00\x00", 5);
    kt_buf_append(&png, "\x89PNG\r\n\x1a\n", 8);
    put_chunk(&png, "IHDR", kt_buf_view(&head));
    put_chunk(&png, "IDAT", data);
    put_chunk(&png, "IEND", KT_STR(""));
    return kt_buf_view(&png);
}

struct kt_str
picture_png(unsigned width, unsigned height)
{
    return png_with(width, height, stored(pixels_of(width, height)));
}

struct kt_str
picture_bomb(unsigned width, unsigned height)
{
    return png_with(width, height, stored(pixels_of(4, 4)));
}

/* ---- JPEG ---- */

/* The tables have one code each: no difference, no detail. A block is two
 * bits of zero. */
struct kt_str
picture_jpeg(unsigned width, unsigned height, int orientation)
{
    struct kt_buf out;
    size_t blocks = (size_t)((width + 7) / 8) * ((height + 7) / 8);
    kt_buf_init(&out, &http_arena, 512 + blocks);
    kt_buf_append(&out, "\xff\xd8", 2);
    if (orientation > 0) {
        kt_buf_append(&out,
                      "\xff\xe1\x00\x22"
                      "Exif\0\0MM\0*\0\0\0\x08\0\x01"
                      "\x01\x12\0\x03\0\0\0\x01\0",
                      29);
        kt_buf_char(&out, (char)orientation);
        kt_buf_append(&out, "\0\0\0\0\0\0", 6);
    }
    kt_buf_append(&out, "\xff\xdb\x00\x43\x00", 5);
    for (int i = 0; i < 64; i++)
        kt_buf_char(&out, 1);
    kt_buf_append(&out, "\xff\xc0\x00\x0b\x08", 5);
    put_16(&out, height);
    put_16(&out, width);
    kt_buf_append(&out, "\x01\x01\x11\x00", 4);
    for (int table = 0; table < 2; table++) {
        kt_buf_append(&out, "\xff\xc4\x00\x14", 4);
        kt_buf_char(&out, (char)(table << 4));
        kt_buf_append(&out, "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 17);
    }
    kt_buf_append(&out, "\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00", 10);
    for (size_t i = 0; i < blocks / 4; i++)
        kt_buf_char(&out, 0);
    if (blocks % 4 > 0)
        kt_buf_char(&out, (char)(0xff >> (blocks % 4 * 2)));
    kt_buf_append(&out, "\xff\xd9", 2);
    return kt_buf_view(&out);
}

struct kt_str
picture_gif(void)
{
    return KT_STR("GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0"
                  "\2\2D\1\0;");
}

/* ---- WebP ---- */

void
picture_webp_size(struct kt_str webp, unsigned *width, unsigned *height)
{
    const unsigned char *bytes = (const unsigned char *)webp.ptr;
    ck_assert_uint_gt(webp.len, 30);
    ck_assert_int_eq(memcmp(bytes, "RIFF", 4), 0);
    ck_assert_int_eq(memcmp(bytes + 8, "WEBPVP8 ", 8), 0);
    *width = bytes[26] | (bytes[27] & 0x3fu) << 8;
    *height = bytes[28] | (bytes[29] & 0x3fu) << 8;
}

/* ---- PDF ---- */

struct kt_str
picture_pdf(void)
{
    static const char objects[] =
        "%PDF-1.4\n"
        "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] "
        ">>\nendobj\n";
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 512);
    kt_buf_format(&buf, "%sxref\n0 4\n0000000000 65535 f \n", objects);
    for (int number = 1; number <= 3; number++) {
        struct kt_str head = admin_text("\n%d 0 obj", number);
        kt_buf_format(&buf, "%010d 00000 n \n",
                      (int)(strstr(objects, head.ptr) + 1 - objects));
    }
    kt_buf_format(
        &buf, "trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n",
        strlen(objects));
    return kt_buf_view(&buf);
}

/* ---- sending ---- */

struct http_reply
picture_upload(struct kt_str token, const char *target, const char *type,
               const char *headers, struct kt_str bytes)
{
    struct http_client client;
    http_open(&client);
    http_print(&client,
               "POST %s HTTP/1.1\r\nHost: shop.test\r\nAuthorization: Bearer "
               "%.*s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s\r\n",
               target, KT_STR_FMT(token), type, bytes.len, headers);
    http_send(&client, bytes.ptr, bytes.len);
    struct http_reply reply = http_read(&client);
    reply.head = kt_arena_str(&http_arena, reply.head);
    reply.body = kt_arena_str(&http_arena, reply.body);
    http_close(&client);
    contract_check("POST", kt_str_of(target), NULL, &reply);
    return reply;
}

/* ---- the folder ---- */

const char *picture_folder;
struct kt_str picture_token;

void
pictures_begin(void)
{
    picture_folder = http_open_media((struct kt_media_options){ 0 });
    picture_token = admin_token((const char *const[]){ "*", NULL });
}

const char *
picture_hash(struct kt_str bytes)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char *hex = kt_arena_alloc(&http_arena, 2 * sizeof hash + 1);
    crypto_hash_sha256(hash, (const unsigned char *)bytes.ptr, bytes.len);
    return sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
}

static int
count_files(const char *below)
{
    char line[32];
    struct kt_str command =
        admin_text("find %s/%s -type f 2>&1 | grep -vc find:", picture_folder,
                   below);
    FILE *pipe = popen(command.ptr, "r");
    ck_assert_ptr_nonnull(fgets(line, sizeof line, pipe));
    pclose(pipe);
    return atoi(line);
}

void
picture_assert_files(const char *below, int count)
{
    int found = count_files(below);
    for (int i = 0; i < 500 && found != count; i++) {
        usleep(10000);
        found = count_files(below);
    }
    ck_assert_int_eq(found, count);
}

struct kt_str
picture_make(struct kt_str bytes, const char *name)
{
    struct http_reply reply =
        picture_upload(picture_token,
                       admin_text("/admin/v1/media?name=%s", name).ptr,
                       "application/octet-stream", "", bytes);
    ck_assert_msg(reply.status == 201, "%.*s", KT_STR_FMT(reply.body));
    return admin_text("%.*s", KT_STR_FMT(http_header(&reply, "Location")));
}
