// Per-group cross-products of a model frame: the one pass over the rows.
//
// With R = [X y] (scaled) and Z the random-effect columns, it keeps Z'Z and Z'R for every group and R'R in
// total. Everything a linear mixed model needs afterwards costs O(groups), not O(rows).
// Numerical safety: between and time columns and y are centred on their means, all columns brought to unit SD
// (columns of Z are only scaled); `Scaling` undoes it. Outcomes like 1e6 + 1e4 y and predictors in units of
// 1e-3 are therefore harmless.
// Residual correlation inside a group: the rows are whitened as a Markov AR(1) before the products are taken,
// v_t = (w_t - rho w_s) / sqrt(1 - rho^2), rho = phi^(t - s) (Pinheiro & Bates 2000, 5.3).
// Determinism: groups are cut into at most 64 blocks; sums are added in block order, whatever the threads.
// Thread safety: const members only read.
#pragma once

#include <Eigen/Dense>
#include <functional>

#include "evidence/frame.hpp"

namespace intersession::evidence {

inline constexpr int most_random = 8, most_columns = 48;

struct Scaling {
  Eigen::MatrixXd to_original;  // beta = to_original * beta_scaled (before the mean of y is added)
  std::vector<double> x_mean, x_scale, z_scale;
  double y_mean = 0, y_scale = 1;
  double log_x_scales = 0;  // sum of log x_scale
};

Scaling scaling_of(const Frame& frame);

// How residuals of a group hang together, and how precise each row is.
struct ResidualStructure {
  double phi = 0;               // correlation at distance 1; 0 = independent
  std::vector<double> sd = {};  // residual SD of each row relative to sigma; empty = all 1
};

class CrossProducts {
 public:
  CrossProducts(const Frame& frame, const Scaling& scaling, const ResidualStructure& residual = {},
                int threads = 1);

  int q() const { return q_; }
  int r() const { return r_; }  // p + 1
  std::size_t groups() const { return order_.size(); }
  std::size_t rows() const { return rows_; }
  const double* zz(std::size_t g) const { return zz_.data() + g * zz_size_; }  // lower triangle by rows
  const double* zr(std::size_t g) const { return zr_.data() + g * zr_size_; }  // q x r by rows
  const Eigen::MatrixXd& rr() const { return rr_; }
  double log_det_residual() const { return log_det_residual_; }

  // Group g here is group order()[g] of the frame; groups of one outer group follow each other.
  const std::vector<std::size_t>& order() const { return order_; }
  // Outer group o holds groups [outer_offsets()[o], outer_offsets()[o + 1]); empty without an outer grouping.
  const std::vector<std::size_t>& outer_offsets() const { return outer_offsets_; }
  // Cuts of the groups into blocks (never inside an outer group).
  const std::vector<std::size_t>& blocks() const { return blocks_; }

  // R'R of a single group, for leaving it out.
  Eigen::MatrixXd rr_of_group(const Frame& frame, const Scaling& scaling, const ResidualStructure& residual,
                              std::size_t g) const;

 private:
  void cut_into_blocks(const Frame& frame);

  int q_, r_;
  std::size_t zz_size_, zr_size_, rows_;
  std::vector<double> zz_, zr_;
  Eigen::MatrixXd rr_;
  double log_det_residual_ = 0;
  std::vector<std::size_t> order_, outer_offsets_, blocks_;
};

// Runs body(block) for every block on up to `threads` threads.
void for_each_block(std::size_t blocks, int threads, const std::function<void(std::size_t)>& body);

}  // namespace intersession::evidence
