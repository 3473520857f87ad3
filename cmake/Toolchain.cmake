# Warnings are errors; one hardened optimised build; sanitizers by option.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(INTERSESSION_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=")

find_program(CCACHE ccache)
if(CCACHE)
  # Paths count from the source folder, so that all working trees of a machine share what was compiled once.
  set(cached_compiler env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${cached_compiler})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${cached_compiler})
endif()

add_library(project_flags INTERFACE)
target_compile_options(project_flags INTERFACE
  -Wall -Wextra -Wno-missing-field-initializers -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Werror
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12 calls what it deprecates itself (std::stable_sort's buffer), and clang says so at our call.
  target_compile_options(project_flags INTERFACE -Wno-unused-command-line-argument -Wno-deprecated-declarations)
endif()
target_compile_definitions(project_flags INTERFACE _GLIBCXX_ASSERTIONS)
# One optimisation level for speed of the product and of the build: -O2 without debug information.
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_C_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O1 -g1")

add_library(hardening INTERFACE)
if(INTERSESSION_SANITIZE)
  add_compile_options(-fsanitize=${INTERSESSION_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${INTERSESSION_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-maybe-uninitialized)  # g++ 12 takes members of std::regex for that
  endif()
  if(INTERSESSION_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan)  # Asio uses atomic_thread_fence, which g++ warns about
  endif()
  add_compile_definitions(INTERSESSION_SANITIZED=1)
else()
  target_compile_options(hardening INTERFACE -fstack-protector-strong -fstack-clash-protection -fcf-protection)
  target_compile_definitions(hardening INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
  add_link_options(-Wl,-z,relro,-z,now)
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
