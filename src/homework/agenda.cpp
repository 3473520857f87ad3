#include "homework/agenda.hpp"

#include <algorithm>

namespace intersession::homework {

using core::Instant;
using core::LocalDate;
using std::chrono::days;

namespace {

constexpr days kHorizon{7};
constexpr days kMemory{400};

LocalDate day_of(Instant instant, const std::string& zone) {
  return std::chrono::floor<days>(core::to_local(instant, zone));
}

}  // namespace

Calendar calendar_of(const std::vector<care::Session>& sessions, std::string zone) {
  Calendar calendar{std::move(zone), {}};
  for (const auto& session : sessions) {
    if (session.state == care::SessionState::kCancelled) continue;
    const Instant starts = std::min(session.starts_at, session.opened_at.value_or(session.starts_at));
    calendar.sessions.push_back({session.id, core::to_local(starts, calendar.zone)});
  }
  std::ranges::stable_sort(calendar.sessions, {}, &SessionPoint::starts);
  return calendar;
}

std::optional<Schedule> schedule_of(const AssignmentRecord& record, const Calendar& calendar) {
  const Agreement* agreement = in_force(record.agreements);
  if (agreement == nullptr) return std::nullopt;
  auto from = core::to_local(*agreement->in_force_since(), calendar.zone);
  // What was agreed in advance reaches the phone's days when its own day has come.
  if (agreement->plan.begins) from = std::max(from, core::LocalTime{*agreement->plan.begins});
  return Schedule{record.id, agreement->version, agreement->plan.recurrence,
                  from,      calendar.sessions,  record.changes};
}

std::vector<Occurrence> occurrences_of(const AssignmentRecord& record, const Calendar& calendar,
                                       std::span<const Entry> entries, Instant now) {
  const auto schedule = schedule_of(record, calendar);
  if (not schedule) return {};
  const Instant end = is_over(record.state) ? record.history.back().at : now;
  LocalDate last = day_of(end, calendar.zone);
  if (not is_over(record.state)) last += kHorizon;
  const LocalDate agreed = std::chrono::floor<days>(schedule->agreed);
  return occurrences(*schedule, std::max(agreed, last - kMemory), last, entries,
                     core::to_local(now, calendar.zone));
}

std::vector<Occurrence> occurrences_of(const AssignmentRecord& record, const Calendar& calendar,
                                       std::span<const Entry> entries, Instant now, LocalDate first,
                                       LocalDate last) {
  const auto schedule = schedule_of(record, calendar);
  if (not schedule) return {};
  return occurrences(*schedule, first, last, entries, core::to_local(now, calendar.zone));
}

bool waits_for_review(const AssignmentRecord& record, const Calendar& calendar, Instant session_began) {
  if (record.state != State::kActive and record.state != State::kReported) return false;
  const auto schedule = schedule_of(record, calendar);
  if (not schedule) return false;
  const Instant since = std::max(*record.due_since(), session_began - kMemory);
  ReviewClock clock{core::to_local(since, calendar.zone), core::to_local(session_began, calendar.zone), {}};
  if (const auto reported = record.reported_at()) clock.reported = core::to_local(*reported, calendar.zone);
  return waits_for_review(*schedule, clock);
}

bool was_due(const AssignmentRecord& record, const Calendar& calendar, Instant now) {
  const auto schedule = schedule_of(record, calendar);
  if (not schedule) return false;
  const Instant since = std::max(*record.due_since(), now - kMemory);
  return waits_for_review(*schedule,
                          {core::to_local(since, calendar.zone), core::to_local(now, calendar.zone), {}});
}

bool passed_in_silence(const AssignmentRecord& record, const Calendar& calendar, Instant last, Instant now) {
  const auto schedule = schedule_of(record, calendar);
  if (not schedule) return false;
  const Instant since = std::max(last, now - kMemory);
  return window_between(*schedule, core::to_local(since, calendar.zone), core::to_local(now, calendar.zone));
}

bool asks_for_check(const AssignmentRecord& record, const Calendar& calendar, std::span<const Entry> entries,
                    std::span<const EngagementCheck> checks, const care::Session* next, Instant now) {
  const auto since = record.due_since();
  if (record.state != State::kActive or not since or next == nullptr or next->starts_at - now > kCheckAhead)
    return false;
  const bool answered = std::ranges::any_of(checks, [&](const EngagementCheck& check) {
    return check.assignment == record.id and check.rater == Rater::kClient and check.rated_at >= *since;
  });
  if (answered) return false;
  return std::ranges::any_of(entries,
                             [&](const Entry& entry) {
                               return entry.content.assignment == record.id and entry.received_at >= *since;
                             }) or
         waits_for_review(record, calendar, now);
}

Instant session_begin_at(const std::vector<care::Session>& sessions, Instant at) {
  return care::last_begin(sessions, at).value_or(at);
}

Instant open_session_begin(const std::vector<care::Session>& sessions, Instant now) {
  const auto* session = care::current_session(sessions, now);
  if (session == nullptr or session->state != care::SessionState::kOpen) return now;
  return care::began(*session).value_or(now);
}

bool older_waits(const AssignmentRecord& record, std::span<const AssignmentRecord> all,
                 const std::vector<care::Session>& sessions, const Calendar& calendar, Instant at) {
  const Instant begin = session_begin_at(sessions, at);
  return std::ranges::any_of(all, [&](const AssignmentRecord& other) {
    return other.id != record.id and waits_for_review(other, calendar, begin);
  });
}

}  // namespace intersession::homework
