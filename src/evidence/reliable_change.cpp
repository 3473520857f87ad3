#include "evidence/reliable_change.hpp"

#include <cmath>
#include <limits>

namespace intersession::evidence {

std::string_view name(ChangeClass c) {
  switch (c) {
    case ChangeClass::recovered:
      return "recovered";
    case ChangeClass::improved:
      return "improved";
    case ChangeClass::unchanged:
      return "unchanged";
    case ChangeClass::deteriorated:
      return "deteriorated";
  }
  return "unchanged";
}

std::optional<ChangeRule> preset_rule(std::string_view measure) {
  const char* source =
      "NHS Talking Therapies for anxiety and depression, manual: reliable change and caseness";
  if (measure == "PHQ-9") return ChangeRule{.least_change = 6, .cutoff = 10, .source = source};
  if (measure == "GAD-7") return ChangeRule{.least_change = 4, .cutoff = 8, .source = source};
  return std::nullopt;
}

Outcome<Change> reliable_change(double pre, double post, const ChangeRule& rule) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const bool by_points = rule.least_change > 0;
  if (not by_points and not(rule.sd > 0 and rule.reliability >= 0 and rule.reliability < 1))
    return refuse(Code::invalid_argument,
                  "Reliable change needs an SD above 0 and a reliability from 0 to below 1.");
  if (not std::isfinite(pre) or not std::isfinite(post))
    return refuse(Code::invalid_argument, "Both values must be measured.");
  Change c{pre, post, none, none, rule.least_change, ChangeClass::unchanged};
  double units = 0;  // above 0 is worse
  if (by_points) {
    units = (post - pre) / rule.least_change;
  } else {
    c.se_difference = rule.sd * std::sqrt(2 * (1 - rule.reliability));
    c.rci = (post - pre) / c.se_difference;
    c.least_change = 1.96 * c.se_difference;
    units = c.rci / 1.96;
  }
  if (not rule.higher_is_worse) units = -units;
  const bool crosses = rule.higher_is_worse ? pre >= rule.cutoff and post < rule.cutoff
                                            : pre <= rule.cutoff and post > rule.cutoff;
  if (units <= -1) c.kind = crosses ? ChangeClass::recovered : ChangeClass::improved;
  if (units >= 1) c.kind = ChangeClass::deteriorated;
  return c;
}

Outcome<Change> reliable_change(std::span<const double> values, const ChangeRule& rule) {
  double first = std::numeric_limits<double>::quiet_NaN(), last = first;
  int measured = 0;
  for (const double v : values)
    if (not std::isnan(v)) {
      if (measured++ == 0) first = v;
      last = v;
    }
  if (measured < 2) return refuse(Code::few_usable_rows, "Change needs at least two measured sessions.");
  return reliable_change(first, last, rule);
}

double cutoff_from_norms(double functional_mean, double functional_sd, double clinical_mean,
                         double clinical_sd) {
  return (functional_sd * clinical_mean + clinical_sd * functional_mean) / (functional_sd + clinical_sd);
}

}  // namespace intersession::evidence
