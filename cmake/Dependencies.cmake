find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(date REQUIRED)
find_package(Eigen3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(CLI11 REQUIRED)
find_package(CURL 7.85 REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(lz4 REQUIRED IMPORTED_TARGET liblz4)

# SQLite comes from the amalgamation that packaging/sqlite pins (the distribution's 3.40.1 can lose committed
# pages: reported for 3.7.0-3.51.2).
set(SQLITE_DIR "${CMAKE_SOURCE_DIR}/build/sqlite" CACHE PATH "Folder of sqlite3.c and sqlite3.h")
if(NOT EXISTS "${SQLITE_DIR}/sqlite3.c")
  message(FATAL_ERROR "No SQLite amalgamation in ${SQLITE_DIR}: run packaging/setup.sh first (./run and ./test do).")
endif()
add_library(sqlite_amalgamation STATIC "${SQLITE_DIR}/sqlite3.c")
target_include_directories(sqlite_amalgamation SYSTEM PUBLIC "${SQLITE_DIR}")
target_compile_options(sqlite_amalgamation PRIVATE -w)
target_compile_definitions(sqlite_amalgamation PRIVATE
  SQLITE_THREADSAFE=2 SQLITE_DQS=0 SQLITE_OMIT_LOAD_EXTENSION SQLITE_OMIT_DEPRECATED SQLITE_OMIT_SHARED_CACHE
  SQLITE_DEFAULT_MEMSTATUS=0 SQLITE_LIKE_DOESNT_MATCH_BLOBS SQLITE_MAX_EXPR_DEPTH=200 SQLITE_SECURE_DELETE
  SQLITE_DEFAULT_WAL_SYNCHRONOUS=2 SQLITE_ENABLE_API_ARMOR HAVE_FDATASYNC=1)
target_link_libraries(sqlite_amalgamation PUBLIC Threads::Threads)
