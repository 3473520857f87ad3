// Fitting a linear mixed model and reporting it in original units.
//
// Field names follow the result JSON: id, formula, nobs, ngroups, fixef, se, df_satterthwaite, t,
// p_satterthwaite, ci95_lo, ci95_hi, vcov, theta, sigma, varcomp, crit, logLik, singular.
// Sources: Bates et al. 2015 (criterion, theta); Satterthwaite 1946, Giesbrecht & Burns 1985, Fai & Cornelius
// 1996 (degrees of freedom; multi-df F as in lmerTest, Kuznetsova et al. 2017); Nakagawa & Schielzeth 2013
// and Johnson 2014 (R2 with random slopes). Thread safety: as LinearModel. Determinism: the same bits for any
// number of threads.
#pragma once

#include "evidence/linear_model.hpp"
#include "evidence/minimise.hpp"

namespace intersession::evidence {

struct FitOptions {
  bool reml = true;
  int threads = 1;
  bool degrees_of_freedom = true;  // Satterthwaite for each fixed effect
};

struct VarianceComponent {
  std::string group;  // "client", "therapist", "Residual"
  std::string var1, var2;
  double vcov = 0;   // variance or covariance
  double sdcor = 0;  // standard deviation or correlation
};

// An estimate with its uncertainty; df infinite means a normal reference.
struct Effect {
  double estimate = 0, se = 0, df = 0, t = 0, p = 1, lo = 0, hi = 0;
};
Effect effect_of(double estimate, double se, double df);

struct LinearFit {
  std::string id, formula;
  bool reml = true, singular = false, converged = false;
  std::size_t nobs = 0, ngroups = 0, nouter = 0;
  std::vector<std::string> names;
  Eigen::VectorXd fixef, se, df, t, p, ci_lo, ci_hi;
  Eigen::MatrixXd vcov;
  Eigen::VectorXd theta;  // original units, lme4 order
  double sigma = 0;
  Eigen::MatrixXd random_covariance;  // of the group's random effects, original units
  double outer_variance = 0;
  std::vector<VarianceComponent> varcomp;
  double crit = 0, log_lik = 0, aic = 0, bic = 0;
  int parameters = 0, evaluations = 0;
  double phi = 0;  // residual autocorrelation, 0 when independent
  std::vector<Note> notes;

  Eigen::VectorXd theta_scaled;  // where `model` has its optimum
  Eigen::MatrixXd hessian;       // of -2 log L over (theta_scaled, sigma_scaled); empty without df

  int index(std::string_view name) const;  // -1 when there is no such fixed effect
  Effect effect(std::string_view name) const;
};

// Refuses a rank-deficient X (names the columns), an outcome that is a function of the predictors, more
// columns than the engine carries, and an optimiser that did not arrive after one restart.
Outcome<LinearFit> fit_linear(LinearModel& model, const FitOptions& options = {});
Outcome<LinearFit> fit_linear(const Frame& frame, const FitOptions& options = {});

// The columns of X that are linear combinations of earlier ones (pivoted QR, tolerance 1e-9).
std::vector<std::string> dependent_columns(const LinearModel& model);

// A contrast l'beta with its Satterthwaite degrees of freedom. `fit` must come from `model` with df.
Effect contrast(LinearModel& model, const LinearFit& fit, const Eigen::VectorXd& l);

struct JointTest {
  double f = 0, df1 = 0, df2 = 0, p = 1;
};
JointTest joint_test(LinearModel& model, const LinearFit& fit, const Eigen::MatrixXd& rows);

// Optimum of the criterion without any report; for searches over residual parameters. `start` is improved in
// place.
Minimum minimise_criterion(LinearModel& model, const Eigen::VectorXd& start, int newton_steps);
// Turns an optimum into a report.
LinearFit report(LinearModel& model, const Minimum& minimum, bool degrees_of_freedom);

}  // namespace intersession::evidence
