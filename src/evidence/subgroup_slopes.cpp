#include "evidence/subgroup_slopes.hpp"

#include <algorithm>

#include "evidence/catalogue.hpp"

namespace intersession::evidence {

Outcome<SubgroupSlopes> subgroup_slopes(const Prepared& data, std::string_view model) {
  const auto own = catalogue_model(model), common = catalogue_model(std::string(model) + "a");
  if (not own or not common)
    return refuse(Code::invalid_argument, "There is no such comparison of groups.", {std::string(model)});
  const auto frame = build_frame(data, *own), frame_common = build_frame(data, *common);
  if (not frame) return std::unexpected(frame.error());
  if (not frame_common) return std::unexpected(frame_common.error());
  SubgroupSlopes out;
  for (const auto& n : frame->notes)
    if (n.code == Code::level_too_few) out.too_few = n.names;
  if (frame->intercepts.size() < 2)
    return refuse(Code::level_too_few, "Fewer than two groups have enough sessions to compare.", out.too_few);
  auto fit = fit_linear(*frame);
  const auto ml = fit_linear(*frame, {.reml = false, .degrees_of_freedom = false}),
             ml_common = fit_linear(*frame_common, {.reml = false, .degrees_of_freedom = false});
  if (not fit) return std::unexpected(fit.error());
  if (not ml) return std::unexpected(ml.error());
  if (not ml_common) return std::unexpected(ml_common.error());
  const auto test = likelihood_ratio(*ml_common, *ml);
  if (not test) return std::unexpected(test.error());
  out.heterogeneity = *test;
  const std::string slope = ":" + own->by_slope;
  std::vector<double> p;
  for (const int k : frame->intercepts) {
    const auto& dummy = frame->fixed[static_cast<std::size_t>(k)];
    SubgroupSlope s;
    s.level = dummy.name.substr(own->by_label.size());
    for (std::size_t g = 0; g < frame->groups(); ++g) {
      std::size_t rows = 0;
      for (std::size_t r = frame->offsets[g]; r < frame->offsets[g + 1]; ++r) rows += dummy.values[r] != 0;
      s.rows += rows, s.clients += rows > 0;
    }
    s.effect = fit->effect(dummy.name + slope);
    p.push_back(s.effect.p);
    out.slopes.push_back(std::move(s));
  }
  const auto by_holm = holm(p), by_bh = benjamini_hochberg(p);
  for (std::size_t k = 0; k < p.size(); ++k) out.slopes[k].p_holm = by_holm[k], out.slopes[k].p_bh = by_bh[k];
  out.fit = std::move(*fit);
  return out;
}

}  // namespace intersession::evidence
