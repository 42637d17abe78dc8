# kontor_flags: how every C file of the tree is compiled.

add_library(kontor_flags INTERFACE)
target_compile_definitions(kontor_flags INTERFACE _GNU_SOURCE)
target_compile_options(kontor_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes
    -Werror -fno-omit-frame-pointer)

if(KONTOR_SANITIZE)
    # gcc sees false bounds in the code that its sanitizers add.
    target_compile_options(kontor_flags INTERFACE
        -fsanitize=${KONTOR_SANITIZE} -fno-sanitize-recover=all
        -Wno-array-bounds)
    # The fuzzer's main is linked to fuzz targets only.
    string(REPLACE "fuzzer-no-link," "" link_sanitize "${KONTOR_SANITIZE}")
    target_link_options(kontor_flags INTERFACE -fsanitize=${link_sanitize})
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_options(kontor_flags INTERFACE
        -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    target_link_options(kontor_flags INTERFACE -Wl,-z,relro,-z,now)
endif()
