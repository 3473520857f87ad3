#include "platform/db/sql.hpp"

#include <algorithm>
#include <bitset>

#include "platform/db/error.hpp"

namespace intersession::db {
namespace {

bool is_digit(char c) {
  return c >= '0' and c <= '9';
}
bool is_word(char c) {
  return is_digit(c) or (c >= 'a' and c <= 'z') or (c >= 'A' and c <= 'Z') or c == '_' or
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_space(char c) {
  return c == ' ' or c == '\t' or c == '\n' or c == '\r' or c == '\f' or c == '\v';
}

std::size_t run_length(std::string_view text, std::size_t from, bool (*belongs)(char)) {
  std::size_t end = from;
  while (end < text.size() and belongs(text[end])) ++end;
  return end;
}

std::size_t end_after(std::string_view text, std::string_view closing, std::size_t from) {
  const std::size_t at = text.find(closing, from);
  return at == std::string_view::npos ? text.size() : at + closing.size();
}

}  // namespace

SqlToken SqlTokens::take(SqlToken::Kind kind, std::size_t size) {
  const SqlToken token{kind, rest_.substr(0, size)};
  rest_.remove_prefix(size);
  return token;
}

SqlToken SqlTokens::next() {
  using Kind = SqlToken::Kind;
  if (rest_.empty()) return {};
  const char first = rest_.front();
  if (is_space(first)) return take(Kind::kSpace, run_length(rest_, 0, is_space));
  if (is_word(first)) return take(Kind::kWord, run_length(rest_, 0, is_word));
  if (first == '?') return take(Kind::kParameter, run_length(rest_, 1, is_digit));
  // A doubled quote inside a quoted thing reads as two quoted things side by side, which does no harm here.
  if (first == '\'' or first == '"') return take(Kind::kQuoted, end_after(rest_, {&first, 1}, 1));
  if (rest_.starts_with("--")) return take(Kind::kComment, end_after(rest_, "\n", 2));
  if (rest_.starts_with("/*")) return take(Kind::kComment, end_after(rest_, "*/", 2));
  return take(Kind::kSymbol, 1);
}

ParsedSql parse_sql(std::string_view sql) {
  constexpr std::size_t kMost = 999;
  ParsedSql parsed;
  std::bitset<kMost + 1> seen;
  SqlTokens tokens(sql);
  for (SqlToken token = tokens.next(); token.kind != SqlToken::Kind::kEnd; token = tokens.next()) {
    if (token.kind != SqlToken::Kind::kParameter) {
      parsed.numbered.append(token.text);
      continue;
    }
    std::size_t number = 0;
    for (const char digit : token.text.substr(1)) {
      number = std::min(number * 10 + static_cast<std::size_t>(digit - '0'), kMost + 1);
    }
    if (number == 0 or number > kMost) {
      throw DatabaseError(Fault::kOther, "parameter",
                          "SQL parameters are written ?1 to ?999: " + std::string(sql));
    }
    seen.set(number);
    parsed.parameters = std::max(parsed.parameters, number);
    parsed.numbered.append("$").append(token.text.substr(1));
  }
  if (seen.count() != parsed.parameters) {
    throw DatabaseError(Fault::kOther, "parameter", "SQL parameters have a gap: " + std::string(sql));
  }
  return parsed;
}

}  // namespace intersession::db
