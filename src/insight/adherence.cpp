#include "insight/adherence.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "evidence/catalogue.hpp"
#include "evidence/logistic_fit.hpp"
#include "evidence/practice_evidence.hpp"
#include "insight/drawing.hpp"
#include "insight/fit_json.hpp"

namespace intersession::insight {

using evidence::Code;
using evidence::Prepared;

namespace {

double mean_of(const std::vector<double>& values) {
  double sum = 0, n = 0;
  for (const double v : values)
    if (not std::isnan(v)) sum += v, n += 1;
  return sum / n;
}

json::array by_fifths(const std::vector<double>& x, const std::vector<double>& done) {
  std::vector<std::pair<double, double>> both;
  for (std::size_t r = 0; r < x.size(); ++r)
    if (not std::isnan(x[r]) and not std::isnan(done[r])) both.emplace_back(x[r], done[r]);
  std::stable_sort(both.begin(), both.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  json::array out;
  for (std::size_t k = 0; k < 5; ++k) {
    const std::size_t from = k * both.size() / 5, to = (k + 1) * both.size() / 5;
    double sum_x = 0, sum_done = 0;
    for (std::size_t i = from; i < to; ++i) sum_x += both[i].first, sum_done += both[i].second;
    const auto n = static_cast<double>(to - from);
    if (to > from)
      out.push_back(
          json::object{{"difficulty", number(sum_x / n)}, {"share", number(sum_done / n)}, {"n", to - from}});
  }
  return out;
}

json::array by_label(const Prepared& data, std::string_view name, const std::vector<double>& done) {
  json::array out;
  const auto* label = data.table().label(name);
  if (label == nullptr) return out;
  std::vector<double> sum(label->levels.size()), n(label->levels.size());
  for (std::size_t r = 0; r < done.size(); ++r)
    if (label->code[r] >= 0 and not std::isnan(done[r]))
      sum[static_cast<std::size_t>(label->code[r])] += done[r],
          n[static_cast<std::size_t>(label->code[r])] += 1;
  std::map<std::string, std::size_t> sorted;
  for (std::size_t l = 0; l < n.size(); ++l) sorted[label->levels[l]] = l;
  for (const auto& [level, l] : sorted)
    if (n[l] >= 10)
      out.push_back(json::object{{"level", level}, {"share", number(sum[l] / n[l])}, {"n", n[l]}});
  return out;
}

}  // namespace

json::value adherence_json(const Prepared& data) {
  const auto frame = evidence::build_frame(data, *evidence::catalogue_model("G1"));
  if (not frame) return refused(frame.error());
  if (frame->groups() < evidence::least_clients)
    return refused(Code::too_few_clients, "Whether homework was done is told from five clients on.");
  const auto fit =
      evidence::fit_logistic(*frame, {.quadrature_points = evidence::advised_quadrature(*frame)});
  if (not fit) return refused(fit.error());
  json::object out{{"fit", fit_json(*fit, *frame)}};
  const auto done = data.column("hw_done").value(), difficulty = data.column("difficulty").value();
  out["by_difficulty"] = by_fifths(difficulty, done);
  out["by_type"] = by_label(data, "hw_type", done);
  double mean_rationale = 0, mean_t0 = 0;
  for (std::size_t r = 0; r < frame->rows(); ++r) {
    mean_rationale += frame->fixed[3].values[r] / static_cast<double>(frame->rows());
    mean_t0 += frame->fixed[4].values[r] / static_cast<double>(frame->rows());
  }
  const double average = mean_of(difficulty);
  json::array curve;
  const auto [lo, hi] = range_of(difficulty, 0);
  for (int k = 0; k <= 20; ++k) {
    const double d = lo + k * (hi - lo) / 20;
    const double logit = fit->population_averaged[0] + fit->population_averaged[1] * (d - average) +
                         fit->population_averaged[3] * mean_rationale + fit->population_averaged[4] * mean_t0;
    curve.push_back(json::object{{"difficulty", number(d)}, {"p", number(1 / (1 + std::exp(-logit)))}});
  }
  out["curve"] = std::move(curve);
  return out;
}

}  // namespace intersession::insight
