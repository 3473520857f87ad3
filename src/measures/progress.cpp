#include "measures/progress.hpp"

#include <algorithm>
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

json::object series_to_json(const Series& series, bool for_member) {
  const auto& instrument = *series.instrument;
  const auto* scale = instrument.find_scale(series.scale);
  json::array points;
  for (const auto& point : series.points) points.push_back(point_to_json(point, for_member));
  const auto values = series.values();
  json::object out{{"measureId", series.measure},
                   {"scale", series.scale},
                   {"name", series.name},
                   {"title", for_member ? instrument.abbreviation : instrument.client_title()},
                   {"purpose", core::word_for(kPurposes, instrument.purpose)},
                   {"higherIs", instrument.higher_is_worse ? "worse" : "better"},
                   {"min", scale->min},
                   {"max", scale->max},
                   {"n", values.size()},
                   {"points", std::move(points)}};
  if (const auto changed = change(instrument, series.scale, values)) {
    auto shown = for_member ? to_json(*changed) : plain_change(*changed, instrument);
    if (for_member) shown["direction"] = plain_change(*changed, instrument).at("direction");
    out["change"] = std::move(shown);
  }
  if (for_member) {
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
    const auto name = course.activity_names.find(entry->content.assignment);
    json::object record{{"entryId", entry->id.text()},
                        {"assignmentId", entry->content.assignment.text()},
                        {"name", name == course.activity_names.end() ? std::string() : name->second},
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
                               submission.content.mode, submission.content.slot, score});
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
  for (const auto& each : series(course)) all.push_back(series_to_json(each, for_member));
  return {{"zone", course.zone},
          {"sessions", std::move(sessions)},
          {"stages", std::move(stages)},
          {"homework", std::move(weeks)},
          {"series", std::move(all)}};
}

}  // namespace intersession::measures
