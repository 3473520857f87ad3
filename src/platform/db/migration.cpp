#include "platform/db/migration.hpp"

#include <vector>

#include "platform/db/sql.hpp"

namespace intersession::db {
namespace {

struct Mapping {
  std::string_view neutral, sqlite, postgres;
};
constexpr Mapping kTypes[] = {
    {"ID", "BLOB", "BYTEA"},
    {"INT", "INT", "BIGINT"},
    {"TEXT", "TEXT", "TEXT COLLATE \"C\""},
    {"BYTES", "BLOB", "BYTEA"},
    {"REAL", "REAL", "DOUBLE PRECISION"},
};

/// Leaves out the lines between "-- <other> only" and "-- end".
std::string of_engine(std::string_view sql, Engine engine) {
  const std::string_view other = engine == Engine::kSqlite ? "-- postgres only" : "-- sqlite only";
  std::string kept;
  bool skipping = false;
  while (not sql.empty()) {
    const std::size_t end = sql.find('\n');
    const std::string_view line = sql.substr(0, end == std::string_view::npos ? sql.size() : end + 1);
    sql.remove_prefix(line.size());
    if (line.starts_with(other)) skipping = true;
    if (not skipping) kept.append(line);
    if (line.starts_with("-- end")) skipping = false;
  }
  return kept;
}

bool is_table_option(const SqlToken& token) {
  return token.text == "STRICT" or token.text == "WITHOUT" or token.text == "ROWID";
}

std::string_view translated(const SqlToken& token, Engine engine) {
  if (token.kind != SqlToken::Kind::kWord) return token.text;
  for (const Mapping& type : kTypes) {
    if (token.text == type.neutral) return engine == Engine::kSqlite ? type.sqlite : type.postgres;
  }
  return token.text;
}

}  // namespace

std::string translate_ddl(std::string_view sql, Engine engine) {
  const std::string own = of_engine(sql, engine);
  std::string out;
  bool options = false;  // within ") STRICT, WITHOUT ROWID;"
  SqlTokens tokens(own);
  for (SqlToken token = tokens.next(); token.kind != SqlToken::Kind::kEnd; token = tokens.next()) {
    if (engine == Engine::kPostgres and is_table_option(token)) {
      options = true;
      continue;
    }
    if (token.text == ";") options = false;
    if (options and token.text == ",") continue;
    out.append(translated(token, engine));
  }
  return out;
}

}  // namespace intersession::db
