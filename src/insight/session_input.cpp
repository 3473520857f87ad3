#include "insight/session_input.hpp"

#include <algorithm>

#include "evidence/csv.hpp"

namespace intersession::insight {

namespace {

std::string quoted(std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

/// The text with its header line renamed; the line count stays. Nothing where a mapped column is not there.
std::expected<std::string, evidence::ReadProblems> renamed(std::string_view text,
                                                           const InputColumns& columns) {
  evidence::CsvScanner scanner(text);
  std::vector<std::string_view> fields;
  const auto more = scanner.next(fields);
  if (not more) return std::unexpected(evidence::ReadProblems{more.error()});
  std::string header;
  std::vector<std::string> unused;
  for (const auto& [name, column] : columns.map)
    if (std::find(fields.begin(), fields.end(), column) == fields.end()) unused.push_back(column);
  if (not unused.empty())
    return std::unexpected(evidence::ReadProblems{
        {evidence::Code::missing_column,
         "Line 1, column '" + unused.front() + "': --map names this column, and it is not there.",
         unused,
         {1}}});
  for (std::size_t k = 0; k < fields.size(); ++k) {
    const auto found = std::find_if(columns.map.begin(), columns.map.end(),
                                    [&](const auto& each) { return each.second == fields[k]; });
    header +=
        (k > 0 ? "," : "") + quoted(found == columns.map.end() ? fields[k] : std::string_view(found->first));
  }
  const auto end = text.find('\n');
  return header + std::string(end == std::string_view::npos ? "" : text.substr(end));
}

}  // namespace

std::optional<std::pair<std::string, std::string>> parse_mapping(std::string_view text) {
  const auto at = text.find('=');
  if (at == 0 or at == std::string_view::npos or at + 1 == text.size()) return std::nullopt;
  return std::pair(std::string(text.substr(0, at)), std::string(text.substr(at + 1)));
}

std::expected<evidence::SessionTable, evidence::ReadProblems> read_input(std::string_view text,
                                                                         const InputColumns& columns) {
  // An ignored column is read as text, which accepts everything, and nobody asks for it.
  const evidence::SessionSchema schema{.covariates = columns.covariates, .groupings = columns.ignored};
  if (columns.map.empty()) return evidence::read_sessions(text, schema);
  const auto own = renamed(text, columns);
  if (not own) return std::unexpected(own.error());
  return evidence::read_sessions(*own, schema);
}

bool only_outcome_values(const evidence::ReadProblems& problems) {
  return std::all_of(problems.begin(), problems.end(), [](const evidence::Refusal& p) {
    return p.names == std::vector<std::string>{"outcome"} and not p.lines.empty() and p.lines.front() > 1;
  });
}

}  // namespace intersession::insight
