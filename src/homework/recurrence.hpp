// When an assignment falls due, in the client's own days and weeks.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "platform/core/id.hpp"
#include "platform/core/json.hpp"
#include "platform/core/time.hpp"

namespace intersession::homework {

/// RRULE parts (RFC 5545, section 3.3.10) and two forms that RRULE lacks: before the next session, and once.
enum class Frequency { kDaily, kWeekly, kSession, kOnce };
inline constexpr core::Word<Frequency> kFrequencyTable[] = {{"DAILY", Frequency::kDaily},
                                                            {"WEEKLY", Frequency::kWeekly},
                                                            {"SESSION", Frequency::kSession},
                                                            {"ONCE", Frequency::kOnce}};
inline constexpr std::span<const core::Word<Frequency>> kFrequencies{kFrequencyTable};

/// Days of the week by their ISO numbers, Monday = 1.
inline constexpr core::Word<unsigned> kWeekdayTable[] = {{"MO", 1}, {"TU", 2}, {"WE", 3}, {"TH", 4},
                                                         {"FR", 5}, {"SA", 6}, {"SU", 7}};
inline constexpr std::span<const core::Word<unsigned>> kWeekdays{kWeekdayTable};

/// Weeks begin on Monday (WKST=MO, ISO 8601).
struct Recurrence {
  Frequency freq = Frequency::kOnce;
  int interval = 1;                         ///< every so many days or weeks
  std::vector<unsigned> by_day;             ///< WEEKLY; empty: the weekday of `start`
  std::vector<std::chrono::minutes> times;  ///< clock times on each day, ascending; empty: any time of day
  std::optional<int> per_week;              ///< WEEKLY without by_day: so often, on any days of the week
  core::LocalDate start;
  std::optional<core::LocalDate> until;  ///< the last day

  bool operator==(const Recurrence&) const = default;
};

[[nodiscard]] Recurrence decode_recurrence(core::Decoder& in);
[[nodiscard]] core::json::object to_json(const Recurrence& recurrence);

/// A therapy session as SESSION windows need it.
struct SessionPoint {
  core::Id id;
  core::LocalTime starts;  ///< in the client's zone
};

/// One time window in which the assignment is to be done once.
struct Window {
  core::Id occurrence;                ///< the same for the same agreement on every machine
  core::LocalTime from;               ///< first second
  core::LocalTime to;                 ///< first second after
  std::optional<core::LocalTime> at;  ///< the agreed clock time, where there is one
};

/// One occurrence that client and therapist moved to another day, or left out; all others stay as agreed.
struct OccurrenceChange {
  core::Id occurrence;
  std::int64_t agreement_version = 1;  ///< it belongs to; a newer agreement begins without changes
  Window was;                          ///< as agreed
  std::optional<Window> now;           ///< where it was moved to; nothing: left out this once
};

/// What windows are made of.
struct Schedule {
  core::Id assignment;
  std::int64_t agreement_version = 1;
  std::optional<Recurrence> recurrence;    ///< nothing: as SESSION, for work without a schedule
  core::LocalTime agreed;                  ///< when the agreement came into force
  std::span<const SessionPoint> sessions;  ///< not cancelled, ascending
  std::span<const OccurrenceChange> changes{};
};

/// The windows that overlap the days `first` to `last` (both included), in order of `from`.
///  - clock times: from the time to the next one of that day, or to the end of the day
///  - any time of day: the day
///  - per_week = n: the ISO week, cut to start and until, n times
///  - SESSION: from the agreement to the next session of a later day, then from session to session; where none
///    is planned, to the end of `last`
///  - ONCE: on the day `start`
/// What was over before the agreement came into force was never due. A moved window stands where it was moved
/// to, and one that was left out is not there.
/// Occurrence id: the first 16 bytes of SHA-256 over assignment id, agreement version (8 bytes, big-endian)
/// and a text that names the window: its local start, with "/k" for the k-th of n, or the session that it
/// begins with. Local times are wall-clock times, so a day on which clocks change holds the same windows as
/// any other; core::to_instant() says when they are.
/// Precondition: the range is at most ten years.
[[nodiscard]] std::vector<Window> windows(const Schedule& schedule, core::LocalDate first,
                                          core::LocalDate last);

}  // namespace intersession::homework
