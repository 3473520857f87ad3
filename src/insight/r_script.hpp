// An R script that fits the same model to the same file with lme4, lmerTest and nlme, for a second look.
//
// It derives the variables as evidence/prepared.hpp defines them and prints the same numbers. Thread safety:
// pure.
#pragma once

#include <string>

#include "insight/fit_request.hpp"

namespace intersession::insight {

/// `file` is the path as R shall read it; `map` as in InputColumns.
[[nodiscard]] std::string r_script(const FitRequest& request, const std::string& file,
                                   const std::vector<std::pair<std::string, std::string>>& map = {});

}  // namespace intersession::insight
