// Refusals and notes of the evidence library.
//
// Purpose: every analysis either returns numbers or a Refusal; numbers may carry Notes (warnings,
// simplifications). Both have a stable code for programs and one plain sentence for people. No sentence
// ever claims that one thing made another thing happen: these are observational data.
// Thread safety: plain values.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace intersession::evidence {

enum class Code {
  // the data
  malformed_input,
  missing_column,
  no_complete_rows,
  duplicate_session,
  unknown_variable,
  invalid_argument,
  // what the data cannot carry
  too_few_clients,
  few_clients,
  few_rows_per_client,
  few_usable_rows,
  random_slope_dropped,
  no_within_variation,
  little_within_variation,
  rank_deficient,
  outcome_is_determined,
  singular_fit,
  not_converged,
  level_too_few,
  separation,
  strong_autocorrelation,
  autocorrelation_changes_effect,
  too_few_therapists,
  therapist_changed,
  too_few_clinics,
  below_cell_limit,
  not_randomised,
  lagged_rows_lost,
  feedback,
  too_large
};

// The code as written in JSON, e.g. "rank_deficient".
std::string_view name(Code code);

// An analysis that was not done, and why. `names` are variables, clients or levels concerned;
// `lines` are 1-based input lines where they are known.
struct Refusal {
  Code code = Code::invalid_argument;
  std::string sentence;
  std::vector<std::string> names;
  std::vector<std::size_t> lines;
};

// Something the reader of a result must know. Never stops an analysis.
struct Note {
  Code code = Code::invalid_argument;
  std::string sentence;
  std::vector<std::string> names;
};

template <class T>
using Outcome = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse(Code code, std::string sentence, std::vector<std::string> names = {},
                                       std::vector<std::size_t> lines = {}) {
  return std::unexpected(Refusal{code, std::move(sentence), std::move(names), std::move(lines)});
}

}  // namespace intersession::evidence
