#include "evidence/problem.hpp"

namespace intersession::evidence {

std::string_view name(Code code) {
  switch (code) {
    case Code::malformed_input:
      return "malformed_input";
    case Code::missing_column:
      return "missing_column";
    case Code::no_complete_rows:
      return "no_complete_rows";
    case Code::duplicate_session:
      return "duplicate_session";
    case Code::unknown_variable:
      return "unknown_variable";
    case Code::invalid_argument:
      return "invalid_argument";
    case Code::too_few_clients:
      return "too_few_clients";
    case Code::few_clients:
      return "few_clients";
    case Code::few_rows_per_client:
      return "few_rows_per_client";
    case Code::few_usable_rows:
      return "few_usable_rows";
    case Code::random_slope_dropped:
      return "random_slope_dropped";
    case Code::no_within_variation:
      return "no_within_variation";
    case Code::little_within_variation:
      return "little_within_variation";
    case Code::rank_deficient:
      return "rank_deficient";
    case Code::outcome_is_determined:
      return "outcome_is_determined";
    case Code::singular_fit:
      return "singular_fit";
    case Code::not_converged:
      return "not_converged";
    case Code::level_too_few:
      return "level_too_few";
    case Code::separation:
      return "separation";
    case Code::strong_autocorrelation:
      return "strong_autocorrelation";
    case Code::autocorrelation_changes_effect:
      return "autocorrelation_changes_effect";
    case Code::too_few_therapists:
      return "too_few_therapists";
    case Code::therapist_changed:
      return "therapist_changed";
    case Code::too_few_clinics:
      return "too_few_clinics";
    case Code::below_cell_limit:
      return "below_cell_limit";
    case Code::not_randomised:
      return "not_randomised";
    case Code::lagged_rows_lost:
      return "lagged_rows_lost";
    case Code::feedback:
      return "feedback";
    case Code::too_large:
      return "too_large";
  }
  return "unknown";
}

}  // namespace intersession::evidence
