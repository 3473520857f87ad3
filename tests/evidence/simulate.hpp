// Sessions simulated from a model with known truth, for tests of the estimators.
//
// The model is that of tests/fixtures/evidence: homework = person mean + own state (AR(1)); outcome = client
// level
// + between * person mean + trend + (within effect) * state one session ago + AR(1) noise.
#pragma once

#include <cstdint>

#include "evidence/sessions.hpp"

namespace intersession::evidence::testing {

struct Truth {
  std::uint64_t seed = 1;
  int clients = 60, therapists = 6, least_sessions = 6, most_sessions = 20;
  double within = -0.7, sd_within = 0.3, between = 0.8;
  double reversed = 0;  // effect of the outcome's noise at t-1 on homework at t
  double phi = 0, phi_x = 0.3;
  double sd_level = 3, sd_error = 2, slope_time = -2.2, sd_time = 0.0;
  double missing = 0.05, skip = 0.04;
};

SessionTable simulate(const Truth& truth);

}  // namespace intersession::evidence::testing
