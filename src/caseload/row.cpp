#include "caseload/row.hpp"

#include <algorithm>

namespace intersession::caseload {

namespace json = core::json;
using homework::EntryKind;
using homework::Outcome;
using homework::State;
using std::chrono::days;

namespace {

core::LocalDate monday_of(core::LocalDate day) {
  const std::chrono::weekday weekday{day};
  return day - days{static_cast<int>(weekday.iso_encoding()) - 1};
}

std::optional<Reason> obstacle(const ClientFacts& facts, core::Instant now) {
  const auto since = care::last_begin(facts.sessions, now);
  Reason reason{.kind = ReasonKind::kObstacle};
  for (const auto& entry : facts.entries) {
    const bool told = entry.kind == EntryKind::kObstacle or not entry.obstacle_text.empty();
    if (not told or (since and entry.received_at <= *since)) continue;
    ++reason.count;
    if (not reason.since or entry.received_at >= *reason.since) {
      reason.since = entry.received_at;
      reason.text = entry.obstacle_text;
      reason.assignment = entry.assignment;
    }
  }
  if (reason.count == 0) return std::nullopt;
  return reason;
}

/// One reason over every assignment for which `asks` answers an instant: how many, since the earliest.
template <class Asks>
std::optional<Reason> over_assignments(const ClientFacts& facts, ReasonKind kind, const Asks& asks) {
  Reason reason{.kind = kind};
  for (const auto& assignment : facts.assignments) {
    const std::optional<core::Instant> since = asks(assignment);
    if (not since) continue;
    ++reason.count;
    if (not reason.since or *since < *reason.since) {
      reason.since = since;
      reason.assignment = assignment.id;
    }
  }
  if (reason.count == 0) return std::nullopt;
  return reason;
}

bool recorded_since(const AssignmentFacts& assignment, core::Instant since) {
  return assignment.last_entry_at and *assignment.last_entry_at >= since;
}

std::optional<Reason> alert_open(const ClientFacts& facts) {
  if (facts.alerts.count == 0) return std::nullopt;
  return Reason{.kind = ReasonKind::kAlertOpen, .count = facts.alerts.count, .since = facts.alerts.since};
}

/// One reason over some measures: named by the first.
std::optional<Reason> over_measures(ReasonKind kind, const std::vector<MeasureFacts>& measures) {
  if (measures.empty()) return std::nullopt;
  return Reason{.kind = kind,
                .count = static_cast<int>(measures.size()),
                .since = measures.front().since,
                .measure = measures.front().name,
                .clients = measures.front().clients};
}

std::vector<Reason> reasons(const ClientFacts& facts, const Row& row, core::Instant now) {
  using Since = std::optional<core::Instant>;
  std::vector<Reason> found;
  const auto add = [&](std::optional<Reason> reason) {
    if (reason) found.push_back(*std::move(reason));
  };
  add(alert_open(facts));
  add(obstacle(facts, now));
  add(over_measures(ReasonKind::kOutsideRange, facts.outside_range));
  add(over_assignments(facts, ReasonKind::kNotReviewed, [&](const AssignmentFacts& each) -> Since {
    const bool recorded = each.in_force_since and recorded_since(each, *each.in_force_since);
    return each.waits_for_review and (recorded or each.state == State::kReported) ? each.in_force_since
                                                                                  : Since{};
  }));
  add(over_assignments(facts, ReasonKind::kAgreementWaits, [](const AssignmentFacts& each) -> Since {
    return each.waits_for_client ? each.planned_at : Since{};
  }));
  add(over_assignments(facts, ReasonKind::kNotStarted, [&](const AssignmentFacts& each) -> Since {
    const bool silent = each.state == State::kActive and each.was_due and each.in_force_since and
                        not recorded_since(each, *each.in_force_since);
    return silent ? each.in_force_since : Since{};
  }));
  add(over_assignments(facts, ReasonKind::kNoEntry, [&](const AssignmentFacts& each) -> Since {
    const bool recorded = each.in_force_since and recorded_since(each, *each.in_force_since);
    return recorded and each.has_gone_quiet ? each.last_entry_at : Since{};
  }));
  add(over_measures(ReasonKind::kMeasureWaits, facts.waiting_measures));
  if (facts.access != "signed-in") add(Reason{.kind = ReasonKind::kNotConnected});
  if (std::ranges::all_of(facts.assignments,
                          [](const auto& each) { return homework::is_over(each.state); })) {
    add(Reason{.kind = ReasonKind::kNoHomework});
  }
  if (row.next_session and row.next_session->starts_at - now < std::chrono::hours{24}) {
    add(Reason{.kind = ReasonKind::kSessionSoon, .since = row.next_session->starts_at});
  }
  return found;
}

void count(WeekCounts& week, Outcome outcome) {
  switch (outcome) {
    case Outcome::kDone:
      ++week.done;
      break;
    case Outcome::kPartly:
      ++week.partly;
      break;
    case Outcome::kTried:
    case Outcome::kNoticed:
      ++week.tried;
      break;
    case Outcome::kNotReached:
    case Outcome::kDecidedNotTo:
      ++week.not_reached;
      break;
  }
}

void count_weeks(const ClientFacts& facts, core::LocalDate today, Row& row) {
  const core::LocalDate first = monday_of(today) - days{7 * 7};
  for (std::size_t i = 0; i < row.weeks.size(); ++i)
    row.weeks[i].from = first + days{7 * static_cast<int>(i)};
  for (const auto& entry : facts.entries) {
    if (entry.kind != EntryKind::kRecord or not entry.outcome or entry.day < first) continue;
    const auto index = static_cast<std::size_t>((entry.day - first).count() / 7);
    if (index < row.weeks.size()) count(row.weeks[index], *entry.outcome);
  }
}

}  // namespace

Row make_row(const ClientFacts& facts, core::Instant now) {
  Row row{.client = facts.client.id, .name = facts.client.details.name, .access = facts.access};
  if (facts.treatment) {
    row.stage = facts.treatment->stage();
    row.paradigms = facts.treatment->paradigms;
    row.week = static_cast<int>((now - facts.treatment->started_at) / days{7}) + 1;
  }
  if (const auto* next = care::next_session(facts.sessions, now)) row.next_session = *next;
  for (const auto& entry : facts.entries) {
    if (not row.last_entry_at or entry.received_at > *row.last_entry_at)
      row.last_entry_at = entry.received_at;
  }
  count_weeks(facts, std::chrono::floor<days>(core::to_local(now, facts.client.details.zone)), row);
  row.reasons = reasons(facts, row, now);
  return row;
}

Need need_of(const Row& row) {
  return {row.reasons.empty() ? 99 : static_cast<int>(row.reasons.front().kind),
          row.next_session ? row.next_session->starts_at : core::Instant::max(), row.name};
}

void sort_by_need(std::vector<Row>& rows) {
  std::ranges::stable_sort(rows, {}, need_of);
}

namespace {

json::object reason_to_json(const Reason& reason) {
  json::object out{{"kind", core::word_for(kReasons, reason.kind)}};
  if (reason.count > 0) out["count"] = reason.count;
  if (reason.since) out["since"] = core::format_instant(*reason.since);
  if (not reason.text.empty()) out["text"] = reason.text;
  if (reason.assignment) out["assignmentId"] = reason.assignment->text();
  if (not reason.measure.empty()) out["measure"] = reason.measure;
  if (reason.clients > 0) out["clients"] = reason.clients;
  return out;
}

}  // namespace

json::object to_json(const Row& row) {
  json::array reasons;
  for (const auto& reason : row.reasons) reasons.push_back(reason_to_json(reason));
  json::array weeks;
  for (const auto& week : row.weeks) {
    weeks.push_back(json::object{{"from", core::format_date(week.from)},
                                 {"done", week.done},
                                 {"partly", week.partly},
                                 {"tried", week.tried},
                                 {"notReached", week.not_reached}});
  }
  json::object out{{"clientId", row.client.text()},
                   {"name", row.name},
                   {"stage", core::word_for(care::kStages, row.stage.value_or(care::Stage::kEarly))},
                   {"paradigms", core::json_texts(row.paradigms)},
                   {"week", row.week},
                   {"access", row.access},
                   {"reasons", std::move(reasons)},
                   {"weeks", std::move(weeks)}};
  if (row.next_session) out["nextSession"] = care::to_json(*row.next_session);
  if (row.last_entry_at) out["lastEntryAt"] = core::format_instant(*row.last_entry_at);
  return out;
}

}  // namespace intersession::caseload
