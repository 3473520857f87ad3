// SQL text, looked at without understanding it.
#pragma once

#include <string>
#include <string_view>

namespace intersession::db {

/// A stretch of SQL text: concatenating all of them gives the text again.
struct SqlToken {
  enum class Kind { kWord, kQuoted, kComment, kSpace, kParameter, kSymbol, kEnd };
  Kind kind = Kind::kEnd;
  std::string_view text;
};

/// Splits SQL into words, quoted things ('…', "…"), comments, white space, parameters (? and digits) and
/// single symbols. Unfinished quotes and comments reach to the end.
class SqlTokens {
 public:
  explicit SqlTokens(std::string_view sql) : rest_(sql) {}
  SqlToken next();

 private:
  SqlToken take(SqlToken::Kind kind, std::size_t size);
  std::string_view rest_;
};

/// A statement with ?1 … ?n in PostgreSQL's words ($1 … $n).
struct ParsedSql {
  std::string numbered;
  std::size_t parameters = 0;  ///< the highest number
};

/// Throws DatabaseError (kOther) for a bare "?", a number of 0 or above 999, and for gaps in the numbers.
[[nodiscard]] ParsedSql parse_sql(std::string_view sql);

}  // namespace intersession::db
