// Sessions simulated from a model with known truth: for planning a study, for teaching, for tests.
//
// homework = person mean + own state (AR(1)); mechanism follows the state of the same interval; outcome =
// client level + between * person mean + trend in log(session) + (direct effect) * state and (path b) *
// mechanism of one session ago + AR(1) noise; done/not done follows difficulty and rationale. The default
// within effect of -0.70 is direct -0.40 plus path_a 0.6 times path_b -0.5. Homework may follow the outcome
// instead (`reversed`). Source of the design: the fixtures of tests/fixtures/evidence, whose truth this
// repeats. Thread safety: pure; the same seed gives the same rows on every machine.
#pragma once

#include <cstdint>

#include "evidence/sessions.hpp"

namespace intersession::evidence {

struct Truth {
  std::uint64_t seed = 1;
  int clients = 120, therapists = 8, least_sessions = 6, most_sessions = 16;
  double direct = -0.4, path_a = 0.6, path_b = -0.5;  // within effect = direct + path_a * path_b
  double sd_within = 0.3;                             // of the direct effect over clients
  double between = 0.8;
  double reversed = 0;  // effect of the outcome's noise at t-1 on homework at t
  double phi = 0.3;     // carry-over of the outcome's noise
  double phi_x = 0.3;   // carry-over of the homework state
  double sd_level = 3, sd_error = 2, slope_time = -2.2;
  double missing = 0.05, skip = 0.04;  // shares of values and of sessions

  double within() const { return direct + path_a * path_b; }
};

// All columns of the data contract. Refuses sizes and shares that make no sense.
Outcome<SessionTable> simulate_sessions(const Truth& truth);

// The table as comma-separated text with a header line; numbers with three decimals, missing ones empty.
std::string sessions_csv(const SessionTable& table);

}  // namespace intersession::evidence
