#include "evidence/profile_interval.hpp"

#include <cmath>

#include "evidence/distributions.hpp"

namespace intersession::evidence {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

enum class Held { sigma, sd, outer_sd, correlation };

// Free parameters: theta (scaled) with the held part expressed by the rest, and log sigma (scaled).
class Profile {
 public:
  Profile(const Frame& frame, const LinearFit& fit) : model_(frame, false) {
    const auto best = minimise_criterion(model_, fit.theta_scaled, 1);
    theta_ = best.x;
    sigma_ = std::sqrt(model_.evaluate(theta_).sigma2);
    deviance_ = best.value;
  }

  ProfileInterval interval(Held held, Index k) {
    held_ = held, k_ = k;
    const double estimate = current(theta_, sigma_);
    const double low_edge = held == Held::correlation ? -1 : 0;
    const double high_edge = held == Held::correlation ? 1 : INFINITY;
    ProfileInterval out;
    out.lo = side(estimate, low_edge, -1);
    out.hi = side(estimate, high_edge, +1);
    const double unit = held == Held::correlation ? 1
                        : held == Held::sd
                            ? model_.scaling().y_scale / model_.scaling().z_scale[static_cast<std::size_t>(k)]
                            : model_.scaling().y_scale;
    out.lo *= unit, out.hi *= unit;
    return out;
  }

 private:
  // Value of the held quantity at free parameters.
  double current(const VectorXd& theta, double sigma) const {
    const MatrixXd l = model_.lambda(theta);
    switch (held_) {
      case Held::sigma:
        return sigma;
      case Held::sd:
        return sigma * l.row(k_).norm();
      case Held::outer_sd:
        return sigma * std::abs(model_.tau(theta));
      case Held::correlation:
        return (l(0, 0) < 0 ? -1 : 1) * l(1, 0) / l.row(1).norm();
    }
    return 0;
  }

  // Puts the held quantity to `value`: (theta, sigma) from the free vector (theta..., log sigma).
  std::pair<VectorXd, double> constrained(const VectorXd& free, double value) const {
    VectorXd theta = free.head(free.size() - 1);
    const double sigma = held_ == Held::sigma ? value : std::exp(free[free.size() - 1]);
    if (held_ == Held::outer_sd) theta[theta.size() - 1] = value / sigma;
    if (held_ == Held::sd or held_ == Held::correlation) {
      const Index row = held_ == Held::sd ? k_ : 1;
      std::vector<Index> places;
      const int q = model_.products().q();
      Index at = 0;
      for (int b = 0; b < q; ++b)
        for (int a = b; a < q; ++a)
          if (a == b or model_.frame().correlated) {
            if (a == row) places.push_back(at);
            ++at;
          }
      double norm = 0;
      for (const auto i : places) norm += theta[i] * theta[i];
      norm = std::sqrt(std::max(norm, 1e-300));
      if (held_ == Held::sd) {
        for (const auto i : places) theta[i] *= value / sigma / norm;
      } else {
        theta[places[0]] = value * norm * (theta[0] < 0 ? -1 : 1);
        theta[places[1]] = std::sqrt(std::max(0.0, 1 - value * value)) * norm;
      }
    }
    return {theta, sigma};
  }

  double deviance_at(double value) {
    const Objective f = [&](const VectorXd& free, VectorXd& gradient) {
      const auto [theta, sigma] = constrained(free, value);
      const auto e = model_.evaluate(theta, true, sigma * sigma);
      const double by_sigma = 2 * model_.freedom() / sigma - 2 * e.rss / (sigma * sigma * sigma);
      VectorXd moved = free;
      for (Index i = 0; i < free.size(); ++i) {  // the map is cheap; the criterion's own gradient is exact
        const double h = 1e-6 * std::max(1.0, std::abs(free[i]));
        moved[i] = free[i] + h;
        const auto up = constrained(moved, value);
        moved[i] = free[i] - h;
        const auto down = constrained(moved, value);
        moved[i] = free[i];
        gradient[i] =
            e.gradient.dot(up.first - down.first) / (2 * h) + by_sigma * (up.second - down.second) / (2 * h);
      }
      return e.criterion;
    };
    if (warm_.size() == 0) {
      warm_.resize(theta_.size() + 1);
      warm_ << theta_, std::log(sigma_);
    }
    MinimiseOptions options;
    options.newton_steps = 0;
    options.gradient_tolerance = 1e-5;
    const auto best = minimise(f, warm_, options);
    warm_ = best.x;
    return best.value;
  }

  double side(double estimate, double edge, int direction) {
    const double needed = chi_square_quantile(0.95, 1);
    const auto excess = [&](double v) { return deviance_at(v) - deviance_ - needed; };
    warm_.resize(0);
    double inside = estimate, step = held_ == Held::correlation ? 0.2 : 0.25 * std::max(estimate, 1e-3);
    for (int i = 0; i < 60; ++i) {
      double outside = inside + direction * step;
      const bool at_edge = direction < 0 ? outside <= edge : outside >= edge;
      if (at_edge)
        outside = held_ == Held::correlation ? edge * (1 - 1e-9)
                  : held_ == Held::sigma     ? 0.01 * inside
                                             : 1e-7;
      if (excess(outside) > 0) return root(excess, inside, outside, 1e-7 * std::max(1.0, std::abs(estimate)));
      if (at_edge) return edge;
      inside = outside;
      step *= 1.5;
    }
    return direction < 0 ? edge : INFINITY;
  }

  LinearModel model_;
  VectorXd theta_, warm_;
  double sigma_ = 0, deviance_ = 0;
  Held held_ = Held::sigma;
  Index k_ = 0;
};

}  // namespace

std::vector<ProfileInterval> profile_intervals(const Frame& frame, const LinearFit& fit) {
  std::vector<ProfileInterval> out;
  if (fit.singular) return out;
  Profile profile(frame, fit);
  const auto add = [&](Held held, Index k, std::string group, std::string var1, std::string var2) {
    auto interval = profile.interval(held, k);
    interval.group = std::move(group), interval.var1 = std::move(var1), interval.var2 = std::move(var2);
    out.push_back(std::move(interval));
  };
  for (std::size_t k = 0; k < frame.q(); ++k)
    add(Held::sd, static_cast<Index>(k), frame.group_label, frame.random[k].name, "");
  if (frame.correlated and frame.q() == 2)
    add(Held::correlation, 0, frame.group_label, frame.random[0].name, frame.random[1].name);
  if (not frame.outer.empty()) add(Held::outer_sd, 0, frame.outer_label, "(Intercept)", "");
  add(Held::sigma, 0, "Residual", "", "");
  return out;
}

}  // namespace intersession::evidence
