#include "evidence/panel_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

#include "evidence/distributions.hpp"
#include "evidence/minimise.hpp"

namespace intersession::evidence {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index structural = 13;
const char* const names[] = {"axx",  "axy",  "ayx",  "ayy", "RIxx", "RIxy", "RIyy",
                             "W1xx", "W1xy", "W1yy", "Ixx", "Ixy",  "Iyy"};

// Clients who miss the same waves: count, mean and scatter of what they have.
struct Pattern {
  std::vector<Index> seen;
  double n = 0;
  VectorXd mean;
  MatrixXd factor;  // times its transpose: the scatter divided by n; no more columns than clients
};

std::vector<Pattern> patterns_of(const MatrixXd& data) {
  std::map<std::vector<Index>, std::vector<Index>> rows;
  for (Index i = 0; i < data.rows(); ++i) {
    std::vector<Index> seen;
    for (Index k = 0; k < data.cols(); ++k)
      if (not std::isnan(data(i, k))) seen.push_back(k);
    if (not seen.empty()) rows[seen].push_back(i);
  }
  std::vector<Pattern> out;
  for (const auto& [seen, who] : rows) {
    Pattern p{seen, static_cast<double>(who.size()), VectorXd::Zero(static_cast<Index>(seen.size())), {}};
    MatrixXd values(static_cast<Index>(who.size()), static_cast<Index>(seen.size()));
    for (std::size_t i = 0; i < who.size(); ++i)
      for (std::size_t k = 0; k < seen.size(); ++k)
        values(static_cast<Index>(i), static_cast<Index>(k)) = data(who[i], seen[k]);
    p.mean = values.colwise().mean().transpose();
    values.rowwise() -= p.mean.transpose();
    if (values.rows() > values.cols())
      values = Eigen::HouseholderQR<MatrixXd>(values)
                   .matrixQR()
                   .topRows(values.cols())
                   .triangularView<Eigen::Upper>()
                   .toDenseMatrix();
    p.factor = values.transpose() / std::sqrt(p.n);
    out.push_back(std::move(p));
  }
  return out;
}

MatrixXd picked(const MatrixXd& full, const std::vector<Index>& seen) {
  return full(seen, seen);
}

// -2 log likelihood of all patterns at (mu, sigma) and its derivatives; infinity when sigma is not positive.
double deviance(const std::vector<Pattern>& patterns, const VectorXd& mu, const MatrixXd& sigma,
                VectorXd& by_mu, MatrixXd& by_sigma) {
  double total = 0;
  by_mu = VectorXd::Zero(mu.size());
  by_sigma = MatrixXd::Zero(mu.size(), mu.size());
  for (const auto& p : patterns) {
    const auto k = static_cast<Index>(p.seen.size());
    const Eigen::LLT<MatrixXd> llt(picked(sigma, p.seen));
    if (llt.info() != Eigen::Success) return INFINITY;
    const MatrixXd inverse = llt.solve(MatrixXd::Identity(k, k));
    const VectorXd d = p.mean - mu(p.seen);
    const MatrixXd spread = inverse * p.factor;
    const VectorXd moved = inverse * d;
    total += p.n * (2 * llt.matrixLLT().diagonal().array().log().sum() + p.factor.cwiseProduct(spread).sum() +
                    d.dot(moved) + static_cast<double>(k) * std::log(2 * std::numbers::pi));
    const VectorXd slope = -2 * p.n * moved;
    const MatrixXd curve = p.n * (inverse - spread * spread.transpose() - moved * moved.transpose());
    for (Index a = 0; a < k; ++a) {
      const auto i = p.seen[static_cast<std::size_t>(a)];
      by_mu[i] += slope[a];
      for (Index b = 0; b < k; ++b) by_sigma(i, p.seen[static_cast<std::size_t>(b)]) += curve(a, b);
    }
  }
  return total;
}

using Block = Eigen::Matrix2d;

Block symmetric(double xx, double xy, double yy) {
  Block m;
  m << xx, xy, xy, yy;
  return m;
}

// Covariances of the within parts, block (s, t) = cov(w_s, w_t), 2 x 2, s >= t; and the derivatives by each
// of the four lags, three first-wave and three innovation parameters, by forward recursion.
class Structure {
 public:
  Structure(int waves, const VectorXd& p) : waves_(waves), p_(p) {
    a_ << p[0], p[1], p[2], p[3];
    const Index n = 2 * waves;
    sigma_ = MatrixXd::Zero(n, n);
    slopes_.assign(structural, MatrixXd::Zero(n, n));
    for (int t = 0; t < waves; ++t) column(t);
    for (int s = 0; s < waves; ++s)
      for (int t = 0; t < waves; ++t) {
        put(sigma_, s, t, symmetric(p[4], p[5], p[6]), true);
        put(slopes_[4], s, t, symmetric(1, 0, 0), true);
        put(slopes_[5], s, t, symmetric(0, 1, 0), true);
        put(slopes_[6], s, t, symmetric(0, 0, 1), true);
      }
  }

  const MatrixXd& sigma() const { return sigma_; }
  const std::vector<MatrixXd>& slopes() const { return slopes_; }

 private:
  // Variables are ordered x1..xT y1..yT.
  void put(MatrixXd& m, int s, int t, const Block& block, bool add = false) const {
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j) {
        auto& place = m(i * waves_ + s, j * waves_ + t);
        place = add ? place + block(i, j) : block(i, j);
      }
  }

  void column(int t) {
    static constexpr int moving[] = {0, 1, 2, 3, 7, 8, 9, 10, 11, 12};
    Block unit[4];
    for (int k = 0; k < 4; ++k) unit[k] = Block::Zero(), unit[k](k / 2, k % 2) = 1;
    const auto own = [&](int k) {  // derivative of the first-wave or innovation covariance
      const int at = (k - 7) % 3;
      return symmetric(at == 0, at == 1, at == 2);
    };
    if (t == 0) {
      variance_ = symmetric(p_[7], p_[8], p_[9]);
      for (const int k : moving)
        variance_slope_[static_cast<std::size_t>(k)] = k >= 7 and k <= 9 ? own(k) : symmetric(0, 0, 0);
    } else {
      for (const int k : moving) {
        Block d = a_ * variance_slope_[static_cast<std::size_t>(k)] * a_.transpose();
        if (k < 4) d += unit[k] * variance_ * a_.transpose() + a_ * variance_ * unit[k].transpose();
        if (k >= 10) d += own(k);
        variance_slope_[static_cast<std::size_t>(k)] = d;
      }
      variance_ = (a_ * variance_ * a_.transpose() + symmetric(p_[10], p_[11], p_[12])).eval();
    }
    Block block = variance_;
    std::array<Block, structural> slope = variance_slope_;
    for (int s = t; s < waves_; ++s) {
      if (s > t) {
        for (const int k : moving) {
          slope[static_cast<std::size_t>(k)] = (a_ * slope[static_cast<std::size_t>(k)]).eval();
          if (k < 4) slope[static_cast<std::size_t>(k)] += unit[k] * block;
        }
        block = (a_ * block).eval();
      }
      put(sigma_, s, t, block);
      put(sigma_, t, s, block.transpose());
      for (const int k : moving) {
        put(slopes_[static_cast<std::size_t>(k)], s, t, slope[static_cast<std::size_t>(k)]);
        put(slopes_[static_cast<std::size_t>(k)], t, s, slope[static_cast<std::size_t>(k)].transpose());
      }
    }
  }

  int waves_;
  const VectorXd& p_;
  Block a_, variance_;
  MatrixXd sigma_;
  std::vector<MatrixXd> slopes_;
  std::array<Block, structural> variance_slope_;
};

double objective(const std::vector<Pattern>& patterns, int waves, const VectorXd& p, VectorXd& gradient) {
  const Structure structure(waves, p);
  VectorXd by_mu;
  MatrixXd by_sigma;
  const double value = deviance(patterns, p.tail(2 * waves), structure.sigma(), by_mu, by_sigma);
  gradient = VectorXd::Zero(p.size());
  if (not std::isfinite(value)) return value;
  for (Index k = 0; k < structural; ++k)
    gradient[k] = by_sigma.cwiseProduct(structure.slopes()[static_cast<std::size_t>(k)]).sum();
  gradient.tail(2 * waves) = by_mu;
  return value;
}

// Saturated model: EM over the patterns.
double saturated(const std::vector<Pattern>& patterns, VectorXd mu, MatrixXd sigma) {
  double n = 0, last = INFINITY, value = INFINITY;
  for (const auto& p : patterns) n += p.n;
  VectorXd by_mu;
  MatrixXd by_sigma;
  const Index size = mu.size();
  for (int step = 0; step < 5000; ++step) {
    VectorXd sum = VectorXd::Zero(size);
    MatrixXd squares = MatrixXd::Zero(size, size);
    for (const auto& p : patterns) {
      const MatrixXd own = picked(sigma, p.seen);
      const MatrixXd regression = own.llt().solve(sigma(p.seen, Eigen::all)).transpose();  // size x seen
      const VectorXd d = p.mean - mu(p.seen);
      const VectorXd expected = mu + regression * d;
      const MatrixXd spread = regression * p.factor;
      sum += p.n * expected;
      squares += p.n * (spread * spread.transpose() + expected * expected.transpose() + sigma -
                        regression * sigma(p.seen, Eigen::all));
    }
    mu = sum / n;
    sigma = squares / n - mu * mu.transpose();
    if (step % 5 != 4) continue;
    value = deviance(patterns, mu, sigma, by_mu, by_sigma);
    if (last - value < 1e-7) break;
    last = value;
  }
  return -0.5 * value;
}

// Variables unrelated: the baseline of CFI.
double independent(const MatrixXd& data) {
  double total = 0;
  for (Index k = 0; k < data.cols(); ++k) {
    double n = 0, mean = 0, ss = 0;
    for (Index i = 0; i < data.rows(); ++i)
      if (not std::isnan(data(i, k))) n += 1, mean += data(i, k);
    mean /= n;
    for (Index i = 0; i < data.rows(); ++i)
      if (not std::isnan(data(i, k))) ss += (data(i, k) - mean) * (data(i, k) - mean);
    total += n * (std::log(2 * std::numbers::pi * ss / n) + 1);
  }
  return -0.5 * total;
}

struct Moments {
  VectorXd mean;
  MatrixXd covariance;
};

Moments pairwise(const MatrixXd& data) {
  const Index k = data.cols();
  Moments m{VectorXd::Zero(k), MatrixXd::Zero(k, k)};
  for (Index a = 0; a < k; ++a) {
    double n = 0;
    for (Index i = 0; i < data.rows(); ++i)
      if (not std::isnan(data(i, a))) n += 1, m.mean[a] += data(i, a);
    m.mean[a] /= std::max(n, 1.0);
  }
  for (Index a = 0; a < k; ++a)
    for (Index b = 0; b <= a; ++b) {
      double n = 0, sum = 0;
      for (Index i = 0; i < data.rows(); ++i)
        if (not std::isnan(data(i, a)) and not std::isnan(data(i, b)))
          n += 1, sum += (data(i, a) - m.mean[a]) * (data(i, b) - m.mean[b]);
      m.covariance(a, b) = m.covariance(b, a) = n > 1 ? sum / n : 0;
    }
  return m;
}

VectorXd start_of(const Moments& m, int waves) {
  VectorXd p = VectorXd::Zero(structural + 2 * waves);
  const auto mean_of = [&](int i, int j,
                           int gap) {  // mean covariance of variables i, j at this distance in time
    double sum = 0, n = 0;
    for (int s = 0; s < waves; ++s)
      for (int t = 0; t < waves; ++t)
        if (std::abs(s - t) == gap) sum += m.covariance(i * waves + s, j * waves + t), n += 1;
    return sum / n;
  };
  double trait[2], state[2];
  for (int i = 0; i < 2; ++i) {
    const double total = mean_of(i, i, 0);
    trait[i] = std::clamp(mean_of(i, i, waves / 2), 0.1 * total, 0.9 * total);
    state[i] = total - trait[i];
  }
  p[0] = p[3] = 0.2;
  p[4] = trait[0], p[6] = trait[1];
  p[7] = state[0], p[9] = state[1];
  p[10] = 0.9 * state[0], p[12] = 0.9 * state[1];
  p.tail(2 * waves) = m.mean;
  return p;
}

}  // namespace

const PanelParameter& PanelFit::at(std::string_view name) const {
  return *std::find_if(parameters.begin(), parameters.end(),
                       [&](const auto& item) { return item.name == name; });
}

Outcome<MatrixXd> panel_waves(const Prepared& data, std::string_view x, std::string_view y, int waves) {
  const auto vx = data.column(x), vy = data.column(y);
  if (not vx) return std::unexpected(vx.error());
  if (not vy) return std::unexpected(vy.error());
  MatrixXd out = MatrixXd::Constant(static_cast<Index>(data.clients()), 2 * waves, std::nan(""));
  for (std::size_t c = 0; c < data.clients(); ++c)
    for (std::size_t r = data.first_row(c); r < data.first_row(c + 1); ++r)
      if (const int s = data.session()[r]; s <= waves)
        out(static_cast<Index>(c), s - 1) = (*vx)[r], out(static_cast<Index>(c), waves + s - 1) = (*vy)[r];
  return out;
}

double panel_deviance(const MatrixXd& data, const VectorXd& parameters, VectorXd& gradient) {
  return objective(patterns_of(data), static_cast<int>(data.cols()) / 2, parameters, gradient);
}

Outcome<PanelFit> fit_panel(const MatrixXd& raw) {
  const int waves = static_cast<int>(raw.cols()) / 2;
  if (raw.cols() % 2 != 0 or waves < 4 or waves > 12)
    return refuse(Code::invalid_argument, "The panel model needs 4 to 12 sessions of both variables.");
  const Index count = structural + 2 * waves;
  for (Index k = 0; k < raw.cols(); ++k) {
    const auto seen = static_cast<double>((raw.col(k).array() == raw.col(k).array()).count());
    if (seen < 0.2 * static_cast<double>(raw.rows()))
      return refuse(Code::few_usable_rows, "At some session fewer than a fifth of the clients have a value.");
  }
  MatrixXd data = raw;
  VectorXd scale(2);
  for (int i = 0; i < 2; ++i) {  // unit SD, so that the search is well scaled
    const auto m = pairwise(raw.middleCols(i * waves, waves));
    scale[i] = std::sqrt(m.covariance.diagonal().mean());
    if (not(scale[i] > 0)) return refuse(Code::no_within_variation, "One of the variables never changes.");
    data.middleCols(i * waves, waves) /= scale[i];
  }
  const auto patterns = patterns_of(data);
  double clients = 0;
  for (const auto& p : patterns) clients += p.n;
  if (clients < 10.0 * static_cast<double>(count) / 4)
    return refuse(Code::too_few_clients,
                  "The panel model needs at least " +
                      std::to_string(static_cast<int>(std::ceil(2.5 * static_cast<double>(count)))) +
                      " clients.");
  const auto moments = pairwise(data);
  const Objective f = [&](const VectorXd& p, VectorXd& g) { return objective(patterns, waves, p, g); };
  MinimiseOptions options;
  options.gradient_tolerance = 1e-5 * std::sqrt(clients);
  options.first_step = 0.1;
  options.newton_steps = 1;
  auto minimum = minimise(f, start_of(moments, waves), options);
  if (not minimum.converged)
    return refuse(Code::not_converged, "The panel model did not settle; the data do not determine it.");
  const VectorXd& p = minimum.x;
  if (p[4] <= 0 or p[6] <= 0 or p[7] <= 0 or p[9] <= 0 or p[10] <= 0 or p[12] <= 0)
    return refuse(Code::not_converged,
                  "A variance of the panel model came out negative; it does not fit these data.");
  Eigen::Matrix2d a;
  a << p[0], p[1], p[2], p[3];
  if (Eigen::EigenSolver<MatrixXd>(a).eigenvalues().cwiseAbs().maxCoeff() >= 1)
    return refuse(
        Code::not_converged,
        "The carry-over from session to session came out without bound; the model does not fit these data.");
  PanelFit fit;
  fit.waves = waves, fit.clients = static_cast<std::size_t>(clients);
  // Units: x and y were divided by their scales.
  VectorXd unit(count);
  const double xx = scale[0] * scale[0], xy = scale[0] * scale[1], yy = scale[1] * scale[1];
  unit.head(structural) << 1, scale[0] / scale[1], scale[1] / scale[0], 1, xx, xy, yy, xx, xy, yy, xx, xy, yy;
  for (int t = 0; t < waves; ++t) unit[structural + t] = scale[0], unit[structural + waves + t] = scale[1];
  const MatrixXd covariance = 2 * minimum.hessian.llt().solve(MatrixXd::Identity(count, count));
  for (Index k = 0; k < count; ++k) {
    PanelParameter out;
    const Index t = k - structural;
    out.name = k < structural ? names[k]
               : t < waves    ? "mean_x" + std::to_string(t + 1)
                              : "mean_y" + std::to_string(t - waves + 1);
    out.estimate = p[k] * unit[k];
    out.se = std::sqrt(covariance(k, k)) * unit[k];
    out.z = out.estimate / out.se, out.p = std::erfc(std::abs(out.z) / std::numbers::sqrt2);
    const double half = normal_quantile(0.975) * out.se;
    out.lo = out.estimate - half, out.hi = out.estimate + half;
    fit.parameters.push_back(out);
  }
  double observed[2] = {};
  for (Index k = 0; k < data.cols(); ++k)
    observed[k / waves] += static_cast<double>((data.col(k).array() == data.col(k).array()).count());
  const double shift = -observed[0] * std::log(scale[0]) - observed[1] * std::log(scale[1]);
  fit.log_lik = -0.5 * minimum.value + shift;
  const Structure structure(waves, p);
  fit.saturated_log_lik = saturated(patterns, p.tail(2 * waves), structure.sigma()) + shift;
  const double baseline = independent(data) + shift;
  const auto variables = static_cast<double>(2 * waves), free = variables * (variables + 3) / 2;
  fit.chi_square = 2 * (fit.saturated_log_lik - fit.log_lik), fit.df = free - static_cast<double>(count);
  fit.p = chi_square_upper(fit.chi_square, fit.df);
  const double baseline_chi = 2 * (fit.saturated_log_lik - baseline), baseline_df = free - 2 * variables;
  const double excess = std::max(fit.chi_square - fit.df, 0.0);
  fit.cfi = 1 - excess / std::max({baseline_chi - baseline_df, excess, 1e-300});
  fit.rmsea = std::sqrt(excess / (fit.df * clients));
  fit.aic = -2 * fit.log_lik + 2 * static_cast<double>(count);
  fit.bic = -2 * fit.log_lik + std::log(clients) * static_cast<double>(count);
  Eigen::Matrix2d original;
  original << fit.parameters[0].estimate, fit.parameters[1].estimate, fit.parameters[2].estimate,
      fit.parameters[3].estimate;
  fit.long_run = (Eigen::Matrix2d::Identity() - original).inverse();
  return fit;
}

}  // namespace intersession::evidence
