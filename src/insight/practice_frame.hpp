// From a practice's records to the table of sessions that the statistics read.
//
// One row per session that took place. Homework stands at the session where it was reviewed: amount, quality
// and difficulty as rated there, 0-4, the mean where several assignments were reviewed. Outcome and mechanism
// stand at the session at whose beginning they were measured (measures/session_scores.hpp): the outcome
// measure and the mechanism that were filled in most often. Where no outcome was measured it is how far the
// client felt from the goals: 10 minus the rating, mean over goals rated within a day of the session. Session
// numbers count planned, cancelled and held sessions alike, so that a missed one leaves a gap. Clients who
// did not agree to analysis are left out before this file is reached. Thread safety: pure functions.
#pragma once

#include <functional>
#include <span>

#include "care/goal.hpp"
#include "care/session.hpp"
#include "care/treatment.hpp"
#include "evidence/sessions.hpp"
#include "homework/assignment_record.hpp"
#include "measures/session_scores.hpp"

namespace intersession::insight {

struct ClientRecords {
  std::string label;                    ///< how results call this client
  std::vector<care::Session> sessions;  ///< in the order of their times
  std::vector<homework::AssignmentRecord> assignments;
  std::vector<care::Goal> goals;
  std::vector<care::Treatment> treatments;
  std::vector<measures::SessionScore> scores;
};

/// One scale of one measure; empty where there is none.
struct MeasuredScale {
  std::string measure, scale;
  [[nodiscard]] bool empty() const { return measure.empty(); }
  auto operator<=>(const MeasuredScale&) const = default;
};

struct PracticeFrame {
  evidence::SessionTable table;
  MeasuredScale outcome;  ///< empty: the distance to the goals
  MeasuredScale mechanism;
  std::size_t clients = 0, sessions = 0;
};

/// The scale of this purpose with most values, first by name where several have as many.
[[nodiscard]] MeasuredScale most_measured(std::span<const ClientRecords> clients, measures::Purpose purpose);

/// `kind_of` gives the kind of homework of an activity, empty where unknown.
[[nodiscard]] PracticeFrame practice_frame(
    std::span<const ClientRecords> clients,
    const std::function<std::string(std::string_view activity)>& kind_of, core::Instant now);

/// A word (kind of homework, stage) that fewer clients share could point to one of them.
inline constexpr std::size_t least_clients_of_a_word = 5;

/// Empties the words of the text columns that fewer clients share; rows and numbers stay.
void empty_rare_words(evidence::SessionTable& table, std::size_t least_clients = least_clients_of_a_word);

/// Clients who are not in the frame.
struct LeftOut {
  std::size_t not_consenting = 0;
  std::size_t unreadable = 0;  ///< a record of theirs cannot be opened
};
/// Where the rows come from, who is missing and what the outcome is; `measure` is what people call it, empty
/// without one.
[[nodiscard]] std::string source_sentence(const PracticeFrame& frame, const LeftOut& left_out,
                                          std::string_view measure);

}  // namespace intersession::insight
