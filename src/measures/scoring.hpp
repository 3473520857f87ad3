// From answers to scores.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "measures/instrument.hpp"

namespace intersession::measures {

/// Answered values by item, before reversing. Unanswered items are absent.
using Answers = std::map<std::string, double, std::less<>>;

/// Why there is no score.
enum class Absent { kNothingAnswered, kTooManyMissing };
inline constexpr core::Word<Absent> kAbsentTable[] = {{"nothing-answered", Absent::kNothingAnswered},
                                                      {"too-many-missing", Absent::kTooManyMissing}};
inline constexpr std::span<const core::Word<Absent>> kAbsents{kAbsentTable};

/// One scale's result: a value, or why there is none. Never 0 in place of one that is missing.
struct Score {
  std::string scale;
  std::optional<double> value;
  std::optional<Absent> absent;
  int missing = 0;        ///< unanswered items of the scale
  bool prorated = false;  ///< computed over missing items
  std::string band;       ///< label of the band it lies in; may be empty
};

struct Scored {
  std::vector<Score> scores;                   ///< one for each scale, in the instrument's order
  std::vector<std::string> alerts;             ///< items whose answer a person should look at
  std::vector<std::string> unanswered_safety;  ///< safety items to ask about in person

  [[nodiscard]] const Score* find(std::string_view scale) const;
};

/// Scores by the published rules (README of catalogue/measures): reversed items min + max - v; sums prorated
/// as mean of the answered times the number of items, rounded half up, then multiplied; means rounded half
/// up. Alerts look at raw answers, also where no score can be computed.
[[nodiscard]] Scored score(const Instrument& instrument, const Answers& answers);
/// For an instrument in the client's own words: only scales of worded items are scored.
[[nodiscard]] Scored score(const Instrument& instrument, const Answers& answers,
                           const std::vector<std::string>& asked);

/// Values of QuestionnaireResponse.item, already checked against the form.
[[nodiscard]] Answers read_answers(const Instrument& instrument, const core::json::array& answers);

}  // namespace intersession::measures
