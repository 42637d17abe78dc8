# generated_sources: SQL as C, written by the Lua tools beside this file.

find_program(LUA_PROGRAM NAMES lua5.4 REQUIRED)
set(generated_folder ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated_folder})
set(generated_sources)

# Runs tool over the files of folder; it writes name.h and name.c.
function(kontor_generate tool folder name)
    file(GLOB inputs CONFIGURE_DEPENDS ${folder}/*.sql)
    set(script ${PROJECT_SOURCE_DIR}/cmake/${tool})
    set(outputs ${generated_folder}/${name}.h ${generated_folder}/${name}.c)
    # A message names a file as the reader finds it: from the top of the tree.
    list(TRANSFORM inputs REPLACE "^${PROJECT_SOURCE_DIR}/" ""
        OUTPUT_VARIABLE arguments)
    # The list is a dependency too, since a file may be taken away.
    file(CONFIGURE OUTPUT ${generated_folder}/${name}.list
        CONTENT "${inputs}\n" @ONLY)
    add_custom_command(
        OUTPUT ${outputs}
        COMMAND ${LUA_PROGRAM} ${script} ${generated_folder} ${arguments}
        DEPENDS ${inputs} ${script} ${PROJECT_SOURCE_DIR}/cmake/sql_text.lua
            ${generated_folder}/${name}.list
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        COMMENT "Compiling ${folder}"
        VERBATIM)
    list(APPEND generated_sources ${outputs})
    set(generated_sources ${generated_sources} PARENT_SCOPE)
endfunction()

kontor_generate(sql_compile.lua core/store/sql sql_statements)
kontor_generate(migrations_compile.lua core/store/migrations
    migrations_embedded)
