#include "measures/waiting.hpp"

#include <algorithm>

namespace intersession::measures {

namespace {

/// The slot of a plan that is open and due; nothing where there is none.
std::optional<Slot> due_slot(const MeasurePlan& plan, const std::vector<AnsweredSlot>& answered,
                             const Surroundings& around, core::Instant now) {
  std::vector<std::string> keys;
  for (const auto& each : answered) {
    if (each.plan == plan.id) keys.push_back(each.slot);
  }
  auto slot = slot_to_answer(plan, around, keys, now);
  return slot and slot->due <= now ? slot : std::nullopt;
}

}  // namespace

std::vector<WaitingMeasure> waiting(const std::vector<MeasurePlan>& plans,
                                    const std::vector<AnsweredSlot>& answered, const Surroundings& around,
                                    core::Instant now) {
  std::vector<WaitingMeasure> found;
  for (const auto& plan : plans) {
    if (const auto slot = due_slot(plan, answered, around, now))
      found.push_back({plan.id, plan.measure, slot->due});
  }
  std::ranges::stable_sort(found, {}, &WaitingMeasure::due);
  return found;
}

std::optional<core::Instant> answers_matter_since(const std::vector<MeasurePlan>& plans,
                                                  const Surroundings& around, core::Instant now) {
  std::optional<core::Instant> since;
  for (const auto& plan : plans) {
    const auto slot = due_slot(plan, {}, around, now);
    if (slot and (not since or slot->opens < *since)) since = slot->opens;
  }
  return since;
}

std::vector<core::Instant> turns(const std::vector<MeasurePlan>& plans, const Surroundings& around,
                                 core::Instant now) {
  std::vector<core::Instant> found;
  for (const auto& plan : plans) {
    if (plan.ended_at and *plan.ended_at <= now) continue;
    if (plan.ended_at) found.push_back(*plan.ended_at);
    for (const auto& slot : every_slot(plan, around, now)) {
      for (const auto at : {slot.opens, slot.due, slot.closes}) found.push_back(at);
    }
  }
  return found;
}

}  // namespace intersession::measures
