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

// One group: K = L'ZZ L + I, its log determinant, and what the elimination leaves of R'R, Z'R and Z'Z.
template <int Q, int R>
void eliminate_group(const double* zz, const double* zr, const double* lam, int q_run, int r_run,
                     double& determinant, double* hh, double* bt, double* zvz) {
  const int q = Q >= 0 ? Q : q_run, r = R >= 0 ? R : r_run;
  constexpr int wq = Q >= 0 ? Q : most_random, wr = R >= 0 ? R : most_columns;
  double s[wq * wq], sl[wq * wq], chol[wq * wq], h[wq * wr];
  for (int a = 0, at = 0; a < q; ++a)
    for (int b = 0; b <= a; ++b, ++at) s[a * q + b] = s[b * q + a] = zz[at];
  for (int a = 0; a < q; ++a)
    for (int b = 0; b < q; ++b) {
      double sum = 0;
      for (int c = b; c < q; ++c) sum += s[a * q + c] * lam[c * q + b];
      sl[a * q + b] = sum;
    }
  for (int a = 0; a < q; ++a)
    for (int b = 0; b <= a; ++b) {
      double sum = a == b ? 1 : 0;
      for (int c = a; c < q; ++c) sum += lam[c * q + a] * sl[c * q + b];
      for (int c = 0; c < b; ++c) sum -= chol[a * q + c] * chol[b * q + c];
      chol[a * q + b] = a == b ? std::sqrt(sum) : sum / chol[b * q + b];
    }
  for (int a = 0; a < q; ++a) determinant *= chol[a * q + a];
  for (int a = 0; a < q; ++a)
    for (int j = 0; j < r; ++j) {
      double sum = 0;
      for (int c = a; c < q; ++c) sum += lam[c * q + a] * zr[c * r + j];
      for (int c = 0; c < a; ++c) sum -= chol[a * q + c] * h[c * r + j];
      h[a * r + j] = sum / chol[a * q + a];
    }
  for (int i = 0, at = 0; i < r; ++i)
    for (int j = 0; j <= i; ++j, ++at) {
      double sum = 0;
      for (int a = 0; a < q; ++a) sum += h[a * r + i] * h[a * r + j];
      hh[at] += sum;
    }
  for (int a = 0; a < q; ++a)  // E = (ZZ L) chol^-T, in place of sl
    for (int b = 0; b < q; ++b) {
      double sum = sl[a * q + b];
      for (int c = 0; c < b; ++c) sum -= sl[a * q + c] * chol[b * q + c];
      sl[a * q + b] = sum / chol[b * q + b];
    }
  for (int a = 0; a < q; ++a)
    for (int j = 0; j < r; ++j) {
      double sum = zr[a * r + j];
      for (int c = 0; c < q; ++c) sum -= sl[a * q + c] * h[c * r + j];
      bt[a * r + j] = sum;
    }
  for (int a = 0, at = 0; a < q; ++a)
    for (int b = 0; b <= a; ++b, ++at) {
      double sum = zz[at];
      for (int c = 0; c < q; ++c) sum -= sl[a * q + c] * sl[b * q + c];
      zvz[at] = sum;
    }
}

// Adds G = Z'V^-1Z - s s'/sigma^2 - B C B' of one group to g (lower), and s s' to ss.
template <int Q, int R>
void score_group(const double* bt, const double* zvz, const double* outer_t, double coupling,
                 const double* beta, const double* c, double inverse_sigma2, bool reml, int q_run, int r_run,
                 double* g, double* ss) {
  const int q = Q >= 0 ? Q : q_run, r = R >= 0 ? R : r_run, p = r - 1;
  constexpr int wq = Q >= 0 ? Q : most_random, wr = R >= 0 ? R : most_columns;
  double b[wq * wr], s[wq], v[wr], first[wq];
  if (outer_t != nullptr) {
    for (int a = 0; a < q; ++a) first[a] = zvz[a * (a + 1) / 2] * coupling;  // column of the intercept
    for (int a = 0; a < q; ++a)
      for (int j = 0; j < r; ++j) b[a * r + j] = bt[a * r + j] - first[a] * outer_t[j];
  } else {
    for (int k = 0; k < q * r; ++k) b[k] = bt[k];
  }
  for (int a = 0; a < q; ++a) {
    s[a] = b[a * r + p];
    for (int j = 0; j < p; ++j) s[a] -= b[a * r + j] * beta[j];
  }
  for (int a = 0; a < q; ++a) {
    if (reml)
      for (int j = 0; j < p; ++j) {
        v[j] = 0;
        for (int k = 0; k < p; ++k) v[j] += c[j * p + k] * b[a * r + k];
      }
    for (int d = 0; d <= a; ++d) {
      const int at = a * (a + 1) / 2 + d;
      double sum = zvz[at] - s[a] * s[d] * inverse_sigma2;
      if (outer_t != nullptr) sum -= first[a] * zvz[d * (d + 1) / 2];
      if (reml)
        for (int j = 0; j < p; ++j) sum -= v[j] * b[d * r + j];
      g[at] += sum;
      ss[at] += s[a] * s[d];
    }
  }
}

using Eliminate = void (*)(const double*, const double*, const double*, int, int, double&, double*, double*,
                           double*);
using Score = void (*)(const double*, const double*, const double*, double, const double*, const double*,
                       double, bool, int, int, double*, double*);

struct Kernels {
  Eliminate eliminate;
  Score score;
};

template <int Q, int R>
constexpr Kernels kernels{eliminate_group<Q, R>, score_group<Q, R>};

Kernels chosen(int q, int r) {
  if (q == 1 and r == 5) return kernels<1, 5>;
  if (q == 2 and r == 5) return kernels<2, 5>;
  if (q == 2 and r == 7) return kernels<2, 7>;
  if (q == 3 and r == 5) return kernels<3, 5>;
  return kernels<-1, -1>;
}

// Below this many rows a second thread costs more than it brings (measured).
constexpr std::size_t least_rows_for_threads = 20000;

}  // namespace

LinearModel::LinearModel(const Frame& frame, bool reml, int threads, std::optional<Scaling> scaling)
    : frame_(&frame),
      reml_(reml),
      threads_(frame.rows() < least_rows_for_threads ? 1 : threads),
      scaling_(scaling ? std::move(*scaling) : scaling_of(frame)),
      products_(frame, scaling_, residual_, threads_) {
  const auto q = static_cast<std::size_t>(products_.q()), r = static_cast<std::size_t>(products_.r());
  bt_.resize(products_.groups() * q * r);
  zvz_.resize(products_.groups() * q * (q + 1) / 2);
  const auto& outer = products_.outer_offsets();
  for (std::size_t o = 0; o + 1 < outer.size(); ++o) outer_of_.resize(outer[o + 1], o);
  if (nested()) outer_t_.resize((outer.size() - 1) * r), outer_one_.resize(outer.size() - 1);
}

int LinearModel::parameters() const {
  const int q = products_.q();
  return (frame_->correlated ? q * (q + 1) / 2 : q) + (nested() ? 1 : 0);
}

double LinearModel::freedom() const {
  return static_cast<double>(frame_->rows()) - (reml_ ? static_cast<double>(frame_->p()) : 0);
}

void LinearModel::set_residual(ResidualStructure residual) {
  residual_ = std::move(residual);
  products_ = CrossProducts(*frame_, scaling_, residual_, threads_);
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

void LinearModel::eliminate(const double* lam, double tau) {
  const int q = products_.q(), r = products_.r();
  const auto lower = static_cast<std::size_t>(r * (r + 1) / 2);
  const auto& blocks = products_.blocks();
  const auto& outer = products_.outer_offsets();
  const auto zvz_size = static_cast<std::size_t>(q * (q + 1) / 2), bt_size = static_cast<std::size_t>(q * r);
  const auto kernel = chosen(q, r).eliminate;
  std::vector<std::vector<double>> sums(blocks.size() - 1, std::vector<double>(lower, 0.0));
  std::vector<double> logs(blocks.size() - 1, 0.0);
  for_each_block(blocks.size() - 1, threads_, [&](std::size_t block) {
    double determinant = 1, log_det = 0;
    double* const hh = sums[block].data();
    for (std::size_t g = blocks[block]; g < blocks[block + 1]; ++g) {
      kernel(products_.zz(g), products_.zr(g), lam, q, r, determinant, hh, bt_.data() + g * bt_size,
             zvz_.data() + g * zvz_size);
      if (not(determinant < 1e100)) log_det += std::log(determinant), determinant = 1;
    }
    log_det += std::log(determinant);
    if (nested()) {
      std::size_t o = outer_of_[blocks[block]];
      for (; o + 1 < outer.size() and outer[o] < blocks[block + 1]; ++o) {
        double* const t = outer_t_.data() + o * static_cast<std::size_t>(r);
        std::fill(t, t + r, 0.0);
        double one = 0;
        for (std::size_t g = outer[o]; g < outer[o + 1]; ++g) {
          one += zvz_.data()[g * zvz_size];
          for (int j = 0; j < r; ++j) t[j] += bt_.data()[g * bt_size + static_cast<std::size_t>(j)];
        }
        outer_one_[o] = one;
        const double k = 1 + tau * tau * one, c = tau * tau / k;
        log_det += 0.5 * std::log(k);
        for (int i = 0, at = 0; i < r; ++i)
          for (int j = 0; j <= i; ++j, ++at) hh[at] += c * t[i] * t[j];
      }
    }
    logs[block] = log_det;
  });
  log_det_ = 0;
  std::vector<double> total(lower, 0.0);
  for (std::size_t block = 0; block + 1 < blocks.size(); ++block) {
    log_det_ += logs[block];
    for (std::size_t k = 0; k < lower; ++k) total[k] += sums[block][k];
  }
  now_.a = products_.rr();
  std::size_t at = 0;
  for (int i = 0; i < r; ++i)
    for (int j = 0; j <= i; ++j, ++at) {
      now_.a(i, j) -= total[at];
      if (i != j) now_.a(j, i) = now_.a(i, j);
    }
}

void LinearModel::differentiate(const VectorXd& theta, const double* lam, double tau) {
  const int q = products_.q(), r = products_.r(), p = r - 1;
  const auto zvz_size = static_cast<std::size_t>(q * (q + 1) / 2), bt_size = static_cast<std::size_t>(q * r);
  const auto& blocks = products_.blocks();
  const auto& outer = products_.outer_offsets();
  const auto kernel = chosen(q, r).score;
  const double inverse = 1 / now_.sigma2;
  struct Sums {
    std::vector<double> g, ss;
    double h = 0, outer_ss = 0;
  };
  std::vector<Sums> sums(blocks.size() - 1,
                         Sums{std::vector<double>(zvz_size, 0.0), std::vector<double>(zvz_size, 0.0)});
  for_each_block(blocks.size() - 1, threads_, [&](std::size_t block) {
    auto& mine = sums[block];
    for (std::size_t g = blocks[block]; g < blocks[block + 1]; ++g) {
      const double* t = nested() ? outer_t_.data() + outer_of_[g] * static_cast<std::size_t>(r) : nullptr;
      const double coupling = nested() ? tau * tau / (1 + tau * tau * outer_one_[outer_of_[g]]) : 0;
      kernel(bt_.data() + g * bt_size, zvz_.data() + g * zvz_size, t, coupling, now_.beta.data(),
             now_.c.data(), inverse, reml_, q, r, mine.g.data(), mine.ss.data());
    }
    if (not nested()) return;
    for (std::size_t o = outer_of_[blocks[block]]; o + 1 < outer.size() and outer[o] < blocks[block + 1];
         ++o) {
      const VectorXd v = outer_v_r(o);
      const double s = v[p] - v.head(p).dot(now_.beta);
      mine.outer_ss += s * s;
      mine.h += outer_v_one(o) - s * s * inverse - (reml_ ? v.head(p).dot(now_.c * v.head(p)) : 0);
    }
  });
  MatrixXd g = MatrixXd::Zero(q, q), ss = MatrixXd::Zero(q, q);
  double h = 0, outer_ss = 0;
  for (const auto& s : sums) {
    for (int a = 0, at = 0; a < q; ++a)
      for (int b = 0; b <= a; ++b, ++at)
        g(a, b) += s.g[static_cast<std::size_t>(at)], ss(a, b) += s.ss[static_cast<std::size_t>(at)];
    h += s.h, outer_ss += s.outer_ss;
  }
  MatrixXd l(q, q);
  for (int a = 0; a < q; ++a)
    for (int b = 0; b < q; ++b) l(a, b) = lam[a * q + b];
  const MatrixXd dg = 2 * g.selfadjointView<Eigen::Lower>() * l,
                 ds = -2 * ss.selfadjointView<Eigen::Lower>() * l;
  now_.gradient.resize(parameters());
  now_.rss_gradient.resize(parameters());
  Index at = 0;
  for (int b = 0; b < q; ++b)
    for (int a = b; a < q; ++a)
      if (a == b or frame_->correlated) now_.gradient[at] = dg(a, b), now_.rss_gradient[at++] = ds(a, b);
  if (nested()) now_.gradient[at] = 2 * theta[at] * h, now_.rss_gradient[at] = -2 * theta[at] * outer_ss;
}

const Evaluation& LinearModel::evaluate(const VectorXd& theta, bool gradient, std::optional<double> sigma2) {
  const int p = products_.r() - 1;
  const auto lam = packed_lambda(theta);
  tau_ = tau(theta);
  eliminate(lam.data(), tau_);
  const Eigen::LLT<MatrixXd> llt(now_.a.topLeftCorner(p, p));
  if (llt.info() != Eigen::Success or not std::isfinite(log_det_)) {
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
  now_.criterion = 2 * log_det_ + products_.log_det_residual() + (reml_ ? log_x : 0) +
                   df * std::log(2 * std::numbers::pi * now_.sigma2) + now_.rss / now_.sigma2 +
                   2 * df * std::log(scaling_.y_scale);
  if (gradient) differentiate(theta, lam.data(), tau_);
  return now_;
}

std::vector<double> LinearModel::packed_lambda(const VectorXd& theta) const {
  const int q = products_.q();
  const MatrixXd l = lambda(theta);
  std::vector<double> lam;
  for (int a = 0; a < q; ++a)
    for (int b = 0; b < q; ++b) lam.push_back(l(a, b));
  return lam;
}

LinearModel::Part LinearModel::part(const VectorXd& theta) {
  tau_ = tau(theta);
  eliminate(packed_lambda(theta).data(), tau_);
  return {now_.a, log_det_};
}

VectorXd LinearModel::part_gradient(const VectorXd& theta, const VectorXd& beta, const MatrixXd& c, double sigma2) {
  now_.beta = beta, now_.c = c, now_.sigma2 = sigma2;
  differentiate(theta, packed_lambda(theta).data(), tau(theta));
  return now_.gradient;
}

MatrixXd LinearModel::z_v_r(std::size_t g) const {
  const int q = products_.q(), r = products_.r();
  MatrixXd m(q, r);
  for (int a = 0; a < q; ++a)
    for (int j = 0; j < r; ++j)
      m(a, j) =
          bt_[(g * static_cast<std::size_t>(q) + static_cast<std::size_t>(a)) * static_cast<std::size_t>(r) +
              static_cast<std::size_t>(j)];
  if (nested()) {
    const std::size_t o = outer_of_[g];
    const double c = tau_ * tau_ / (1 + tau_ * tau_ * outer_one_[o]);
    const auto size = static_cast<std::size_t>(q * (q + 1) / 2);
    for (int a = 0; a < q; ++a)
      for (int j = 0; j < r; ++j)
        m(a, j) -= c * zvz_[g * size + static_cast<std::size_t>(a * (a + 1) / 2)] *
                   outer_t_[o * static_cast<std::size_t>(r) + static_cast<std::size_t>(j)];
  }
  return m;
}

MatrixXd LinearModel::z_v_z(std::size_t g) const {
  const int q = products_.q();
  const auto size = static_cast<std::size_t>(q * (q + 1) / 2);
  MatrixXd m(q, q);
  for (int a = 0, at = 0; a < q; ++a)
    for (int b = 0; b <= a; ++b, ++at) m(a, b) = m(b, a) = zvz_[g * size + static_cast<std::size_t>(at)];
  if (nested()) {
    const double c = tau_ * tau_ / (1 + tau_ * tau_ * outer_one_[outer_of_[g]]);
    const VectorXd first = m.col(0);
    m -= c * first * first.transpose();
  }
  return m;
}

VectorXd LinearModel::outer_v_r(std::size_t o) const {
  const int r = products_.r();
  const double k = 1 + tau_ * tau_ * outer_one_[o];
  return Eigen::Map<const VectorXd>(outer_t_.data() + o * static_cast<std::size_t>(r), r) / k;
}

double LinearModel::outer_v_one(std::size_t o) const {
  return outer_one_[o] / (1 + tau_ * tau_ * outer_one_[o]);
}

}  // namespace intersession::evidence
