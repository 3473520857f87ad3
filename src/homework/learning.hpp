// What a client found out, gathered over a whole treatment.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "homework/assignment_record.hpp"

namespace intersession::homework {

/// One learning statement, in the client's words, with the review that it comes from.
struct Learning {
  core::Instant at{};
  std::string text;
  core::Id assignment;
  std::string activity_id;
};

/// The learning of every review of every assignment, those that are over too; oldest first.
[[nodiscard]] std::vector<Learning> learnings(std::span<const AssignmentRecord> all);

/// The last learning of an assignment, else of the ones that it followed: what was found out stays in sight
/// after a step up.
[[nodiscard]] std::string learning_so_far(const AssignmentRecord& record,
                                          std::span<const AssignmentRecord> all);

}  // namespace intersession::homework
