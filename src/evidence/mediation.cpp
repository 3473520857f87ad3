#include "evidence/mediation.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "evidence/catalogue.hpp"
#include "evidence/random_source.hpp"
#include "evidence/symmetric_eigen.hpp"

namespace intersession::evidence {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Stack {
  Frame frame;
  std::vector<double> is_outcome;  // per row
};

// Rows of both path models, one above the other, each with its own columns.
Stack stacked(const Frame& a, const Frame& b) {
  const char* names[] = {"Sm", "Sy", "mx", "mxb", "mt", "ym", "ymb", "yx", "yxb", "yt"};
  Stack out;
  auto& frame = out.frame;
  for (const char* n : names) frame.fixed.push_back({n, {}});
  std::vector<std::string> group;
  const auto add = [&](const Frame& part, bool outcome, const std::vector<std::size_t>& columns) {
    for (std::size_t g = 0; g < part.groups(); ++g)
      for (std::size_t r = part.offsets[g]; r < part.offsets[g + 1]; ++r) {
        group.push_back(part.group_names[g]);
        frame.y.push_back(part.y[r]);
        frame.time.push_back(outcome ? 1 : 0);  // travels with the row through the grouping
        for (auto& c : frame.fixed) c.values.push_back(0);
        for (std::size_t k = 0; k < part.p(); ++k)
          frame.fixed[columns[k]].values.back() = part.fixed[k].values[r];
      }
  };
  add(a, false, {0, 2, 3, 4});       // (Intercept) xw0 xb t0
  add(b, true, {1, 5, 6, 7, 8, 9});  // (Intercept) mw1 mb xw1 xb lt
  for (const int k : {0, 1, 2, 5}) frame.random.push_back({names[k], k, {}});
  frame.intercepts = {0, 1};
  group_rows(frame, group);
  frame.id = "M3";
  frame.formula = describe(frame, "z");
  out.is_outcome = frame.time;
  return out;
}

// Variance of the random covariance of (mx, ym), by the delta method over (theta, sigma).
double variance_of_covariance(const LinearModel& model, const LinearFit& fit, Index i, Index j) {
  const auto k = fit.theta_scaled.size();
  const double sigma = fit.sigma / model.scaling().y_scale;
  const auto value = [&](const VectorXd& theta, double s) {
    MatrixXd l = model.lambda(theta);
    const auto& z = model.scaling().z_scale;
    const double unit = model.scaling().y_scale * model.scaling().y_scale /
                        (z[static_cast<std::size_t>(i)] * z[static_cast<std::size_t>(j)]);
    return s * s * unit * l.row(i).dot(l.row(j));
  };
  VectorXd slope(k + 1), moved = fit.theta_scaled;
  for (Index n = 0; n < k; ++n) {
    moved[n] += 1e-5;
    const double up = value(moved, sigma);
    moved[n] -= 2e-5;
    slope[n] = (up - value(moved, sigma)) / 2e-5;
    moved[n] = fit.theta_scaled[n];
  }
  slope[k] = 2 * value(fit.theta_scaled, sigma) / sigma;
  const auto eigen = symmetric_eigen(fit.hessian);
  double variance = 0;
  for (Index n = 0; n <= k; ++n)
    if (eigen.values[n] > 1e-8) {
      const double along = eigen.vectors.col(n).dot(slope);
      variance += 2 * along * along / eigen.values[n];
    }
  return variance;
}

void monte_carlo(Mediation& m, const MatrixXd& vcov, double covariance_variance,
                 const MediationOptions& options) {
  const MatrixXd root = vcov.llt().matrixL();
  RandomSource random(options.seed);
  std::vector<double> indirect;
  double sum = 0, squares = 0;
  for (int draw = 0; draw < options.draws; ++draw) {
    VectorXd z(3);
    for (Index k = 0; k < 3; ++k) z[k] = random.normal();
    const VectorXd moved = root * z;
    const double value = (m.a + moved[0]) * (m.b + moved[1]) + m.covariance_ab +
                         std::sqrt(covariance_variance) * random.normal();
    const double total = value + m.direct + moved[2];
    indirect.push_back(value);
    sum += total, squares += total * total;
  }
  std::sort(indirect.begin(), indirect.end());
  const auto n = static_cast<double>(options.draws);
  const auto at = [&](double p) {
    const double place = p * (n - 1);
    const auto low = static_cast<std::size_t>(place);
    const double rest = place - static_cast<double>(low);
    return indirect[low] * (1 - rest) + indirect[std::min(low + 1, indirect.size() - 1)] * rest;
  };
  m.indirect_lo = at(0.025), m.indirect_hi = at(0.975);
  m.total_se = std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1)));
}

}  // namespace

Outcome<Mediation> mediate(const Prepared& data, const MediationOptions& options) {
  if (options.draws < 1000)
    return refuse(Code::invalid_argument, "At least 1,000 draws are needed for an interval.");
  const auto a = build_frame(data, *catalogue_model("M3a"));
  if (not a) return std::unexpected(a.error());
  const auto b = build_frame(data, *catalogue_model("M3b"));
  if (not b) return std::unexpected(b.error());
  const auto stack = stacked(*a, *b);
  LinearModel model(stack.frame, true);
  if (const auto names = dependent_columns(model); not names.empty())
    return refuse(Code::rank_deficient,
                  "Some predictors are copies or sums of others, so their effects cannot be told apart.",
                  names);
  VectorXd theta = model.start();
  const auto precision = [&](double log_ratio) {
    std::vector<double> sd(stack.frame.rows(), 1.0);
    for (std::size_t r = 0; r < sd.size(); ++r)
      if (stack.is_outcome[r] != 0) sd[r] = std::exp(log_ratio);
    model.set_residual({0, std::move(sd)});
  };
  const auto criterion = [&](double log_ratio) {
    precision(log_ratio);
    const auto best = minimise_criterion(model, theta, 0);
    theta = best.x;
    return best.value;
  };
  // The rows' own spread tells where to look.
  const auto spread = [](const Frame& f) {
    double mean = 0, ss = 0;
    for (const double y : f.y) mean += y / static_cast<double>(f.rows());
    for (const double y : f.y) ss += (y - mean) * (y - mean) / static_cast<double>(f.rows());
    return 0.5 * std::log(std::max(ss, 1e-300));
  };
  const double middle = spread(*b) - spread(*a);
  const double log_ratio = minimise_scalar(criterion, middle - 2.5, middle + 2.5, 1e-6).x;
  precision(log_ratio);
  const auto minimum = minimise_criterion(model, theta, 2);
  if (not minimum.converged)
    return refuse(Code::not_converged, "The mediation model did not settle; the data do not determine it.");
  Mediation m;
  m.fit = report(model, minimum, true);
  m.sd_ratio = std::exp(log_ratio);
  const Index ia = m.fit.index("mx"), ib = m.fit.index("ym"), ic = m.fit.index("yx");
  m.a = m.fit.fixef[ia], m.b = m.fit.fixef[ib], m.direct = m.fit.fixef[ic];
  m.covariance_ab = m.fit.random_covariance(2, 3);
  m.indirect = m.a * m.b + m.covariance_ab;
  m.total = m.indirect + m.direct;
  MatrixXd v(3, 3);
  const Index at[] = {ia, ib, ic};
  for (Index i = 0; i < 3; ++i)
    for (Index j = 0; j < 3; ++j) v(i, j) = m.fit.vcov(at[i], at[j]);
  monte_carlo(m, v, variance_of_covariance(model, m.fit, 2, 3), options);
  m.share_shown = m.total * m.indirect > 0 and std::abs(m.total) > 2 * m.total_se;
  if (m.share_shown) m.share = m.indirect / m.total;
  return m;
}

}  // namespace intersession::evidence
