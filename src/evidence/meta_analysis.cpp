#include "evidence/meta_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "evidence/distributions.hpp"
#include "evidence/minimise.hpp"

namespace intersession::evidence {
namespace {

// Weighted sums at one tau^2.
struct Sums {
  double w = 0, w2 = 0, w3 = 0, mean = 0, rss = 0, w2_rss = 0;
  double trace_p() const { return w - w2 / w; }
  double trace_pp() const { return w2 - 2 * w3 / w + (w2 / w) * (w2 / w); }
};

Sums sums_at(const std::vector<Study>& studies, double tau2, std::size_t left_out) {
  Sums s;
  for (std::size_t i = 0; i < studies.size(); ++i) {
    if (i == left_out) continue;
    const double w = 1 / (studies[i].variance + tau2);
    s.w += w, s.w2 += w * w, s.w3 += w * w * w, s.mean += w * studies[i].estimate;
  }
  s.mean /= s.w;
  for (std::size_t i = 0; i < studies.size(); ++i) {
    if (i == left_out) continue;
    const double w = 1 / (studies[i].variance + tau2), d = studies[i].estimate - s.mean;
    s.rss += w * d * d, s.w2_rss += w * w * d * d;
  }
  return s;
}

constexpr std::size_t nobody = static_cast<std::size_t>(-1);

double dersimonian_laird(const std::vector<Study>& studies, std::size_t left_out) {
  const auto s = sums_at(studies, 0, left_out);
  const double k = static_cast<double>(studies.size() - (left_out == nobody ? 0 : 1));
  return std::max(0.0, (s.rss - (k - 1)) / s.trace_p());
}

double reml(const std::vector<Study>& studies, std::size_t left_out) {
  double k = 0, mean = 0, variance = 0, ss = 0;
  for (std::size_t i = 0; i < studies.size(); ++i)
    if (i != left_out) k += 1, mean += studies[i].estimate, variance += studies[i].variance;
  mean /= k, variance /= k;
  for (std::size_t i = 0; i < studies.size(); ++i)
    if (i != left_out) ss += (studies[i].estimate - mean) * (studies[i].estimate - mean);
  double tau2 = std::max(0.0, ss / (k - 1) - variance);
  for (int step = 0; step < 10000; ++step) {
    const auto s = sums_at(studies, tau2, left_out);
    double change = (s.w2_rss - s.trace_p()) / s.trace_pp();
    while (tau2 + change < 0 and std::abs(change) > 1e-14) change /= 2;
    if (tau2 + change < 0) change = -tau2;
    tau2 += change;
    if (std::abs(change) <= 1e-12 * (1 + tau2)) break;
  }
  return tau2 < 1e-12 ? 0 : tau2;
}

double between(const std::vector<Study>& studies, Between method, std::size_t left_out) {
  return method == Between::reml ? reml(studies, left_out) : dersimonian_laird(studies, left_out);
}

Interval around(double centre, double half) {
  return {centre - half, centre + half};
}

Interval q_profile(const std::vector<Study>& studies) {
  const auto df = static_cast<double>(studies.size() - 1);
  const auto q = [&](double tau2) { return sums_at(studies, tau2, nobody).rss; };
  const auto solve = [&](double target) {
    if (q(0) <= target) return 0.0;
    double high = 1e-3;
    while (q(high) > target and high < 1e12) high *= 4;
    return root([&](double tau2) { return q(tau2) - target; }, 0, high, 1e-12 * high);
  };
  return {solve(chi_square_quantile(0.975, df)), solve(chi_square_quantile(0.025, df))};
}

}  // namespace

Outcome<MetaAnalysis> pool(const std::vector<Study>& studies, Between method) {
  if (studies.size() < 2) return refuse(Code::too_few_clinics, "One result cannot be pooled.");
  for (const auto& s : studies)
    if (not(s.variance > 0) or not std::isfinite(s.estimate) or not std::isfinite(s.variance))
      return refuse(Code::invalid_argument, "A result without a positive standard error cannot be pooled.",
                    {s.name});
  MetaAnalysis m;
  m.k = studies.size();
  const auto k = static_cast<double>(m.k);
  m.df = k - 1;
  m.tau2 = between(studies, method, nobody);
  const auto s = sums_at(studies, m.tau2, nobody), fixed = sums_at(studies, 0, nobody);
  m.estimate = s.mean;
  m.se_z = 1 / std::sqrt(s.w);
  m.p_z = std::erfc(std::abs(m.estimate / m.se_z) / std::numbers::sqrt2);
  m.ci_z = around(m.estimate, normal_quantile(0.975) * m.se_z);
  const double ratio = s.rss / m.df, t = t_quantile(0.975, m.df);
  m.se_hksj = std::sqrt(ratio) * m.se_z;
  m.p_hksj = m.se_hksj > 0 ? t_two_sided_p(m.estimate / m.se_hksj, m.df) : 0;
  m.ci_hksj = around(m.estimate, t * m.se_hksj);
  m.se_truncated = std::sqrt(std::max(1.0, ratio)) * m.se_z;
  m.p_truncated = t_two_sided_p(m.estimate / m.se_truncated, m.df);
  m.ci_truncated = around(m.estimate, t * m.se_truncated);
  m.prediction = around(m.estimate, t * std::sqrt(m.se_hksj * m.se_hksj + m.tau2));
  m.prediction_truncated = around(m.estimate, t * std::sqrt(m.se_truncated * m.se_truncated + m.tau2));
  m.q = fixed.rss, m.q_p = chi_square_upper(m.q, m.df);
  const double typical = m.df / fixed.trace_p();
  m.i2 = 100 * m.tau2 / (typical + m.tau2), m.h2 = m.tau2 / typical + 1;
  double log_variances = 0;
  for (const auto& study : studies) {
    log_variances += std::log(study.variance + m.tau2);
    m.weights_percent.push_back(100 / (study.variance + m.tau2) / s.w);
    const double share = m.tau2 / (m.tau2 + study.variance);
    m.blup.push_back(share * study.estimate + (1 - share) * m.estimate);
  }
  if (method == Between::reml) {
    m.se_tau2 = std::sqrt(2 / s.trace_pp());
    m.log_lik =
        -0.5 * (m.df * std::log(2 * std::numbers::pi) - std::log(k) + log_variances + std::log(s.w) + s.rss);
  } else {
    const double p = fixed.trace_p(), pp = fixed.trace_pp();
    m.se_tau2 = std::sqrt((2 * m.df + 4 * m.tau2 * p + 2 * m.tau2 * m.tau2 * pp) / (p * p));
    m.log_lik = -0.5 * (k * std::log(2 * std::numbers::pi) + log_variances + s.rss);
  }
  m.tau2_ci = q_profile(studies);
  if (m.k == 2)
    m.notes.push_back({Code::too_few_clinics,
                       "Two results say little about how clinics differ; read both intervals with care.",
                       {}});
  return m;
}

std::vector<double> leave_one_out(const std::vector<Study>& studies, Between method) {
  std::vector<double> out;
  for (std::size_t i = 0; i < studies.size() and studies.size() > 2; ++i)
    out.push_back(sums_at(studies, between(studies, method, i), i).mean);
  return out;
}

}  // namespace intersession::evidence
