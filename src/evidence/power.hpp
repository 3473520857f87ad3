// How often a study of a given size would find a within effect of a given size: power by simulation.
//
// Each replication simulates sessions, fits M1 (M1ri below 15 clients) and asks whether the 95 % interval of
// the within effect excludes 0 on the true side. Coverage and mean estimate are told beside it, with their
// Monte-Carlo error. Deterministic: replication k uses seed + k, whatever the number of threads.
#pragma once

#include <functional>

#include "evidence/simulation.hpp"

namespace intersession::evidence {

struct PowerRequest {
  Truth truth;
  int replications = 200;
  int threads = 1;
};

struct Power {
  int replications = 0, fitted = 0;
  double power = 0, power_error = 0;  // share found, and its standard error
  double wrong_side = 0;              // share whose interval excludes 0 on the other side
  double coverage = 0;                // share of intervals that hold the truth
  double mean_estimate = 0, mean_se = 0, truth = 0;
  double mean_rows = 0;
};

// `progress` is told the number of finished replications, from any thread. Refuses fewer than 20
// replications.
Outcome<Power> power(const PowerRequest& request, const std::function<void(int)>& progress = {});

}  // namespace intersession::evidence
