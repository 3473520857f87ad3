#include "homework/occurrence.hpp"

#include <algorithm>

namespace intersession::homework {

namespace json = core::json;
using std::chrono::days;

namespace {

/// What was left out is still shown, so that it can be taken up again.
void add_skipped(std::vector<Occurrence>& result, const Schedule& schedule, core::LocalDate first,
                 core::LocalDate last) {
  for (const auto& change : schedule.changes) {
    if (change.now or change.agreement_version != schedule.agreement_version) continue;
    if (change.was.to <= first or change.was.from >= last + days{1}) continue;
    result.push_back(
        {.window = change.was, .assignment = schedule.assignment, .state = OccurrenceState::kSkipped});
  }
  std::ranges::stable_sort(result, {}, [](const Occurrence& each) { return each.window.from; });
}

/// Whether any window of the days from `since` to `until` is as asked. Made piece by piece: most often one of
/// the first days answers. The windows of sessions depend on the last day, so they are made at once.
template <class Asks>
bool any_window(const Schedule& schedule, core::LocalTime since, core::LocalTime until, const Asks& asks) {
  constexpr days kPiece{14};
  const auto first = std::chrono::floor<days>(since);
  const auto last = std::chrono::floor<days>(until);
  if (not schedule.recurrence or schedule.recurrence->freq == Frequency::kSession)
    return std::ranges::any_of(windows(schedule, first, last), asks);
  for (auto from = first; from <= last; from += kPiece) {
    if (std::ranges::any_of(windows(schedule, from, std::min(last, from + kPiece - days{1})), asks))
      return true;
  }
  return false;
}

}  // namespace

std::vector<Occurrence> occurrences(const Schedule& schedule, core::LocalDate first, core::LocalDate last,
                                    std::span<const Entry> entries, core::LocalTime now) {
  std::vector<Occurrence> result;
  for (auto& window : windows(schedule, first, last)) {
    Occurrence occurrence{.window = window, .assignment = schedule.assignment};
    const auto change = std::ranges::find(schedule.changes, window.occurrence, &OccurrenceChange::occurrence);
    if (change != schedule.changes.end()) occurrence.moved_from = change->was.from;
    const Entry* record = nullptr;
    for (const auto& entry : entries) {
      if (entry.content.kind != EntryKind::kRecord or entry.content.assignment != schedule.assignment or
          entry.content.occurrence != window.occurrence) {
        continue;
      }
      if (record == nullptr or entry.received_at >= record->received_at) record = &entry;
    }
    if (record != nullptr) {
      occurrence.state = OccurrenceState::kRecorded;
      occurrence.outcome = record->content.outcome;
      occurrence.entry = record->id;
    } else if (window.to <= now) {
      occurrence.state = OccurrenceState::kPast;
    }
    result.push_back(std::move(occurrence));
  }
  add_skipped(result, schedule, first, last);
  return result;
}

json::object to_json(const Occurrence& occurrence) {
  json::object out;
  out["occurrenceId"] = occurrence.window.occurrence.text();
  out["assignmentId"] = occurrence.assignment.text();
  out["from"] = core::format_local(occurrence.window.from);
  out["to"] = core::format_local(occurrence.window.to);
  if (occurrence.window.at) out["at"] = core::format_local(*occurrence.window.at);
  out["state"] = core::word_for(kOccurrenceStates, occurrence.state);
  if (occurrence.outcome) out["outcome"] = core::word_for(kOutcomes, *occurrence.outcome);
  if (occurrence.moved_from) out["movedFrom"] = core::format_local(*occurrence.moved_from);
  if (occurrence.entry) out["entryId"] = occurrence.entry->text();
  return out;
}

bool waits_for_review(const Schedule& schedule, const ReviewClock& clock) {
  if (clock.reported and *clock.reported < clock.session_began) return true;
  if (clock.session_began <= clock.since) return false;
  return any_window(schedule, clock.since, clock.session_began, [&](const Window& window) {
    return window.to > clock.since and window.to <= clock.session_began;
  });
}

bool window_between(const Schedule& schedule, core::LocalTime since, core::LocalTime until) {
  if (until <= since) return false;
  return any_window(schedule, since, until,
                    [&](const Window& window) { return window.from >= since and window.to <= until; });
}

}  // namespace intersession::homework
