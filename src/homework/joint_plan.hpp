// One activity agreed with several clients of a circle at once. Each has an assignment in the own record,
// with an own plan; all that is shared is the activity and why.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "homework/assignment_record.hpp"

namespace intersession::homework {

/// One client's part: what is the client's own.
struct JointPart {
  core::Id client;
  core::Id assignment;
  core::Id goal;
  std::string client_rationale;
  Plan plan;
  bool accepted = false;  ///< the client said yes in the room; otherwise the phone asks
};

struct JointPlanInput {
  std::string activity_id;
  Design design;                ///< shared: without goal, element and the client's own words
  std::string override_reason;  ///< why it goes on while something older waits for its review
  std::vector<JointPart> parts;
};
/// Reads JointPlanInput: at least one part, each client and assignment once.
[[nodiscard]] JointPlanInput decode_joint_plan(core::Decoder& in);

/// A part's whole design: the shared one with what is the client's own.
[[nodiscard]] Design design_of(const JointPlanInput& input, const JointPart& part);

/// What an event refused about one part, told as a place of the joint input: pointers of plan and goal go
/// below the part, those of the design below the shared design.
[[nodiscard]] core::Error in_part(core::Error error, std::size_t part);

/// A joint plan as it is stored: which assignment each client has for it.
struct JointPlan {
  core::Id id;
  std::string activity_id;
  core::Instant created_at{};
  struct Link {
    core::Id client;
    core::Id assignment;
  };
  std::vector<Link> links;
};

}  // namespace intersession::homework
