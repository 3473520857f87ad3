// Numbered changes of the schema.
#pragma once

#include <string>
#include <string_view>

#include "platform/db/connection.hpp"

namespace intersession::db {

/// One step of the schema, forward only. Once released its text must never change: its SHA-256 is stored.
///
/// `sql` is any number of statements in neutral DDL. Words that are written in capitals are translated:
///   ID     16 bytes           BLOB     / BYTEA
///   INT    64 bit             INT      / BIGINT    (never INTEGER: as a key, SQLite would fill in NULLs)
///   TEXT   UTF-8, bytewise    TEXT     / TEXT COLLATE "C"
///   BYTES  any bytes          BLOB     / BYTEA
///   REAL   double             REAL     / DOUBLE PRECISION
/// and `) STRICT, WITHOUT ROWID;` after a table is kept for SQLite and dropped for PostgreSQL. Every table
/// must be STRICT. Text in quotes and comments is left alone. A statement that only one engine can run stands
/// between lines
/// `-- sqlite only` or `-- postgres only` and `-- end`.
struct Migration {
  int version = 0;  ///< 1, 2, 3, … without gaps
  std::string_view name;
  std::string_view sql;
};

/// The text of a migration in an engine's own words.
[[nodiscard]] std::string translate_ddl(std::string_view sql, Engine engine);

}  // namespace intersession::db
