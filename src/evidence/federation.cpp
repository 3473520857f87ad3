#include "evidence/federation.hpp"

#include <cmath>
#include <numbers>

namespace intersession::evidence {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Outcome<bool> above_cell_limit(std::size_t clients) {
  if (clients < cell_limit)
    return refuse(Code::below_cell_limit,
                  "Results of fewer than " + std::to_string(cell_limit) + " clients do not leave a clinic.");
  return true;
}

// The scaling every node uses, from the sums of all.
Scaling shared_scaling(const Frame& shape, const ColumnSums& sums) {
  const auto p = static_cast<Index>(shape.p());
  Scaling s;
  std::vector<bool> keep_place(shape.p(), shape.intercepts.empty()), is_intercept(shape.p(), false);
  for (const int k : shape.intercepts)
    keep_place[static_cast<std::size_t>(k)] = is_intercept[static_cast<std::size_t>(k)] = true;
  for (const auto& z : shape.random)
    if (z.fixed >= 0) keep_place[static_cast<std::size_t>(z.fixed)] = true;
  const auto moments = [&](Index k) {
    const double mean = sums.sum[k] / sums.rows, variance = sums.squares[k] / sums.rows - mean * mean;
    return std::pair(mean, variance > 1e-20 * (1 + mean * mean) ? std::sqrt(variance) : 1.0);
  };
  s.to_original = MatrixXd::Zero(p, p);
  for (Index k = 0; k < p; ++k) {
    const auto at = static_cast<std::size_t>(k);
    const auto [mean, sd] = is_intercept[at] ? std::pair(0.0, 1.0) : moments(k);
    s.x_mean.push_back(keep_place[at] ? 0 : mean), s.x_scale.push_back(sd);
    s.log_x_scales += std::log(sd);
    s.to_original(k, k) = 1 / sd;
    for (const int c : shape.intercepts)
      if (c != k) s.to_original(c, k) -= s.x_mean[at] / sd;
  }
  for (const auto& z : shape.random)
    s.z_scale.push_back(z.fixed >= 0 ? s.x_scale[static_cast<std::size_t>(z.fixed)] : 1);
  const auto [mean, sd] = moments(p);
  s.y_mean = shape.intercepts.empty() ? 0 : mean, s.y_scale = sd;
  return s;
}

}  // namespace

Outcome<ClinicSummary> summarise(const std::string& clinic, const std::string& engine_version,
                                 const std::string& window, const LinearFit& fit, std::string_view within,
                                 std::string_view between) {
  if (auto ok = above_cell_limit(fit.ngroups); not ok) return std::unexpected(ok.error());
  const int w = fit.index(within), b = fit.index(between);
  if (w < 0 or b < 0) return refuse(Code::unknown_variable, "The fit holds no within or no between effect.");
  ClinicSummary s{clinic,    engine_version, fit.id,    fit.ngroups, fit.nobs,  fit.fixef[w], fit.se[w],
                  fit.df[w], fit.fixef[b],   fit.se[b], 0,           fit.sigma, fit.singular, window};
  if (fit.random_covariance.rows() > 1) s.sd_slope = std::sqrt(fit.random_covariance(1, 1));
  return s;
}

Outcome<MetaAnalysis> pool_clinics(const std::vector<ClinicSummary>& clinics) {
  if (clinics.size() < least_clinics_to_pool)
    return refuse(Code::too_few_clinics, "Fewer than three clinics are listed side by side, not pooled.");
  std::vector<Study> studies;
  for (const auto& c : clinics) {
    if (c.clients < cell_limit)
      return refuse(Code::below_cell_limit, "A clinic has fewer clients than may be shown.", {c.clinic});
    if (c.model_id != clinics.front().model_id or c.engine_version != clinics.front().engine_version)
      return refuse(Code::invalid_argument,
                    "Only results of the same model and engine version can be pooled.", {c.clinic});
    studies.push_back({c.clinic, c.within, c.within_se * c.within_se});
  }
  return pool(studies);
}

Outcome<ClinicNode> ClinicNode::open(const Frame& frame) {
  if (auto ok = above_cell_limit(frame.groups()); not ok) return std::unexpected(ok.error());
  ClinicNode node(frame);
  node.model_.emplace(frame, true);
  return node;
}

ColumnSums ClinicNode::column_sums() const {
  const auto p = static_cast<Index>(frame_->p());
  ColumnSums s{static_cast<double>(frame_->rows()), VectorXd::Zero(p + 1), VectorXd::Zero(p + 1)};
  for (Index k = 0; k <= p; ++k)
    for (const double v : k < p ? frame_->fixed[static_cast<std::size_t>(k)].values : frame_->y)
      s.sum[k] += v, s.squares[k] += v * v;
  return s;
}

void ClinicNode::use(const Scaling& scaling) {
  model_.emplace(*frame_, true, 1, scaling);
}

ClinicNode::Share ClinicNode::share(const VectorXd& theta) {
  const auto part = model_->part(theta);
  return {part.a, part.log_det, static_cast<double>(frame_->rows())};
}

VectorXd ClinicNode::slope(const VectorXd& theta, const VectorXd& beta, const MatrixXd& c, double sigma2) {
  return model_->part_gradient(theta, beta, c, sigma2);
}

Outcome<OneStageFit> fit_one_stage(std::vector<ClinicNode>& nodes) {
  if (nodes.size() < 2) return refuse(Code::too_few_clinics, "One clinic needs no federation.");
  const auto& shape = nodes.front().frame();
  ColumnSums sums{0, VectorXd::Zero(static_cast<Index>(shape.p()) + 1),
                  VectorXd::Zero(static_cast<Index>(shape.p()) + 1)};
  for (const auto& node : nodes) {
    if (node.frame().formula != shape.formula or node.frame().p() != shape.p())
      return refuse(Code::invalid_argument, "All clinics must use the same model.");
    const auto own = node.column_sums();
    sums.rows += own.rows, sums.sum += own.sum, sums.squares += own.squares;
  }
  const auto scaling = shared_scaling(shape, sums);
  for (auto& node : nodes) node.use(scaling);
  const auto p = static_cast<Index>(shape.p());
  const double df = sums.rows - static_cast<double>(p);
  OneStageFit fit;
  VectorXd beta;
  MatrixXd c;
  double sigma2 = 1;
  const Objective f = [&](const VectorXd& theta, VectorXd& gradient) {
    ++fit.rounds;
    MatrixXd a = MatrixXd::Zero(p + 1, p + 1);
    double log_det = 0;
    for (auto& node : nodes) {
      const auto share = node.share(theta);
      a += share.a, log_det += share.log_det;
    }
    const Eigen::LLT<MatrixXd> llt(a.topLeftCorner(p, p));
    if (llt.info() != Eigen::Success) return INFINITY * 1.0;
    c = llt.solve(MatrixXd::Identity(p, p));
    beta = c * a.col(p).head(p);
    const double rss = a(p, p) - a.col(p).head(p).dot(beta);
    sigma2 = rss / df;
    gradient.setZero();
    for (auto& node : nodes) gradient += node.slope(theta, beta, c, sigma2);
    return 2 * log_det + 2 * llt.matrixLLT().diagonal().array().log().sum() + 2 * scaling.log_x_scales +
           df * (1 + std::log(2 * std::numbers::pi * sigma2)) + 2 * df * std::log(scaling.y_scale);
  };
  MinimiseOptions options;
  options.gradient_tolerance = 1e-6 * std::sqrt(sums.rows);
  options.newton_steps = 1;
  const auto minimum = minimise(f, nodes.front().start(), options);
  if (not minimum.converged) return refuse(Code::not_converged, "The estimate over clinics did not settle.");
  VectorXd ignored(minimum.x.size());
  fit.crit = f(minimum.x, ignored);
  for (const auto& column : shape.fixed) fit.names.push_back(column.name);
  fit.fixef = scaling.to_original * beta * scaling.y_scale;
  for (const int k : shape.intercepts) fit.fixef[k] += scaling.y_mean;
  fit.sigma = std::sqrt(sigma2) * scaling.y_scale;
  fit.se = fit.sigma * (scaling.to_original * c * scaling.to_original.transpose()).diagonal().cwiseSqrt();
  fit.theta = minimum.x;
  Index at = 0;
  for (std::size_t b = 0; b < shape.q(); ++b) {
    const bool flip = minimum.x[at] < 0;
    for (std::size_t a = b; a < shape.q(); ++a)
      if (a == b or shape.correlated)
        fit.theta[at] = (flip ? -1 : 1) * minimum.x[at] / scaling.z_scale[a], ++at;
  }
  return fit;
}

}  // namespace intersession::evidence
