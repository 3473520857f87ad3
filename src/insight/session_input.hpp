// What the command line says of a table of sessions, and what is read of it.
#pragma once

#include "evidence/sessions.hpp"
#include "insight/fit_request.hpp"

namespace intersession::insight {

/// "name=column" of the command line; nothing where it is not of this form.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> parse_mapping(std::string_view text);

/// The columns of a file that one model reads, its checks included.
[[nodiscard]] std::vector<std::string> columns_for(const FitRequest& request);

/// True where every problem is a value of the outcome that is not a number: a table, but one that is refused.
[[nodiscard]] bool only_outcome_values(const evidence::ReadProblems& problems);

}  // namespace intersession::insight
