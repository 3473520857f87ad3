// Goal attainment scaling: one T score over several goals.
//
// T = 50 + 10 sum(w x) / sqrt((1 - rho) sum w^2 + rho (sum w)^2), x from -2 to +2, rho = 0.30.
// Source: Kiresuk & Sherman 1968; Turner-Stokes 2009.
// Thread safety: pure function.
#pragma once

#include <span>

#include "evidence/problem.hpp"

namespace intersession::evidence {

struct GoalScore {
  double attained = 0;  // -2 much less than expected ... +2 much more
  double weight = 1;    // > 0
};

// Refuses no goals, weights that are not positive, scores outside -2..2 and rho outside [0, 1).
Outcome<double> goal_attainment_t(std::span<const GoalScore> goals, double rho = 0.30);

}  // namespace intersession::evidence
