#include "caseload/validity.hpp"

#include "homework/agenda.hpp"

namespace intersession::caseload {

using std::chrono::days;

void Validity::turn(core::Instant at, core::Instant now) {
  if (at <= now) {
    from = std::max(from, at);
  } else {
    until = std::min(until, at);
  }
}

Validity validity_of(const ClientFile& file, core::Instant now) {
  constexpr days kLate{2};
  const auto& zone = file.client.details.zone;
  Validity validity;
  const auto turn_at = [&](core::LocalTime local) { validity.turn(core::to_instant(local, zone), now); };
  const auto today = std::chrono::floor<days>(core::to_local(now, zone));
  turn_at(today);
  turn_at(today + days{1});
  for (const auto& session : file.sessions) {
    // "At or after" and "less than a day" turn just behind their instant.
    constexpr std::chrono::microseconds kBehind{1};
    validity.turn(session.starts_at, now);
    validity.turn(session.starts_at + kBehind, now);
    validity.turn(session.starts_at - days{1} + kBehind, now);
    validity.turn(session.starts_at - homework::kCheckAhead, now);
  }
  if (const auto* treatment = file.treatment()) {
    const auto week = (now - treatment->started_at) / days{7};
    for (const auto each : {week - 1, week, week + 1})
      validity.turn(treatment->started_at + each * days{7}, now);
  }
  for (const auto at : measures::turns(file.row.measure_plans, file.around(), now)) validity.turn(at, now);
  for (const auto& entry : file.row.entries) validity.turn(entry.received_at + kQuiet, now);
  for (const auto& [assignment, at] : file.row.earlier_entries) validity.turn(at + kQuiet, now);
  const auto calendar = homework::calendar_of(file.sessions, zone);
  for (const auto& record : file.assignments) {
    const auto schedule = homework::schedule_of(record, calendar);
    if (not schedule or homework::is_over(record.state)) continue;
    for (const auto& window : homework::windows(*schedule, today - kLate, today)) {
      turn_at(window.from);
      turn_at(window.to);
      turn_at(window.to + kLate);
    }
  }
  return validity;
}

}  // namespace intersession::caseload
