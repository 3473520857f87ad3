#include "evidence/residual_correlation.hpp"

#include <algorithm>
#include <cmath>

namespace intersession::evidence {
namespace {

using Eigen::VectorXd;

// The criterion as a function of phi, each time minimised over theta from the last place.
class Search {
 public:
  Search(LinearModel& model, VectorXd start) : model_(model), theta_(std::move(start)) {}

  double operator()(double phi) {
    model_.set_residual({phi, {}});
    MinimiseOptions options;
    options.gradient_tolerance = 1e-6 * std::sqrt(static_cast<double>(model_.frame().rows()));
    options.newton_steps = 0;
    options.inverse_hessian = inverse_;
    last_ = minimise(objective(), theta_, options);
    // The curvature changes little with phi: learnt once, it makes every later search short.
    if (last_.converged and inverse_.rows() == 0 and theta_.size() > 0) {
      const Eigen::LLT<Eigen::MatrixXd> curvature(
          hessian_by_differences(objective(), last_.x, 1e-5, last_.evaluations));
      if (curvature.info() == Eigen::Success)
        inverse_ = curvature.solve(Eigen::MatrixXd::Identity(theta_.size(), theta_.size()));
    }
    if (not last_.converged) last_ = minimise_criterion(model_, theta_, 0);
    evaluations_ += last_.evaluations;
    theta_ = last_.x;
    return last_.value;
  }

  Minimum finish(double phi) {
    model_.set_residual({phi, {}});
    last_ = minimise_criterion(model_, theta_, 1);
    last_.evaluations += evaluations_;
    return last_;
  }

 private:
  Objective objective() {
    return [this](const VectorXd& theta, VectorXd& gradient) {
      const auto& e = model_.evaluate(theta);
      gradient = e.gradient;
      return e.criterion;
    };
  }

  LinearModel& model_;
  VectorXd theta_;
  Eigen::MatrixXd inverse_;
  Minimum last_;
  int evaluations_ = 0;
};

Outcome<bool> check(const Frame& frame, const LinearModel& model) {
  if (frame.rows() <= frame.p())
    return refuse(Code::no_complete_rows, "There are not more sessions than quantities to estimate.");
  for (std::size_t g = 0; g < frame.groups(); ++g)
    for (std::size_t r = frame.offsets[g] + 1; r < frame.offsets[g + 1]; ++r)
      if (not(frame.time[r] > frame.time[r - 1]))
        return refuse(Code::malformed_input, "The times of a client do not rise.", {frame.group_names[g]});
  if (const auto names = dependent_columns(model); not names.empty())
    return refuse(Code::rank_deficient,
                  "Some predictors are copies or sums of others, so their effects cannot be told apart.",
                  names);
  return true;
}

std::pair<double, double> range(Correlation kind) {
  return kind == Correlation::ar1 ? std::pair(-0.95, 0.95) : std::pair(1e-6, 0.995);
}

Outcome<LinearFit> finished(LinearModel& model, const Minimum& minimum, bool df) {
  if (not minimum.converged)
    return refuse(Code::not_converged, "The estimate did not settle; the data do not determine this model.");
  auto fit = report(model, minimum, df);
  if (std::abs(fit.phi) > 0.9)
    fit.notes.push_back(
        {Code::strong_autocorrelation,
         "Neighbouring sessions are so alike that time trends and carry-over cannot be told apart well.",
         {}});
  return fit;
}

}  // namespace

Outcome<LinearFit> fit_correlated(const Frame& frame, Correlation kind, const FitOptions& options) {
  LinearModel model(frame, options.reml, options.threads);
  if (auto ok = check(frame, model); not ok) return std::unexpected(ok.error());
  Search search(model, model.start());
  const auto [low, high] = range(kind);
  const double phi = minimise_scalar(std::ref(search), low, high, 1e-6).x;
  auto fit = finished(model, search.finish(phi), options.degrees_of_freedom);
  if (fit) fit->parameters += 1, fit->aic += 2, fit->bic += std::log(static_cast<double>(fit->nobs));
  return fit;
}

Outcome<LinearFit> fit_with_phi(const Frame& frame, double phi, const FitOptions& options) {
  LinearModel model(frame, options.reml, options.threads);
  if (auto ok = check(frame, model); not ok) return std::unexpected(ok.error());
  if (std::abs(phi) >= 1) return refuse(Code::invalid_argument, "An autocorrelation lies between -1 and 1.");
  return finished(model, Search(model, model.start()).finish(phi), options.degrees_of_freedom);
}

PhiInterval phi_interval(const Frame& frame, const LinearFit& fit, Correlation kind) {
  LinearModel model(frame, fit.reml);
  Search search(model, fit.theta_scaled);
  const double limit = fit.crit + 3.841458820694124;
  const auto excess = [&](double phi) { return search(phi) - limit; };
  const auto [low, high] = range(kind);
  return {excess(low) > 0 ? root(excess, low, fit.phi, 1e-6) : low,
          excess(high) > 0 ? root(excess, fit.phi, high, 1e-6) : high};
}

}  // namespace intersession::evidence
