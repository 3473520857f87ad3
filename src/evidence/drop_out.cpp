#include "evidence/drop_out.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "evidence/random_effects.hpp"
#include "evidence/within_between.hpp"

namespace intersession::evidence {
namespace {

constexpr double largest_delta = 5;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

Effect welch(const std::vector<double>& a, const std::vector<double>& b) {
  const auto summary = [](const std::vector<double>& v) {
    double mean = 0, ss = 0;
    const auto n = static_cast<double>(v.size());
    for (const double x : v) mean += x / n;
    for (const double x : v) ss += (x - mean) * (x - mean);
    return std::tuple(mean, ss / (n - 1) / n, n);
  };
  if (a.size() < 2 or b.size() < 2) return {nothing, nothing, nothing, nothing, nothing, nothing, nothing};
  const auto [mean_a, va, na] = summary(a);
  const auto [mean_b, vb, nb] = summary(b);
  const double v = va + vb;
  return effect_of(mean_a - mean_b, std::sqrt(v), v * v / (va * va / (na - 1) + vb * vb / (nb - 1)));
}

double own_slope(const Prepared& data, const std::vector<double>& y, std::size_t c) {
  double n = 0, mt = 0, my = 0, stt = 0, sty = 0;
  const auto time = [&](std::size_t r) { return std::log(data.session()[r]); };
  for (std::size_t r = data.first_row(c); r < data.first_row(c + 1); ++r)
    if (not std::isnan(y[r])) n += 1, mt += time(r), my += y[r];
  if (n < 3) return nothing;
  mt /= n, my /= n;
  for (std::size_t r = data.first_row(c); r < data.first_row(c + 1); ++r)
    if (not std::isnan(y[r])) stt += (time(r) - mt) * (time(r) - mt), sty += (time(r) - mt) * (y[r] - my);
  return stt > 0 ? sty / stt : nothing;
}

// The frame with the unseen sessions of those who left appended to each client.
struct Filled {
  Frame frame;
  std::vector<std::size_t> added;  // their rows
};

Filled filled(const Prepared& data, const LinearModel& model, const LinearFit& fit,
              const std::vector<ConditionalMode>& modes, int complete_from) {
  const auto& seen = model.frame();
  const auto x = data.column("hw_qty").value();
  const auto means = data.person_means("hw_qty").value();
  double lowest = INFINITY;
  for (const double v : x)
    if (not std::isnan(v)) lowest = std::min(lowest, v);
  Filled out;
  auto& f = out.frame;
  f = seen;
  f.y.clear(), f.time.clear(), f.row.clear(), f.offsets = {0};
  for (auto& c : f.fixed) c.values.clear();
  const auto at = [&](std::string_view name) { return static_cast<std::size_t>(fit.index(name)); };
  const std::size_t within = at("xw1"), between = at("xb"), trend = at("lt"), one = at("(Intercept)");
  for (std::size_t g = 0; g < seen.groups(); ++g) {
    const std::size_t first = seen.offsets[g], last = seen.offsets[g + 1];
    for (std::size_t r = first; r < last; ++r) {
      f.y.push_back(seen.y[r]);
      for (std::size_t k = 0; k < f.p(); ++k) f.fixed[k].values.push_back(seen.fixed[k].values[r]);
    }
    const auto c = static_cast<std::size_t>(data.table().client.code[seen.row[first]]);
    const int reached = data.session()[data.first_row(c + 1) - 1];
    for (int s = reached + 1; s <= complete_from and reached < complete_from; ++s) {
      const double before = s == reached + 1 ? x[data.first_row(c + 1) - 1] : lowest;
      if (std::isnan(before)) continue;
      for (std::size_t k = 0; k < f.p(); ++k) f.fixed[k].values.push_back(0);
      const auto put = [&](std::size_t k, double v) { f.fixed[k].values.back() = v; };
      put(one, 1), put(within, before - means[c]), put(between, seen.fixed[between].values[first]),
          put(trend, std::log(s));
      // Other predictors (covariates): the client's mean.
      for (std::size_t k = 0; k < f.p(); ++k) {
        if (k == one or k == within or k == between or k == trend) continue;
        double sum = 0;
        for (std::size_t r = first; r < last; ++r) sum += seen.fixed[k].values[r];
        put(k, sum / static_cast<double>(last - first));
      }
      double expected = 0;
      for (std::size_t k = 0; k < f.p(); ++k)
        expected += fit.fixef[static_cast<Eigen::Index>(k)] * f.fixed[k].values.back();
      for (std::size_t k = 0; k < f.q(); ++k)
        expected += modes[g].mode[static_cast<Eigen::Index>(k)] *
                    f.fixed[static_cast<std::size_t>(f.random[k].fixed)].values.back();
      out.added.push_back(f.y.size());
      f.y.push_back(expected);
    }
    f.offsets.push_back(f.y.size());
  }
  return out;
}

// The within effect at the variances of the fit.
double effect_in(const Frame& frame, const LinearModel& model, const LinearFit& fit) {
  LinearModel own(frame, fit.reml, 1, model.scaling());
  const auto& scaling = own.scaling();
  return (scaling.to_original * own.evaluate(fit.theta_scaled, false).beta)[fit.index("xw1")] *
         scaling.y_scale;
}

std::string rounded(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", v);
  return text;
}

}  // namespace

std::vector<MissingAtSession> missing_by_session(const Prepared& data,
                                                 const std::vector<std::string>& variables) {
  std::vector<MissingAtSession> out;
  for (std::size_t r = 0; r < data.rows(); ++r) {
    const auto s = static_cast<std::size_t>(data.session()[r]);
    while (out.size() < s) out.push_back({static_cast<int>(out.size()) + 1, 0, {}});
    ++out[s - 1].clients;
  }
  for (const auto& name : variables) {
    const auto v = data.column(name);
    if (not v) continue;
    std::vector<double> missing(out.size(), 0.0);
    for (std::size_t r = 0; r < data.rows(); ++r)
      missing[static_cast<std::size_t>(data.session()[r]) - 1] += std::isnan((*v)[r]);
    for (std::size_t s = 0; s < out.size(); ++s)
      out[s].share.emplace_back(
          name, out[s].clients > 0 ? missing[s] / static_cast<double>(out[s].clients) : nothing);
  }
  return out;
}

Outcome<DropOut> compare_drop_out(const Prepared& data, LinearModel& model, const LinearFit& fit,
                                  const DropOutOptions& options) {
  for (const char* name : {"(Intercept)", "xw1", "xb", "lt"})
    if (fit.index(name) < 0)
      return refuse(Code::invalid_argument, "Drop-out is compared for the main model only.", {name});
  for (const auto& z : model.frame().random)
    if (z.fixed < 0)
      return refuse(Code::invalid_argument, "Drop-out is compared for the main model only.", {z.name});
  const auto y = data.column("outcome").value();
  std::vector<int> last;
  for (std::size_t c = 0; c < data.clients(); ++c) last.push_back(data.session()[data.first_row(c + 1) - 1]);
  DropOut out;
  out.complete_from = options.complete_from;
  if (out.complete_from == 0) {
    auto sorted = last;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                     sorted.end());
    out.complete_from = sorted[sorted.size() / 2];
  }
  std::vector<double> first_score[2], slopes[2];
  for (std::size_t c = 0; c < data.clients(); ++c) {
    const bool left = last[c] < out.complete_from;
    ++(left ? out.left : out.completers);
    const std::size_t r = data.first_row(c);
    if (data.session()[r] == 1 and not std::isnan(y[r])) first_score[left].push_back(y[r]);
    if (const double slope = own_slope(data, y, c); not std::isnan(slope)) slopes[left].push_back(slope);
  }
  if (out.left == 0 or out.completers == 0)
    return refuse(Code::too_few_clients,
                  "All clients reached the same point, so those who left cannot be compared.");
  out.baseline = welch(first_score[1], first_score[0]);
  out.slope = welch(slopes[1], slopes[0]);
  double n = 0;
  for (const double sd : within_person_sds(data, "outcome"))
    if (not std::isnan(sd)) out.within_sd += sd, n += 1;
  out.within_sd /= std::max(1.0, n);
  auto more = filled(data, model, fit, conditional_modes(model, fit), out.complete_from);
  out.filled = more.added.size();
  out.effect_at_zero = effect_in(more.frame, model, fit);
  for (const auto r : more.added) more.frame.y[r] += out.within_sd;
  out.effect_per_delta = effect_in(more.frame, model, fit) - out.effect_at_zero;
  // The effect is linear in delta and its standard error fixed, so the border of the interval is met at once.
  const auto effect = fit.effect("xw1");
  const double half = 0.5 * (effect.hi - effect.lo);
  out.tipping_delta = nothing;
  for (const double border : {-half, half}) {
    const double delta = (border - out.effect_at_zero) / out.effect_per_delta;
    if (std::isfinite(delta) and std::abs(delta) <= largest_delta and
        not(std::abs(delta) >= std::abs(out.tipping_delta)))
      out.tipping_delta = delta;
  }
  if (std::isnan(out.tipping_delta))
    out.sentence =
        "The conclusion would stay even if those who left early had fared very differently than expected.";
  else
    out.sentence = "The conclusion would change if the unseen scores of those who left early had been " +
                   rounded(std::abs(out.tipping_delta)) + " within-person standard deviations " +
                   (out.tipping_delta > 0 ? "higher" : "lower") + " than expected.";
  return out;
}

}  // namespace intersession::evidence
