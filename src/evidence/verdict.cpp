#include "evidence/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace intersession::evidence {
namespace {

enum class Side { helpful, unhelpful, open };

Side side(const Effect& e, bool lower_is_better) {
  if (e.hi < 0) return lower_is_better ? Side::helpful : Side::unhelpful;
  if (e.lo > 0) return lower_is_better ? Side::unhelpful : Side::helpful;
  return Side::open;
}

std::string rounded(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", v);
  return std::string(text) == "-0.00" ? "0.00" : text;
}

// For an interval on one side of zero: the direction is named once, so the ends need no signs.
std::string effect_in_words(const VerdictInput& in) {
  const double swing = in.typical_swing;
  const std::string direction = in.main.estimate < 0 ? "lower" : "higher";
  return "In weeks with more homework than usual, the next score was " + direction + " by about " +
         rounded(std::abs(in.main.estimate) * swing) + " " + in.outcome_unit + " per usual swing (between " +
         rounded(std::min(std::abs(in.main.lo), std::abs(in.main.hi)) * swing) + " and " +
         rounded(std::max(std::abs(in.main.lo), std::abs(in.main.hi)) * swing) + ")";
}

constexpr const char* caution =
    " This does not show why: good weeks may make homework easier, and other things happen too.";

}  // namespace

std::string_view name(Verdict v) {
  switch (v) {
    case Verdict::supported:
      return "supported";
    case Verdict::fragile:
      return "fragile";
    case Verdict::no_sign:
      return "no_sign";
    case Verdict::harmful_direction:
      return "harmful_direction";
    case Verdict::indicative:
      return "indicative";
    case Verdict::cannot_tell:
      return "cannot_tell";
  }
  return "cannot_tell";
}

bool feedback_found(const std::optional<Effect>& reversed) {
  return reversed.has_value() and (reversed->lo > 0 or reversed->hi < 0);
}

VerdictText judge(const VerdictInput& in) {
  VerdictText out;
  const auto main = side(in.main, in.lower_is_better);
  const auto holds = [&](const std::optional<Effect>& e) {
    return e.has_value() and side(*e, in.lower_is_better) == Side::helpful;
  };
  const bool feedback = feedback_found(in.reversed);
  const bool kept =
      not feedback or (in.predetermined.has_value() and
                       side(*in.predetermined, in.lower_is_better) == main and main != Side::open);
  const double low = in.main.lo * in.typical_swing, high = in.main.hi * in.typical_swing;
  if (main == Side::helpful and not kept) {
    out.verdict = Verdict::fragile;
    out.sentence =
        effect_in_words(in) +
        ", but here homework also followed the scores, and the effect does not stay when only earlier "
        "homework is compared." +
        caution;
  } else if (main == Side::unhelpful and not kept) {
    out.sentence =
        "Here homework followed the scores: after worse weeks clients did a different amount of it. This "
        "alone can "
        "make more homework look unhelpful, and with only earlier homework compared the sessions so far "
        "cannot "
        "tell.";
  } else if (main == Side::helpful and in.clients < 15) {
    out.verdict = Verdict::indicative;
    out.sentence = effect_in_words(in) + ". With " + std::to_string(in.clients) +
                   " clients this is a first hint at most." + caution;
  } else if (main == Side::helpful and holds(in.correlated) and holds(in.detrended)) {
    out.verdict = Verdict::supported;
    out.sentence =
        effect_in_words(in) +
        "; this stays when carry-over between sessions and trends in homework are taken into account." +
        caution;
  } else if (main == Side::helpful and (holds(in.correlated) or holds(in.detrended))) {
    out.verdict = Verdict::fragile;
    out.sentence = effect_in_words(in) + ", but it does not stay when " +
                   (holds(in.correlated) ? "trends in homework are" : "carry-over between sessions is") +
                   " taken into account." + caution;
  } else if (main == Side::unhelpful) {
    out.verdict = Verdict::harmful_direction;
    out.sentence =
        effect_in_words(in) + ": the unhelpful direction. Look at what was agreed in those weeks." + caution;
  } else if (main == Side::open and in.clients >= 15 and low > -in.smallest_effect and
             high < in.smallest_effect) {
    out.verdict = Verdict::no_sign;
    out.sentence =
        "Weeks with more homework than usual are followed by much the same scores: any difference is smaller "
        "than " +
        rounded(in.smallest_effect) + " " + in.outcome_unit + " per usual swing.";
  } else {
    out.sentence =
        "The sessions so far cannot tell whether weeks with more homework than usual are followed by other "
        "scores.";
    const double half = 0.5 * (high - low);
    if (half > in.smallest_effect and std::isfinite(half)) {
      const auto n = static_cast<double>(in.rows);
      out.further_rows = static_cast<std::size_t>(std::ceil(n * std::pow(half / in.smallest_effect, 2) - n));
      out.sentence += " About " + std::to_string(out.further_rows) + " further sessions would be needed.";
    }
  }
  return out;
}

Note feedback_note() {
  return {Code::feedback,
          "Homework followed the scores here. The comparison with a client's own mean then leans away from "
          "that direction, so the verdict also asks the check that uses earlier homework only.",
          {}};
}

std::string between_sentence(const Effect& between, bool lower_is_better) {
  switch (side(between, lower_is_better)) {
    case Side::helpful:
      return "Clients who do more homework overall have better scores. Clients differ in many ways, so this "
             "says little about homework.";
    case Side::unhelpful:
      return "Clients who do more homework overall are not better off: their scores are worse. Clients "
             "differ in many ways, so this says little about homework.";
    case Side::open:
      return "Clients who do more homework overall are not clearly better or worse off.";
  }
  return "";
}

}  // namespace intersession::evidence
