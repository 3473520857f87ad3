// Linear mixed models whose residuals of one client hang together over time: AR(1) and CAR(1).
//
// Correlation of two residuals is phi^distance. AR(1): distance in session numbers, phi in (-0.95, 0.95).
// CAR(1): distance in any unit (for example weeks), phi in (0, 1). The criterion is minimised over phi
// outside and over the random effects inside. Fixed effects are tested by t with the inner model's degrees of
// freedom. Sources: Pinheiro & Bates 2000, chapter 5; Jones & Boadi-Boateng 1991 (continuous time). Thread
// safety: as LinearModel.
#pragma once

#include "evidence/linear_fit.hpp"

namespace intersession::evidence {

enum class Correlation { ar1, car1 };

// `frame.time` must rise inside every group. Also serves a single client without random effects (generalised
// least squares). Notes a phi beyond 0.9 in size.
Outcome<LinearFit> fit_correlated(const Frame& frame, Correlation kind, const FitOptions& options = {});

// The same with phi given instead of estimated.
Outcome<LinearFit> fit_with_phi(const Frame& frame, double phi, const FitOptions& options = {});

// 95 % interval of phi by the likelihood: where twice the log likelihood has fallen by 3.841.
struct PhiInterval {
  double lo = 0, hi = 0;
};
PhiInterval phi_interval(const Frame& frame, const LinearFit& fit, Correlation kind);

}  // namespace intersession::evidence
