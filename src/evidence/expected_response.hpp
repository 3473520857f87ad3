// The range of outcomes seen here: expected course by starting score, and one client's forecast.
//
// From E1, outcome ~ base_c * log(session) + (1 + log(session) | client), sessions >= 2. The band for a new
// client is mean +- z sqrt(x'Vx + z'Sigma z + sigma^2). Amber above the upper limit of the two-sided 68 %
// band (z = .9945), red above that of 80 % (z = 1.2816). In force from session 2. Some clients respond late
// (depression: flat until about session 6), so a signal before is marked early. Sources: Finch, Lambert &
// Schaalje 2001; Delgadillo et al. 2017. The band levels follow the OQ tradition. Thread safety: const
// members may be called from several threads.
#pragma once

#include <span>

#include "evidence/linear_fit.hpp"
#include "evidence/prepared.hpp"

namespace intersession::evidence {

struct Band {
  double expected = 0, sd = 0;
  double lower68 = 0, upper68 = 0, lower80 = 0, upper80 = 0;
};

enum class Signal { none, amber, red };

struct ScaleOfMeasure {
  bool integer = false;  // limits are rounded outward
  double lowest = -1e300, highest = 1e300;
};

struct Measured {
  int session = 0;
  double value = 0;
};

class ExpectedResponse {
 public:
  // Refuses fewer than 100 clients with a first score and at least three later sessions.
  static Outcome<ExpectedResponse> learn(const Prepared& data, const ScaleOfMeasure& scale = {});
  // For tests and teaching sets: without the minimum number of clients.
  static Outcome<ExpectedResponse> learn_from_any(const Prepared& data, const ScaleOfMeasure& scale = {});

  // Band of a new client with this first score at a session >= 2.
  Band band(double baseline, int session) const;
  // Band at `session` for a client whose sessions so far (all >= 2, before `session`) are known.
  Band forecast(double baseline, std::span<const Measured> so_far, int session) const;
  Signal signal(double baseline, int session, double value) const;

  const LinearFit& fit() const { return fit_; }
  double baseline_mean() const { return baseline_mean_; }

 private:
  ExpectedResponse(LinearFit fit, double mean, const ScaleOfMeasure& scale)
      : fit_(std::move(fit)), baseline_mean_(mean), scale_(scale) {}
  Eigen::Vector4d row(double baseline, int session) const;
  Band limits(double mean, double variance) const;

  LinearFit fit_;
  double baseline_mean_;
  ScaleOfMeasure scale_;
};

}  // namespace intersession::evidence
