#include "measures/progress.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace intersession::measures {

namespace json = core::json;
using std::chrono::days;

namespace {

int place_of(Purpose purpose) {
  static constexpr Purpose kOrder[] = {Purpose::kOutcome,     Purpose::kGoal,     Purpose::kProblem,
                                       Purpose::kFunctioning, Purpose::kDistress, Purpose::kMechanism,
                                       Purpose::kAlliance};
  return static_cast<int>(std::ranges::find(kOrder, purpose) - std::begin(kOrder));
}

std::string own_words(const Submission& submission, const Scale& scale) {
  const auto words = std::ranges::find(submission.words, scale.items.front(), &ItemWords::item);
  return words == submission.words.end() ? std::string() : words->text;
}

json::object point_to_json(const Point& point, bool for_member) {
  json::object out{{"submissionId", point.submission.text()},
                   {"answeredAt", core::format_instant(point.answered_at)},
                   {"receivedAt", core::format_instant(point.received_at)},
                   {"mode", core::word_for(kModes, point.mode)},
                   {"missing", point.score.missing},
                   {"prorated", point.score.prorated}};
  if (point.corrected_at) out["correctedAt"] = core::format_instant(*point.corrected_at);
  if (point.score.value) out["value"] = *point.score.value;
  if (point.score.absent) out["absent"] = core::word_for(kAbsents, *point.score.absent);
  if (for_member and not point.score.band.empty()) out["band"] = point.score.band;
  return out;
}

/// What a client reads of a change: how large and, where a source carries it, whether it is more than ups and
/// downs.
json::object plain_change(const Change& change, const Instrument& instrument) {
  json::object out{{"first", change.first}, {"last", change.last}, {"raw", change.raw()}};
  out["kind"] = core::word_for(kChangeKinds, change.kind);
  const double worse = instrument.higher_is_worse ? change.raw() : -change.raw();
  out["direction"] = worse == 0 ? "same" : worse < 0 ? "easier" : "harder";
  return out;
}

std::vector<core::Instant> held_times(const std::vector<care::Session>& sessions) {
  std::vector<core::Instant> times;
  for (const auto& session : sessions) {
    if (session.state == care::SessionState::kHeld or session.state == care::SessionState::kOpen)
      times.push_back(session.starts_at);
  }
  std::ranges::sort(times);
  return times;
}

/// When the first point with a value was answered. Precondition: there is one.
core::Instant first_scored(const Series& series) {
  return std::ranges::find_if(series.points, [](const auto& point) { return point.score.value.has_value(); })
      ->answered_at;
}

/// The range at the sessions that a client had, and where the last score lies.
struct Placed {
  std::vector<RangeLimits> limits;
  int clients = 0;
  bool outside = false;
};
std::optional<Placed> place(const Series& series, const Course& course) {
  if (course.ranges == nullptr) return std::nullopt;
  const auto range = course.ranges->find(series.measure, series.scale);
  const auto own = numbered(series, course.sessions);
  if (range == nullptr or own.scores.empty()) return std::nullopt;
  const auto times = session_times(first_scored(series), held_times(course.sessions));
  const auto [last, value] = own.scores.back();
  Placed placed{range->limits(own.scores.front().second, std::max(last, static_cast<int>(times.size()))),
                range->clients(), false};
  for (const auto& limit : placed.limits) {
    if (limit.session == last)
      placed.outside = series.instrument->higher_is_worse ? value > limit.high : value < limit.low;
  }
  return placed;
}

/// "Range seen in N comparable clients here", with its limits at the sessions that took place.
std::optional<json::object> range_to_json(const Series& series, const Course& course) {
  const auto placed = place(series, course);
  if (not placed) return std::nullopt;
  const auto times = session_times(first_scored(series), held_times(course.sessions));
  json::array limits;
  for (const auto& limit : placed->limits) {
    const auto at = static_cast<std::size_t>(limit.session) <= times.size()
                        ? times[static_cast<std::size_t>(limit.session) - 1]
                        : series.points.back().answered_at;
    limits.push_back(json::object{{"session", limit.session},
                                  {"at", core::format_instant(at)},
                                  {"low", limit.low},
                                  {"high", limit.high}});
  }
  json::object out{{"clients", placed->clients}, {"outside", placed->outside}, {"limits", std::move(limits)}};
  if (placed->outside) out["support"] = support_list(course);
  return out;
}

/// What a client reads as the name of a scale: own words, plain words, or nothing beside the title.
std::string plain_name(const Series& series, const Scale& scale) {
  if (series.name != scale.name) return series.name;
  if (not scale.client_name.empty()) return scale.client_name;
  return scale.id == series.instrument->scales.front().id ? "Total" : scale.name;
}

json::object series_to_json(const Series& series, const Course& course, bool for_member) {
  const auto& instrument = *series.instrument;
  const auto* scale = instrument.find_scale(series.scale);
  json::array points;
  for (const auto& point : series.points) points.push_back(point_to_json(point, for_member));
  const auto values = series.values();
  json::object out{{"measureId", series.measure},
                   {"scale", series.scale},
                   {"name", for_member ? series.name : plain_name(series, *scale)},
                   {"title", for_member ? instrument.abbreviation : instrument.client_title()},
                   {"purpose", core::word_for(kPurposes, instrument.purpose)},
                   {"higherIs", instrument.higher_is_worse ? "worse" : "better"},
                   {"min", scale->min},
                   {"max", scale->max},
                   {"part", instrument.is_part(*scale)},
                   {"n", values.size()},
                   {"points", std::move(points)}};
  if (const auto changed = change(instrument, series.scale, values)) {
    auto shown = for_member ? to_json(*changed) : plain_change(*changed, instrument);
    if (for_member) shown["direction"] = plain_change(*changed, instrument).at("direction");
    out["change"] = std::move(shown);
  }
  if (for_member) {
    if (auto range = range_to_json(series, course)) out["rangeSeenHere"] = *std::move(range);
    json::array bands;
    for (const auto& band : instrument.bands) {
      if (band.scale == series.scale)
        bands.push_back(json::object{{"min", band.min}, {"max", band.max}, {"label", band.label}});
    }
    out["bands"] = std::move(bands);
  }
  return out;
}

json::object week_to_json(const HomeworkWeek& week, const Course& course) {
  json::array records;
  for (const auto* entry : week.records) {
    const auto name = std::ranges::find(course.assignments, entry->content.assignment, &CourseAssignment::id);
    json::object record{{"entryId", entry->id.text()},
                        {"assignmentId", entry->content.assignment.text()},
                        {"name", name == course.assignments.end() ? std::string() : name->name},
                        {"occurredAt", core::format_local(entry->content.occurred_at)},
                        {"outcome", core::word_for(homework::kOutcomes, *entry->content.outcome)}};
    if (entry->content.quality) record["quality"] = *entry->content.quality;
    records.push_back(std::move(record));
  }
  json::object out{{"from", core::format_date(week.from)},
                   {"records", std::move(records)},
                   {"done", week.done},
                   {"rated", week.rated}};
  if (week.quality) out["quality"] = *week.quality;
  return out;
}

}  // namespace

std::vector<double> Series::values() const {
  std::vector<double> found;
  for (const auto& point : points) {
    if (point.score.value) found.push_back(*point.score.value);
  }
  return found;
}

std::vector<Series> series(const Course& course) {
  std::vector<Series> found;
  for (const auto& submission : course.submissions) {
    const auto* instrument = course.find_instrument(submission.measure);
    if (instrument == nullptr) continue;
    for (const auto& score : submission.scored.scores) {
      const auto* scale = instrument->find_scale(score.scale);
      if (scale == nullptr) continue;
      const auto words = own_words(submission, *scale);
      const auto name = words.empty() ? scale->name : words;
      auto place = std::ranges::find_if(found, [&](const auto& each) {
        return each.measure == submission.measure and each.scale == score.scale and each.name == name;
      });
      if (place == found.end())
        place = found.insert(found.end(), Series{submission.measure, instrument, score.scale, name, {}});
      place->points.push_back({submission.id, submission.content.answered(), submission.received_at,
                               submission.corrected_at, submission.content.mode, submission.content.slot,
                               score});
    }
  }
  std::ranges::stable_sort(found, {}, [](const auto& each) { return place_of(each.instrument->purpose); });
  return found;
}

std::vector<HomeworkWeek> homework_weeks(const std::vector<homework::Entry>& entries) {
  std::map<core::LocalDate, HomeworkWeek> weeks;
  std::map<core::LocalDate, int> sums;
  for (const auto& entry : entries) {
    const auto& content = entry.content;
    if (content.kind != homework::EntryKind::kRecord or not content.outcome) continue;
    const auto day = std::chrono::floor<days>(content.occurred_at);
    const auto monday = day - days{static_cast<int>(std::chrono::weekday{day}.iso_encoding()) - 1};
    auto& week = weeks[monday];
    week.from = monday;
    week.records.push_back(&entry);
    week.done +=
        *content.outcome == homework::Outcome::kDone or *content.outcome == homework::Outcome::kPartly;
    if (content.quality) {
      ++week.rated;
      sums[monday] += *content.quality;
    }
  }
  std::vector<HomeworkWeek> found;
  for (auto& [monday, week] : weeks) {
    if (week.rated > 0) week.quality = static_cast<double>(sums[monday]) / week.rated;
    found.push_back(std::move(week));
  }
  return found;
}

CourseOfScores numbered(const Series& series, const std::vector<care::Session>& sessions) {
  std::vector<std::pair<core::Instant, double>> points;
  for (const auto& point : series.points) {
    if (point.score.value) points.emplace_back(point.answered_at, *point.score.value);
  }
  return by_session(points, held_times(sessions));
}

std::vector<OutsideRange> outside_range(const Course& course) {
  std::vector<OutsideRange> found;
  for (const auto& each : series(course)) {
    const auto placed = place(each, course);
    if (not placed or not placed->outside) continue;
    const auto last = std::ranges::find_if(each.points.rbegin(), each.points.rend(),
                                           [](const auto& point) { return point.score.value.has_value(); });
    found.push_back({each.instrument->abbreviation, last->submission, last->answered_at, placed->clients});
  }
  return found;
}

namespace {

json::object about(const char* kind, const Course& course, const core::Id& assignment) {
  const auto found = std::ranges::find(course.assignments, assignment, &CourseAssignment::id);
  json::object out{{"kind", kind}, {"assignmentId", assignment.text()}};
  if (found != course.assignments.end()) out["name"] = found->name;
  return out;
}

/// The newest entries of which `line` says something; three at most.
template <class Line>
void newest_entries(const Course& course, json::array& out, const Line& line) {
  int left = 3;
  for (auto entry = course.entries.rbegin(); entry != course.entries.rend() and left > 0; ++entry) {
    std::optional<json::object> said = line(entry->content);
    if (not said) continue;
    (*said)["entryId"] = entry->id.text();
    (*said)["at"] = core::format_local(entry->content.occurred_at);
    out.push_back(*std::move(said));
    --left;
  }
}

void last_alliance(const Course& course, json::array& out) {
  for (auto submission = course.submissions.rbegin(); submission != course.submissions.rend(); ++submission) {
    const auto* instrument = course.find_instrument(submission->measure);
    if (instrument == nullptr or instrument->purpose != Purpose::kAlliance) continue;
    json::object line{{"kind", "alliance"}, {"submissionId", submission->id.text()}};
    if (const auto& score = submission->scored.scores.front(); score.value) line["value"] = *score.value;
    out.push_back(std::move(line));
    return;
  }
}

}  // namespace

json::array support_list(const Course& course) {
  using Line = std::optional<json::object>;
  json::array out;
  for (const auto& each : course.assignments) {
    if (not each.runs or not each.confidence) continue;
    auto line = about("confidence", course, each.id);
    line["value"] = *each.confidence;
    out.push_back(std::move(line));
  }
  newest_entries(course, out, [&](const homework::EntryContent& content) -> Line {
    if (not content.difficulty) return std::nullopt;
    auto line = about("difficulty", course, content.assignment);
    line["value"] = *content.difficulty;
    return line;
  });
  newest_entries(course, out, [&](const homework::EntryContent& content) -> Line {
    if (content.obstacles.empty() and content.obstacle_text.empty()) return std::nullopt;
    auto line = about("obstacle", course, content.assignment);
    if (not content.obstacle_text.empty()) line["text"] = content.obstacle_text;
    return line;
  });
  for (const auto& each : course.assignments) {
    if (each.runs) out.push_back(about(each.has_rationale ? "rationale" : "no-rationale", course, each.id));
  }
  last_alliance(course, out);
  return out;
}

json::object progress_to_json(const Course& course, bool for_member) {
  json::array sessions;
  for (const auto& session : course.sessions) {
    sessions.push_back(json::object{{"sessionId", session.id.text()},
                                    {"startsAt", core::format_instant(session.starts_at)},
                                    {"state", core::word_for(care::kSessionStates, session.state)}});
  }
  json::array stages;
  for (const auto& change : course.stages) {
    stages.push_back(json::object{{"stage", core::word_for(care::kStages, change.stage)},
                                  {"from", core::format_instant(change.at)}});
  }
  json::array weeks;
  for (const auto& week : homework_weeks(course.entries)) weeks.push_back(week_to_json(week, course));
  json::array all;
  for (const auto& each : series(course)) all.push_back(series_to_json(each, course, for_member));
  return {{"zone", course.zone},
          {"sessions", std::move(sessions)},
          {"stages", std::move(stages)},
          {"homework", std::move(weeks)},
          {"series", std::move(all)}};
}

}  // namespace intersession::measures
