#include "evidence/linear_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "evidence/distributions.hpp"
#include "evidence/symmetric_eigen.hpp"

namespace intersession::evidence {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double singular_below = 1e-4;  // lme4's rule, on columns of unit SD

// Columns of Lambda may be reflected freely; diagonals are reported >= 0.
VectorXd with_positive_diagonal(const LinearModel& model, VectorXd theta) {
  const int q = model.products().q();
  Index at = 0;
  for (int b = 0; b < q; ++b) {
    const bool flip = theta[at] < 0;
    for (int a = b; a < q; ++a)
      if (a == b or model.frame().correlated) {
        if (flip) theta[at] = -theta[at];
        ++at;
      }
  }
  if (model.nested()) theta[at] = std::abs(theta[at]);
  return theta;
}

bool is_singular(const LinearModel& model, const VectorXd& theta) {
  const MatrixXd l = model.lambda(theta);
  for (Index k = 0; k < l.rows(); ++k)
    if (std::abs(l(k, k)) < singular_below) return true;
  return model.nested() and std::abs(model.tau(theta)) < singular_below;
}

VectorXd original_theta(const LinearModel& model, const VectorXd& theta) {
  VectorXd out = theta;
  const int q = model.products().q();
  Index at = 0;
  for (int b = 0; b < q; ++b)
    for (int a = b; a < q; ++a)
      if (a == b or model.frame().correlated)
        out[at++] /= model.scaling().z_scale[static_cast<std::size_t>(a)];
  return out;
}

void add_variance_components(const LinearModel& model, LinearFit& fit) {
  const auto& frame = model.frame();
  const auto& d = fit.random_covariance;
  const auto name = [&](Index k) { return frame.random[static_cast<std::size_t>(k)].name; };
  for (Index a = 0; a < d.rows(); ++a)
    fit.varcomp.push_back({frame.group_label, name(a), "", d(a, a), std::sqrt(d(a, a))});
  for (Index a = 0; a < d.rows() and frame.correlated; ++a)
    for (Index b = a + 1; b < d.rows(); ++b) {
      const double scale = std::sqrt(d(a, a) * d(b, b));
      fit.varcomp.push_back({frame.group_label, name(a), name(b), d(a, b),
                             scale > 0 ? d(a, b) / scale : std::numeric_limits<double>::quiet_NaN()});
    }
  if (model.nested())
    fit.varcomp.push_back(
        {frame.outer_label, "(Intercept)", "", fit.outer_variance, std::sqrt(fit.outer_variance)});
  fit.varcomp.push_back({"Residual", "", "", fit.sigma * fit.sigma, fit.sigma});
}

// What Satterthwaite needs: the covariance of (theta, sigma) and the derivative of C by theta.
struct Curvature {
  MatrixXd covariance;  // A = 2 H^-1
  MatrixXd hessian;
  std::vector<MatrixXd> c_slope;  // dC / d theta_k
  MatrixXd c;
  double sigma;
};

Curvature curvature_at(LinearModel& model, const VectorXd& theta) {
  const Index k = theta.size();
  Curvature out;
  const auto centre = model.evaluate(theta);
  const double s2 = centre.sigma2;
  out.sigma = std::sqrt(s2);
  out.c = centre.c;
  out.hessian = MatrixXd::Zero(k + 1, k + 1);
  out.c_slope.resize(static_cast<std::size_t>(k));
  VectorXd moved = theta;
  for (Index i = 0; i < k; ++i) {
    const double step = 1e-4 * std::max(0.1, std::abs(theta[i]));
    moved[i] = theta[i] + step;
    const auto up = model.evaluate(moved, true, s2);
    const VectorXd up_gradient = up.gradient;
    const MatrixXd up_c = up.c;
    moved[i] = theta[i] - step;
    const auto& down = model.evaluate(moved, true, s2);
    out.hessian.col(i).head(k) = (up_gradient - down.gradient) / (2 * step);
    out.c_slope[static_cast<std::size_t>(i)] = (up_c - down.c) / (2 * step);
    moved[i] = theta[i];
  }
  out.hessian.topLeftCorner(k, k) =
      0.5 * (out.hessian.topLeftCorner(k, k) + out.hessian.topLeftCorner(k, k).transpose()).eval();
  const double s3 = s2 * out.sigma;
  out.hessian.col(k).head(k) = -2 / s3 * centre.rss_gradient;
  out.hessian.row(k).head(k) = out.hessian.col(k).head(k).transpose();
  out.hessian(k, k) = -2 * model.freedom() / s2 + 6 * centre.rss / (s2 * s2);
  out.covariance = twice_inverse(out.hessian);
  return out;
}

double satterthwaite(const Curvature& curvature, const VectorXd& l) {  // l in scaled columns
  const auto k = static_cast<Index>(curvature.c_slope.size());
  const double s2 = curvature.sigma * curvature.sigma, v = s2 * l.dot(curvature.c * l);
  VectorXd g(k + 1);
  for (Index i = 0; i < k; ++i) g[i] = s2 * l.dot(curvature.c_slope[static_cast<std::size_t>(i)] * l);
  g[k] = 2 * v / curvature.sigma;
  const double variance = g.dot(curvature.covariance * g);
  return variance > 0 ? 2 * v * v / variance : std::numeric_limits<double>::infinity();
}

}  // namespace

Effect effect_of(double estimate, double se, double df) {
  Effect e{estimate, se, df, estimate / se, 1, 0, 0};
  e.p = t_two_sided_p(e.t, df);
  const double half = t_quantile(0.975, df) * se;
  e.lo = estimate - half, e.hi = estimate + half;
  return e;
}

int LinearFit::index(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

Effect LinearFit::effect(std::string_view name) const {
  const int k = index(name);
  if (k < 0) return {};
  return {fixef[k], se[k], df[k], t[k], p[k], ci_lo[k], ci_hi[k]};
}

std::vector<std::string> dependent_columns(const LinearModel& model) {
  const auto p = static_cast<Index>(model.frame().p());
  const MatrixXd xx = model.products().rr().topLeftCorner(p, p);
  std::vector<std::string> names;
  VectorXd scale = xx.diagonal().cwiseSqrt();
  for (Index k = 0; k < p; ++k)
    if (scale[k] <= 1e-9 * std::sqrt(static_cast<double>(model.frame().rows()))) {
      names.push_back(model.frame().fixed[static_cast<std::size_t>(k)].name);
      scale[k] = 1;
    }
  const MatrixXd unit = scale.cwiseInverse().asDiagonal() * xx * scale.cwiseInverse().asDiagonal();
  if (not names.empty()) return names;
  const auto eigen = symmetric_eigen(unit);
  for (Index k = 0; k < p; ++k)
    if (eigen.values[k] < 1e-9)
      for (Index j = 0; j < p; ++j)
        if (const auto& n = model.frame().fixed[static_cast<std::size_t>(j)].name;
            std::abs(eigen.vectors(j, k)) > 1e-3 and std::find(names.begin(), names.end(), n) == names.end())
          names.push_back(n);
  return names;
}

namespace {

// Large data: an eighth of the clients already tells start and curvature so well that the search over all of
// them takes a handful of evaluations. Not where some variance is near 0, for there the curvature may turn.
constexpr std::size_t groups_for_a_look = 4000, look_at_every = 8;
constexpr double clear_of_zero = 0.05;

std::optional<Minimum> look_at_a_part(LinearModel& model, const Objective& f, const VectorXd& start) {
  if (model.frame().groups() < groups_for_a_look or model.blocks() < 2 * look_at_every or start.size() == 0)
    return std::nullopt;
  MinimiseOptions options;
  options.gradient_tolerance = 1e-5 * std::sqrt(static_cast<double>(model.frame().rows()));
  options.decrease_tolerance = 1e-4;
  options.newton_steps = 1;
  model.look_at_every(look_at_every);
  auto found = minimise(f, start, options);
  model.look_at_every(1);
  const MatrixXd l = model.lambda(found.x);
  const bool clear = (l.diagonal().array().abs() > clear_of_zero).all() and
                     (not model.nested() or std::abs(model.tau(found.x)) > clear_of_zero);
  if (not clear or not found.converged or found.hessian.rows() == 0) return std::nullopt;
  const Eigen::LLT<MatrixXd> curvature(found.hessian * static_cast<double>(look_at_every));
  if (curvature.info() != Eigen::Success) return std::nullopt;
  found.hessian = curvature.solve(MatrixXd::Identity(start.size(), start.size()));
  return found;
}

}  // namespace

Minimum minimise_criterion(LinearModel& model, const VectorXd& start, int newton_steps) {
  MinimiseOptions options;
  options.gradient_tolerance = 1e-6 * std::sqrt(static_cast<double>(model.frame().rows()));
  const Objective f = [&](const VectorXd& theta, VectorXd& gradient) {
    const auto& e = model.evaluate(theta);
    gradient = e.gradient;
    return e.criterion;
  };
  if (const auto look = look_at_a_part(model, f, start)) {
    auto quick = options;
    quick.newton_steps = 0;
    quick.inverse_hessian = look->hessian;
    auto best = minimise(f, look->x, quick);
    best.evaluations += look->evaluations / static_cast<int>(look_at_every);
    if (best.converged) return best;
  }
  options.newton_steps = newton_steps;
  auto best = minimise(f, start, options);
  if (start.size() == 0) return best;
  // No variation between groups at all may be better than what the search found.
  const VectorXd none = VectorXd::Zero(start.size());
  if (model.evaluate(none, false).criterion < best.value - 1e-9) {
    const int used = best.evaluations;
    best = minimise(f, VectorXd::Constant(start.size(), 1e-3), options);
    best.evaluations += used;
  }
  ++best.evaluations;
  return best;
}

LinearFit report(LinearModel& model, const Minimum& minimum, bool degrees_of_freedom) {
  const auto& frame = model.frame();
  const auto& scaling = model.scaling();
  LinearFit fit;
  fit.id = frame.id, fit.formula = frame.formula, fit.reml = model.reml(), fit.notes = frame.notes;
  fit.nobs = frame.rows(), fit.ngroups = frame.groups(), fit.nouter = frame.outer_names.size();
  fit.theta_scaled = with_positive_diagonal(model, minimum.x);
  fit.theta = original_theta(model, fit.theta_scaled);
  fit.evaluations = minimum.evaluations, fit.converged = minimum.converged;
  fit.singular = is_singular(model, fit.theta_scaled);
  const auto at = model.evaluate(fit.theta_scaled);
  const double s2 = at.sigma2 * scaling.y_scale * scaling.y_scale;
  fit.sigma = std::sqrt(s2);
  fit.fixef = scaling.to_original * at.beta * scaling.y_scale;
  for (const int k : frame.intercepts) fit.fixef[k] += scaling.y_mean;
  fit.vcov = s2 * scaling.to_original * at.c * scaling.to_original.transpose();
  fit.se = fit.vcov.diagonal().cwiseSqrt();
  for (const auto& c : frame.fixed) fit.names.push_back(c.name);
  MatrixXd l = model.lambda(fit.theta_scaled);
  for (Index k = 0; k < l.rows(); ++k) l.row(k) /= scaling.z_scale[static_cast<std::size_t>(k)];
  fit.random_covariance = s2 * l * l.transpose();
  fit.outer_variance = s2 * model.tau(fit.theta_scaled) * model.tau(fit.theta_scaled);
  add_variance_components(model, fit);
  fit.crit = at.criterion, fit.log_lik = -0.5 * at.criterion;
  fit.parameters = model.parameters() + static_cast<int>(frame.p()) + 1;
  fit.aic = fit.crit + 2 * fit.parameters;
  fit.bic = fit.crit + std::log(static_cast<double>(fit.nobs)) * fit.parameters;
  fit.phi = model.residual().phi;
  const auto p = fit.fixef.size();
  fit.df = VectorXd::Constant(p, std::numeric_limits<double>::infinity());
  if (degrees_of_freedom) {
    const auto curvature = curvature_at(model, fit.theta_scaled);
    fit.hessian = curvature.hessian;
    for (Index k = 0; k < p; ++k)
      fit.df[k] = satterthwaite(curvature, scaling.to_original.row(k).transpose());
    model.evaluate(fit.theta_scaled);
  }
  fit.t = fit.fixef.cwiseQuotient(fit.se);
  fit.p.resize(p), fit.ci_lo.resize(p), fit.ci_hi.resize(p);
  for (Index k = 0; k < p; ++k) {
    const auto e = effect_of(fit.fixef[k], fit.se[k], fit.df[k]);
    fit.p[k] = e.p, fit.ci_lo[k] = e.lo, fit.ci_hi[k] = e.hi;
  }
  if (fit.singular)
    fit.notes.push_back({Code::singular_fit,
                         "The data cannot tell clients' differences in every part of this model apart; "
                         "single slopes and their correlation are not shown.",
                         {}});
  return fit;
}

Outcome<LinearFit> fit_linear(LinearModel& model, const FitOptions& options) {
  model.set_reml(options.reml);
  const auto& frame = model.frame();
  if (frame.rows() <= frame.p())
    return refuse(Code::no_complete_rows, "There are not more sessions than quantities to estimate.");
  if (const auto names = dependent_columns(model); not names.empty())
    return refuse(Code::rank_deficient,
                  "Some predictors are copies or sums of others, so their effects cannot be told apart.",
                  names);
  const VectorXd start = model.start();
  auto minimum = minimise_criterion(model, start, 1);
  if (not minimum.converged) {
    auto again = minimise_criterion(model, 0.5 * start + VectorXd::Constant(start.size(), 0.01), 2);
    again.evaluations += minimum.evaluations;
    if (again.value < minimum.value or again.converged) minimum = again;
  }
  if (std::sqrt(model.evaluate(minimum.x, false).sigma2) < 1e-6)
    return refuse(Code::outcome_is_determined,
                  "The predictors determine the outcome completely; it may be computed from them.");
  if (not minimum.converged)
    return refuse(
        Code::not_converged,
        "The estimate did not settle, also not from a second start; the data do not determine this model.");
  return report(model, minimum, options.degrees_of_freedom);
}

Outcome<LinearFit> fit_linear(const Frame& frame, const FitOptions& options) {
  if (frame.p() + 1 > most_columns or frame.q() > most_random)
    return refuse(Code::too_large, "This model has more predictors than can be fitted at once.");
  LinearModel model(frame, options.reml, options.threads);
  return fit_linear(model, options);
}

Effect contrast(LinearModel& model, const LinearFit& fit, const VectorXd& l) {
  const auto curvature = curvature_at(model, fit.theta_scaled);
  model.evaluate(fit.theta_scaled);
  const VectorXd scaled = model.scaling().to_original.transpose() * l;
  return effect_of(l.dot(fit.fixef), std::sqrt(l.dot(fit.vcov * l)), satterthwaite(curvature, scaled));
}

JointTest joint_test(LinearModel& model, const LinearFit& fit, const MatrixXd& rows) {
  const auto eigen = symmetric_eigen(rows * fit.vcov * rows.transpose());
  const auto curvature = curvature_at(model, fit.theta_scaled);
  model.evaluate(fit.theta_scaled);
  const MatrixXd directions = eigen.vectors.transpose() * rows;
  JointTest test;
  double expected = 0;
  for (Index k = 0; k < rows.rows(); ++k) {
    if (eigen.values[k] <= 1e-8 * eigen.values.maxCoeff()) continue;
    const VectorXd l = directions.row(k).transpose();
    const double estimate = l.dot(fit.fixef),
                 df = satterthwaite(curvature, model.scaling().to_original.transpose() * l);
    test.f += estimate * estimate / eigen.values[k];
    test.df1 += 1;
    if (df > 2) expected += df / (df - 2);
  }
  test.f /= test.df1;
  test.df2 = expected > test.df1 ? 2 * expected / (expected - test.df1) : 0;
  test.p = f_upper(test.f, test.df1, test.df2);
  return test;
}

}  // namespace intersession::evidence
