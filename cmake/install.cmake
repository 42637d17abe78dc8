# What `cmake --install` lays down. Packages are made from these rules alone.

install(TARGETS kontor_core ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET kontor)
    install(TARGETS kontor RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
        COMPONENT runtime)
endif()

install(TARGETS kontor-picture
    RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/kontor COMPONENT runtime)

install(DIRECTORY include/kontor DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.h" PATTERN "*.def")

# The shipped rules and, in api/, the stubs that editors complete from.
install(DIRECTORY scripts DESTINATION ${CMAKE_INSTALL_DATADIR}/kontor
    COMPONENT runtime
    FILES_MATCHING PATTERN "*.lua" PATTERN "README.md")

# What `kontor init` copies and `kontor demo` fills its shop with.
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DATADIR}/kontor
    COMPONENT runtime PATTERN node_modules EXCLUDE)

# The prefix is found from where kontor.pc lies, so that the tree can move.
file(RELATIVE_PATH kontor_pc_up
    /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" kontor_pc_up "${kontor_pc_up}")
configure_file(cmake/kontor.pc.in kontor.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/kontor.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
