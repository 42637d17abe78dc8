# The Debian package: `cpack`, or ./dev package. Headers and libkontor.a, of the
# component Unspecified, stay out of it.

find_program(GZIP_PROGRAM gzip REQUIRED)

set(packaging ${PROJECT_SOURCE_DIR}/packaging)
set(documents ${CMAKE_INSTALL_DATADIR}/doc/kontor)

# kontor(1) comes out of the table of commands, the changelog out of the
# version.
file(WRITE ${PROJECT_BINARY_DIR}/changelog
"kontor (${PROJECT_VERSION}) stable; urgency=medium

  * See the history of the repository.

 -- Kontor <kontor@localhost>  Sat, 28 Nov 2026 00:00:00 +0000
")
add_custom_command(
    OUTPUT kontor.1.gz changelog.gz
    COMMAND kontor man > kontor.1
    COMMAND ${GZIP_PROGRAM} -9nf kontor.1
    COMMAND ${GZIP_PROGRAM} -9nfk changelog
    DEPENDS kontor
    VERBATIM)
add_custom_target(kontor_documents ALL DEPENDS kontor.1.gz changelog.gz)

install(FILES ${PROJECT_BINARY_DIR}/kontor.1.gz
    DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT runtime)
install(FILES ${packaging}/copyright ${PROJECT_BINARY_DIR}/changelog.gz
    DESTINATION ${documents} COMPONENT runtime)
install(FILES ${packaging}/kontor.service
    DESTINATION lib/systemd/system COMPONENT service EXCLUDE_FROM_ALL)

install(FILES ${packaging}/kontor.default DESTINATION /etc/default RENAME kontor
    COMPONENT service EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME kontor)
set(CPACK_PACKAGE_CONTACT "Kontor <kontor@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_CMAKE_PROJECTS
    "${PROJECT_BINARY_DIR};kontor;runtime;/"
    "${PROJECT_BINARY_DIR};kontor;service;/")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Time zones: GLib is loaded when the first one is named.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "passwd, libglib2.0-0, tzdata")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "headless commerce engine")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Kontor serves a JSON API to web shops, apps, kiosks and devices. It owns the
catalogue, the money, the stock and the orders; prices, promotions, tax and
shipping are Lua scripts.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${packaging}/conffiles ${packaging}/postinst ${packaging}/prerm ${packaging}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
