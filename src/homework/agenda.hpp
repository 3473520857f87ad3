// An assignment beside the therapy sessions: what is due when, and what waits to be looked at together.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "care/session.hpp"
#include "homework/assignment_record.hpp"
#include "homework/engagement.hpp"
#include "homework/occurrence.hpp"

namespace intersession::homework {

/// What windows depend on besides the agreement. Keep it as long as a Schedule made from it.
struct Calendar {
  std::string zone;  ///< the client's
  std::vector<SessionPoint> sessions;
};
/// Cancelled sessions do not count; a session that was opened early began when it was opened.
[[nodiscard]] Calendar calendar_of(const std::vector<care::Session>& sessions, std::string zone);

/// The schedule of the agreement in force; nothing where there is none. It begins with the agreement, or on
/// the day that was agreed for it.
[[nodiscard]] std::optional<Schedule> schedule_of(const AssignmentRecord& record, const Calendar& calendar);

/// Occurrences from the agreement to a week after now, or to the end of the assignment where it is over;
/// at most the last 400 days. `entries` may hold those of other assignments too.
[[nodiscard]] std::vector<Occurrence> occurrences_of(const AssignmentRecord& record, const Calendar& calendar,
                                                     std::span<const Entry> entries, core::Instant now);
/// The same between two days of the client's calendar.
[[nodiscard]] std::vector<Occurrence> occurrences_of(const AssignmentRecord& record, const Calendar& calendar,
                                                     std::span<const Entry> entries, core::Instant now,
                                                     core::LocalDate first, core::LocalDate last);

/// True where it is active or reported and waits_for_review() says so for a session that began then.
[[nodiscard]] bool waits_for_review(const AssignmentRecord& record, const Calendar& calendar,
                                    core::Instant session_began);
/// True where a window has ended since the agreement came into force or, later, since the last review.
[[nodiscard]] bool was_due(const AssignmentRecord& record, const Calendar& calendar, core::Instant now);
/// True where a window went by from its beginning to its end since the last entry, which arrived at `last`.
[[nodiscard]] bool passed_in_silence(const AssignmentRecord& record, const Calendar& calendar,
                                     core::Instant last, core::Instant now);

/// Whether the client is asked for an engagement check now: the assignment is active, the next session is at
/// most `kCheckAhead` away, something was due or recorded since the last review, and the client has not yet
/// answered since then.
inline constexpr std::chrono::hours kCheckAhead{48};
[[nodiscard]] bool asks_for_check(const AssignmentRecord& record, const Calendar& calendar,
                                  std::span<const Entry> entries, std::span<const EngagementCheck> checks,
                                  const care::Session* next, core::Instant now);

/// When the session began in which something at `at` was done: the last one opened (or held) by then; `at`
/// itself where there was none.
[[nodiscard]] core::Instant session_begin_at(const std::vector<care::Session>& sessions, core::Instant at);
/// When the session that is open began; `now` where none is.
[[nodiscard]] core::Instant open_session_begin(const std::vector<care::Session>& sessions, core::Instant now);

/// The guard "not reviewed yet" for `record`: another of the client's assignments waits for its review, as
/// seen from the session in which the agreement was made (`at` where it is being made).
[[nodiscard]] bool older_waits(const AssignmentRecord& record, std::span<const AssignmentRecord> all,
                               const std::vector<care::Session>& sessions, const Calendar& calendar,
                               core::Instant at);

}  // namespace intersession::homework
