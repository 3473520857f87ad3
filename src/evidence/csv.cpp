#include "evidence/csv.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace intersession::evidence {

namespace {

// The length of a quoted field that can be read where it stands, from behind its opening quote: no quote,
// line end or zero byte in it, and the field ends with it. Nearly every quoted field is one.
std::optional<std::size_t> plain_quoted(std::string_view text) {
  const auto end = text.find_first_of(std::string_view("\"\n\0", 3));
  if (end == std::string_view::npos or text[end] != '"') return std::nullopt;
  const auto rest = text.substr(end + 1);
  if (rest.empty() or rest.starts_with(',') or rest.starts_with('\n') or rest.starts_with("\r\n")) return end;
  return std::nullopt;
}

}  // namespace

CsvScanner::CsvScanner(std::string_view text, std::size_t first_line) : text_(text), line_(first_line) {
  if (first_line == 1 and text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
}

Outcome<std::optional<std::vector<std::string_view>>> CsvScanner::next() {
  std::vector<std::string_view> fields;
  auto more = next(fields);
  if (not more) return std::unexpected(more.error());
  if (not *more) return std::nullopt;
  return fields;
}

Outcome<bool> CsvScanner::next(std::vector<std::string_view>& fields) {
  fields.clear();
  if (at_ >= text_.size()) return false;
  record_line_ = line_;
  const char* const begin = text_.data();
  const std::size_t size = text_.size();
  std::size_t start = at_;
  for (std::size_t i = at_; i < size; ++i) {
    const char c = begin[i];
    if (c == ',') {
      fields.emplace_back(begin + start, i - start);
      start = i + 1;
    } else if (c == '\n') {
      const std::size_t end = i > start and begin[i - 1] == '\r' ? i - 1 : i;
      fields.emplace_back(begin + start, end - start);
      at_ = i + 1;
      ++line_;
      return true;
    } else if (c == '"') {
      const auto length = i == start ? plain_quoted(text_.substr(i + 1)) : std::nullopt;
      if (not length) return quoted(fields);
      fields.emplace_back(begin + i + 1, *length);
      i += *length + 2;  // what follows the closing quote
      start = i + 1;
      if (i < size and begin[i] == ',') continue;
      if (i < size and begin[i] == '\r') ++i;
      at_ = std::min(i + 1, size);
      line_ += i < size;
      return true;
    } else if (c == '\0') {
      return refuse(Code::malformed_input,
                    "Line " + std::to_string(line_) + " holds a zero byte; this is not a text table.", {},
                    {line_});
    }
  }
  std::size_t end = size;
  if (end > start and begin[end - 1] == '\r') --end;
  fields.emplace_back(begin + start, end - start);
  at_ = size;
  return true;
}

// The slow path: a quoted field of the record is not plain; read it again from its beginning.
Outcome<bool> CsvScanner::quoted(std::vector<std::string_view>& fields) {
  scratch_.clear();
  std::string field;
  bool inside = false, was_quoted = false, done = false;
  std::size_t i = at_;
  const auto wrong = [&](const char* what) {
    return refuse(
        Code::malformed_input,
        "Line " + std::to_string(line_) + ", column " + std::to_string(scratch_.size() + 1) + ": " + what, {},
        {line_});
  };
  const auto finish = [&] {
    scratch_.push_back(std::move(field));
    field.clear();
    was_quoted = false;
  };
  for (; i < text_.size() and not done; ++i) {
    const char c = text_[i];
    if (c == '\0') return wrong("a zero byte; this is not a text table.");
    if (inside) {
      if (c == '"' and i + 1 < text_.size() and text_[i + 1] == '"') {
        field += '"';
        ++i;
      } else if (c == '"') {
        inside = false;
      } else {
        if (c == '\n') ++line_;
        field += c;
      }
    } else if (c == ',') {
      finish();
    } else if (c == '\n') {
      ++line_;
      done = true;
    } else if (c == '\r' and i + 1 < text_.size() and text_[i + 1] == '\n') {
      continue;
    } else if (c == '"') {
      if (not field.empty() or was_quoted) return wrong("a quote in the middle of a field.");
      inside = was_quoted = true;
    } else {
      if (was_quoted) return wrong("text after a closing quote.");
      field += c;
    }
  }
  if (inside) {
    line_ = record_line_;
    return wrong("a quote is opened and never closed.");
  }
  finish();
  at_ = i;
  fields.assign(scratch_.begin(), scratch_.end());
  return true;
}

namespace {

// Exact powers of ten: a whole number below 2^53 divided by one of them is rounded once, hence correctly
// (Clinger 1990).
constexpr double powers_of_ten[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

// Plain decimals of at most 15 digits, which is nearly every cell; nullopt leaves it to the library.
std::optional<double> parse_plain(std::string_view field) {
  const bool negative = field.starts_with('-');
  std::uint64_t digits = 0;
  int count = 0, after_point = -1;
  for (const char c : field.substr(negative ? 1 : 0)) {
    if (c >= '0' and c <= '9') {
      digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
      ++count;
      if (after_point >= 0) ++after_point;
    } else if (c == '.' and after_point < 0) {
      after_point = 0;
    } else {
      return std::nullopt;
    }
  }
  if (count == 0 or count > 15) return std::nullopt;
  const double value = static_cast<double>(digits) / powers_of_ten[std::max(after_point, 0)];
  return negative ? -value : value;
}

}  // namespace

std::optional<double> parse_number(std::string_view field) {
  if (const auto plain = parse_plain(field)) return plain;
  double value = 0;
  const char* end = field.data() + field.size();
  const auto [rest, error] = std::from_chars(field.data(), end, value);
  if (error != std::errc() or rest != end or not std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<int> parse_integer(std::string_view field) {
  int value = 0;
  const char* end = field.data() + field.size();
  const auto [rest, error] = std::from_chars(field.data(), end, value);
  if (error != std::errc() or rest != end) return std::nullopt;
  return value;
}

std::optional<int> parse_date(std::string_view field) {
  if (field.size() != 10 or field[4] != '-' or field[7] != '-') return std::nullopt;
  for (std::size_t i = 0; i < field.size(); ++i)
    if (i != 4 and i != 7 and (field[i] < '0' or field[i] > '9')) return std::nullopt;
  const auto year = parse_integer(field.substr(0, 4)), month = parse_integer(field.substr(5, 2)),
             day = parse_integer(field.substr(8, 2));
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (not date.ok()) return std::nullopt;
  return static_cast<int>(std::chrono::sys_days(date).time_since_epoch().count());
}

}  // namespace intersession::evidence
