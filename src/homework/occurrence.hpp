// One due instance of an assignment, and what became of it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "homework/entry.hpp"
#include "homework/recurrence.hpp"

namespace intersession::homework {

/// `past` is a plain fact, not a failing: it can still be recorded. `skipped`: left out this once, on
/// purpose.
enum class OccurrenceState { kOpen, kRecorded, kPast, kSkipped };
inline constexpr core::Word<OccurrenceState> kOccurrenceStateTable[] = {
    {"open", OccurrenceState::kOpen},
    {"recorded", OccurrenceState::kRecorded},
    {"past", OccurrenceState::kPast},
    {"skipped", OccurrenceState::kSkipped}};
inline constexpr std::span<const core::Word<OccurrenceState>> kOccurrenceStates{kOccurrenceStateTable};

struct Occurrence {
  Window window;
  core::Id assignment;
  OccurrenceState state = OccurrenceState::kOpen;
  std::optional<Outcome> outcome;
  std::optional<core::Id> entry;
  std::optional<core::LocalTime> moved_from;  ///< its agreed begin, where it was moved
};

/// The state of each window, given the entries of the assignment. An entry that names no occurrence belongs
/// to none; of several records for one occurrence the last received counts. Obstacle entries leave it open.
/// `now`: wall clock of the client's zone.
[[nodiscard]] std::vector<Occurrence> occurrences(const Schedule& schedule, core::LocalDate first,
                                                  core::LocalDate last, std::span<const Entry> entries,
                                                  core::LocalTime now);

/// The contract's Occurrence.
[[nodiscard]] core::json::object to_json(const Occurrence& occurrence);

/// Whether an assignment waits for its review: it was reported, or one of its windows ended, after `since`
/// (the later of the agreement and the last review) and not after `session_began`. What was agreed in this
/// session is therefore never waiting.
struct ReviewClock {
  core::LocalTime since;
  core::LocalTime session_began;
  std::optional<core::LocalTime> reported;  ///< when it was taken up, while in that state
};
[[nodiscard]] bool waits_for_review(const Schedule& schedule, const ReviewClock& clock);

/// Whether a window lies as a whole between two times: it began at or after `since` and ended by `until`.
[[nodiscard]] bool window_between(const Schedule& schedule, core::LocalTime since, core::LocalTime until);

}  // namespace intersession::homework
