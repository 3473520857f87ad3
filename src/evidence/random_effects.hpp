// What a fitted model says about single clients, and how well it describes the rows.
//
// Sources: conditional modes and variances Bates et al. 2015; prediction error of b + u Henderson 1975; R2
// with random slopes Johnson 2014; Cook's distance by leaving a client out at fixed theta, Christensen,
// Pearson & Johnson 1992. Thread safety: as LinearModel (the model's work space is used).
#pragma once

#include "evidence/linear_fit.hpp"

namespace intersession::evidence {

struct ConditionalMode {
  std::string group;
  Eigen::VectorXd mode;      // random effects in original units
  Eigen::MatrixXd variance;  // given the fixed effects and theta
};
std::vector<ConditionalMode> conditional_modes(LinearModel& model, const LinearFit& fit);
// The outer group's (therapist's) modes; empty without one.
std::vector<ConditionalMode> outer_modes(LinearModel& model, const LinearFit& fit);

// One client's shrunken slope b + u with its prediction error. No p-value: it is not a test of the client.
struct ClientSlope {
  std::string group;
  std::size_t rows = 0;
  double slope = 0, se = 0;
};
// For random effect `k` (an index into Frame::random) whose column is also a fixed column.
std::vector<ClientSlope> client_slopes(LinearModel& model, const LinearFit& fit, std::size_t k);

// X beta + Z b (+ outer intercept), one per row of the frame; without random effects when `population`.
std::vector<double> fitted_values(LinearModel& model, const LinearFit& fit, bool population = false);

struct RSquared {
  double marginal = 0, conditional = 0;
};
RSquared r_squared(LinearModel& model, const LinearFit& fit);

// How far the fixed effects move when a client is left out (theta kept). Sorted, largest first.
struct Influence {
  std::string group;
  double distance = 0;      // Cook's distance
  Eigen::VectorXd without;  // the fixed effects without this client
};
std::vector<Influence> influence(LinearModel& model, const LinearFit& fit);

// Correlation of residuals of sessions that follow each other directly; NaN without such pairs.
double lag1_autocorrelation(LinearModel& model, const LinearFit& fit);

}  // namespace intersession::evidence
