// From the text of a table to prepared sessions, with columns renamed and left out as asked.
#pragma once

#include "evidence/prepared.hpp"

namespace intersession::insight {

struct InputColumns {
  std::vector<std::pair<std::string, std::string>> map;  ///< name of the data contract, column of the file
  std::vector<std::string> covariates, ignored;
};

/// "name=column" of the command line; nothing where it is not of this form.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> parse_mapping(std::string_view text);

/// The table. All problems with line and column, where it cannot be read as one.
[[nodiscard]] std::expected<evidence::SessionTable, evidence::ReadProblems> read_input(
    std::string_view text, const InputColumns& columns);

/// True where every problem is a value of the outcome that is not a number: a table, but one that is refused.
[[nodiscard]] bool only_outcome_values(const evidence::ReadProblems& problems);

}  // namespace intersession::insight
