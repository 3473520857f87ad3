#include "evidence/random_effects.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace intersession::evidence {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// The model at its optimum, with what turns scaled random effects into original ones.
struct At {
  MatrixXd d;        // Lambda Lambda', scaled
  VectorXd z_scale;  // original = scaled * y_scale / z_scale
  double sigma2, y_scale;
  VectorXd beta;
  MatrixXd c;
};

At evaluated(LinearModel& model, const LinearFit& fit) {
  const auto e = model.evaluate(fit.theta_scaled);
  const MatrixXd l = model.lambda(fit.theta_scaled);
  const auto& z = model.scaling().z_scale;
  return {l * l.transpose(),
          Eigen::Map<const VectorXd>(z.data(), static_cast<Index>(z.size())),
          e.sigma2,
          model.scaling().y_scale,
          e.beta,
          e.c};
}

VectorXd score(const MatrixXd& v, const VectorXd& beta) {
  return v.rightCols(1) - v.leftCols(beta.size()) * beta;
}

std::size_t rows_of(const Frame& frame, std::size_t g) {
  return frame.offsets[g + 1] - frame.offsets[g];
}

}  // namespace

std::vector<ConditionalMode> conditional_modes(LinearModel& model, const LinearFit& fit) {
  const auto at = evaluated(model, fit);
  const auto& order = model.products().order();
  std::vector<ConditionalMode> out(order.size());
  for (std::size_t g = 0; g < order.size(); ++g) {
    auto& mode = out[order[g]];
    mode.group = model.frame().group_names[order[g]];
    mode.mode = (at.d * score(model.z_v_r(g), at.beta)).cwiseQuotient(at.z_scale) * at.y_scale;
    const MatrixXd inverse = at.z_scale.cwiseInverse().asDiagonal();
    mode.variance =
        at.sigma2 * at.y_scale * at.y_scale * inverse * (at.d - at.d * model.z_v_z(g) * at.d) * inverse;
  }
  return out;
}

std::vector<ConditionalMode> outer_modes(LinearModel& model, const LinearFit& fit) {
  std::vector<ConditionalMode> out;
  if (not model.nested()) return out;
  const auto at = evaluated(model, fit);
  const double tau2 = model.tau(fit.theta_scaled) * model.tau(fit.theta_scaled);
  const auto& offsets = model.products().outer_offsets();
  for (std::size_t o = 0; o + 1 < offsets.size(); ++o) {
    const auto group = model.products().order()[offsets[o]];
    const VectorXd v = model.outer_v_r(o);
    ConditionalMode mode;
    mode.group = model.frame().outer_names[static_cast<std::size_t>(model.frame().outer[group])];
    mode.mode =
        VectorXd::Constant(1, tau2 * (v[v.size() - 1] - v.head(at.beta.size()).dot(at.beta)) * at.y_scale);
    mode.variance = MatrixXd::Constant(
        1, 1, at.sigma2 * at.y_scale * at.y_scale * tau2 * (1 - tau2 * model.outer_v_one(o)));
    out.push_back(std::move(mode));
  }
  return out;
}

std::vector<ClientSlope> client_slopes(LinearModel& model, const LinearFit& fit, std::size_t k) {
  const auto at = evaluated(model, fit);
  const auto& order = model.products().order();
  const auto i = static_cast<Index>(k);
  const Index column = model.frame().random[k].fixed;
  const auto p = at.beta.size();
  const double unit = at.y_scale / at.z_scale[i];
  std::vector<ClientSlope> out(order.size());
  for (std::size_t g = 0; g < order.size(); ++g) {
    const MatrixXd zvr = model.z_v_r(g);
    const VectorXd mode = at.d * score(zvr, at.beta);
    const MatrixXd posterior = at.d - at.d * model.z_v_z(g) * at.d;
    VectorXd from_fixed = -(at.d * zvr.leftCols(p)).row(i).transpose();
    from_fixed[column] += 1;
    auto& slope = out[order[g]];
    slope.group = model.frame().group_names[order[g]];
    slope.rows = rows_of(model.frame(), order[g]);
    slope.slope = (at.beta[column] + mode[i]) * unit;
    slope.se = unit * std::sqrt(at.sigma2 * (posterior(i, i) + from_fixed.dot(at.c * from_fixed)));
  }
  return out;
}

std::vector<double> fitted_values(LinearModel& model, const LinearFit& fit, bool population) {
  const auto& frame = model.frame();
  std::vector<double> out(frame.rows(), 0.0);
  for (std::size_t k = 0; k < frame.p(); ++k)
    for (std::size_t r = 0; r < out.size(); ++r)
      out[r] += fit.fixef[static_cast<Index>(k)] * frame.fixed[k].values[r];
  if (population) return out;
  const auto modes = conditional_modes(model, fit);
  const auto outer = outer_modes(model, fit);
  for (std::size_t g = 0; g < modes.size(); ++g)
    for (std::size_t r = frame.offsets[g]; r < frame.offsets[g + 1]; ++r) {
      for (std::size_t k = 0; k < frame.q(); ++k)
        out[r] += modes[g].mode[static_cast<Index>(k)] * frame.random_values(k)[r];
      if (not outer.empty()) out[r] += outer[static_cast<std::size_t>(frame.outer[g])].mode[0];
    }
  return out;
}

RSquared r_squared(LinearModel& model, const LinearFit& fit) {
  const auto& frame = model.frame();
  const auto fixed = fitted_values(model, fit, true);
  const auto n = static_cast<double>(fixed.size());
  double mean = 0, fixed_variance = 0, random_variance = 0;
  for (const double f : fixed) mean += f / n;
  for (const double f : fixed) fixed_variance += (f - mean) * (f - mean) / (n - 1);
  for (std::size_t r = 0; r < frame.rows(); ++r)
    for (std::size_t a = 0; a < frame.q(); ++a)
      for (std::size_t b = 0; b < frame.q(); ++b)
        random_variance += frame.random_values(a)[r] * frame.random_values(b)[r] *
                           fit.random_covariance(static_cast<Index>(a), static_cast<Index>(b)) / n;
  random_variance += fit.outer_variance;
  const double total = fixed_variance + random_variance + fit.sigma * fit.sigma;
  return {fixed_variance / total, (fixed_variance + random_variance) / total};
}

std::vector<Influence> influence(LinearModel& model, const LinearFit& fit) {
  const auto e = model.evaluate(fit.theta_scaled);
  const auto& products = model.products();
  const auto& order = products.order();
  const auto& outer = products.outer_offsets();
  const Index p = e.beta.size();
  const MatrixXd l = model.lambda(fit.theta_scaled), d = l * l.transpose();
  const double tau2 = model.tau(fit.theta_scaled) * model.tau(fit.theta_scaled);
  const auto k = static_cast<double>(p);
  std::vector<Influence> out;
  std::size_t o = 0;
  for (std::size_t g = 0; g < order.size(); ++g) {
    // M_g = R'R - R'Z D (I + Z'Z D)^-1 Z'R, the client's own part of R'V^-1R.
    const MatrixXd zz = products.zz(g), zr = products.zr(g);
    const MatrixXd inner = (MatrixXd::Identity(d.rows(), d.rows()) + zz * d).partialPivLu().solve(zr);
    MatrixXd a = e.a - products.rr_of_group(model.frame(), model.scaling(), model.residual(), g) +
                 zr.transpose() * d * inner;
    if (model.nested()) {
      while (g >= outer[o + 1]) ++o;
      const double one = model.outer_v_one(o) / (1 - tau2 * model.outer_v_one(o));
      const VectorXd t = model.outer_v_r(o) * (1 + tau2 * one);
      const MatrixXd own_zz = (MatrixXd::Identity(d.rows(), d.rows()) + zz * d).partialPivLu().solve(zz);
      const VectorXd left = t - inner.row(0).transpose();
      const double one_left = one - own_zz(0, 0);
      a += tau2 / (1 + tau2 * one) * t * t.transpose() -
           tau2 / (1 + tau2 * one_left) * left * left.transpose();
    }
    const Eigen::LDLT<MatrixXd> solver(a.topLeftCorner(p, p));
    const VectorXd beta = solver.solve(a.col(p).head(p)), moved = e.beta - beta;
    VectorXd original = model.scaling().to_original * beta * model.scaling().y_scale;
    for (const int c : model.frame().intercepts) original[c] += model.scaling().y_mean;
    out.push_back({model.frame().group_names[order[g]],
                   moved.dot(e.a.topLeftCorner(p, p) * moved) / (k * e.sigma2), original});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& x, const auto& y) { return x.distance > y.distance; });
  return out;
}

double lag1_autocorrelation(LinearModel& model, const LinearFit& fit) {
  const auto& frame = model.frame();
  if (frame.time.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto fitted = fitted_values(model, fit);
  double products = 0, squares = 0, pairs = 0;
  for (std::size_t g = 0; g < frame.groups(); ++g)
    for (std::size_t r = frame.offsets[g]; r < frame.offsets[g + 1]; ++r) {
      const double now = frame.y[r] - fitted[r];
      squares += now * now;
      if (r > frame.offsets[g] and frame.time[r] == frame.time[r - 1] + 1)
        products += now * (frame.y[r - 1] - fitted[r - 1]), pairs += 1;
    }
  return pairs > 0 ? products / pairs / (squares / static_cast<double>(frame.rows()))
                   : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace intersession::evidence
