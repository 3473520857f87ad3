// Cross-products per group: everything the criterion of a linear mixed model needs from the rows.
//
// One pass over the rows gives for each group i the products Z'Z, Z'X and Z'y, and the sum over groups of
// [X y]'[X y]. Columns are scaled to unit SD and, where the model allows it, centred on grand means, so that
// units and large offsets cost no digits (`Scaling` undoes it).
// Residual correlation inside a group: the rows are whitened as a Markov AR(1) before the products are taken,
// v_t = (w_t - rho w_s) / sqrt(1 - rho^2), rho = phi^(t - s) (Pinheiro & Bates 2000, 5.3).
// Determinism: groups are cut into at most 64 blocks; sums are added in block order, whatever the threads.
// Thread safety: const members only read.
#pragma once

#include <Eigen/Dense>
#include <functional>

#include "evidence/client_kernels.hpp"
#include "evidence/frame.hpp"

namespace intersession::evidence {

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

  // Takes the products again with other residuals; everything else stays.
  void whiten(const Frame& frame, const Scaling& scaling, const ResidualStructure& residual, int threads);

  int q() const { return q_; }
  int r() const { return r_; }  // p + 1
  std::size_t groups() const { return order_.size(); }

  // Group g here is group order()[g] of the frame; groups of one outer group follow each other.
  const std::vector<std::size_t>& order() const { return order_; }
  // Outer group o holds groups [outer_offsets()[o], outer_offsets()[o + 1]); empty without an outer grouping.
  const std::vector<std::size_t>& outer_offsets() const { return outer_offsets_; }

  Eigen::MatrixXd zz(std::size_t g) const;  // Z'Z of one group
  Eigen::MatrixXd zr(std::size_t g) const;  // Z'[X y]
  const Eigen::MatrixXd& rr() const { return rr_; }
  double log_det_residual() const { return log_det_residual_; }
  // R'R of a single group, for leaving it out.
  Eigen::MatrixXd rr_of_group(const Frame& frame, const Scaling& scaling, const ResidualStructure& residual,
                              std::size_t g) const;

  // For the sweeps of client_kernels.hpp. Columns are W = [Z, rest of X, y]; place(j) is where column j of [X
  // y] stands in W.
  int m() const { return m_; }
  int place(int j) const { return place_[static_cast<std::size_t>(j)]; }
  const double* kept() const { return kept_.data(); }
  const std::vector<std::size_t>& outer_batches() const { return outer_batches_; }
  struct Block {
    std::size_t first, last;              // batches
    std::size_t outer_first, outer_last;  // outer groups
    std::size_t rows = 0;
    double log_det_residual = 0;
    std::vector<double> ww = {};  // sum of W'W, lower by rows
  };
  const std::vector<Block>& blocks() const { return blocks_; }
  Eigen::MatrixXd from_w(
      const std::vector<double>& lower) const;  // [X y] x [X y] out of a lower triangle over W

 private:
  void place_columns(const Frame& frame);
  void place_groups(const Frame& frame);
  RowColumns columns_of(const Frame& frame, const Scaling& scaling, const ResidualStructure& residual) const;

  int q_, r_, m_ = 0;
  std::vector<int> place_;   // of [X y] in W
  std::vector<int> source_;  // of W: fixed column j >= 0, own random column -1 - k, y = p
  std::vector<double> kept_;
  std::vector<std::size_t> begin_, end_;  // rows of each slot
  std::vector<std::size_t> slot_;         // of each ordered group
  Eigen::MatrixXd rr_;
  double log_det_residual_ = 0;
  std::vector<std::size_t> order_, outer_offsets_, outer_batches_;
  std::vector<Block> blocks_;
};

// Runs body(block) for every block on up to `threads` threads.
void for_each_block(std::size_t blocks, int threads, const std::function<void(std::size_t)>& body);

}  // namespace intersession::evidence
