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

  // Lets laplace() see only every k-th block (1 = all): a cheap look for a good start in large data.
  void look_at_every(std::size_t k) { stride_ = k; }
  std::size_t blocks() const { return blocks_.size() - 1; }

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
  template <int Q>
  void rates(const Block& block);
  template <int Q>
  void solve(Block& block);
  double value_of(std::size_t g) const;
  template <int Q>
  void derive(Block& block, Eigen::VectorXd& gradient) const;
  template <int Q>
  double laplace_by(Eigen::VectorXd& gradient);
  void prepare(const Eigen::VectorXd& parameters);

  const Frame* frame_;
  Scaling scaling_;
  int p_, q_, lambdas_;
  bool nested_;
  std::size_t stride_ = 1;
  // Blocks: the clients of one therapist, or 64 clients that have nothing to do with each other.
  std::vector<std::size_t> order_, start_, blocks_, outer_of_;  // start_: first row of each ordered group
  std::vector<double> x_, z_, y_;                               // by rows, scaled, in group order
  std::vector<double> u_, outer_u_;
  std::vector<double> lam_, offset_;                  // L (q x q), X beta
  std::vector<double> eta_, mu_, weight_, one_plus_;  // at the present modes; see ClientKernels::logistic
  double tau_ = 0;
};

}  // namespace intersession::evidence
