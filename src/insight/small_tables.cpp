#include "insight/small_tables.hpp"

#include <algorithm>
#include <functional>

#include "evidence/csv.hpp"

namespace intersession::insight {

namespace {

using evidence::Code;
using evidence::ReadProblems;
using Fields = std::vector<std::string_view>;

evidence::Refusal at(std::size_t line, std::string_view column, std::string_view what) {
  return {Code::malformed_input,
          "Line " + std::to_string(line) + ", column '" + std::string(column) + "': " + std::string(what),
          {std::string(column)},
          {line}};
}

/// Calls `row(fields in the order of `wanted`, line)`; every column of the text must be wanted, and every
/// wanted one must be there.
ReadProblems each_row(std::string_view text, const std::vector<std::string>& wanted,
                      const std::function<void(const Fields&, std::size_t, ReadProblems&)>& row) {
  ReadProblems problems;
  evidence::CsvScanner scanner(text);
  Fields fields;
  std::vector<std::size_t> place;
  while (true) {
    const auto more = scanner.next(fields);
    if (not more) {
      problems.push_back(more.error());
      return problems;
    }
    if (not *more) break;
    if (place.empty()) {
      for (const auto field : fields)
        if (std::find(wanted.begin(), wanted.end(), field) == wanted.end())
          problems.push_back(at(1, field, "this column is not known; leave it out."));
      for (const auto& name : wanted) {
        const auto found = std::find(fields.begin(), fields.end(), name);
        if (found == fields.end()) problems.push_back(at(1, name, "this column is needed and missing."));
        place.push_back(static_cast<std::size_t>(found - fields.begin()));
      }
      if (not problems.empty()) return problems;
      continue;
    }
    if (fields.size() != wanted.size()) {
      problems.push_back({Code::malformed_input,
                          "Line " + std::to_string(scanner.line()) + ": " + std::to_string(fields.size()) +
                              " fields where the header has " + std::to_string(wanted.size()) + ".",
                          {},
                          {scanner.line()}});
      continue;
    }
    Fields ordered;
    for (const auto k : place) ordered.push_back(fields[k]);
    row(ordered, scanner.line(), problems);
  }
  if (place.empty()) problems.push_back(at(1, wanted.front(), "the text is empty; a header line is needed."));
  return problems;
}

}  // namespace

std::expected<Phases, ReadProblems> read_phases(std::string_view text) {
  Phases out;
  auto problems =
      each_row(text, {"phase", "value"}, [&](const Fields& f, std::size_t line, ReadProblems& wrong) {
        if (f[0] != "A" and f[0] != "B") {
          wrong.push_back(at(line, "phase", "A or B is needed."));
          return;
        }
        if (f[0] == "A" and not out.b.empty()) wrong.push_back(at(line, "phase", "A comes before B."));
        if (f[1].empty()) return;
        if (const auto value = evidence::parse_number(f[1]))
          (f[0] == "A" ? out.a : out.b).push_back(*value);
        else
          wrong.push_back(at(line, "value",
                             "'" + std::string(f[1]) + "' is not a number (leave it empty when missing)."));
      });
  if (not problems.empty()) return std::unexpected(std::move(problems));
  return out;
}

std::expected<std::vector<evidence::Study>, ReadProblems> read_studies(std::string_view text) {
  std::vector<evidence::Study> out;
  auto problems =
      each_row(text, {"name", "yi", "vi"}, [&](const Fields& f, std::size_t line, ReadProblems& wrong) {
        const auto estimate = evidence::parse_number(f[1]), variance = evidence::parse_number(f[2]);
        if (not estimate) wrong.push_back(at(line, "yi", "a number is needed."));
        if (not variance or *variance <= 0) wrong.push_back(at(line, "vi", "a number above 0 is needed."));
        if (estimate and variance) out.push_back({std::string(f[0]), *estimate, *variance});
      });
  if (not problems.empty()) return std::unexpected(std::move(problems));
  return out;
}

}  // namespace intersession::insight
