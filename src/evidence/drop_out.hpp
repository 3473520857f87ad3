// Who left early, how they differed, and how much it would matter if their unseen outcomes were not as
// expected.
//
// A mixed model uses all sessions that exist and is right when leaving depends on what was seen (missing at
// random). That cannot be tested, so three things are shown: what is missing, session by session; whether
// clients who left before a given session started or moved differently (Welch 1947); and the tipping point of
// a delta-adjusted pattern-mixture model (Little 1993; Ratitch, O'Kelly & Tosiello 2013): the unseen sessions
// of those who left are filled with what the model expects of this client without homework, plus delta
// within-person standard deviations, and delta is moved until the conclusion on the within effect changes.
// The filled sessions add no certainty: the standard error stays that of the sessions seen. Variances are
// kept. Thread safety: as LinearModel.
#pragma once

#include "evidence/linear_fit.hpp"
#include "evidence/prepared.hpp"

namespace intersession::evidence {

struct MissingAtSession {
  int session = 0;
  std::size_t clients = 0;                            // with a row at this session
  std::vector<std::pair<std::string, double>> share;  // of missing values per variable, among those rows
};
// Sessions 1 to the last that any client reached; variables that the data do not have are left out.
std::vector<MissingAtSession> missing_by_session(const Prepared& data,
                                                 const std::vector<std::string>& variables);

struct DropOut {
  int complete_from = 0;  // a client whose last session is at least this completed
  std::size_t completers = 0, left = 0;
  Effect baseline;              // outcome at session 1: those who left minus completers
  Effect slope;                 // outcome per unit of log(session), least squares per client: same difference
  double within_sd = 0;         // mean within-person SD of the outcome; the unit of delta
  std::size_t filled = 0;       // unseen sessions that were filled
  double effect_at_zero = 0;    // within effect with them filled as expected
  double effect_per_delta = 0;  // how it moves per unit of delta
  double tipping_delta = 0;     // NaN when no delta within +-5 changes the conclusion
  std::string sentence;
};

struct DropOutOptions {
  int complete_from = 0;  // 0: the median over clients of the last session
};

// `fit` must be a fit of M1 or M1ri (within effect xw1) by `model`. Refuses when nobody left or nobody
// completed.
Outcome<DropOut> compare_drop_out(const Prepared& data, LinearModel& model, const LinearFit& fit,
                                  const DropOutOptions& options = {});

}  // namespace intersession::evidence
