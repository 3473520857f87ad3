// Was the homework done, and does it depend on how hard it was?
//
// The logistic model G1, the shares seen by fifths of difficulty and by kind, and the model's curve over
// difficulty for an average client. Thread safety: pure.
#pragma once

#include "evidence/prepared.hpp"
#include "insight/json_of.hpp"

namespace intersession::insight {

/// {fit, by_difficulty, by_type, curve} or {refused}.
[[nodiscard]] json::value adherence_json(const evidence::Prepared& data);

}  // namespace intersession::insight
