#include "evidence/logistic_model.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "evidence/symmetric_eigen.hpp"

namespace intersession::evidence {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t groups_per_block = 64;

// Cholesky factor of a q x q matrix in place, by rows; returns the log determinant of the matrix.
template <int Q>
double factor(double* l, int q_run) {
  const int q = Q > 0 ? Q : q_run;
  double det = 1;
  for (int a = 0; a < q; ++a)
    for (int b = 0; b <= a; ++b) {
      double sum = l[a * q + b];
      for (int c = 0; c < b; ++c) sum -= l[a * q + c] * l[b * q + c];
      l[a * q + b] = a == b ? std::sqrt(sum) : sum / l[b * q + b];
      if (a == b) det *= l[a * q + a];
    }
  return 2 * std::log(det);
}

template <int Q>
void solve_by(const double* l, int q_run, double* v) {
  const int q = Q > 0 ? Q : q_run;
  for (int a = 0; a < q; ++a) {
    for (int c = 0; c < a; ++c) v[a] -= l[a * q + c] * v[c];
    v[a] /= l[a * q + a];
  }
  for (int a = q - 1; a >= 0; --a) {
    for (int c = a + 1; c < q; ++c) v[a] -= l[c * q + a] * v[c];
    v[a] /= l[a * q + a];
  }
}

}  // namespace

// One independent block: the groups [first, last) and, when nested, their outer group.
struct LogisticModel::Block {
  std::size_t first, last, outer;
  std::vector<double> h, log_dets;        // Cholesky factor of H_g (q x q) and its log determinant
  std::vector<double> v;                  // H_g^-1 a_g, the border, q per group
  double schur = 1, log_det = 0;          // of the outer intercept; of the whole block
  std::vector<double> step, c, leverage;  // work space
};

LogisticModel::LogisticModel(const Frame& frame)
    : frame_(&frame),
      scaling_(scaling_of(frame)),
      p_(static_cast<int>(frame.p())),
      q_(static_cast<int>(frame.q())),
      lambdas_(frame.correlated ? q_ * (q_ + 1) / 2 : q_),
      nested_(not frame.outer.empty()) {
  order_.resize(frame.groups());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  if (nested_)
    std::stable_sort(order_.begin(), order_.end(),
                     [&](auto a, auto b) { return frame.outer[a] < frame.outer[b]; });
  for (std::size_t g = 0; g < order_.size(); ++g) {
    start_.push_back(y_.size());
    if (nested_ ? g == 0 or frame.outer[order_[g]] != frame.outer[order_[g - 1]] : g % groups_per_block == 0)
      blocks_.push_back(g);
    outer_of_.push_back(blocks_.size() - 1);
    for (std::size_t r = frame.offsets[order_[g]]; r < frame.offsets[order_[g] + 1]; ++r) {
      y_.push_back(frame.y[r]);
      for (std::size_t k = 0; k < frame.p(); ++k)
        x_.push_back((frame.fixed[k].values[r] - scaling_.x_mean[k]) / scaling_.x_scale[k]);
      for (std::size_t k = 0; k < frame.q(); ++k)
        z_.push_back(frame.random_values(k)[r] / scaling_.z_scale[k]);
    }
  }
  start_.push_back(y_.size());
  blocks_.push_back(order_.size());
  u_.assign(order_.size() * static_cast<std::size_t>(q_), 0.0);
  outer_u_.assign(blocks_.size(), 0.0);
  for (auto* v : {&offset_, &eta_, &mu_, &weight_, &one_plus_}) v->resize(y_.size());
}

MatrixXd LogisticModel::lambda(const VectorXd& parameters) const {
  MatrixXd l = MatrixXd::Zero(q_, q_);
  Index at = 0;
  for (int b = 0; b < q_; ++b)
    for (int a = b; a < q_; ++a)
      if (a == b or frame_->correlated) l(a, b) = parameters[at++];
  return l;
}

void LogisticModel::prepare(const VectorXd& parameters) {
  const MatrixXd l = lambda(parameters);
  lam_.assign(static_cast<std::size_t>(q_ * q_), 0.0);
  for (int a = 0; a < q_; ++a)
    for (int b = 0; b < q_; ++b) lam_[static_cast<std::size_t>(a * q_ + b)] = l(a, b);
  tau_ = nested_ ? parameters[lambdas_] : 0;
  const double* beta = parameters.data() + lambdas_ + (nested_ ? 1 : 0);
  const double* x = x_.data();
  double* out = offset_.data();
  for (std::size_t r = 0; r < y_.size(); ++r, x += p_) {
    double sum = 0;
    for (int k = 0; k < p_; ++k) sum += x[k] * beta[k];
    out[r] = sum;
  }
}

// Linear predictor, probability and weight of every row of a block at its present modes.
template <int Q>
void LogisticModel::rates(const Block& block) {
  const int q = Q > 0 ? Q : q_;
  const double* const lam = lam_.data();
  const double outer = nested_ ? tau_ * outer_u_[block.outer] : 0;
  double* const eta = eta_.data();
  const double *const offset = offset_.data(), *const z = z_.data();
  for (std::size_t g = block.first; g < block.last; ++g) {
    const double* u = u_.data() + g * static_cast<std::size_t>(q);
    double b[most_random];
    for (int a = 0; a < q; ++a) {
      b[a] = 0;
      for (int c = 0; c <= a; ++c) b[a] += lam[a * q + c] * u[c];
    }
    const std::size_t end = start_.data()[g + 1];
    for (std::size_t r = start_.data()[g]; r < end; ++r) {
      double sum = offset[r] + outer;
      for (int a = 0; a < q; ++a)
        sum += z[r * static_cast<std::size_t>(q) + static_cast<std::size_t>(a)] * b[a];
      eta[r] = sum;
    }
  }
  const std::size_t begin = start_[block.first], n = start_[block.last] - begin;
  client_kernels().logistic(eta + begin, mu_.data() + begin, weight_.data() + begin, one_plus_.data() + begin,
                            n);
}

// Penalised -2 log likelihood of one group after rates(), without the outer group's own penalty.
double LogisticModel::value_of(std::size_t g) const {
  double value = 0, product = 1;
  const double* u = u_.data() + g * static_cast<std::size_t>(q_);
  for (int a = 0; a < q_; ++a) value += u[a] * u[a];
  const double *const eta = eta_.data(), *const y = y_.data(), *const one_plus = one_plus_.data();
  for (std::size_t r = start_.data()[g]; r < start_.data()[g + 1]; ++r) {
    // -2 log of p^y (1 - p)^(1 - y)
    if ((y[r] > 0.5) != (eta[r] > 0)) value += 2 * std::abs(eta[r]);
    product *= one_plus[r];
    if (product > 1e290) value += 2 * std::log(product), product = 1;
  }
  return value + 2 * std::log(product);
}

// Newton's method for the modes; leaves rates, factors and log determinants of the last modes.
template <int Q>
void LogisticModel::solve(Block& block) {
  const int q = Q > 0 ? Q : q_;
  const auto uq = static_cast<std::size_t>(q);
  const auto groups = block.last - block.first;
  block.h.resize(groups * uq * uq), block.log_dets.resize(groups);
  block.v.assign(groups * uq, 0.0), block.step.resize(groups * uq);
  const double *const lam = lam_.data(), *const z_all = z_.data(), *const y = y_.data(),
                      *const mu = mu_.data(), *const weight = weight_.data();
  for (int iteration = 0; iteration < 60; ++iteration) {
    double g_outer = nested_ ? -outer_u_[block.outer] : 0, h_outer = 1;
    rates<Q>(block);
    for (std::size_t i = 0; i < groups; ++i) {
      const std::size_t g = block.first + i;
      double* u = u_.data() + g * uq;
      double* d = block.step.data() + i * uq;
      double* border = block.v.data() + i * uq;
      double* h = block.h.data() + i * uq * uq;
      double zr[most_random] = {}, zwz[most_random * most_random] = {}, zw[most_random] = {}, sum_r = 0,
             sum_w = 0;
      const std::size_t end = start_.data()[g + 1];
      for (std::size_t r = start_.data()[g]; r < end; ++r) {
        const double* z = z_all + r * uq;
        const double residual = y[r] - mu[r], w = weight[r];
        sum_r += residual, sum_w += w;
        for (int a = 0; a < q; ++a) {
          zr[a] += z[a] * residual;
          zw[a] += z[a] * w;
          for (int c = 0; c <= a; ++c) zwz[a * q + c] += z[a] * z[c] * w;
        }
      }
      for (int a = 0; a < q; ++a)
        for (int c = a + 1; c < q; ++c) zwz[a * q + c] = zwz[c * q + a];
      for (int a = 0; a < q; ++a) {
        d[a] = -u[a], border[a] = 0;
        for (int c = a; c < q; ++c)
          d[a] += lam[c * q + a] * zr[c], border[a] += lam[c * q + a] * zw[c] * tau_;
        for (int b2 = 0; b2 <= a; ++b2) {
          double sum = a == b2 ? 1 : 0;
          for (int c = a; c < q; ++c)
            for (int e = b2; e < q; ++e) sum += lam[c * q + a] * zwz[c * q + e] * lam[e * q + b2];
          h[a * q + b2] = sum;
        }
      }
      block.log_dets.data()[i] = factor<Q>(h, q);
      g_outer += tau_ * sum_r, h_outer += tau_ * tau_ * sum_w;
      double keep[most_random];
      std::copy(border, border + q, keep);
      solve_by<Q>(h, q, border), solve_by<Q>(h, q, d);
      for (int a = 0; a < q; ++a) g_outer -= nested_ ? keep[a] * d[a] : 0, h_outer -= keep[a] * border[a];
    }
    block.schur = nested_ ? h_outer : 1;
    block.log_det = nested_ ? std::log(h_outer) : 0;
    for (const double log_det : block.log_dets) block.log_det += log_det;
    const double d_outer = nested_ ? g_outer / h_outer : 0;
    double largest = std::abs(d_outer);
    for (std::size_t i = 0; i < groups * uq; ++i) {
      double& d = block.step.data()[i];
      d -= block.v.data()[i] * d_outer;
      largest = std::max(largest, std::abs(d));
    }
    if (largest < 1e-9) return;
    // Concave; a bound on the step, and half steps when it takes long, keep Newton safe.
    const double damping = (largest > 4 ? 4 / largest : 1) * (iteration > 20 ? 0.5 : 1);
    for (std::size_t i = 0; i < groups * uq; ++i)
      u_.data()[block.first * uq + i] += damping * block.step.data()[i];
    if (nested_) outer_u_[block.outer] += damping * d_outer;
  }
}

template <int Q>
void LogisticModel::derive(Block& block, VectorXd& gradient) const {
  const int q = Q > 0 ? Q : q_;
  const auto uq = static_cast<std::size_t>(q), up = static_cast<std::size_t>(p_);
  const auto groups = block.last - block.first;
  const double* lam = lam_.data();
  const int first_beta = lambdas_ + (nested_ ? 1 : 0);
  const std::size_t begin = start_[block.first];
  block.c.assign(groups * uq, 0.0);
  block.leverage.resize(start_[block.last] - begin);
  double c_outer = 0;
  const auto projected = [&](std::size_t r, double* l) {  // l = L'z
    const double* z = z_.data() + r * uq;
    for (int a = 0; a < q; ++a) {
      l[a] = 0;
      for (int k = a; k < q; ++k) l[a] += lam[k * q + a] * z[k];
    }
  };
  for (std::size_t i = 0; i < groups; ++i) {
    const double* v = block.v.data() + i * uq;
    double* c = block.c.data() + i * uq;
    for (std::size_t r = start_.data()[block.first + i]; r < start_.data()[block.first + i + 1]; ++r) {
      double l[most_random], hl[most_random];
      projected(r, l);
      std::copy(l, l + q, hl);
      solve_by<Q>(block.h.data() + i * uq * uq, q, hl);
      double own = 0, along = -tau_;
      for (int a = 0; a < q; ++a) own += l[a] * hl[a], along += l[a] * v[a];
      if (nested_) own += along * along / block.schur;
      const double e = weight_.data()[r] * (1 - 2 * mu_.data()[r]) * own;
      block.leverage.data()[r - begin] = e;
      for (int a = 0; a < q; ++a) c[a] += l[a] * e;
      c_outer += tau_ * e;
    }
  }
  // v = H^-1 c by the arrow.
  double rest = c_outer;
  for (std::size_t at = 0; at < groups * uq; ++at) rest -= block.v.data()[at] * block.c.data()[at];
  const double v_outer = nested_ ? rest / block.schur : 0;
  const double u_outer = nested_ ? outer_u_[block.outer] : 0;
  double* const by_beta = gradient.data() + first_beta;
  for (std::size_t i = 0; i < groups; ++i) {
    const double* border = block.v.data() + i * uq;
    const double* u = u_.data() + (block.first + i) * uq;
    double* v = block.c.data() + i * uq;
    solve_by<Q>(block.h.data() + i * uq * uq, q, v);
    for (int a = 0; a < q; ++a) v[a] -= border[a] * v_outer;
    for (std::size_t r = start_.data()[block.first + i]; r < start_.data()[block.first + i + 1]; ++r) {
      const double* z = z_.data() + r * uq;
      const double w = weight_.data()[r], residual = y_.data()[r] - mu_.data()[r];
      double l[most_random], hl[most_random];
      projected(r, l);
      std::copy(l, l + q, hl);
      solve_by<Q>(block.h.data() + i * uq * uq, q, hl);
      double lv = tau_ * v_outer, along = -tau_;
      for (int a = 0; a < q; ++a) lv += l[a] * v[a], along += l[a] * border[a];
      if (nested_)
        for (int a = 0; a < q; ++a) hl[a] += border[a] * along / block.schur;
      const double d = block.leverage.data()[r - begin] - w * lv;
      const double* x = x_.data() + r * up;
      for (int k = 0; k < p_; ++k) by_beta[k] += x[k] * (d - 2 * residual);
      Index at = 0;
      for (int b = 0; b < q; ++b)
        for (int a = b; a < q; ++a)
          if (a == b or frame_->correlated)
            gradient.data()[at++] += z[a] * (d * u[b] + residual * (v[b] - 2 * u[b]) + 2 * w * hl[b]);
      if (nested_)
        gradient.data()[lambdas_] +=
            d * u_outer + residual * (v_outer - 2 * u_outer) - 2 * w * along / block.schur;
    }
  }
}

template <int Q>
double LogisticModel::laplace_by(VectorXd& gradient) {
  double total = 0;
  Block block{};
  for (std::size_t b = 0; b + 1 < blocks_.size(); b += stride_) {
    block.first = blocks_[b], block.last = blocks_[b + 1], block.outer = b;
    solve<Q>(block);
    total += block.log_det + (nested_ ? outer_u_[b] * outer_u_[b] : 0);
    for (std::size_t g = block.first; g < block.last; ++g) total += value_of(g);
    derive<Q>(block, gradient);
  }
  return total;
}

double LogisticModel::laplace(const VectorXd& parameters, VectorXd& gradient) {
  prepare(parameters);
  gradient = VectorXd::Zero(this->parameters());
  return q_ == 1 ? laplace_by<1>(gradient) : q_ == 2 ? laplace_by<2>(gradient) : laplace_by<-1>(gradient);
}

double LogisticModel::quadrature(const VectorXd& parameters, int points) {
  // Gauss-Hermite nodes and weights from the Jacobi matrix (Golub & Welsch 1969).
  MatrixXd jacobi = MatrixXd::Zero(points, points);
  for (int k = 1; k < points; ++k) jacobi(k, k - 1) = jacobi(k - 1, k) = std::sqrt(k / 2.0);
  const auto eigen = symmetric_eigen(jacobi);
  prepare(parameters);
  double total = 0;
  Block block{};
  std::vector<double> modes, logs;
  for (std::size_t b = 0; b + 1 < blocks_.size(); ++b) {
    block.first = blocks_[b], block.last = blocks_[b + 1], block.outer = b;
    solve<1>(block);
    const auto groups = block.last - block.first;
    const auto spread = [&](std::size_t i) { return std::sqrt(2.0) * std::exp(-0.5 * block.log_dets[i]); };
    modes.assign(u_.begin() + static_cast<std::ptrdiff_t>(block.first),
                 u_.begin() + static_cast<std::ptrdiff_t>(block.last));
    logs.assign(groups * static_cast<std::size_t>(points), 0.0);
    for (int k = 0; k < points; ++k) {
      const double node = eigen.values[k], first = eigen.vectors(0, k);
      for (std::size_t i = 0; i < groups; ++i) u_[block.first + i] = modes[i] + spread(i) * node;
      rates<1>(block);
      for (std::size_t i = 0; i < groups; ++i)
        logs[i * static_cast<std::size_t>(points) + static_cast<std::size_t>(k)] =
            std::log(std::sqrt(std::numbers::pi) * first * first) + node * node -
            0.5 * value_of(block.first + i);
    }
    for (std::size_t i = 0; i < groups; ++i) {
      u_[block.first + i] = modes[i];
      const auto* own = logs.data() + i * static_cast<std::size_t>(points);
      const double largest = *std::max_element(own, own + points);
      double sum = 0;
      for (int k = 0; k < points; ++k) sum += std::exp(own[k] - largest);
      total -= 2 * (largest + std::log(sum) + std::log(spread(i)) - 0.5 * std::log(2 * std::numbers::pi));
    }
  }
  return total;
}

VectorXd LogisticModel::fixed_only() const {
  VectorXd beta = VectorXd::Zero(p_);
  for (int iteration = 0; iteration < 30; ++iteration) {
    MatrixXd xwx = MatrixXd::Zero(p_, p_);
    VectorXd score = VectorXd::Zero(p_);
    for (std::size_t r = 0; r < y_.size(); ++r) {
      const Eigen::Map<const VectorXd> x(x_.data() + r * static_cast<std::size_t>(p_), p_);
      const double mu = 1 / (1 + std::exp(-x.dot(beta)));
      score += x * (y_[r] - mu);
      xwx.selfadjointView<Eigen::Lower>().rankUpdate(x, std::max(1e-10, mu * (1 - mu)));
    }
    VectorXd step = xwx.selfadjointView<Eigen::Lower>().ldlt().solve(score);
    const double largest = step.cwiseAbs().maxCoeff();
    if (largest > 3) step *= 3 / largest;
    beta += step;
    if (largest < 1e-8 or beta.cwiseAbs().maxCoeff() > 30) break;
  }
  return beta;
}

}  // namespace intersession::evidence
