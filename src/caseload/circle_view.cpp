#include "caseload/circle_view.hpp"

#include <algorithm>

#include "homework/agenda.hpp"

namespace intersession::caseload {

namespace json = core::json;
using homework::AssignmentRecord;

namespace {

constexpr std::size_t kLastOutcomes = 5;
constexpr std::size_t kObstacles = 3;

/// The assignment that a joint plan made, or the newest that followed it.
const AssignmentRecord* newest(const ClientFile& file, const core::Id& id) {
  auto record = std::ranges::find(file.assignments, id, &AssignmentRecord::id);
  while (record != file.assignments.end() and record->superseded_by) {
    const auto next = std::ranges::find(file.assignments, *record->superseded_by, &AssignmentRecord::id);
    if (next == file.assignments.end()) break;
    record = next;
  }
  return record == file.assignments.end() ? nullptr : &*record;
}

bool to_review(const AssignmentRecord& record, const homework::Calendar& calendar, core::Instant began) {
  return record.state == homework::State::kReported or homework::waits_for_review(record, calendar, began);
}

/// What was recorded since the last review: how often, how it went, what got in the way.
void put_entries(json::object& row, const ClientFile& file, const AssignmentRecord& record,
                 const catalogue::Catalogue& catalogue) {
  const auto since = record.due_since();
  std::int64_t count = 0;
  json::array outcomes;
  json::array obstacles;
  for (const auto& entry : file.entries) {
    if (entry.content.assignment != record.id or (since and entry.received_at < *since)) continue;
    if (entry.content.kind == homework::EntryKind::kRecord) ++count;
    if (entry.content.outcome)
      outcomes.emplace_back(core::word_for(homework::kOutcomes, *entry.content.outcome));
    row["lastAt"] = core::format_local(entry.content.occurred_at);
    std::vector<std::string> words;
    if (not entry.content.obstacle_text.empty()) words.push_back(entry.content.obstacle_text);
    for (const auto& code : entry.content.obstacles) words.push_back(catalogue.obstacle_text(code));
    for (const auto& each : words) {
      if (std::ranges::find(obstacles, json::value(each)) == obstacles.end()) obstacles.emplace_back(each);
    }
  }
  const auto keep_last = [](json::array& list, std::size_t most) {
    while (list.size() > most) list.erase(list.begin());
  };
  keep_last(outcomes, kLastOutcomes);
  keep_last(obstacles, kObstacles);
  row["entries"] = count;
  row["outcomes"] = std::move(outcomes);
  row["obstacles"] = std::move(obstacles);
}

json::object row_of(const ClientFile& file, const AssignmentRecord& record,
                    const catalogue::Catalogue& catalogue, core::Instant now) {
  const auto calendar = homework::calendar_of(file.sessions, file.client.details.zone);
  const auto began = homework::open_session_begin(file.sessions, now);
  json::object row{{"clientId", file.client.id.text()},
                   {"assignmentId", record.id.text()},
                   {"state", core::word_for(homework::kStates, record.state)},
                   {"waitsForClient", record.waits_for_client()},
                   {"toReview", to_review(record, calendar, began)}};
  if (not record.agreements.empty()) {
    const auto& plan = record.agreements.front().plan;
    row["what"] = plan.what;
    if (not plan.when.empty()) row["when"] = plan.when;
    if (plan.confidence) row["confidence"] = *plan.confidence;
  }
  if (const auto learning = record.learning(); not learning.empty()) row["learning"] = learning;
  put_entries(row, file, record, catalogue);
  return row;
}

json::object client_of(const ClientFile& file, const care::PracticeSettings& practice, core::Instant now) {
  const auto calendar = homework::calendar_of(file.sessions, file.client.details.zone);
  const auto began = homework::open_session_begin(file.sessions, now);
  json::array goals;
  for (const auto& goal : file.goals)
    goals.push_back(json::object{{"goalId", goal.id.text()}, {"text", goal.text}});
  const auto waiting = std::ranges::count_if(file.assignments, [&](const auto& record) {
    return not homework::is_over(record.state) and to_review(record, calendar, began);
  });
  return {{"clientId", file.client.id.text()},
          {"name", file.client.details.name},
          {"callName", file.client.details.call_name},
          {"noun", file.noun(practice)},
          {"access", file.access},
          {"toReview", waiting},
          {"goals", std::move(goals)}};
}

}  // namespace

json::object circle_to_json(const CircleFile& file, const care::PracticeSettings& practice,
                            const catalogue::Catalogue& catalogue, core::Instant now) {
  json::array leaders;
  for (const auto& [id, name] : file.leaders)
    leaders.push_back(json::object{{"memberId", id.text()}, {"name", name}});
  json::array clients;
  for (const auto& client : file.clients) clients.push_back(client_of(client, practice, now));
  json::array sessions;
  for (const auto& session : file.sessions) sessions.push_back(care::to_json(session));
  json::array plans;
  for (std::size_t i = file.plans.size(); i-- > 0;) {
    const auto& plan = file.plans[i];
    json::array rows;
    for (const auto& client : file.clients) {
      const auto link = std::ranges::find(plan.links, client.client.id, &homework::JointPlan::Link::client);
      const auto* record = link == plan.links.end() ? nullptr : newest(client, link->assignment);
      if (record != nullptr) rows.push_back(row_of(client, *record, catalogue, now));
    }
    const auto& activity = file.activities[i];
    plans.push_back(json::object{{"jointPlanId", plan.id.text()},
                                 {"activityId", plan.activity_id},
                                 {"name", activity == nullptr ? plan.activity_id : activity->name},
                                 {"createdAt", core::format_instant(plan.created_at)},
                                 {"rows", std::move(rows)}});
  }
  json::array checks;
  for (const auto& check : file.checks) checks.push_back(homework::to_json(check));
  return {{"circleId", file.circle.id.text()}, {"kind", core::word_for(care::kCircleKinds, file.circle.kind)},
          {"name", file.circle.name},          {"version", file.circle.version},
          {"leaders", std::move(leaders)},     {"clients", std::move(clients)},
          {"sessions", std::move(sessions)},   {"checks", std::move(checks)},
          {"plans", std::move(plans)}};
}

}  // namespace intersession::caseload
