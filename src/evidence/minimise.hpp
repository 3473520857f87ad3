// Minimising a smooth function with its exact gradient; and a scalar function without.
//
// BFGS with Armijo backtracking, finished by Newton steps on a finite-difference Hessian of the gradient; a
// saddle point (negative curvature) is left along its eigenvector and the search resumed. (Nocedal & Wright
// 2006, chapters 3 and 6; Brent 1973, chapter 5.)
// Thread safety: reentrant.
#pragma once

#include <Eigen/Dense>
#include <functional>

namespace intersession::evidence {

// Value at x; fills `gradient` (already sized). May return infinity where the function is not defined.
using Objective = std::function<double(const Eigen::VectorXd& x, Eigen::VectorXd& gradient)>;

struct MinimiseOptions {
  double gradient_tolerance = 1e-6;  // on the largest absolute component
  double decrease_tolerance = 1e-7;
  int iterations = 500;
  int newton_steps = 2;
  bool leave_saddles = true;
  double first_step = 0.5;  // length of the first trial step at most
  Eigen::MatrixXd inverse_hessian =
      {};  // where something is known of it; otherwise the first step is bounded
};

struct Minimum {
  Eigen::VectorXd x;
  double value = 0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;  // at x; empty without Newton steps
  int evaluations = 0;
  bool converged = false;  // gradient small (or no decrease possible) and no negative curvature
};

Minimum minimise(const Objective& f, const Eigen::VectorXd& start, const MinimiseOptions& options = {});

// Central differences of the gradient, symmetrised. `evaluations` grows by 2 * dimension.
Eigen::MatrixXd hessian_by_differences(const Objective& f, const Eigen::VectorXd& x, double step,
                                       int& evaluations);

struct ScalarMinimum {
  double x = 0, value = 0;
};
ScalarMinimum minimise_scalar(const std::function<double(double)>& f, double low, double high,
                              double tolerance);

// Root of f in [low, high] where the signs differ (Brent 1973, chapter 4).
double root(const std::function<double(double)>& f, double low, double high, double tolerance);

}  // namespace intersession::evidence
