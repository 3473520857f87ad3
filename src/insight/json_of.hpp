// Small pieces of result JSON: numbers, named numbers, matrices, notes and refusals.
//
// NaN and infinities become null (R's NA), as in the reference files of tests/fixtures/evidence.
// Thread safety: pure functions.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "evidence/within_between.hpp"
#include "platform/core/json.hpp"

namespace intersession::insight {

namespace json = core::json;

[[nodiscard]] json::value number(double value);
[[nodiscard]] json::array numbers(std::span<const double> values);
/// {"name": value, …} in the order of the names.
[[nodiscard]] json::object by_name(const std::vector<std::string>& names, const Eigen::VectorXd& values);
[[nodiscard]] json::array matrix(const Eigen::MatrixXd& values);

/// {estimate, se, df, t, p, ci95_lo, ci95_hi}
[[nodiscard]] json::object effect(const evidence::Effect& effect);
/// within, between, contextual, reliability, between_adjusted, typical_swing, per_swing …
[[nodiscard]] json::object effects_json(const evidence::WithinBetween& effects);
/// {code, text} and, where known, names and lines.
[[nodiscard]] json::object problem(const evidence::Refusal& refusal);
/// {"refused": problem}
[[nodiscard]] json::value refused(const evidence::Refusal& refusal);
[[nodiscard]] json::value refused(evidence::Code code, std::string why);
[[nodiscard]] json::array warnings(std::span<const evidence::Note> notes);

/// Reads back what `number` wrote: NaN for null.
[[nodiscard]] double read_number(const json::value& value);

}  // namespace intersession::insight
