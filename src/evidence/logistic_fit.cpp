#include "evidence/logistic_fit.hpp"

#include <algorithm>
#include <cmath>

#include "evidence/distributions.hpp"
#include "evidence/logistic_model.hpp"
#include "evidence/symmetric_eigen.hpp"

namespace intersession::evidence {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double singular_below = 1e-4;

// 0/1 predictors for one of whose values the outcome never varies.
std::vector<std::string> separated_levels(const Frame& frame) {
  std::vector<std::string> names;
  for (const auto& c : frame.fixed) {
    std::size_t count[2][2] = {};
    bool binary = true;
    for (std::size_t r = 0; binary and r < frame.rows(); ++r) {
      binary = c.values[r] == 0 or c.values[r] == 1;
      if (binary) ++count[c.values[r] == 1][frame.y[r] == 1];
    }
    if (not binary or c.name == "(Intercept)") continue;
    for (const auto& level : count)
      if (level[0] + level[1] > 0 and (level[0] == 0 or level[1] == 0)) {
        names.push_back(c.name);
        break;
      }
  }
  return names;
}

VectorXd start_of(const LogisticModel& model, const Frame& frame) {
  VectorXd start = VectorXd::Zero(model.parameters());
  Index at = 0;
  for (std::size_t b = 0; b < frame.q(); ++b)
    for (std::size_t a = b; a < frame.q(); ++a)
      if (a == b or frame.correlated)
        start[at++] = a != b ? 0 : frame.random[b].name == "(Intercept)" ? 1 : 0.3;
  if (model.nested()) start[at++] = 0.5;
  start.tail(static_cast<Index>(frame.p())) = model.fixed_only();
  return start;
}

Objective objective(LogisticModel& model, int points) {
  if (points <= 1) return [&model](const VectorXd& x, VectorXd& g) { return model.laplace(x, g); };
  return [&model, points](const VectorXd& x, VectorXd& g) {
    VectorXd moved = x;
    for (Index k = 0; k < x.size(); ++k) {
      const double h = 1e-5 * std::max(1.0, std::abs(x[k]));
      moved[k] = x[k] + h;
      const double up = model.quadrature(moved, points);
      moved[k] = x[k] - h;
      g[k] = (up - model.quadrature(moved, points)) / (2 * h);
      moved[k] = x[k];
    }
    return model.quadrature(x, points);
  };
}

// As for linear models: in large data an eighth of the clients tells start and curvature. `hessian` of the
// result is the inverse for all clients.
constexpr std::size_t groups_for_a_look = 2000, look_at_every = 8;

std::optional<Minimum> look_at_a_part(LogisticModel& model, const Frame& frame, const VectorXd& start) {
  if (frame.groups() < groups_for_a_look or model.blocks() < 2 * look_at_every) return std::nullopt;
  MinimiseOptions options;
  options.gradient_tolerance = 1e-4 * std::sqrt(static_cast<double>(frame.rows()));
  options.decrease_tolerance = 1e-3;
  options.newton_steps = 1;
  model.look_at_every(look_at_every);
  auto found = minimise(objective(model, 1), start, options);
  model.look_at_every(1);
  if (not found.converged or found.hessian.rows() == 0) return std::nullopt;
  const Eigen::LLT<MatrixXd> curvature(found.hessian * static_cast<double>(look_at_every));
  if (curvature.info() != Eigen::Success) return std::nullopt;
  found.hessian = curvature.solve(MatrixXd::Identity(start.size(), start.size()));
  return found;
}

VectorXd positive_diagonal(VectorXd x, const LogisticModel& model, const Frame& frame) {
  Index at = 0;
  for (std::size_t b = 0; b < frame.q(); ++b) {
    const bool flip = x[at] < 0;
    for (std::size_t a = b; a < frame.q(); ++a)
      if (a == b or frame.correlated) x[at] = flip ? -x[at] : x[at], ++at;
  }
  if (model.nested()) x[at] = std::abs(x[at]);
  return x;
}

LogisticFit report(LogisticModel& model, const Frame& frame, const Minimum& minimum, int points) {
  const auto& scaling = model.scaling();
  const auto p = static_cast<Index>(frame.p()), lambdas = static_cast<Index>(model.lambdas());
  LogisticFit fit;
  fit.id = frame.id, fit.formula = frame.formula, fit.notes = frame.notes, fit.converged = minimum.converged;
  fit.nobs = frame.rows(), fit.ngroups = frame.groups(), fit.nouter = frame.outer_names.size();
  fit.quadrature_points = points, fit.evaluations = minimum.evaluations, fit.minus2ll = minimum.value;
  for (const auto& c : frame.fixed) fit.names.push_back(c.name);
  const VectorXd x = positive_diagonal(minimum.x, model, frame);
  const MatrixXd l = model.lambda(x);
  fit.singular =
      (l.diagonal().array().abs() < singular_below).any() or (model.nested() and x[lambdas] < singular_below);
  fit.theta = x.head(lambdas + (model.nested() ? 1 : 0));
  MatrixXd original = l;
  for (Index a = 0; a < l.rows(); ++a) original.row(a) /= scaling.z_scale[static_cast<std::size_t>(a)];
  Index at = 0;
  for (Index b = 0; b < l.rows(); ++b)
    for (Index a = b; a < l.rows(); ++a)
      if (a == b or frame.correlated) fit.theta[at++] = original(a, b);
  fit.random_covariance = original * original.transpose();
  fit.outer_variance = model.nested() ? x[lambdas] * x[lambdas] : 0;
  fit.fixef = scaling.to_original * x.tail(p);
  const MatrixXd covariance = twice_inverse(minimum.hessian);
  fit.vcov = scaling.to_original * covariance.bottomRightCorner(p, p) * scaling.to_original.transpose();
  fit.se = fit.vcov.diagonal().cwiseSqrt();
  fit.z = fit.fixef.cwiseQuotient(fit.se);
  fit.p.resize(p), fit.ci_lo.resize(p), fit.ci_hi.resize(p);
  for (Index k = 0; k < p; ++k) {
    const auto e = effect_of(fit.fixef[k], fit.se[k], INFINITY);
    fit.p[k] = e.p, fit.ci_lo[k] = e.lo, fit.ci_hi[k] = e.hi;
  }
  fit.odds_ratio = fit.fixef.array().exp(), fit.odds_lo = fit.ci_lo.array().exp(),
  fit.odds_hi = fit.ci_hi.array().exp();
  fit.population_averaged =
      fit.fixef / std::sqrt(1 + 0.346 * (fit.random_covariance(0, 0) + fit.outer_variance));
  fit.log_lik = -0.5 * fit.minus2ll;
  const auto parameters = static_cast<double>(x.size());
  fit.aic = fit.minus2ll + 2 * parameters;
  fit.bic = fit.minus2ll + std::log(static_cast<double>(fit.nobs)) * parameters;
  VectorXd ignored(x.size());
  points > 1 ? model.quadrature(x, points) : model.laplace(x, ignored);
  fit.modes.resize(frame.groups());
  fit.fitted.resize(frame.rows());
  for (std::size_t g = 0; g < model.order().size(); ++g) {
    const std::size_t source = model.order()[g];
    const Eigen::Map<const VectorXd> u(model.mode(g), l.rows());
    const double outer = model.nested() ? x[lambdas] * model.outer_mode(model.outer_of(g)) : 0;
    fit.modes[source] = original * u;
    for (std::size_t r = frame.offsets[source]; r < frame.offsets[source + 1]; ++r) {
      double eta = outer;
      for (Index k = 0; k < p; ++k) eta += fit.fixef[k] * frame.fixed[static_cast<std::size_t>(k)].values[r];
      for (Index k = 0; k < l.rows(); ++k)
        eta += fit.modes[source][k] * frame.random_values(static_cast<std::size_t>(k))[r];
      fit.fitted[r] = 1 / (1 + std::exp(-eta));
    }
  }
  if (fit.singular)
    fit.notes.push_back({Code::singular_fit,
                         "The data cannot tell clients' differences in every part of this model apart.",
                         {}});
  return fit;
}

}  // namespace

int LogisticFit::index(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

int advised_quadrature(const Frame& frame) {
  if (frame.q() != 1 or not frame.outer.empty()) return 1;
  double rate = 0;
  for (const double y : frame.y) rate += y / static_cast<double>(frame.rows());
  bool short_client = false;
  for (std::size_t g = 0; g < frame.groups(); ++g)
    short_client = short_client or frame.offsets[g + 1] - frame.offsets[g] < 5;
  return short_client or rate < 0.1 or rate > 0.9 ? 9 : 1;
}

Outcome<LogisticFit> fit_logistic(const Frame& frame, const LogisticOptions& options) {
  if (options.quadrature_points < 1 or options.quadrature_points > 25 or
      (options.quadrature_points > 1 and (frame.q() != 1 or not frame.outer.empty())))
    return refuse(Code::invalid_argument, "Quadrature needs one random effect and 1 to 25 points.");
  if (frame.q() < 1 or frame.q() > most_random or frame.p() + 1 > most_columns)
    return refuse(Code::too_large, "This model has more predictors than can be fitted at once.");
  std::size_t ones = 0;
  for (const double y : frame.y) {
    if (y != 0 and y != 1)
      return refuse(Code::malformed_input, "The outcome of a yes/no model must be 0 or 1.");
    ones += y == 1;
  }
  if (ones == 0 or ones == frame.rows())
    return refuse(Code::outcome_is_determined,
                  "The homework was always done, or never; there is nothing to explain.");
  if (const auto names = dependent_columns(LinearModel(frame, false)); not names.empty())
    return refuse(Code::rank_deficient,
                  "Some predictors are copies or sums of others, so their effects cannot be told apart.",
                  names);
  if (auto names = separated_levels(frame); not names.empty())
    return refuse(Code::separation,
                  "For one value of a predictor the answer is always the same, so its effect has no bound.",
                  std::move(names));
  LogisticModel model(frame);
  MinimiseOptions search;
  search.gradient_tolerance = 1e-6 * std::sqrt(static_cast<double>(frame.rows()));
  search.newton_steps = options.quadrature_points > 1 ? 0 : 1;
  const VectorXd start = start_of(model, frame);
  Minimum minimum;
  if (options.quadrature_points > 1) {
    minimum = minimise(objective(model, 1), start, search);  // Laplace first: its gradient is exact
    search.gradient_tolerance = 1e-5 * std::sqrt(static_cast<double>(frame.rows()));
    const auto used = minimum.evaluations;
    minimum = minimise(objective(model, options.quadrature_points), minimum.x, search);
    minimum.evaluations += used;
    minimum.hessian = hessian_by_differences(objective(model, options.quadrature_points), minimum.x, 1e-3,
                                             minimum.evaluations);
  } else {
    if (const auto look = look_at_a_part(model, frame, start)) {
      search.inverse_hessian = look->hessian;
      minimum = minimise(objective(model, 1), look->x, search);
    } else {
      minimum = minimise(objective(model, 1), start, search);
    }
  }
  std::vector<std::string> far;
  for (std::size_t k = 0; k < frame.p(); ++k)
    if (std::abs(minimum.x[minimum.x.size() - static_cast<Index>(frame.p()) + static_cast<Index>(k)]) > 15)
      far.push_back(frame.fixed[k].name);
  if (not far.empty())
    return refuse(Code::separation,
                  "A predictor separates done from not done completely, so its effect has no bound.",
                  std::move(far));
  if (not minimum.converged)
    return refuse(Code::not_converged, "The estimate did not settle; the data do not determine this model.");
  return report(model, frame, minimum, options.quadrature_points);
}

}  // namespace intersession::evidence
