#include "homework/learning.hpp"

#include <algorithm>

namespace intersession::homework {

std::vector<Learning> learnings(std::span<const AssignmentRecord> all) {
  std::vector<Learning> found;
  for (const auto& record : all) {
    for (const auto& review : record.reviews) {
      if (review.learning.empty()) continue;
      found.push_back({review.at, review.learning, record.id, record.activity_id});
    }
  }
  std::ranges::stable_sort(found, {}, &Learning::at);
  return found;
}

std::string learning_so_far(const AssignmentRecord& record, std::span<const AssignmentRecord> all) {
  const AssignmentRecord* each = &record;
  // A chain is at most as long as there are assignments.
  for (std::size_t steps = 0; steps <= all.size(); ++steps) {
    if (auto text = each->learning(); not text.empty() or not each->supersedes) return text;
    const auto before = std::ranges::find(all, *each->supersedes, &AssignmentRecord::id);
    if (before == all.end()) return {};
    each = &*before;
  }
  return {};
}

}  // namespace intersession::homework
