#include "homework/design.hpp"

#include <algorithm>

namespace intersession::homework {

namespace json = core::json;

Design decode_shared_design(core::Decoder& in) {
  Design design;
  design.mechanism = in.text("mechanism", 20);
  design.variant_id = in.optional_text("variantId", 80).value_or("");
  design.rationale = in.text("rationale", 2000);
  design.practised = in.optional_word<Practised>("practised", kPractised);
  design.proposed_by = in.optional_word<ProposedBy>("proposedBy", kProposedBy);
  design.generic_fit = in.optional_text("genericFit", 1000).value_or("");
  design.reaction = in.optional_text("reaction", 1000).value_or("");
  in.objects("gates", 20, [&](core::Decoder& gate) {
    design.gates.push_back(
        {gate.text("gateId", 80), gate.boolean("confirmed"), gate.optional_text("reason", 500).value_or("")});
  });
  return design;
}

Design decode_design(core::Decoder& in) {
  Design design = decode_shared_design(in);
  design.goal = in.id("goalId");
  design.element = in.optional_id("elementId");
  design.client_rationale = in.optional_text("clientRationale", 2000).value_or("");
  design.takeaway_session = in.optional_id("takeawaySessionId");
  design.individual_fit = in.optional_text("individualFit", 1000).value_or("");
  return design;
}

json::object to_json(const Design& design) {
  json::object out;
  out["goalId"] = design.goal.text();
  if (design.element) out["elementId"] = design.element->text();
  out["mechanism"] = design.mechanism;
  if (not design.variant_id.empty()) out["variantId"] = design.variant_id;
  out["rationale"] = design.rationale;
  if (not design.client_rationale.empty()) out["clientRationale"] = design.client_rationale;
  if (design.practised) out["practised"] = core::word_for(kPractised, *design.practised);
  if (design.proposed_by) out["proposedBy"] = core::word_for(kProposedBy, *design.proposed_by);
  if (design.takeaway_session) out["takeawaySessionId"] = design.takeaway_session->text();
  if (not design.generic_fit.empty()) out["genericFit"] = design.generic_fit;
  if (not design.individual_fit.empty()) out["individualFit"] = design.individual_fit;
  if (not design.reaction.empty()) out["reaction"] = design.reaction;
  if (not design.gates.empty()) {
    json::array gates;
    for (const auto& gate : design.gates) {
      json::object item{{"gateId", gate.gate_id}, {"confirmed", gate.confirmed}};
      if (not gate.reason.empty()) item["reason"] = gate.reason;
      gates.push_back(std::move(item));
    }
    out["gates"] = std::move(gates);
  }
  return out;
}

std::vector<core::FieldError> check_design(const Design& design, const catalogue::Activity& activity) {
  std::vector<core::FieldError> problems;
  if (not design.variant_id.empty() and activity.find_variant(design.variant_id) == nullptr) {
    problems.push_back({"/variantId", "This activity has no such variant."});
  }
  for (std::size_t i = 0; i < design.gates.size(); ++i) {
    const std::string at = core::pointer_to("/gates", i) + "/gateId";
    const auto& id = design.gates[i].gate_id;
    if (std::ranges::find(activity.gates, id, &catalogue::Gate::id) == activity.gates.end()) {
      problems.push_back({at, "This activity has no such gate."});
    } else if (std::ranges::count(design.gates, id, &GateAnswer::gate_id) > 1) {
      problems.push_back({at, "This gate is answered twice."});
    }
  }
  return problems;
}

std::vector<core::FieldError> open_gates(const Design& design, const catalogue::Activity& activity) {
  std::vector<core::FieldError> open;
  for (const auto& gate : activity.gates) {
    if (not gate.hard) continue;
    const auto answer = std::ranges::find(design.gates, gate.id, &GateAnswer::gate_id);
    if (answer == design.gates.end() or not answer->confirmed) {
      open.push_back({"/gates", gate.question.empty() ? gate.text : gate.question});
    } else if (not gate.question.empty() and answer->reason.empty()) {
      const auto index = static_cast<std::size_t>(answer - design.gates.begin());
      open.push_back({core::pointer_to("/gates", index) + "/reason", gate.question});
    }
  }
  return open;
}

}  // namespace intersession::homework
