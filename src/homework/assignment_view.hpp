// Assignments as the contract gives them out, to members and to the client.
#pragma once

#include <string>
#include <vector>

#include "homework/agenda.hpp"
#include "homework/engagement.hpp"
#include "homework/programme_run.hpp"

namespace intersession::homework {

/// What a view is made of besides the record. `activity` is nullptr where the catalogue has lost it; then its
/// id stands for its name, and answers stay closed to members.
struct ViewParts {
  const catalogue::Activity* activity = nullptr;
  std::vector<Entry> entries;                 ///< of the assignment, in the order of time
  std::vector<Occurrence> occurrences;        ///< of the assignment
  std::vector<EngagementCheck> checks;        ///< of the assignment, oldest first
  std::optional<ProgrammePlace> programme{};  ///< that it came of
};

/// The contract's Assignment, for members: private fields only where released.
[[nodiscard]] core::json::object to_json(const AssignmentRecord& record, const core::Id& client,
                                         const ViewParts& parts);
/// The contract's AssignmentSummary.
[[nodiscard]] core::json::object to_summary_json(const AssignmentRecord& record,
                                                 const catalogue::Activity* activity);

/// True where the client may see the assignment: something was put in words for both.
[[nodiscard]] bool is_shown_to_client(const AssignmentRecord& record);
/// What the client's view is made of besides the record. `activity` as in ViewParts.
struct MyViewParts {
  const catalogue::Activity* activity = nullptr;
  std::string goal;      ///< its text; may be empty
  std::string learning;  ///< the last, also of what it followed; may be empty
  std::optional<ProgrammePlace> programme;
};
/// The contract's MyAssignment. The worksheet keeps only the fields of the agreed variant where that names
/// any.
[[nodiscard]] core::json::object to_client_json(const AssignmentRecord& record, const MyViewParts& parts);
/// Says in a MyAssignment that a caregiver has a part in it: takes the fields that the caregiver records off
/// the client's worksheet.
void leave_to_caregiver(core::json::object& mine, const catalogue::Activity& activity);

}  // namespace intersession::homework
