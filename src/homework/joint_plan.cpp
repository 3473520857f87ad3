#include "homework/joint_plan.hpp"

#include <algorithm>

namespace intersession::homework {

JointPlanInput decode_joint_plan(core::Decoder& in) {
  JointPlanInput input;
  input.activity_id = in.text("activityId", 80);
  in.object("design", [&](core::Decoder& each) { input.design = decode_shared_design(each); });
  input.override_reason = in.optional_text("override", 300).value_or("");
  in.objects("parts", 16, [&](core::Decoder& each) {
    JointPart part;
    part.client = each.id("clientId");
    part.assignment = each.id("assignmentId");
    part.goal = each.id("goalId");
    part.client_rationale = each.optional_text("clientRationale", 2000).value_or("");
    each.object("plan", [&](core::Decoder& nested) { part.plan = decode_plan(nested); });
    part.accepted = each.optional_boolean("accepted").value_or(false);
    const auto same = [&](const JointPart& other) {
      return other.client == part.client or other.assignment == part.assignment;
    };
    if (std::ranges::any_of(input.parts, same)) each.problem("clientId", "This stands here twice.");
    input.parts.push_back(std::move(part));
  });
  if (input.parts.empty()) in.problem("parts", "Please name at least one client.");
  return input;
}

Design design_of(const JointPlanInput& input, const JointPart& part) {
  Design design = input.design;
  design.goal = part.goal;
  design.client_rationale = part.client_rationale;
  return design;
}

core::Error in_part(core::Error error, std::size_t part) {
  const std::string place = core::pointer_to("/parts", part);
  for (auto& field : error.fields) {
    const bool own = field.pointer.starts_with("/plan") or field.pointer == "/goalId";
    field.pointer = (own ? place : "/design") + field.pointer;
  }
  if (error.fields.empty()) error.fields.push_back({place, error.message});
  return error;
}

}  // namespace intersession::homework
