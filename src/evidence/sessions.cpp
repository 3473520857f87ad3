#include "evidence/sessions.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include "evidence/csv.hpp"

namespace intersession::evidence {
namespace {

constexpr std::array known_labels{"clinic", "therapist", "hw_type", "stage", "rater"};
constexpr std::array known_numbers{"hw_qty",  "hw_quality", "hw_done",  "mech",
                                   "outcome", "difficulty", "rationale"};
constexpr std::size_t most_problems = 100;

enum class Kind { client, session, date, label, number, zero_or_one };

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
  Reader(std::string_view text, const SessionSchema& schema) : text_(text), schema_(schema) {}

  std::expected<SessionTable, ReadProblems> read() {
    CsvScanner scanner(text_);
    std::vector<std::string_view> fields;
    auto more = scanner.next(fields);
    if (not more) return std::unexpected(ReadProblems{more.error()});
    if (not*more) {
      problem(1, "", "the text is empty; a header line is needed.");
      return std::unexpected(problems_);
    }
    header(fields);
    if (not problems_.empty()) return std::unexpected(problems_);
    const auto guess = static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '\n'));
    table_.session.reserve(guess), table_.client.code.reserve(guess), table_.line.reserve(guess);
    for (auto& c : table_.labels) c.values.code.reserve(guess);
    for (auto& c : table_.numbers) c.values.reserve(guess);
    while (true) {
      more = scanner.next(fields);
      if (not more) {
        problems_.push_back(more.error());
        break;
      }
      if (not*more or problems_.size() >= most_problems) break;
      row(fields, scanner.line());
    }
    if (not problems_.empty()) return std::unexpected(problems_);
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
    for (const auto field : fields) {
      if (std::any_of(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == field; })) {
        problem(1, field, "this column name appears twice.");
      } else if (field == "client") {
        columns_.push_back({std::string(field), Kind::client});
      } else if (field == "session") {
        columns_.push_back({std::string(field), Kind::session});
      } else if (has(known_labels, field) or has(schema_.groupings, field)) {
        columns_.push_back({std::string(field), Kind::label, table_.labels.size()});
        table_.labels.push_back({std::string(field), {}});
      } else if (has(known_numbers, field) or has(schema_.covariates, field) or field == "date") {
        const auto kind = field == "date"      ? Kind::date
                          : field == "hw_done" ? Kind::zero_or_one
                                               : Kind::number;
        columns_.push_back({std::string(field), kind, table_.numbers.size()});
        table_.numbers.push_back({field == "date" ? "day" : std::string(field), {}});
      } else {
        problem(1, field,
                "this column is not known; declare it as a covariate or a grouping, or leave it out.");
      }
    }
    for (const char* needed : {"client", "session", "outcome"})
      if (std::none_of(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == needed; }))
        problem(1, needed, "this column is needed and missing.", Code::missing_column);
    interners_.resize(table_.labels.size());
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
      case Kind::date: {
        const auto day = parse_date(field);
        if (not day and not field.empty())
          problem(line, column.name, "'" + std::string(field) + "' is not a date (yyyy-mm-dd).");
        table_.numbers[column.slot].values.push_back(day ? *day : missing);
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
        table_.numbers[column.slot].values.push_back(value.value_or(missing));
        return;
      }
    }
  }

  std::string_view text_;
  const SessionSchema& schema_;
  std::vector<Column> columns_;
  SessionTable table_;
  Interner clients_;
  std::vector<Interner> interners_;
  ReadProblems problems_;
};

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
  return Reader(text, schema).read();
}

}  // namespace intersession::evidence
