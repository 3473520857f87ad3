// When a practice is there to be told of something, and who is told of an alert when.
#pragma once

#include <chrono>
#include <vector>

#include "platform/core/json.hpp"

namespace intersession::safety {

inline constexpr core::Word<int> kDayTable[] = {{"MO", 1}, {"TU", 2}, {"WE", 3}, {"TH", 4},
                                                {"FR", 5}, {"SA", 6}, {"SU", 7}};
/// Days of the week, as in a recurrence; the value is the number by ISO 8601.
inline constexpr std::span<const core::Word<int>> kDays{kDayTable};

/// One span of wall-clock time on some days of the week, in the practice's zone. No days: always.
struct OpenHours {
  std::vector<int> days;         ///< ISO 8601 numbers
  std::chrono::minutes from{};   ///< after midnight
  std::chrono::minutes until{};  ///< after midnight, later than `from`

  [[nodiscard]] bool always() const { return days.empty(); }
  /// `at` where it lies in the hours, else the next moment when they begin.
  [[nodiscard]] core::Instant next(core::Instant at, std::string_view zone) const;
  bool operator==(const OpenHours&) const = default;
};

/// Reads openDays, openFrom and openUntil; all absent: always.
[[nodiscard]] OpenHours decode_open_hours(core::Decoder& in);
/// Writes the same.
void add_to(core::json::object& out, const OpenHours& hours);

/// When an alert is whose. Each step adds people to those before it.
struct AlertTimes {
  core::Instant therapist{};  ///< a message may leave for whoever is on duty
  core::Instant fallback{};
  core::Instant owner{};
};

/// Whoever stands in comes after the practice's own time, the owner after twice that; where the practice is
/// closed then, when it opens next. Whoever looks first has an hour of open time before the next person is
/// told, so that a weekend does not end with three people told at once. `look_within` of 0 (never settled):
/// all at once, because nobody is known to look. `at_once`: the first message does not wait for the hours
/// (stated by the rule that was met). Fixed by this project; no source is known for the hour.
[[nodiscard]] AlertTimes alert_times(core::Instant received, std::chrono::hours look_within,
                                     const OpenHours& hours, std::string_view zone, bool at_once);

}  // namespace intersession::safety
