# intersession_library(NAME DIR folder-under-src LINK targets... [EXCLUDE files...])
# One static library from every .cpp in the folder. An empty folder makes an interface library, so that a
# room can be named before it is built.
function(intersession_library NAME)
  cmake_parse_arguments(ARG "" "DIR" "LINK;EXCLUDE" ${ARGN})
  file(GLOB SOURCES CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${ARG_DIR}/*.cpp")
  foreach(FILE IN LISTS ARG_EXCLUDE)
    list(REMOVE_ITEM SOURCES "${CMAKE_SOURCE_DIR}/src/${ARG_DIR}/${FILE}")
  endforeach()
  if(SOURCES)
    add_library(${NAME} STATIC ${SOURCES})
    target_include_directories(${NAME} PUBLIC "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(${NAME} PUBLIC ${ARG_LINK} PRIVATE project_flags hardening)
  else()
    add_library(${NAME} INTERFACE)
    target_include_directories(${NAME} INTERFACE "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(${NAME} INTERFACE ${ARG_LINK})
  endif()
endfunction()

# Reading headers and making the same templates anew for each file is most of a test program's build, so the normal build
# hands the compiler several of its files at a time. Not the product's own files, and not in the presets of the sanitizers
# and of clang: a file that forgets an include does not get through those (docs/decisions/0018).
option(INTERSESSION_UNITY "Compile several files of a test program at a time" OFF)

# intersession_tests(NAME DIR folder-under-tests LINK targets... [ALONE files...])
# One GoogleTest program from every *_test.cpp (and helper .cpp) in the folder; registered with ctest as NAME.
function(intersession_tests NAME)
  cmake_parse_arguments(ARG "" "DIR" "LINK;ALONE" ${ARGN})
  file(GLOB SOURCES CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/${ARG_DIR}/*.cpp")
  if(NOT SOURCES)
    return()
  endif()
  add_executable(${NAME} ${SOURCES})
  target_include_directories(${NAME} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
  target_compile_definitions(${NAME} PRIVATE
    INTERSESSION_SOURCE_DIR="${CMAKE_SOURCE_DIR}" INTERSESSION_BUILD_DIR="${CMAKE_BINARY_DIR}")
  target_link_libraries(${NAME} PRIVATE ${ARG_LINK} rapidcheck GTest::gmock GTest::gtest_main project_flags hardening)
  # ALONE: files that use a name in their own way which a neighbour has too.
  set_target_properties(${NAME} PROPERTIES UNITY_BUILD ${INTERSESSION_UNITY} UNITY_BUILD_BATCH_SIZE 8)
  list(TRANSFORM ARG_ALONE PREPEND "${CMAKE_SOURCE_DIR}/tests/${ARG_DIR}/")
  set_source_files_properties(${ARG_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  # Tests need not be fast to run as much as fast to build.
  target_compile_options(${NAME} PRIVATE $<$<CONFIG:Release>:-O1>)
  add_test(NAME ${NAME} COMMAND ${NAME} --gtest_brief=1 WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
endfunction()
