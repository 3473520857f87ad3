#include "evidence/sessions.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <unordered_map>

#include "evidence/csv.hpp"

namespace intersession::evidence {
namespace {

constexpr std::array known_labels{"clinic", "therapist", "hw_type", "stage", "rater"};
constexpr std::array known_numbers{"hw_qty",  "hw_quality", "hw_done",  "mech",
                                   "outcome", "difficulty", "rationale"};
constexpr std::size_t most_problems = 100;

enum class Kind { client, session, date, label, ignored, number, zero_or_one };

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);  // checked, not stored

struct Column {
  std::string name;
  Kind kind;
  std::size_t slot = 0;
};

// Gives each text a number; remembers the last text, since rows of one client usually follow each other.
class Interner {
 public:
  std::int32_t code(std::string_view text, std::vector<std::string>& levels) {
    if (last_ >= 0 and levels[static_cast<std::size_t>(last_)] == text) return last_;
    const auto found = index_.find(text);
    if (found != index_.end()) return last_ = found->second;
    last_ = static_cast<std::int32_t>(levels.size());
    levels.emplace_back(text);
    index_.emplace(std::string(text), last_);
    return last_;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> index_;
  std::int32_t last_ = -1;
};

class Reader {
 public:
  explicit Reader(const SessionSchema& schema) : schema_(schema) {}

  // Reads whole records; may be called piece after piece. False when there is no use in going on.
  bool take(std::string_view text) {
    CsvScanner scanner(text, next_line_);
    while (problems_.size() < most_problems) {
      const auto more = scanner.next(fields_);
      if (not more) problems_.push_back(more.error());
      if (not more) return false;
      if (not *more) break;
      if (columns_.empty())
        header(fields_);
      else
        row(fields_, scanner.line());
      if (columns_.empty() or broken_header_) return false;
    }
    next_line_ = scanner.next_line();
    return problems_.size() < most_problems;
  }

  void expect_rows(std::size_t rows) {
    table_.session.reserve(rows), table_.client.code.reserve(rows), table_.line.reserve(rows);
    for (auto& c : table_.labels) c.values.code.reserve(rows);
    for (auto& c : table_.numbers) c.values.reserve(rows);
  }
  std::size_t rows() const { return table_.rows(); }

  std::expected<SessionTable, ReadProblems> finish() {
    if (columns_.empty() and problems_.empty()) problem(1, "", "the text is empty; a header line is needed.");
    if (problems_.size() > most_problems) problems_.resize(most_problems);
    if (not problems_.empty()) return std::unexpected(std::move(problems_));
    return std::move(table_);
  }

 private:
  void problem(std::size_t line, std::string_view column, std::string_view what,
               Code code = Code::malformed_input) {
    std::string sentence = "Line " + std::to_string(line);
    if (not column.empty()) sentence += ", column '" + std::string(column) + "'";
    problems_.push_back({code,
                         sentence + ": " + std::string(what),
                         column.empty() ? std::vector<std::string>{} : std::vector{std::string(column)},
                         {line}});
  }

  void header(const std::vector<std::string_view>& fields) {
    const auto has = [](const auto& list, std::string_view name) {
      return std::find(list.begin(), list.end(), name) != list.end();
    };
    const auto kept = [&](std::string_view name) { return schema_.keep.empty() or has(schema_.keep, name); };
    for (const auto& [name, column] : schema_.renamed)
      if (not has(fields, column))
        problem(1, column, "'" + name + "' is to be read from this column, and it is not there.",
                Code::missing_column);
    for (const auto in_file : fields) {
      const auto renamed = std::find_if(schema_.renamed.begin(), schema_.renamed.end(),
                                        [&](const auto& each) { return each.second == in_file; });
      const std::string field(renamed == schema_.renamed.end() ? in_file : renamed->first);
      if (has(schema_.ignored, in_file)) {
        columns_.push_back({"", Kind::ignored});
      } else if (std::any_of(columns_.begin(), columns_.end(),
                             [&](const Column& c) { return c.name == field; })) {
        problem(1, field, "this column name appears twice.");
      } else if (field == "client") {
        columns_.push_back({field, Kind::client});
      } else if (field == "session") {
        columns_.push_back({field, Kind::session});
      } else if (has(known_labels, field) or has(schema_.groupings, field)) {
        const bool wanted = kept(field);
        columns_.push_back({field, wanted ? Kind::label : Kind::ignored, table_.labels.size()});
        if (wanted) table_.labels.push_back({field, {}});
      } else if (has(known_numbers, field) or has(schema_.covariates, field) or field == "date") {
        const auto kind = field == "date"      ? Kind::date
                          : field == "hw_done" ? Kind::zero_or_one
                                               : Kind::number;
        columns_.push_back({field, kind, kept(field) ? table_.numbers.size() : nowhere});
        if (kept(field)) table_.numbers.push_back({field == "date" ? "day" : field, {}});
      } else {
        problem(1, field,
                "this column is not known; declare it as a covariate or a grouping, or leave it out.");
      }
    }
    for (const char* needed : {"client", "session", "outcome"})
      if (std::none_of(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == needed; }))
        problem(1, needed, "this column is needed and missing.", Code::missing_column);
    interners_.resize(table_.labels.size());
    broken_header_ = not problems_.empty();
  }

  void row(const std::vector<std::string_view>& fields, std::size_t line) {
    if (fields.size() != columns_.size()) {
      problem(line, "",
              std::to_string(fields.size()) + " fields where the header has " +
                  std::to_string(columns_.size()) + ".");
      return;
    }
    table_.line.push_back(line);
    for (std::size_t i = 0; i < fields.size(); ++i) cell(columns_[i], fields[i], line);
  }

  void cell(const Column& column, std::string_view field, std::size_t line) {
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    switch (column.kind) {
      case Kind::client:
        if (field.empty()) problem(line, column.name, "the client is missing.");
        table_.client.code.push_back(clients_.code(field, table_.client.levels));
        return;
      case Kind::session: {
        const auto value = parse_integer(field);
        if (not value or *value < 1) problem(line, column.name, "a session number of 1 or more is needed.");
        table_.session.push_back(value.value_or(0));
        return;
      }
      case Kind::label: {
        auto& labels = table_.labels[column.slot].values;
        labels.code.push_back(field.empty() ? -1 : interners_[column.slot].code(field, labels.levels));
        return;
      }
      case Kind::ignored:
        return;
      case Kind::date: {
        const auto day = parse_date(field);
        if (not day and not field.empty())
          problem(line, column.name, "'" + std::string(field) + "' is not a date (yyyy-mm-dd).");
        if (column.slot != nowhere) table_.numbers[column.slot].values.push_back(day ? *day : missing);
        return;
      }
      case Kind::number:
      case Kind::zero_or_one: {
        const auto value = parse_number(field);
        if (not value and not field.empty())
          problem(line, column.name,
                  "'" + std::string(field) + "' is not a number (leave it empty when missing).");
        if (value and column.kind == Kind::zero_or_one and *value != 0 and *value != 1)
          problem(line, column.name, "0 or 1 is needed.");
        if (column.slot != nowhere) table_.numbers[column.slot].values.push_back(value.value_or(missing));
        return;
      }
    }
  }

  const SessionSchema& schema_;
  std::vector<std::string_view> fields_;
  std::size_t next_line_ = 1;
  bool broken_header_ = false;
  std::vector<Column> columns_;
  SessionTable table_;
  Interner clients_;
  std::vector<Interner> interners_;
  ReadProblems problems_;
};

// Bytes of the whole records at the beginning of a text that begins with a record. A line end inside quotes
// ends none: up to the first wrong quote, which ends the reading, "inside" is an odd number of quotes.
std::size_t whole_records(std::string_view text) {
  if (text.find('"') == std::string_view::npos) {
    const auto last = text.rfind('\n');
    return last == std::string_view::npos ? 0 : last + 1;
  }
  bool inside = false;
  std::size_t whole = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') inside = not inside;
    if (text[i] == '\n' and not inside) whole = i + 1;
  }
  return whole;
}

}  // namespace

const Labels* SessionTable::label(std::string_view name) const {
  const auto found =
      std::find_if(labels.begin(), labels.end(), [&](const auto& c) { return c.name == name; });
  return found == labels.end() ? nullptr : &found->values;
}

const std::vector<double>* SessionTable::number(std::string_view name) const {
  const auto found =
      std::find_if(numbers.begin(), numbers.end(), [&](const auto& c) { return c.name == name; });
  return found == numbers.end() ? nullptr : &found->values;
}

std::expected<SessionTable, ReadProblems> read_sessions(std::string_view text, const SessionSchema& schema) {
  Reader reader(schema);
  const auto header = text.find('\n');
  if (header == std::string_view::npos or text.substr(0, header).find('"') != std::string_view::npos) {
    reader.take(text);
    return reader.finish();
  }
  if (reader.take(text.substr(0, header + 1))) {
    const auto rest = text.substr(header + 1);
    reader.expect_rows(static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '\n')) + 1);
    reader.take(rest);
  }
  return reader.finish();
}

std::expected<SessionTable, ReadProblems> read_sessions(const ReadPiece& read, std::size_t size,
                                                        const SessionSchema& schema, std::size_t piece) {
  Reader reader(schema);
  std::string text;
  bool expected = false;
  while (true) {
    const std::size_t carried = text.size();
    text.resize(carried + piece);
    const auto got = read(std::span(text).subspan(carried));
    if (not got) return std::unexpected(ReadProblems{got.error()});
    text.resize(carried + *got);
    const bool end = *got < piece;
    const std::size_t whole = end ? text.size() : whole_records(text);
    if (whole > 0 and not reader.take(std::string_view(text).substr(0, whole))) return reader.finish();
    if (end) return reader.finish();
    if (whole > 0 and not expected) {
      expected = true;
      reader.expect_rows(static_cast<std::size_t>(1.02 * static_cast<double>(reader.rows() + 1) *
                                                  static_cast<double>(size) / static_cast<double>(whole)) +
                         64);
    }
    text.erase(0, whole);
  }
}

}  // namespace intersession::evidence
