// The whole answer to "does homework go with change here?" for one practice.
//
// Refuses, warns and simplifies in a fixed order, fits the main model and the three fixed sensitivity fits,
// and judges. Order of simplification: fewer than 5 clients: refused (see n_of_1.hpp); 5 to 14 clients:
// random intercept only; the random slope is dropped when fewer than 10 clients have 4 rows and varying
// homework or when there are not more rows than random effects; a singular fit is kept, flagged, and the
// random-intercept fit shown beside it. Fewer than 40 clients: Kenward-Roger degrees of freedom, otherwise
// Satterthwaite. Thread safety: reentrant.
#pragma once

#include "evidence/drop_out.hpp"
#include "evidence/predetermined_effect.hpp"
#include "evidence/random_effects.hpp"
#include "evidence/verdict.hpp"
#include "evidence/within_between.hpp"

namespace intersession::evidence {

inline constexpr std::size_t least_clients = 5, clients_for_slope = 15, clients_for_ease = 30,
                             clients_for_satterthwaite = 40, least_therapists = 5;

struct PracticeOptions {
  double smallest_effect = 0.5;  // outcome points per typical swing
  bool lower_is_better = true;
  bool therapists = false;  // adds the nested model M2
  std::vector<std::string> covariates;
  int threads = 1;
};

struct MissingShare {
  std::string variable;
  double share = 0;
};

struct PracticeCounts {
  std::size_t clients = 0, clients_used = 0, rows = 0, rows_used = 0, rows_lost_to_lag = 0;
  double sessions_median = 0;
  int sessions_min = 0, sessions_max = 0;
  std::vector<MissingShare> missing;
  std::vector<MissingAtSession> missing_by_session;
  std::size_t clients_varying = 0;  // used clients whose homework varies
};

struct PracticeEvidence {
  PracticeCounts counts;
  std::string model;  // "M1" or "M1ri"
  LinearFit main;
  std::optional<LinearFit> intercept_only;  // beside a singular main fit
  std::optional<LinearFit> correlated;      // A1
  std::optional<LinearFit> detrended;       // M1d
  std::optional<LinearFit> concurrent;      // M1c
  std::optional<LinearFit> reversed;        // M1r
  std::optional<LinearFit> nested;          // M2
  // Both directions without looking ahead; the forward one decides where homework follows the scores.
  std::optional<PredeterminedEffect> predetermined, predetermined_reversed;
  std::optional<DropOut> drop_out;
  Effect headline;  // of the within effect; from A1 when autocorrelation asks for it
  bool headline_from_correlated = false;
  std::string df_method;  // "kenward_roger" or "satterthwaite"
  WithinBetween effects;
  RSquared r2;
  double autocorrelation = 0;               // of residuals at lag 1
  std::vector<Influence> most_influential;  // five at most
  VerdictText verdict;
  std::string between;
  std::vector<Note> notes;
};

Outcome<PracticeEvidence> practice_evidence(const Prepared& data, const PracticeOptions& options = {});

}  // namespace intersession::evidence
