// One word and one sentence on the within effect, made from numbers only.
//
//   supported          the interval excludes 0 in the helpful direction in M1, A1 and M1d
//   fragile            in M1 yes, in exactly one of A1 and M1d no
//   no_sign            the interval includes 0 and lies inside +- the smallest effect of interest
//   harmful_direction  the interval excludes 0 in the unhelpful direction in M1
//   indicative         5 to 14 clients and M1 excludes 0 in the helpful direction: never more than this
//   cannot_tell        everything else, with the sessions roughly needed
// The rule and its thresholds are design choices of this engine, not taken from a source. The between effect
// is always told separately. Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "evidence/linear_fit.hpp"

namespace intersession::evidence {

enum class Verdict { supported, fragile, no_sign, harmful_direction, indicative, cannot_tell };
std::string_view name(Verdict v);

struct VerdictInput {
  Effect main;                       // M1 (or its fallback)
  std::optional<Effect> correlated;  // A1
  std::optional<Effect> detrended;   // M1d
  double typical_swing = 1;
  double smallest_effect = 0.5;  // outcome points per typical swing
  std::size_t clients = 0, rows = 0;
  bool lower_is_better = true;
  std::string outcome_unit = "points";
};

struct VerdictText {
  Verdict verdict = Verdict::cannot_tell;
  std::string sentence;
  std::size_t further_rows = 0;  // only with cannot_tell; 0 = not known
};

VerdictText judge(const VerdictInput& input);

// "Clients who do more homework are (not) better off ..." from the between effect.
std::string between_sentence(const Effect& between, bool lower_is_better = true);

}  // namespace intersession::evidence
