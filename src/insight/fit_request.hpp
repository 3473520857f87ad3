// One model of the catalogue, asked for by name, answered as JSON.
//
// The named model is fitted as it was asked for: nothing is simplified behind the reader's back, only warned
// of (the whole practice with its simplifications is study.hpp). Refused: fewer than 5 clients, no variation
// within clients, and what the estimators refuse. A within effect of the family of M1 is judged against its
// fixed checks (A1 carry-over, M1d detrended; beside them M1c the same interval and M1r the reversed
// direction). Thread safety: pure functions.
#pragma once

#include <functional>
#include <optional>

#include "evidence/catalogue.hpp"
#include "insight/json_of.hpp"

namespace intersession::insight {

/// Checks and row-wise extras are left out above this many model rows unless they are asked for.
inline constexpr std::size_t most_rows_for_checks = 200'000;

struct FitRequest {
  std::string model;                ///< a name of model_ids()
  bool ml = false;                  ///< maximum likelihood in place of REML
  bool car = false;                 ///< A1, A1ri: CAR(1) in place of AR(1)
  bool weeks = false;               ///< CAR(1) over weeks (needs dates) in place of session numbers
  bool log_weeks = false;           ///< time as log(1 + weeks) (needs dates) in place of log(session)
  int quadrature_points = 1;        ///< G models; 0 = advised for these data
  bool intervals = false;           ///< profile intervals of SDs, correlations and phi
  std::optional<bool> checks = {};  ///< nothing: up to most_rows_for_checks
  std::vector<std::string> covariates = {};
  int threads = 1;
  double smallest_effect = 0.5;  ///< outcome points per usual swing
  bool lower_is_better = true;
};

/// Told as each stage begins ("frame", "fit", "check"), for progress and timing. May be empty.
using Stage = std::function<void(std::string_view)>;

/// A name of model_ids() as asked for: with the covariates and the time of the request. A1 is M1 here: its
/// residuals are no part of it.
[[nodiscard]] evidence::Outcome<evidence::ModelSpec> spec_for(std::string_view id, const FitRequest& request);
/// The rows that it uses.
[[nodiscard]] evidence::Outcome<evidence::Frame> frame_for(const evidence::Prepared& data,
                                                           std::string_view id, const FitRequest& request);

/// M1, M1ri, …, G3, E1 and the common-slope models T1a, M1sa, M1pa.
[[nodiscard]] std::vector<std::string> model_ids();

/// Fields of fit_json.hpp and: warnings[] {code, text}, verdict, verdict_text, checks, effects.
/// The refusal says why there is no fit.
[[nodiscard]] evidence::Outcome<json::object> run_fit(const evidence::Prepared& data,
                                                      const FitRequest& request, const Stage& stage = {});

}  // namespace intersession::insight
