#include "safety/safety_plan.hpp"

namespace intersession::safety {

namespace json = core::json;
using core::Decoder;

namespace {

constexpr std::size_t kMostItems = 20;
constexpr std::size_t kLongestItem = 300;

std::vector<PlanContact> decode_contacts(Decoder& in, std::string_view key) {
  std::vector<PlanContact> contacts;
  in.objects(key, kMostItems, [&](Decoder& item) {
    PlanContact contact;
    contact.name = item.text("name", 120);
    contact.phone = item.optional_text("phone", 40).value_or("");
    contact.note = item.optional_text("note", kLongestItem).value_or("");
    contacts.push_back(std::move(contact));
  });
  return contacts;
}

json::array contacts_json(const std::vector<PlanContact>& contacts) {
  json::array out;
  for (const auto& contact : contacts) {
    json::object item{{"name", contact.name}};
    if (not contact.phone.empty()) item["phone"] = contact.phone;
    if (not contact.note.empty()) item["note"] = contact.note;
    out.push_back(std::move(item));
  }
  return out;
}

json::object parts(const SafetyPlan& plan) {
  return {{"signs", core::json_texts(plan.signs)},
          {"coping", core::json_texts(plan.coping)},
          {"company", contacts_json(plan.company)},
          {"people", contacts_json(plan.people)},
          {"professionals", contacts_json(plan.professionals)},
          {"surroundings", core::json_texts(plan.surroundings)},
          {"reasons", core::json_texts(plan.reasons)}};
}

}  // namespace

SafetyPlan decode_safety_plan(Decoder& in) {
  SafetyPlan plan;
  plan.signs = in.texts("signs", kMostItems, kLongestItem);
  plan.coping = in.texts("coping", kMostItems, kLongestItem);
  plan.company = decode_contacts(in, "company");
  plan.people = decode_contacts(in, "people");
  plan.professionals = decode_contacts(in, "professionals");
  plan.surroundings = in.texts("surroundings", kMostItems, kLongestItem);
  plan.reasons = in.texts("reasons", kMostItems, kLongestItem);
  return plan;
}

json::object to_json(const StoredPlan& stored) {
  json::object out = parts(stored.plan);
  out["version"] = stored.version;
  if (stored.version > 0) out["changedAt"] = core::format_instant(stored.changed_at);
  return out;
}

std::string pack(const SafetyPlan& plan) {
  return core::to_json(parts(plan));
}

core::Result<SafetyPlan> unpack_safety_plan(std::string_view text) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  SafetyPlan plan = decode_safety_plan(in);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return plan;
}

}  // namespace intersession::safety
