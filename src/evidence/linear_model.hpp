// The profiled criterion of a linear mixed model with one grouping, optionally nested in an outer grouping
// with a random intercept, and its exact gradient.
//
//   y = X beta + Z b + (outer intercept) + e,   b ~ N(0, sigma^2 L L'),   outer ~ N(0, sigma^2 tau^2)
//
// Parameters theta: the lower triangle of L by columns (diagonal only when uncorrelated), then tau. All of it
// lives on the scaled columns of `Scaling`; `LinearFit` translates back. REML and ML in lme4's convention (no
// log|X'X| term).
// Sources: profiled criterion Bates, Maechler, Bolker & Walker 2015; block elimination per group Pinheiro &
// Bates 2000, chapter 2; derivatives of V Jennrich & Schluchter 1986; nested update Sherman & Morrison 1950.
// Cost: O(groups) per evaluation; value and gradient
// come from one sweep, since sum s s' and sum B C B' follow from sum b b' over groups (b = Z'V^-1[X y]).
// Thread safety: one LinearModel per thread (it owns its work space); it may use several threads itself and
// gives the same bits with any number of them.
#pragma once

#include <optional>

#include "evidence/cross_products.hpp"

namespace intersession::evidence {

struct Evaluation {
  double criterion = 0;          // REML criterion or ML deviance in the ORIGINAL units of y and X
  double sigma2 = 0;             // profiled (or the one given), scaled units
  double rss = 0;                // penalised residual sum of squares, scaled units
  Eigen::VectorXd beta;          // scaled
  Eigen::MatrixXd c;             // (X'V^-1X)^-1, scaled
  Eigen::MatrixXd a;             // [X y]'V^-1[X y]
  Eigen::VectorXd gradient;      // d criterion / d theta
  Eigen::VectorXd rss_gradient;  // d rss / d theta
  double log_det_residual = 0;
};

class LinearModel {
 public:
  // `scaling` replaces the frame's own (one scaling for several clinics).
  LinearModel(const Frame& frame, bool reml, int threads = 1, std::optional<Scaling> scaling = std::nullopt);

  const Frame& frame() const { return *frame_; }
  const Scaling& scaling() const { return scaling_; }
  const CrossProducts& products() const { return products_; }
  const ResidualStructure& residual() const { return residual_; }
  bool reml() const { return reml_; }
  int parameters() const;
  bool nested() const { return not frame_->outer.empty(); }
  // REML loses a degree of freedom per fixed effect.
  double freedom() const;

  // Replaces correlation and precision of the residuals (one pass over the rows).
  void set_residual(ResidualStructure residual);
  void set_reml(bool reml) { reml_ = reml; }

  // Evaluates at theta; with `sigma2` (scaled) the criterion is not profiled over sigma.
  const Evaluation& evaluate(const Eigen::VectorXd& theta, bool gradient = true,
                             std::optional<double> sigma2 = std::nullopt);

  // The two halves of an evaluation, for fits whose rows lie in several places.
  struct Part {
    Eigen::MatrixXd a;
    double log_det;  // half the log determinant of V, random effects only
  };
  Part part(const Eigen::VectorXd& theta);
  // At the theta of the last part().
  Eigen::VectorXd part_gradient(const Eigen::VectorXd& theta, const Eigen::VectorXd& beta,
                                const Eigen::MatrixXd& c, double sigma2);

  // Lets evaluations see only every k-th block of groups (1 = all): a cheap look for a good start in large
  // data.
  void look_at_every(std::size_t k) { stride_ = k, has_swept_ = false; }
  std::size_t blocks() const { return products_.blocks().size(); }

  Eigen::MatrixXd lambda(const Eigen::VectorXd& theta) const;  // scaled, q x q lower
  double tau(const Eigen::VectorXd& theta) const { return nested() ? theta[theta.size() - 1] : 0; }
  Eigen::VectorXd start() const;

  // After evaluate(theta, true), for group g of products().order(): Z'V^-1[X y] and Z'V^-1Z with the whole V.
  Eigen::MatrixXd z_v_r(std::size_t g) const;
  Eigen::MatrixXd z_v_z(std::size_t g) const;
  // For outer group o: 1'V^-1[X y] and 1'V^-1 1.
  Eigen::VectorXd outer_v_r(std::size_t o) const;
  double outer_v_one(std::size_t o) const;

 private:
  // Sums over groups of one sweep; columns in the order W of CrossProducts.
  struct Sums {
    std::vector<double> hh, zvz, bb, vv;
    double log_det = 0, one = 0;
  };
  void sweep(const Eigen::VectorXd& theta);
  void differentiate(const Eigen::VectorXd& theta);
  double rows_seen() const;
  Eigen::MatrixXd own_inverse(std::size_t g) const;  // (I + Z'Z D)^-1 of one group
  std::size_t outer_of(std::size_t g) const;

  const Frame* frame_;
  bool reml_;
  int threads_;
  Scaling scaling_;
  ResidualStructure residual_;
  CrossProducts products_;
  std::size_t stride_ = 1;
  Eigen::VectorXd swept_;  // theta of the sums, when there are any
  bool has_swept_ = false;
  Evaluation now_;
  Sums sums_;
  std::vector<double> outer_t_;  // per outer group: 1'V0^-1 W
  Eigen::MatrixXd d_;            // Lambda Lambda' of the last evaluation
  double tau_ = 0;
};

}  // namespace intersession::evidence
