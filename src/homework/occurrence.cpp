#include "homework/occurrence.hpp"

#include <algorithm>

namespace intersession::homework {

namespace json = core::json;
using std::chrono::days;

std::vector<Occurrence> occurrences(const Schedule& schedule, core::LocalDate first, core::LocalDate last,
                                    std::span<const Entry> entries, core::LocalTime now) {
  std::vector<Occurrence> result;
  for (auto& window : windows(schedule, first, last)) {
    Occurrence occurrence{window, schedule.assignment, OccurrenceState::kOpen, std::nullopt, std::nullopt};
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
