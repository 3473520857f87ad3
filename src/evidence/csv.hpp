// Reading comma separated text strictly.
//
// RFC 4180: comma, double quotes, LF or CRLF, one header line. A UTF-8 byte order mark is skipped. Nothing is
// guessed: no other separator, no decimal comma, no "NA" words; an empty field is the only missing value.
// Errors name the line (1-based, as an editor shows it) and the column.
// Thread safety: a scanner belongs to one thread; it only reads the text it was given.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/problem.hpp"

namespace intersession::evidence {

// Splits text into records. The views stay valid until the next call (quoted fields may be unescaped
// into a scratch buffer) and as long as the text lives.
class CsvScanner {
 public:
  // `first_line` is the number of the text's first line, when the text is a part of something longer.
  explicit CsvScanner(std::string_view text, std::size_t first_line = 1);

  // The next record, nullopt at the end, or a refusal (open quote, text after a closing quote, NUL byte).
  // An empty line is a record with one empty field.
  Outcome<std::optional<std::vector<std::string_view>>> next();

  // Same, into a buffer that is reused; false at the end.
  Outcome<bool> next(std::vector<std::string_view>& fields);

  std::size_t line() const { return record_line_; }  // line where the last record began
  std::size_t next_line() const { return line_; }    // line where the next record begins

 private:
  Outcome<bool> quoted(std::vector<std::string_view>& fields);

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1, record_line_ = 0;
  std::vector<std::string> scratch_;
};

// A finite number written with a point, the whole field, no spaces; nullopt otherwise.
std::optional<double> parse_number(std::string_view field);
std::optional<int> parse_integer(std::string_view field);
// Days since 1970-01-01 of a calendar date written yyyy-mm-dd; nullopt otherwise.
std::optional<int> parse_date(std::string_view field);

}  // namespace intersession::evidence
