// The approximate -2 log likelihood of a logistic mixed model and its gradient, on scaled columns.
//
// Parameters: lower triangle of L by columns (diagonal when uncorrelated), tau when nested, then beta.
// Random effects of one outer group are solved together by Newton steps; the Hessian is an arrow, so the cost
// is linear in the number of clients. Modes are kept from call to call as starting values. Thread safety: one
// object per thread.
#pragma once

#include "evidence/cross_products.hpp"

namespace intersession::evidence {

class LogisticModel {
 public:
  explicit LogisticModel(const Frame& frame);

  int parameters() const { return lambdas_ + (nested_ ? 1 : 0) + p_; }
  int lambdas() const { return lambdas_; }
  bool nested() const { return nested_; }
  const Scaling& scaling() const { return scaling_; }
  const std::vector<std::size_t>& order() const { return order_; }

  // Laplace; fills the gradient.
  double laplace(const Eigen::VectorXd& parameters, Eigen::VectorXd& gradient);
  // Adaptive Gauss-Hermite quadrature, one scalar random effect.
  double quadrature(const Eigen::VectorXd& parameters, int points);

  // Ordinary logistic regression by iteratively reweighted least squares, scaled units.
  Eigen::VectorXd fixed_only() const;
  Eigen::MatrixXd lambda(const Eigen::VectorXd& parameters) const;
  // After laplace() or quadrature(): spherical modes of ordered group g (q values), of outer group o.
  const double* mode(std::size_t g) const { return u_.data() + g * static_cast<std::size_t>(q_); }
  double outer_mode(std::size_t o) const { return outer_u_[o]; }
  std::size_t outer_of(std::size_t g) const { return nested_ ? outer_of_[g] : 0; }

 private:
  struct Block;
  void solve(Block& block);
  double value_of(const Block& block) const;
  void derive(Block& block, Eigen::VectorXd& gradient) const;
  void prepare(const Eigen::VectorXd& parameters);

  const Frame* frame_;
  Scaling scaling_;
  int p_, q_, lambdas_;
  bool nested_;
  std::vector<std::size_t> order_, start_, blocks_, outer_of_;  // start_: first row of each ordered group
  std::vector<double> x_, z_, y_;                               // by rows, scaled, in group order
  std::vector<double> u_, outer_u_;
  std::vector<double> lam_, offset_, mu_;  // L (q x q), X beta, fitted probability
  double tau_ = 0;
};

}  // namespace intersession::evidence
