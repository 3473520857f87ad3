// One line of the caseload: who needs me first, each with its reason.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "care/client.hpp"
#include "care/session.hpp"
#include "care/treatment.hpp"
#include "homework/assignment.hpp"
#include "homework/entry.hpp"
#include "platform/core/json.hpp"

namespace intersession::caseload {

/// Why a client stands where they stand, the most pressing first. None of them is a judgement of the client,
/// and none is a level of risk: each is a fact with its date.
enum class ReasonKind {
  kAlertOpen,       ///< an answer needs a person, and nobody has said yet what was done
  kObstacle,        ///< told something that gets in the way, since the last session
  kOutsideRange,    ///< a last score lies outside the range seen here, where that is switched on
  kNotReviewed,     ///< recorded or due, and not yet looked at together
  kAgreementWaits,  ///< an agreement waits for the client's acceptance
  kNotStarted,      ///< agreed, due, and nothing recorded yet
  kNoEntry,         ///< recorded before, and then a due time and a week have gone by in silence
  kMeasureWaits,    ///< a measure is due and not answered
  kNotConnected,    ///< the phone is not connected
  kNoHomework,      ///< nothing agreed at the moment
  kSessionSoon      ///< a session within a day
};
inline constexpr core::Word<ReasonKind> kReasonTable[] = {{"alert-open", ReasonKind::kAlertOpen},
                                                          {"obstacle", ReasonKind::kObstacle},
                                                          {"outside-range", ReasonKind::kOutsideRange},
                                                          {"not-reviewed", ReasonKind::kNotReviewed},
                                                          {"agreement-waits", ReasonKind::kAgreementWaits},
                                                          {"not-started", ReasonKind::kNotStarted},
                                                          {"no-entry", ReasonKind::kNoEntry},
                                                          {"measure-waits", ReasonKind::kMeasureWaits},
                                                          {"not-connected", ReasonKind::kNotConnected},
                                                          {"no-homework", ReasonKind::kNoHomework},
                                                          {"session-soon", ReasonKind::kSessionSoon}};
inline constexpr std::span<const core::Word<ReasonKind>> kReasons{kReasonTable};

/// From this long after the last entry on, silence is a reason. Chosen by this project: one week of most
/// work.
inline constexpr std::chrono::days kQuiet{7};

struct Reason {
  ReasonKind kind = ReasonKind::kNoHomework;
  int count = 0;
  std::optional<core::Instant> since;
  std::string text;  ///< the client's own words, where there are any
  std::optional<core::Id> assignment;
  std::string measure;  ///< name of the measure, where the reason is one
  int clients = 0;      ///< that the range seen here rests on
};

/// What a row is made of.
struct AssignmentFacts {
  core::Id id;
  homework::State state = homework::State::kProposed;
  std::optional<core::Instant> in_force_since;
  bool waits_for_client = false;  ///< planned, and the client has not accepted
  bool waits_for_review = false;  ///< as homework::waits_for_review(), with now as the session's begin
  bool was_due = false;           ///< a window has ended since the agreement or the last review
  std::optional<core::Instant> last_entry_at;
  bool has_gone_quiet = false;              ///< see kNoEntry
  std::optional<core::Instant> planned_at;  ///< of the newest agreement
};
struct EntryFacts {
  core::Id assignment;
  core::Instant received_at{};
  core::LocalDate day{};  ///< when it happened, in the client's own calendar
  homework::EntryKind kind = homework::EntryKind::kRecord;
  std::optional<homework::Outcome> outcome;
  std::string
      obstacle_text;  ///< own words; else the catalogue's words for the first obstacle code; may be empty
};
struct MeasureFacts {
  std::string name;
  core::Instant since{};
  int clients = 0;
};
/// Alerts that nobody has acknowledged.
struct OpenAlerts {
  int count = 0;
  std::optional<core::Instant> since;  ///< when the first of them arrived
  bool operator==(const OpenAlerts&) const = default;
};
struct ClientFacts {
  care::Client client;
  std::optional<care::Treatment> treatment;
  std::string access;  ///< "none", "invited" or "signed-in"
  std::vector<care::Session> sessions;
  std::vector<AssignmentFacts> assignments;
  std::vector<EntryFacts> entries;             ///< of the last eight weeks
  std::vector<MeasureFacts> waiting_measures;  ///< due, the earliest first
  std::vector<MeasureFacts> outside_range;
  OpenAlerts alerts;
};

/// What the client said of one week; an answer of each kind is a full answer.
struct WeekCounts {
  core::LocalDate from{};
  int done = 0;
  int partly = 0;
  int tried = 0;        ///< tried or noticed
  int not_reached = 0;  ///< did not get to it, or decided not to
};

struct Row {
  core::Id client;
  std::string name;
  std::optional<care::Stage> stage;
  std::vector<std::string> paradigms;
  int week = 1;  ///< of the treatment, from 1
  std::string access;
  std::vector<Reason> reasons;  ///< most pressing first
  std::array<WeekCounts, 8>
      weeks;  ///< ISO weeks in the client's calendar, oldest first, the last is this one
  std::optional<care::Session> next_session;
  std::optional<core::Instant> last_entry_at;
};

/// The row of one client at an instant.
[[nodiscard]] Row make_row(const ClientFacts& facts, core::Instant now);

/// Where a row stands in the caseload; the smallest comes first.
struct Need {
  int rank = 0;  ///< of the first reason
  core::Instant next_session{};
  std::string name;
  auto operator<=>(const Need&) const = default;
};
[[nodiscard]] Need need_of(const Row& row);

/// Who needs me first: by the kind of the first reason, then the next session, then the name.
void sort_by_need(std::vector<Row>& rows);

/// CaseloadRow of the contract.
[[nodiscard]] core::json::object to_json(const Row& row);

}  // namespace intersession::caseload
