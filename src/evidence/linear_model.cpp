#include "evidence/linear_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace intersession::evidence {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Below this many rows a second thread costs more than it brings (measured).
constexpr std::size_t least_rows_for_threads = 20000;

}  // namespace

LinearModel::LinearModel(const Frame& frame, bool reml, int threads, std::optional<Scaling> scaling)
    : frame_(&frame),
      reml_(reml),
      threads_(frame.rows() < least_rows_for_threads ? 1 : threads),
      scaling_(scaling ? std::move(*scaling) : scaling_of(frame)),
      products_(frame, scaling_, residual_, threads_) {
  if (nested()) outer_t_.resize(products_.outer_batches().size() * static_cast<std::size_t>(products_.m()));
}

int LinearModel::parameters() const {
  const int q = products_.q();
  return (frame_->correlated ? q * (q + 1) / 2 : q) + (nested() ? 1 : 0);
}

double LinearModel::freedom() const {
  return rows_seen() - (reml_ ? static_cast<double>(frame_->p()) : 0);
}

void LinearModel::set_residual(ResidualStructure residual) {
  residual_ = std::move(residual);
  products_.whiten(*frame_, scaling_, residual_, threads_);
  has_swept_ = false;
}

MatrixXd LinearModel::lambda(const VectorXd& theta) const {
  const int q = products_.q();
  MatrixXd l = MatrixXd::Zero(q, q);
  Index at = 0;
  for (int b = 0; b < q; ++b)
    for (int a = b; a < q; ++a)
      if (a == b or frame_->correlated) l(a, b) = theta[at++];
  return l;
}

VectorXd LinearModel::start() const {
  const int q = products_.q();
  VectorXd theta = VectorXd::Zero(parameters());
  Index at = 0;
  for (int b = 0; b < q; ++b)
    for (int a = b; a < q; ++a)
      if (a == b or frame_->correlated) {
        const bool intercept = frame_->random[static_cast<std::size_t>(b)].name == "(Intercept)";
        if (a == b) theta[at] = intercept ? 1 : 0.2;
        ++at;
      }
  if (nested()) theta[at] = 0.4;
  return theta;
}

double LinearModel::rows_seen() const {
  if (stride_ == 1) return static_cast<double>(frame_->rows());
  std::size_t rows = 0;
  for (std::size_t b = 0; b < blocks(); b += stride_) rows += products_.blocks()[b].rows;
  return static_cast<double>(rows);
}

void LinearModel::sweep(const VectorXd& theta) {
  if (has_swept_ and swept_ == theta) return;
  const auto q = static_cast<std::size_t>(products_.q()), m = static_cast<std::size_t>(products_.m());
  const MatrixXd l = lambda(theta);
  std::vector<double> lam(q * q);
  for (std::size_t a = 0; a < q; ++a)
    for (std::size_t b = 0; b < q; ++b) lam[a * q + b] = l(static_cast<Index>(a), static_cast<Index>(b));
  d_ = l * l.transpose(), tau_ = tau(theta);
  const auto lower = lower_size(m), pairs = lower_size(q);
  // hh, zvz, bb, vv, log_det, one of each block in one piece of memory
  const auto size = lower + pairs + lower * pairs + lower + 2;
  const std::size_t seen = (blocks() + stride_ - 1) / stride_;
  std::vector<double> parts(seen * size, 0.0);
  for_each_block(seen, threads_, [&](std::size_t i) {
    const auto& block = products_.blocks()[i * stride_];
    double* const hh = parts.data() + i * size;
    double *const zvz = hh + lower, *const bb = zvz + pairs, *const vv = bb + lower * pairs,
                  *const rest = vv + lower;
    std::vector<double> work(sweep_work(q, m) + lanes);
    client_kernels().sweep({products_.kept(), block.first, block.last, lam.data(), products_.q(),
                            products_.m(), nested() ? products_.outer_batches().data() : nullptr,
                            block.outer_first, block.outer_last, tau_, outer_t_.data(), hh, zvz, bb, vv, rest,
                            rest + 1, work.data()});
  });
  std::vector<double> total(size, 0.0), ww(lower, 0.0);
  double log_det_residual = 0;
  for (std::size_t i = 0; i < seen; ++i) {
    const auto& block = products_.blocks()[i * stride_];
    for (std::size_t k = 0; k < size; ++k) total[k] += parts[i * size + k];
    for (std::size_t k = 0; k < lower; ++k) ww[k] += block.ww[k];
    log_det_residual += block.log_det_residual;
  }
  auto cut = [at = total.begin()](std::size_t n) mutable {
    const auto from = at;
    at += static_cast<std::ptrdiff_t>(n);
    return std::vector<double>(from, at);
  };
  sums_.hh = cut(lower), sums_.zvz = cut(pairs), sums_.bb = cut(lower * pairs), sums_.vv = cut(lower);
  sums_.log_det = total[size - 2], sums_.one = total[size - 1];
  now_.log_det_residual = log_det_residual;
  for (std::size_t k = 0; k < lower; ++k) ww[k] -= sums_.hh[k];
  now_.a = products_.from_w(ww);
  swept_ = theta, has_swept_ = true;
}

void LinearModel::differentiate(const VectorXd& theta) {
  const int q = products_.q(), m = products_.m(), p = products_.r() - 1;
  VectorXd v = VectorXd::Zero(m);  // W v = y - X beta
  MatrixXd c = MatrixXd::Zero(m, m);
  v[products_.place(p)] = 1;
  for (int i = 0; i < p; ++i) {
    v[products_.place(i)] = -now_.beta[i];
    for (int j = 0; reml_ and j < p; ++j) c(products_.place(i), products_.place(j)) = now_.c(i, j);
  }
  // v' S v and tr(C S) of a symmetric S given by its lower triangle.
  const auto along = [&](const double* s) {
    double quadratic = 0, trace = 0;
    for (int i = 0; i < m; ++i)
      for (int j = 0; j <= i; ++j, ++s)
        quadratic += (i == j ? 1 : 2) * v[i] * v[j] * *s, trace += (i == j ? 1 : 2) * c(i, j) * *s;
    return std::pair(quadratic, trace);
  };
  const auto lower = lower_size(static_cast<std::size_t>(m));
  MatrixXd g(q, q), ss(q, q);
  std::size_t at = 0;
  for (int a = 0; a < q; ++a)
    for (int b = 0; b <= a; ++b, ++at) {
      auto [quadratic, trace] = along(sums_.bb.data() + at * lower);
      if (a != b) quadratic /= 2, trace /= 2;
      g(a, b) = g(b, a) = sums_.zvz[at] - quadratic / now_.sigma2 - trace;
      ss(a, b) = ss(b, a) = quadratic;
    }
  const MatrixXd l = lambda(theta), dg = 2 * g * l, ds = -2 * ss * l;
  now_.gradient.resize(parameters());
  now_.rss_gradient.resize(parameters());
  Index k = 0;
  for (int b = 0; b < q; ++b)
    for (int a = b; a < q; ++a)
      if (a == b or frame_->correlated) now_.gradient[k] = dg(a, b), now_.rss_gradient[k++] = ds(a, b);
  if (not nested()) return;
  const auto [quadratic, trace] = along(sums_.vv.data());
  now_.gradient[k] = 2 * tau_ * (sums_.one - quadratic / now_.sigma2 - trace);
  now_.rss_gradient[k] = -2 * tau_ * quadratic;
}

const Evaluation& LinearModel::evaluate(const VectorXd& theta, bool gradient, std::optional<double> sigma2) {
  const int p = products_.r() - 1;
  sweep(theta);
  const Eigen::LLT<MatrixXd> llt(now_.a.topLeftCorner(p, p));
  if (llt.info() != Eigen::Success or not std::isfinite(sums_.log_det)) {
    now_.criterion = std::numeric_limits<double>::infinity();
    now_.gradient = now_.rss_gradient = VectorXd::Zero(parameters());
    return now_;
  }
  now_.c = llt.solve(MatrixXd::Identity(p, p));
  now_.beta = llt.solve(now_.a.col(p).head(p));
  now_.rss = now_.a(p, p) - now_.a.col(p).head(p).dot(now_.beta);
  const double df = freedom();
  now_.sigma2 = sigma2.value_or(std::max(now_.rss, 1e-300) / df);
  const double log_x = 2 * llt.matrixLLT().diagonal().array().log().sum() + 2 * scaling_.log_x_scales;
  now_.criterion = 2 * sums_.log_det + now_.log_det_residual + (reml_ ? log_x : 0) +
                   df * std::log(2 * std::numbers::pi * now_.sigma2) + now_.rss / now_.sigma2 +
                   2 * df * std::log(scaling_.y_scale);
  if (gradient) differentiate(theta);
  return now_;
}

LinearModel::Part LinearModel::part(const VectorXd& theta) {
  sweep(theta);
  return {now_.a, sums_.log_det};
}

VectorXd LinearModel::part_gradient(const VectorXd& theta, const VectorXd& beta, const MatrixXd& c,
                                    double sigma2) {
  now_.beta = beta, now_.c = c, now_.sigma2 = sigma2;
  differentiate(theta);
  return now_.gradient;
}

MatrixXd LinearModel::own_inverse(std::size_t g) const {
  const MatrixXd zz = products_.zz(g);
  return (MatrixXd::Identity(zz.rows(), zz.rows()) + zz * d_).partialPivLu().inverse();
}

MatrixXd LinearModel::z_v_r(std::size_t g) const {
  const MatrixXd inverse = own_inverse(g);
  MatrixXd out = inverse * products_.zr(g);
  if (nested()) {
    const auto o = outer_of(g);
    out -= tau_ * tau_ * (inverse * products_.zz(g)).col(0) * outer_v_r(o).transpose();
  }
  return out;
}

MatrixXd LinearModel::z_v_z(std::size_t g) const {
  MatrixXd out = own_inverse(g) * products_.zz(g);
  if (nested()) {
    const VectorXd first = out.col(0);
    const double one = outer_t_[outer_of(g) * static_cast<std::size_t>(products_.m())];
    out -= tau_ * tau_ / (1 + tau_ * tau_ * one) * first * first.transpose();
  }
  return out;
}

std::size_t LinearModel::outer_of(std::size_t g) const {
  const auto& offsets = products_.outer_offsets();
  return static_cast<std::size_t>(std::upper_bound(offsets.begin(), offsets.end(), g) - offsets.begin()) - 1;
}

VectorXd LinearModel::outer_v_r(std::size_t o) const {
  const double* t = outer_t_.data() + o * static_cast<std::size_t>(products_.m());
  VectorXd out(products_.r());
  for (int j = 0; j < products_.r(); ++j) out[j] = t[products_.place(j)];
  return out / (1 + tau_ * tau_ * t[0]);
}

double LinearModel::outer_v_one(std::size_t o) const {
  const double one = outer_t_[o * static_cast<std::size_t>(products_.m())];
  return one / (1 + tau_ * tau_ * one);
}

}  // namespace intersession::evidence
