// Reading the small tables of the command line: phases of a single case, and one estimate per clinic.
//
// As strict as the session table (evidence/csv.hpp): line and column are named, nothing is guessed.
// Thread safety: pure functions.
#pragma once

#include "evidence/meta_analysis.hpp"
#include "evidence/sessions.hpp"

namespace intersession::insight {

/// Columns `phase` (A, then B) and `value`, in order of time; an empty value is left out.
struct Phases {
  std::vector<double> a, b;
};
[[nodiscard]] std::expected<Phases, evidence::ReadProblems> read_phases(std::string_view text);

/// Columns `name` (or clinic), `yi` and `vi` (squared standard error).
[[nodiscard]] std::expected<std::vector<evidence::Study>, evidence::ReadProblems> read_studies(
    std::string_view text);

}  // namespace intersession::insight
