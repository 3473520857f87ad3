// Profile-likelihood intervals for standard deviations and correlations.
//
// The quantity is held, the ML deviance minimised over everything else, and the two values sought where it
// has risen by 3.841 (95 %). As in lme4, the profile is of the ML deviance also for REML fits. An interval
// whose deviance does not rise enough ends at the edge (0, or +-1). Source: Bates, Maechler, Bolker & Walker
// 2015, 5.1. Cost: some hundred evaluations per quantity. Thread safety: as LinearModel.
#pragma once

#include "evidence/linear_fit.hpp"

namespace intersession::evidence {

struct ProfileInterval {
  std::string group, var1, var2;  // as in VarianceComponent; "Residual" for sigma
  double lo = 0, hi = 0;
};

// SDs of all random effects, of the outer intercept and of the residual, and the correlation when there are
// two correlated random effects. Empty for singular fits.
std::vector<ProfileInterval> profile_intervals(const Frame& frame, const LinearFit& fit);

}  // namespace intersession::evidence
