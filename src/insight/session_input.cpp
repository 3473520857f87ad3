#include "insight/session_input.hpp"

#include <algorithm>

#include "evidence/catalogue.hpp"

namespace intersession::insight {

std::optional<std::pair<std::string, std::string>> parse_mapping(std::string_view text) {
  const auto at = text.find('=');
  if (at == 0 or at == std::string_view::npos or at + 1 == text.size()) return std::nullopt;
  return std::pair(std::string(text.substr(0, at)), std::string(text.substr(at + 1)));
}

std::vector<std::string> columns_for(const FitRequest& request) {
  // Whatever is judged is checked with homework and outcome in both directions.
  std::vector<std::string> out{"outcome", "hw_qty"};
  const auto spec = spec_for(request.model, request);
  const auto own = spec ? evidence::columns_of(*spec) : std::vector<std::string>{};
  out.insert(out.end(), own.begin(), own.end());
  if (request.weeks) out.emplace_back("date");
  return out;
}

bool only_outcome_values(const evidence::ReadProblems& problems) {
  return std::all_of(problems.begin(), problems.end(), [](const evidence::Refusal& p) {
    return p.names == std::vector<std::string>{"outcome"} and not p.lines.empty() and p.lines.front() > 1;
  });
}

}  // namespace intersession::insight
