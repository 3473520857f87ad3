// Reliable and clinically significant change of one measure of one client.
//
// RCI = (post - pre) / (SD sqrt(2 (1 - r))), reliable beyond 1.96 in size. Classes: recovered (reliable and
// crosses the cut-off), improved, unchanged, deteriorated. First and last MEASURED value; at least two.
// Cut-off from norms: c = (sd0 M1 + sd1 M0) / (sd0 + sd1), 0 = functional, 1 = clinical.
// Source: Jacobson & Truax 1991. Presets carry their source; both numbers are meant to be shown and editable.
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "evidence/problem.hpp"

namespace intersession::evidence {

enum class ChangeClass { recovered, improved, unchanged, deteriorated };
std::string_view name(ChangeClass c);

// Either SD and reliability, or a published least change in points (`least_change` > 0 wins).
struct ChangeRule {
  double sd = 0, reliability = 0;
  double least_change = 0;
  double cutoff = 0;
  bool higher_is_worse = true;
  std::string source;
};

// "PHQ-9" and "GAD-7": case cut-off and least change of the English Talking Therapies rules.
std::optional<ChangeRule> preset_rule(std::string_view measure);

struct Change {
  double pre = 0, post = 0;
  double se_difference = 0;  // NaN when the rule is in points
  double rci = 0;            // NaN when the rule is in points
  double least_change = 0;   // points needed to be reliable
  ChangeClass kind = ChangeClass::unchanged;
};

Outcome<Change> reliable_change(double pre, double post, const ChangeRule& rule);
// From all values of a client in order, NaN = not measured.
Outcome<Change> reliable_change(std::span<const double> values, const ChangeRule& rule);

double cutoff_from_norms(double functional_mean, double functional_sd, double clinical_mean,
                         double clinical_sd);

}  // namespace intersession::evidence
