# kontor_libraries: what libkontor stands on, under Debian's names.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(microhttpd REQUIRED IMPORTED_TARGET libmicrohttpd)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET sqlite3>=3.40)
pkg_check_modules(lua REQUIRED IMPORTED_TARGET lua5.4)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib)
# Time zones; loaded when the first one is named, so that its header is enough.
pkg_check_modules(glib REQUIRED glib-2.0)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)

# cJSON's own pkg-config file hides the folder in <cjson/cJSON.h>.
find_path(CJSON_INCLUDE_DIR cjson/cJSON.h REQUIRED)
find_library(CJSON_LIBRARY cjson REQUIRED)
mark_as_advanced(CJSON_INCLUDE_DIR CJSON_LIBRARY)
add_library(kontor_cjson INTERFACE)
target_include_directories(kontor_cjson SYSTEM INTERFACE ${CJSON_INCLUDE_DIR})
target_link_libraries(kontor_cjson INTERFACE ${CJSON_LIBRARY})

set(kontor_libraries
    PkgConfig::microhttpd PkgConfig::sqlite PkgConfig::lua PkgConfig::sodium
    PkgConfig::utf8proc PkgConfig::zlib PkgConfig::zstd kontor_cjson Threads::Threads m)

# Backups are tar files; the program alone reads and writes them.
pkg_check_modules(archive REQUIRED IMPORTED_TARGET libarchive)

# Pictures are decoded by a program of its own, which alone links libvips: that
# brings a hundred libraries along.
pkg_check_modules(vips REQUIRED IMPORTED_TARGET vips>=8.14)

# The same list for kontor.pc.
set(kontor_pc_requires
    "libmicrohttpd, sqlite3 >= 3.40, lua5.4, libsodium, libutf8proc, libcjson, zlib, libzstd")
set(kontor_pc_libs "-pthread -lm")
