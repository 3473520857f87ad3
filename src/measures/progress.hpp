// The picture of progress: measures over time beside sessions, stages and homework.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "care/session.hpp"
#include "care/treatment.hpp"
#include "homework/entry.hpp"
#include "measures/change.hpp"
#include "measures/range_seen.hpp"
#include "measures/submission.hpp"

namespace intersession::measures {

/// One value on one scale, or why there is none.
struct Point {
  core::Id submission;
  core::Instant answered_at{};
  core::Instant received_at{};
  std::optional<core::Instant> corrected_at;
  Mode mode = Mode::kPhone;
  std::string slot;
  Score score;
};

/// One scale of one instrument over time. A personal item is its own series as long as its words are the
/// same.
struct Series {
  std::string measure;
  const Instrument* instrument = nullptr;
  std::string scale;
  std::string name;
  std::vector<Point> points;  ///< in the order of the times they were answered

  /// Values of the points that have one.
  [[nodiscard]] std::vector<double> values() const;
};

/// What was agreed, as far as support begins with it.
struct CourseAssignment {
  core::Id id;
  std::string name;
  bool runs = false;              ///< agreed and not over
  std::optional<int> confidence;  ///< 0-10, of the newest agreement
  bool has_rationale = false;     ///< a reason in the client's own words
};

/// Everything the picture is made from, of one client.
struct Course {
  std::string zone;
  std::vector<care::Session> sessions;
  std::vector<care::StageChange> stages;
  std::vector<Submission> submissions;
  std::vector<homework::Entry> entries;
  std::vector<CourseAssignment> assignments;
  std::function<const Instrument*(std::string_view)> find_instrument;
  std::shared_ptr<const RangesSeen> ranges;  ///< nullptr where the range seen here is switched off
};

/// Outcomes first, then goals and problems, functioning and distress, mechanisms, alliance. Scores of
/// instruments that are no longer here are left out; their submissions stay.
[[nodiscard]] std::vector<Series> series(const Course& course);

/// Records of one week (Monday to Sunday where the client was): how often, and how well by the client's own
/// rating 0-4 (nothing where no record was rated).
struct HomeworkWeek {
  core::LocalDate from{};
  std::vector<const homework::Entry*> records;
  int done = 0;  ///< done or partly done
  int rated = 0;
  std::optional<double> quality;
};
[[nodiscard]] std::vector<HomeworkWeek> homework_weeks(const std::vector<homework::Entry>& entries);

/// Points of a series with the sessions that took place, numbered for the range seen here.
[[nodiscard]] CourseOfScores numbered(const Series& series, const std::vector<care::Session>& sessions);

/// A last score that lies outside the range seen here, on the side of worse.
struct OutsideRange {
  std::string name;  ///< of the measure, as members call it
  core::Id submission;
  core::Instant answered_at{};
  int clients = 0;  ///< that the range rests on
};
[[nodiscard]] std::vector<OutsideRange> outside_range(const Course& course);

/// Where support begins when a score lies outside the range seen here: homework first (how sure, how hard,
/// what got in the way, whether there is a reason), then the alliance; each with what it rests on. It orders
/// nothing.
[[nodiscard]] core::json::array support_list(const Course& course);

/// Progress of the contract. A client's own picture has no bands, cut-offs or sources.
[[nodiscard]] core::json::object progress_to_json(const Course& course, bool for_member);

}  // namespace intersession::measures
