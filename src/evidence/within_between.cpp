#include "evidence/within_between.hpp"

#include <algorithm>
#include <cmath>

#include "evidence/distributions.hpp"

namespace intersession::evidence {
namespace {

std::vector<double> without_missing(std::vector<double> v) {
  std::erase_if(v, [](double x) { return std::isnan(x); });
  return v;
}

double median(std::vector<double> v) {
  if (v.empty()) return 0;
  std::sort(v.begin(), v.end());
  const auto n = v.size();
  return n % 2 == 1 ? v[n / 2] : 0.5 * (v[n / 2 - 1] + v[n / 2]);
}

double mean(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return v.empty() ? 0 : sum / static_cast<double>(v.size());
}

}  // namespace

std::vector<double> within_person_sds(const Prepared& data, std::string_view raw) {
  const auto v = data.column(raw);
  const auto means = data.person_means(raw);
  std::vector<double> out(data.clients(), std::nan(""));
  if (not v or not means) return out;
  for (std::size_t c = 0; c < data.clients(); ++c) {
    double n = 0, ss = 0;
    for (std::size_t r = data.first_row(c); r < data.first_row(c + 1); ++r)
      if (not std::isnan((*v)[r])) n += 1, ss += ((*v)[r] - (*means)[c]) * ((*v)[r] - (*means)[c]);
    if (n >= 2) out[c] = std::sqrt(ss / (n - 1));
  }
  return out;
}

Outcome<double> person_mean_reliability(const Prepared& data, std::string_view raw) {
  const auto v = data.column(raw);
  if (not v) return std::unexpected(v.error());
  Frame frame;
  frame.id = "reliability";
  frame.fixed = {{"(Intercept)", {}}};
  frame.random = {{"(Intercept)", 0, {}}};
  frame.intercepts = {0};
  frame.offsets = {0};
  double inverse = 0;
  for (std::size_t c = 0; c < data.clients(); ++c) {
    for (std::size_t r = data.first_row(c); r < data.first_row(c + 1); ++r)
      if (not std::isnan((*v)[r])) frame.y.push_back((*v)[r]);
    if (frame.y.size() == frame.offsets.back()) continue;
    inverse += 1 / static_cast<double>(frame.y.size() - frame.offsets.back());
    frame.offsets.push_back(frame.y.size());
    frame.group_names.push_back(data.client_name(c));
  }
  frame.fixed[0].values.assign(frame.y.size(), 1.0);
  const auto fit = fit_linear(frame, {.degrees_of_freedom = false});
  if (not fit) return std::unexpected(fit.error());
  const double between = fit->random_covariance(0, 0);
  return between / (between + fit->sigma * fit->sigma * inverse / static_cast<double>(frame.groups()));
}

Outcome<WithinBetween> within_between(const Prepared& data, LinearModel& model, const LinearFit& fit,
                                      const WithinBetweenNames& names) {
  const int w = fit.index(names.within), b = fit.index(names.between);
  if (w < 0 or b < 0) return refuse(Code::unknown_variable, "The fit holds no within or no between effect.");
  WithinBetween out;
  out.within = fit.effect(names.within), out.between = fit.effect(names.between);
  Eigen::VectorXd l = Eigen::VectorXd::Zero(fit.fixef.size());
  l[w] = 1, l[b] = -1;
  out.contextual = contrast(model, fit, l);
  const auto reliability = person_mean_reliability(data, names.x);
  out.reliability = reliability.value_or(std::nan(""));
  out.between_adjusted =
      (out.between.estimate - (1 - out.reliability) * out.within.estimate) / out.reliability;
  const auto sds_x = without_missing(within_person_sds(data, names.x)),
             sds_y = without_missing(within_person_sds(data, names.outcome));
  out.typical_swing = median(sds_x);
  out.per_swing = out.within.estimate * out.typical_swing;
  out.per_swing_lo = out.within.lo * out.typical_swing, out.per_swing_hi = out.within.hi * out.typical_swing;
  out.standardised = out.within.estimate * mean(sds_x) / mean(sds_y);
  out.share_helpful = std::nan("");
  for (std::size_t k = 0; k < model.frame().q(); ++k)
    if (model.frame().random[k].name == names.within and not fit.singular) {
      const double sd =
          std::sqrt(fit.random_covariance(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(k)));
      out.share_helpful = normal_cdf((names.lower_is_better ? -1 : 1) * out.within.estimate / sd);
    }
  return out;
}

}  // namespace intersession::evidence
