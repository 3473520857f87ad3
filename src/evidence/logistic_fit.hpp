// Logistic mixed models: was the homework done?
//
//   logit P(y = 1) = X beta + Z b (+ outer intercept),   b ~ N(0, L L'),   outer ~ N(0, tau^2)
//
// -2 log likelihood by Laplace's approximation (any random effects, nested or not) with the exact gradient
// from the implicit function theorem, or by adaptive Gauss-Hermite quadrature for one scalar random effect.
// Standard errors from the Hessian over (theta, beta); Wald z. Sources: Laplace and AGQ Pinheiro & Chao 2006,
// Bates et al. 2015; population-averaged approximation Zeger, Liang & Albert 1988 (beta / sqrt(1 + 0.346
// sigma^2)). Thread safety: reentrant; one fit uses one thread.
#pragma once

#include "evidence/linear_fit.hpp"

namespace intersession::evidence {

struct LogisticFit {
  std::string id, formula;
  bool singular = false, converged = false;
  std::size_t nobs = 0, ngroups = 0, nouter = 0;
  int quadrature_points = 1;
  std::vector<std::string> names;
  Eigen::VectorXd fixef, se, z, p, ci_lo, ci_hi;  // log odds
  Eigen::VectorXd odds_ratio, odds_lo, odds_hi;
  Eigen::VectorXd population_averaged;  // approximate log odds over clients
  Eigen::MatrixXd vcov;
  Eigen::VectorXd theta;  // original units, lme4 order
  Eigen::MatrixXd random_covariance;
  double outer_variance = 0;
  double log_lik = 0, minus2ll = 0, aic = 0, bic = 0;
  int evaluations = 0;
  std::vector<double> fitted;          // probability per row
  std::vector<Eigen::VectorXd> modes;  // random effects per group
  std::vector<Note> notes;

  int index(std::string_view name) const;
};

struct LogisticOptions {
  int quadrature_points = 1;  // 1 = Laplace; more only for a single scalar random effect, at most 25
};

// Nine points when some client has fewer than 5 rows or the rate is below 10 % or above 90 %, one otherwise;
// models that quadrature does not serve keep one.
int advised_quadrature(const Frame& frame);

// Refuses outcomes other than 0/1 or all alike, rank deficiency, and separation (names the terms).
Outcome<LogisticFit> fit_logistic(const Frame& frame, const LogisticOptions& options = {});

}  // namespace intersession::evidence
