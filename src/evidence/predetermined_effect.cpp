#include "evidence/predetermined_effect.hpp"

#include <cmath>

namespace intersession::evidence {
namespace {

constexpr std::size_t least_clients_with_pairs = 5;
constexpr double prior_sessions = 1;  // weight of the mean of all beside a client's earlier sessions

struct Series {
  std::vector<double> y, x, t;
};

// v_k minus the mean of the later ones, scaled so that independent noise keeps its variance.
std::vector<double> forward(const std::vector<double>& v) {
  std::vector<double> out(v.size() - 1);
  double sum = 0;
  for (std::size_t k = v.size() - 1; k-- > 0;) {
    sum += v[k + 1];
    const auto later = static_cast<double>(v.size() - 1 - k);
    out[k] = std::sqrt(later / (later + 1)) * (v[k] - sum / later);
  }
  return out;
}

std::vector<double> against_earlier(const std::vector<double>& v, double mean) {
  std::vector<double> out(v.size() - 1);
  double sum = 0;
  for (std::size_t k = 0; k < out.size(); ++k) {
    const auto later = static_cast<double>(v.size() - 1 - k);
    const double expected = (sum + prior_sessions * mean) / (static_cast<double>(k) + prior_sessions);
    out[k] = std::sqrt(later / (later + 1)) * (v[k] - expected);
    sum += v[k];
  }
  return out;
}

std::vector<Series> usable(const Prepared& data, const std::vector<double>& y, const std::vector<double>& x,
                           const std::vector<double>& t) {
  std::vector<Series> all;
  const auto session = data.session();
  for (std::size_t c = 0; c < data.clients(); ++c) {
    Series s;
    for (std::size_t r = data.first_row(c) + 1; r < data.first_row(c + 1); ++r) {
      if (session[r] != session[r - 1] + 1 or std::isnan(y[r]) or std::isnan(x[r - 1]) or std::isnan(t[r]))
        continue;
      s.y.push_back(y[r]), s.x.push_back(x[r - 1]), s.t.push_back(t[r]);
    }
    if (s.y.size() >= 2) all.push_back(std::move(s));
  }
  return all;
}

}  // namespace

Outcome<PredeterminedEffect> predetermined_effect(const Prepared& data, const PredeterminedNames& names) {
  const auto y = data.column(names.outcome), x = data.column(names.x), t = data.column(names.trend);
  for (const auto* v : {&y, &x, &t})
    if (not *v) return std::unexpected(v->error());
  const auto all = usable(data, *y, *x, *t);
  if (all.size() < least_clients_with_pairs)
    return refuse(Code::too_few_clients, "Fewer than five clients have two usable sessions.");
  double mean = 0, rows = 0;
  for (const auto& s : all)
    for (const double v : s.x) mean += v, rows += 1;
  mean /= rows;
  // Instrumental variables, as many as predictors: beta = (Z'X)^-1 Z'y.
  Eigen::Matrix2d zx = Eigen::Matrix2d::Zero();
  Eigen::Vector2d zy = Eigen::Vector2d::Zero();
  std::vector<Series> moved;
  std::vector<std::vector<double>> instruments;
  double squares_x = 0, squares_z = 0;
  for (const auto& s : all) {
    moved.push_back({forward(s.y), forward(s.x), forward(s.t)});
    instruments.push_back(against_earlier(s.x, mean));
    const auto& m = moved.back();
    for (std::size_t k = 0; k < m.y.size(); ++k) {
      const Eigen::Vector2d z(instruments.back()[k], m.t[k]), w(m.x[k], m.t[k]);
      zx += z * w.transpose(), zy += z * m.y[k];
      squares_x += m.x[k] * m.x[k], squares_z += z[0] * z[0];
    }
  }
  if (std::abs(zx(0, 0)) < 0.1 * std::sqrt(squares_x * squares_z) or not(squares_x > 0) or
      std::abs(zx.determinant()) < 1e-12 * zx.squaredNorm())
    return refuse(Code::no_within_variation,
                  "Homework so far says too little about homework now to check for feedback.", {names.x});
  const Eigen::Matrix2d inverse = zx.inverse();
  const Eigen::Vector2d beta = inverse * zy;
  Eigen::Matrix2d meat = Eigen::Matrix2d::Zero();
  for (std::size_t c = 0; c < moved.size(); ++c) {
    const auto& m = moved[c];
    Eigen::Vector2d score = Eigen::Vector2d::Zero();
    for (std::size_t k = 0; k < m.y.size(); ++k)
      score += Eigen::Vector2d(instruments[c][k], m.t[k]) * (m.y[k] - beta[0] * m.x[k] - beta[1] * m.t[k]);
    meat += score * score.transpose();
  }
  const auto clients = static_cast<double>(moved.size());
  const Eigen::Matrix2d covariance = clients / (clients - 1) * inverse * meat * inverse.transpose();
  return PredeterminedEffect{effect_of(beta[0], std::sqrt(covariance(0, 0)), clients - 1), moved.size(),
                             static_cast<std::size_t>(rows)};
}

}  // namespace intersession::evidence
