#include "homework/assignment_view.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

namespace intersession::homework {

namespace json = core::json;

namespace {

void put(json::object& out, std::string_view key, const std::string& text) {
  if (not text.empty()) out[key] = text;
}

void put(json::object& out, std::string_view key, const std::optional<core::Id>& id) {
  if (id) out[key] = id->text();
}

template <class T>
json::array list_of(const std::vector<T>& items) {
  json::array list;
  list.reserve(items.size());
  for (const auto& item : items) list.push_back(to_json(item));
  return list;
}

json::array history_of(const AssignmentRecord& record) {
  json::array list;
  for (const auto& step : record.history) {
    json::object item{{"event", step.event},
                      {"to", core::word_for(kStates, step.to)},
                      {"at", core::format_instant(step.at)},
                      {"by", core::word_for(kParties, step.by)}};
    put(item, "reason", step.reason);
    list.push_back(std::move(item));
  }
  return list;
}

/// An item is kept where it, or something in it, is among the fields of a variant; texts always stay.
bool keep_item(json::value& item, const std::vector<std::string>& fields) {
  auto& object = item.get_object();
  const auto* link_id = object.if_contains("linkId");
  if (link_id != nullptr and
      std::ranges::find(fields, std::string_view(link_id->get_string())) != fields.end())
    return true;
  const auto* type = object.if_contains("type");
  if (type != nullptr and type->get_string() == "display") return true;
  if (type == nullptr or type->get_string() != "group") return false;
  auto* nested = object.if_contains("item");
  if (nested == nullptr) return false;
  json::array kept;
  bool any_field = false;
  for (auto& each : nested->get_array()) {
    if (not keep_item(each, fields)) continue;
    any_field = any_field or each.get_object().at("type").get_string() != "display";
    kept.push_back(std::move(each));
  }
  *nested = std::move(kept);
  return any_field;
}

json::value worksheet_for(const catalogue::Activity& activity, const catalogue::Variant* variant) {
  json::value worksheet = json::parse(activity.worksheet_json);
  if (variant == nullptr or variant->fields.empty()) return worksheet;
  json::array kept;
  for (auto& item : worksheet.get_object().at("item").get_array()) {
    if (keep_item(item, variant->fields)) kept.push_back(std::move(item));
  }
  worksheet.get_object()["item"] = std::move(kept);
  return worksheet;
}

}  // namespace

json::object to_json(const AssignmentRecord& record, const core::Id& client, const ViewParts& parts) {
  static const catalogue::Worksheet kNoWorksheet{};
  const auto* activity = parts.activity;
  json::object out;
  out["assignmentId"] = record.id.text();
  out["clientId"] = client.text();
  out["treatmentId"] = record.treatment.text();
  put(out, "sessionId", record.session);
  out["state"] = core::word_for(kStates, record.state);
  out["version"] = record.version;
  out["activityId"] = record.activity_id;
  out["activityVersion"] = record.activity_version;
  put(out, "variantId", record.variant_id);
  out["name"] = activity != nullptr ? activity->name : record.activity_id;
  out["clientName"] = activity != nullptr ? activity->client_name : record.activity_id;
  out["createdAt"] = core::format_instant(record.created_at);
  put(out, "supersedes", record.supersedes);
  put(out, "supersededBy", record.superseded_by);
  if (record.design) out["design"] = to_json(*record.design);
  out["agreements"] = list_of(record.agreements);
  json::array entries;
  for (const auto& entry : parts.entries) {
    entries.push_back(to_json_for_member(entry, activity != nullptr ? activity->worksheet : kNoWorksheet));
  }
  out["entries"] = std::move(entries);
  out["occurrences"] = list_of(parts.occurrences);
  out["reviews"] = list_of(record.reviews);
  out["history"] = history_of(record);
  out["checks"] = list_of(parts.checks);
  if (const auto& place = parts.programme) {
    out["programme"] = json::object{{"runId", place->run.text()},
                                    {"stepId", place->step_id},
                                    {"name", place->name},
                                    {"number", place->number},
                                    {"of", place->of}};
  }
  if (const int count = not_reached_in_a_row(parts.entries); count > 0) out["notReachedInARow"] = count;
  return out;
}

json::object to_summary_json(const AssignmentRecord& record, const catalogue::Activity* activity) {
  json::object out;
  out["assignmentId"] = record.id.text();
  out["treatmentId"] = record.treatment.text();
  out["state"] = core::word_for(kStates, record.state);
  out["version"] = record.version;
  out["activityId"] = record.activity_id;
  out["name"] = activity != nullptr ? activity->name : record.activity_id;
  if (not record.agreements.empty()) out["what"] = record.agreements.front().plan.what;
  put(out, "learning", record.learning());
  out["createdAt"] = core::format_instant(record.created_at);
  return out;
}

bool is_shown_to_client(const AssignmentRecord& record) {
  return not record.agreements.empty() and record.state != State::kProposed and
         record.state != State::kDesigned;
}

json::object to_client_json(const AssignmentRecord& record, const MyViewParts& parts) {
  const auto* activity = parts.activity;
  json::object out;
  out["assignmentId"] = record.id.text();
  out["state"] = core::word_for(kStates, record.state);
  out["name"] = activity != nullptr ? activity->client_name : record.activity_id;
  out["summary"] = activity != nullptr ? activity->client_summary : "";
  const auto* variant = activity != nullptr ? activity->find_variant(record.variant_id) : nullptr;
  if (variant != nullptr) out["variant"] = variant->text;
  if (activity != nullptr) {
    json::array easier;
    for (const auto& each : activity->variants) {
      if (not each.harder and &each != variant) easier.emplace_back(each.text);
    }
    if (not easier.empty()) out["easier"] = std::move(easier);
  }
  if (record.design) {
    put(out, "clientRationale", record.design->client_rationale);
    put(out, "rationale", record.design->rationale);
  }
  put(out, "goal", parts.goal);
  if (not record.agreements.empty()) out["agreement"] = to_json(record.agreements.front());
  out["waitsForMe"] = record.waits_for_client();
  out["completionEmphasis"] = activity == nullptr or activity->completion_emphasis;
  out["worksheet"] = activity != nullptr ? worksheet_for(*activity, variant) : json::value(json::object{});
  put(out, "learning", parts.learning);
  if (const auto& place = parts.programme) {
    json::object programme{{"name", place->client_name}};
    if (place->countable) {
      programme["number"] = place->number;
      programme["of"] = place->of;
    }
    out["programme"] = std::move(programme);
  }
  if (const auto since = record.due_since()) out["since"] = core::format_instant(*since);
  return out;
}

void leave_to_caregiver(json::object& mine, const catalogue::Activity& activity) {
  auto* items = mine.at("worksheet").as_object().if_contains("item");
  if (items == nullptr) return;
  json::array kept;
  for (auto& item : items->get_array()) {
    const auto* field = activity.worksheet.find(item.at("linkId").get_string());
    if (field != nullptr and field->caregiver == catalogue::CaregiverPart::kRecords) continue;
    kept.push_back(std::move(item));
  }
  *items = std::move(kept);
}

}  // namespace intersession::homework
