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
  const auto first = std::chrono::floor<days>(clock.since);
  const auto last = std::chrono::floor<days>(clock.session_began);
  return std::ranges::any_of(windows(schedule, first, last), [&](const Window& window) {
    return window.to > clock.since and window.to <= clock.session_began;
  });
}

}  // namespace intersession::homework
