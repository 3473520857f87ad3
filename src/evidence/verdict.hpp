// One word and one sentence on the within effect, made from numbers only.
//
//   supported          the interval excludes 0 in the helpful direction in M1, A1 and M1d
//   fragile            in M1 yes, in exactly one of A1 and M1d no
//   no_sign            with 15 clients: the interval includes 0, inside +- the smallest effect of interest
//   harmful_direction  the interval excludes 0 in the unhelpful direction in M1
//   indicative         5 to 14 clients and M1 excludes 0 in the helpful direction: never more than this
//   cannot_tell        everything else, with the sessions roughly needed
// Feedback: where the reversed direction (M1r) excludes 0, person means carry later homework into the
// comparison and M1 alone is not taken for a forward effect. supported, indicative and harmful_direction then
// also need the check that looks at no later value (predetermined_effect.hpp) to exclude 0 on the same side;
// otherwise the helpful ones become fragile and the harmful one cannot_tell. The rule and its thresholds are
// design choices of this engine, not taken from a source. The between effect is always told separately.
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "evidence/linear_fit.hpp"

namespace intersession::evidence {

enum class Verdict { supported, fragile, no_sign, harmful_direction, indicative, cannot_tell };
std::string_view name(Verdict v);

struct VerdictInput {
  Effect main;                          // M1 (or its fallback)
  std::optional<Effect> correlated;     // A1
  std::optional<Effect> detrended;      // M1d
  std::optional<Effect> reversed;       // M1r: outcome at t-1 -> homework at t
  std::optional<Effect> predetermined;  // the within effect without looking ahead
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

// Whether homework follows the scores: the interval of the reversed direction excludes 0.
bool feedback_found(const std::optional<Effect>& reversed);
Note feedback_note();

// "Clients who do more homework are (not) better off ..." from the between effect.
std::string between_sentence(const Effect& between, bool lower_is_better = true);

}  // namespace intersession::evidence
