#include "evidence/single_case.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>

namespace intersession::evidence {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

int sign(double v) {
  return (v > 0) - (v < 0);
}

double mean(std::span<const double> v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum / static_cast<double>(v.size());
}

double sd(std::span<const double> v) {
  if (v.size() < 2) return none;
  const double m = mean(v);
  double ss = 0;
  for (const double x : v) ss += (x - m) * (x - m);
  return std::sqrt(ss / static_cast<double>(v.size() - 1));
}

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  const auto n = v.size();
  return n % 2 == 1 ? v[n / 2] : 0.5 * (v[n / 2 - 1] + v[n / 2]);
}

long kendall_s(std::span<const double> v) {
  long s = 0;
  for (std::size_t j = 1; j < v.size(); ++j)
    for (std::size_t i = 0; i < j; ++i) s += sign(v[j] - v[i]);
  return s;
}

long pairs_s(std::span<const double> a, std::span<const double> b) {
  long s = 0;
  for (const double x : a)
    for (const double y : b) s += sign(y - x);
  return s;
}

double theil_sen(std::span<const double> v) {
  std::vector<double> slopes;
  for (std::size_t j = 1; j < v.size(); ++j)
    for (std::size_t i = 0; i < j; ++i) slopes.push_back((v[j] - v[i]) / static_cast<double>(j - i));
  return median(std::move(slopes));
}

std::map<double, double> tie_sizes(std::span<const double> v) {
  std::map<double, double> count;
  for (const double x : v) count[x] += 1;
  return count;
}

double kendall_tau_b(std::span<const double> v) {
  const auto n = static_cast<double>(v.size()), pairs = n * (n - 1) / 2;
  double tied = 0;
  for (const auto& [value, size] : tie_sizes(v)) tied += size * (size - 1) / 2;
  return pairs > tied ? static_cast<double>(kendall_s(v)) / std::sqrt(pairs * (pairs - tied)) : none;
}

}  // namespace

double kendall_p(std::span<const double> v) {
  const auto n = v.size();
  const double s = std::abs(static_cast<double>(kendall_s(v)));
  const auto ties = tie_sizes(v);
  if (ties.size() == n and n <= 50) {  // number of orders with each count of inversions
    std::vector<double> share{1};
    for (std::size_t k = 2; k <= n; ++k) {
      std::vector<double> next(share.size() + k - 1, 0.0);
      for (std::size_t i = 0; i < share.size(); ++i)
        for (std::size_t j = 0; j < k; ++j) next[i + j] += share[i] / static_cast<double>(k);
      share = std::move(next);
    }
    const double pairs = static_cast<double>(n * (n - 1) / 2);
    double p = 0;
    for (std::size_t i = 0; i < share.size(); ++i)
      if (std::abs(pairs - 2 * static_cast<double>(i)) >= s - 1e-9) p += share[i];
    return std::min(1.0, p);
  }
  const auto m = static_cast<double>(n);
  double variance = m * (m - 1) * (2 * m + 5);
  for (const auto& [value, size] : ties) variance -= size * (size - 1) * (2 * size + 5);
  variance /= 18;
  return variance > 0 ? std::erfc(s / std::sqrt(variance) / std::numbers::sqrt2) : 1;
}

Outcome<SingleCase> single_case(std::span<const double> a_raw, std::span<const double> b_raw,
                                Improvement improvement) {
  if (a_raw.size() < 3 or b_raw.size() < 2)
    return refuse(Code::few_usable_rows,
                  "Comparing phases needs at least three values before and two after.");
  for (const auto& phase : {a_raw, b_raw})
    for (const double v : phase)
      if (not std::isfinite(v))
        return refuse(Code::malformed_input, "A value of a phase is missing or not a number.");
  const double direction = improvement == Improvement::decrease ? -1 : 1;
  std::vector<double> a(a_raw.begin(), a_raw.end()), b(b_raw.begin(), b_raw.end());
  for (auto* phase : {&a, &b})
    for (double& v : *phase) v *= direction;
  SingleCase r;
  r.n_a = a.size(), r.n_b = b.size();
  const auto m = static_cast<double>(r.n_a), n = static_cast<double>(r.n_b);
  r.mean_a = mean(a_raw), r.mean_b = mean(b_raw), r.sd_a = sd(a_raw), r.sd_b = sd(b_raw);
  for (const double x : a)
    for (const double y : b) ++(y > x ? r.positive : y < x ? r.negative : r.ties);
  r.s_ab = r.positive - r.negative, r.s_a = kendall_s(a), r.s_b = kendall_s(b);
  r.nap = (static_cast<double>(r.positive) + 0.5 * static_cast<double>(r.ties)) / (m * n);
  r.tau = static_cast<double>(r.s_ab) / (m * n);
  r.tau_u = static_cast<double>(r.s_ab - r.s_a) / (m * n);
  const double spread = std::sqrt(m * n * (m + n + 1) / 3);
  r.se_tau = spread / (m * n), r.z_tau = static_cast<double>(r.s_ab) / spread;
  r.p_tau = std::erfc(std::abs(r.z_tau) / std::numbers::sqrt2);
  const double best = *std::max_element(a.begin(), a.end()), middle = median(a);
  for (const double y : b)
    r.pnd += 100 * (y > best) / n, r.pem += (y > middle ? 100 : y == middle ? 50 : 0) / n;
  r.baseline_tau_b = kendall_tau_b(a), r.baseline_p = kendall_p(a), r.baseline_slope = theil_sen(a);
  std::vector<double> rest;
  for (std::size_t i = 0; i < a.size(); ++i)
    rest.push_back(a[i] - r.baseline_slope * static_cast<double>(i + 1));
  const double intercept = median(rest);
  std::vector<double> flat_a, flat_b;
  for (std::size_t i = 0; i < a.size(); ++i)
    flat_a.push_back(a[i] - (intercept + r.baseline_slope * static_cast<double>(i + 1)));
  for (std::size_t i = 0; i < b.size(); ++i)
    flat_b.push_back(b[i] - (intercept + r.baseline_slope * static_cast<double>(a.size() + i + 1)));
  r.tau_baseline_corrected = static_cast<double>(pairs_s(flat_a, flat_b)) / (m * n);
  r.corrected_is_default = a.size() >= 5 and r.baseline_p < 0.05;
  r.headline = r.corrected_is_default ? r.tau_baseline_corrected : r.tau;
  const double difference = direction * (r.mean_b - r.mean_a);
  r.smd_glass = r.sd_a > 0 ? difference / r.sd_a : none;
  const double pooled = std::sqrt(((m - 1) * r.sd_a * r.sd_a + (n - 1) * r.sd_b * r.sd_b) / (m + n - 2));
  r.hedges_g = pooled > 0 ? (1 - 3 / (4 * (m + n) - 9)) * difference / pooled : none;
  if (std::abs(r.tau_u) > 1)
    r.notes.push_back(
        {Code::invalid_argument, "Tau-U is not bounded and lies beyond 1 here; it is shown as it is.", {}});
  return r;
}

Outcome<RandomisationTest> randomisation_test(std::span<const double> y, std::size_t start,
                                              bool was_randomised, std::size_t least_phase) {
  if (not was_randomised)
    return refuse(Code::not_randomised,
                  "The start of the second phase was not drawn at random, so there is no p-value to give.");
  if (y.size() < 2 * least_phase or least_phase < 1 or start < least_phase or start + least_phase > y.size())
    return refuse(Code::invalid_argument, "The start point is not one of those that could have been drawn.");
  RandomisationTest t;
  const auto statistic = [&](std::size_t k) { return mean(y.subspan(k)) - mean(y.first(k)); };
  for (std::size_t k = least_phase; k + least_phase <= y.size(); ++k) t.statistics.push_back(statistic(k));
  t.admissible = t.statistics.size();
  t.observed = statistic(start);
  const auto count = static_cast<double>(t.admissible);
  t.p_lower = t.p_upper = t.p_two_sided = 0;
  for (const double s : t.statistics) {
    t.p_lower += (s <= t.observed + 1e-12) / count;
    t.p_upper += (s >= t.observed - 1e-12) / count;
    t.p_two_sided += (std::abs(s) >= std::abs(t.observed) - 1e-12) / count;
  }
  t.smallest_p = 1 / count;
  return t;
}

}  // namespace intersession::evidence
