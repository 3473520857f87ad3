#include "caseload/client_file.hpp"

#include <algorithm>

#include "caseload/today.hpp"
#include "homework/agenda.hpp"
#include "homework/assignment_view.hpp"

namespace intersession::caseload {

namespace json = core::json;
using homework::AssignmentRecord;
using std::chrono::days;

namespace {

template <class T>
json::array list(const std::vector<T>& parts) {
  json::array out;
  for (const auto& part : parts) out.push_back(to_json(part));
  return out;
}

homework::ViewParts parts_of(const ClientFile& file, const AssignmentRecord& record,
                             const homework::Calendar& calendar, const catalogue::Catalogue& catalogue,
                             core::Instant now) {
  homework::ViewParts parts{.activity = file.activity_of(record)};
  std::ranges::copy_if(file.entries, std::back_inserter(parts.entries),
                       [&](const auto& entry) { return entry.content.assignment == record.id; });
  std::ranges::copy_if(file.checks, std::back_inserter(parts.checks),
                       [&](const auto& check) { return check.assignment == record.id; });
  parts.programme = homework::place_of(record.origin, file.programmes, catalogue);
  parts.occurrences = homework::occurrences_of(record, calendar, parts.entries, now);
  return parts;
}

/// Programmes that run or rest.
json::array programmes_of(const ClientFile& file, const catalogue::Catalogue& catalogue, core::Instant now) {
  json::array list;
  for (const auto& run : file.programmes) {
    if (run.state == homework::RunState::kEnded) continue;
    list.push_back(homework::to_json(run, {file.assignments, file.client.details.zone}, catalogue, now));
  }
  return list;
}

std::string obstacle_words(const homework::EntryHead& entry, const catalogue::Catalogue& catalogue) {
  if (not entry.obstacle_text.empty()) return entry.obstacle_text;
  return entry.obstacle.empty() ? std::string() : catalogue.obstacle_text(entry.obstacle);
}

/// When the last entry of an assignment arrived.
std::optional<core::Instant> last_entry(const RowParts& row, const core::Id& assignment) {
  std::optional<core::Instant> last;
  for (const auto& [id, at] : row.earlier_entries) {
    if (id == assignment) last = at;
  }
  for (const auto& entry : row.entries) {
    if (entry.assignment == assignment and (not last or entry.received_at > *last)) last = entry.received_at;
  }
  return last;
}

/// Active work in which a window has gone by in silence, a week or longer after its last entry.
bool has_gone_quiet(const AssignmentRecord& record, const homework::Calendar& calendar,
                    const std::optional<core::Instant>& last, core::Instant now) {
  return record.state == homework::State::kActive and last and now - *last >= kQuiet and
         homework::passed_in_silence(record, calendar, *last, now);
}

}  // namespace

const catalogue::Activity* ClientFile::activity_of(const AssignmentRecord& record) const {
  const auto found = std::ranges::find(assignments, record.id, &AssignmentRecord::id);
  const auto index = static_cast<std::size_t>(found - assignments.begin());
  return index < activities.size() ? activities[index].get() : nullptr;
}

ClientFacts facts_of(const ClientFile& file, const catalogue::Catalogue& catalogue, core::Instant now) {
  ClientFacts facts{.client = file.client, .access = file.access, .sessions = file.sessions};
  if (file.treatment() != nullptr) facts.treatment = *file.treatment();
  const auto calendar = homework::calendar_of(file.sessions, file.client.details.zone);
  for (const auto& record : file.assignments) {
    const auto* agreement = homework::in_force(record.agreements);
    const auto last = last_entry(file.row, record.id);
    facts.assignments.push_back({.id = record.id,
                                 .state = record.state,
                                 .in_force_since = agreement == nullptr ? std::nullopt : record.due_since(),
                                 .waits_for_client = record.waits_for_client(),
                                 .waits_for_review = record.state == homework::State::kReported or
                                                     homework::waits_for_review(record, calendar, now),
                                 .was_due = homework::was_due(record, calendar, now),
                                 .last_entry_at = last,
                                 .has_gone_quiet = has_gone_quiet(record, calendar, last, now),
                                 .planned_at = record.agreements.empty()
                                                   ? std::nullopt
                                                   : std::optional(record.agreements.front().created_at)});
  }
  for (const auto& entry : file.row.entries) {
    facts.entries.push_back({.assignment = entry.assignment,
                             .received_at = entry.received_at,
                             .day = entry.day,
                             .kind = entry.kind,
                             .outcome = entry.outcome,
                             .obstacle_text = obstacle_words(entry, catalogue)});
  }
  const auto name_of = [&](const std::string& measure) {
    const auto name = file.row.measure_names.find(measure);
    return name == file.row.measure_names.end() ? measure : name->second;
  };
  for (const auto& each : measures::waiting(file.row.measure_plans, file.row.answered, file.around(), now)) {
    facts.waiting_measures.push_back({name_of(each.measure), each.due, 0});
  }
  for (const auto& each : file.row.outside)
    facts.outside_range.push_back({each.name, each.answered_at, each.clients});
  facts.alerts = file.row.alerts;
  return facts;
}

json::object record_to_json(const ClientFile& file, const care::PracticeSettings& practice) {
  json::array assignments;
  for (auto record = file.assignments.rbegin(); record != file.assignments.rend(); ++record) {
    assignments.push_back(homework::to_summary_json(*record, file.activity_of(*record)));
  }
  return {{"client", care::to_json(file.client, file.noun(practice), file.access)},
          {"treatments", list(file.treatments)},
          {"goals", list(file.goals)},
          {"formulation", list(file.formulation)},
          {"sessions", list(file.sessions)},
          {"assignments", std::move(assignments)}};
}

json::object session_screen_to_json(const ClientFile& file, const care::PracticeSettings& practice,
                                    const catalogue::Catalogue& catalogue, core::Instant now) {
  const auto calendar = homework::calendar_of(file.sessions, file.client.details.zone);
  const auto began = homework::open_session_begin(file.sessions, now);
  json::array to_review;
  json::array current;
  for (const auto& record : file.assignments) {
    if (homework::is_over(record.state)) continue;
    const bool waits =
        record.state == homework::State::kReported or homework::waits_for_review(record, calendar, began);
    auto view = homework::to_json(record, file.client.id, parts_of(file, record, calendar, catalogue, now));
    (waits ? to_review : current).push_back(std::move(view));
  }
  json::object out{{"client", care::to_json(file.client, file.noun(practice), file.access)},
                   {"treatment", file.treatment() == nullptr ? json::value(json::object{})
                                                             : json::value(care::to_json(*file.treatment()))},
                   {"goals", list(file.goals)},
                   {"formulation", list(file.formulation)},
                   {"sessions", list(file.sessions)},
                   {"toReview", std::move(to_review)},
                   {"current", std::move(current)},
                   {"programmes", programmes_of(file, catalogue, now)},
                   {"confidenceThreshold", practice.confidence_threshold}};
  if (const auto* session = care::current_session(file.sessions, now))
    out["session"] = care::to_json(*session);
  return out;
}

json::object today_to_json(const ClientFile& file, const care::PracticeSettings& practice,
                           const std::string& therapist, core::Instant now) {
  const core::LocalTime local = core::to_local(now, file.client.details.zone);
  const Week week = week_of(std::chrono::floor<days>(local));
  const auto calendar = homework::calendar_of(file.sessions, file.client.details.zone);
  std::vector<TodayItem> items;
  json::array waiting;
  json::array checks;
  const auto* next = care::next_session(file.sessions, now);
  for (const auto& record : file.assignments) {
    if (record.waits_for_client()) waiting.push_back(json::string(record.id.text()));
    if (homework::asks_for_check(record, calendar, file.entries, file.checks, next, now)) {
      checks.push_back(json::string(record.id.text()));
    }
    const auto* agreement = homework::in_force(record.agreements);
    const bool current =
        record.state == homework::State::kActive or record.state == homework::State::kReported;
    if (not current or agreement == nullptr) continue;
    const auto* activity = file.activity_of(record);
    for (auto& occurrence :
         homework::occurrences_of(record, calendar, file.entries, now, week.first - days{2}, week.last)) {
      items.push_back(
          {.occurrence = std::move(occurrence),
           .name = activity == nullptr ? record.activity_id : activity->client_name,
           .client_rationale = record.design ? record.design->client_rationale : std::string(),
           .plan = &agreement->plan,
           .minutes = agreement->plan.minutes.value_or(activity == nullptr ? 10 : activity->minutes)});
    }
  }
  json::array shown;
  for (const auto& item : arrange(std::move(items), local)) shown.push_back(to_json(item));
  json::object out{{"date", core::format_date(std::chrono::floor<days>(local))},
                   {"zone", file.client.details.zone},
                   {"name", file.client.details.call_name},
                   {"noun", file.noun(practice)},
                   {"items", std::move(shown)},
                   {"waiting", std::move(waiting)},
                   {"checks", std::move(checks)}};
  if (not therapist.empty()) out["therapist"] = therapist;
  if (next != nullptr) {
    out["nextSession"] = core::format_local(core::to_local(next->starts_at, file.client.details.zone));
  }
  return out;
}

}  // namespace intersession::caseload
