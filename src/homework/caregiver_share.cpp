#include "homework/caregiver_share.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

namespace intersession::homework {

namespace json = core::json;
using catalogue::CaregiverPart;

namespace {

json::object content_of(const CaregiverEntry& entry) {
  return {{"assignmentId", entry.assignment.text()},
          {"occurredAt", core::format_local(entry.occurred_at)},
          {"zone", entry.zone},
          {"offsetMinutes", entry.offset_minutes},
          {"answers", entry.answers}};
}

}  // namespace

CaregiverEntry decode_caregiver_entry(core::Decoder& in) {
  CaregiverEntry entry;
  entry.assignment = in.id("assignmentId");
  entry.occurred_at = in.local_time("occurredAt");
  entry.zone = in.zone("zone");
  entry.offset_minutes = static_cast<int>(in.integer("offsetMinutes", -1080, 1080));
  const json::value* answers = in.raw("answers");
  if (answers == nullptr) {
    in.problem("answers", "This is required.");
  } else if (not answers->is_array()) {
    in.problem("answers", "This must be a list.");
  } else if (answers->get_array().size() > 200) {
    in.problem("answers", "This list is too long: at most 200.");
  } else {
    entry.answers = answers->get_array();
  }
  return entry;
}

std::vector<core::FieldError> check_caregiver_entry(const CaregiverEntry& entry,
                                                    const catalogue::Activity& activity) {
  auto problems = catalogue::check_answers(activity.worksheet, entry.answers, "/answers");
  if (not problems.empty()) return problems;
  for (std::size_t i = 0; i < entry.answers.size(); ++i) {
    const std::string_view name = entry.answers[i].at("linkId").get_string();
    const auto field = std::ranges::find(activity.worksheet.items, name, &catalogue::WorksheetItem::link_id);
    if (field->caregiver != CaregiverPart::kRecords) {
      problems.push_back({core::pointer_to("/answers", i) + "/linkId", "This form has no such field here."});
    }
  }
  return problems;
}

json::object to_json(const CaregiverEntry& entry) {
  json::object out = content_of(entry);
  out["entryId"] = entry.id.text();
  out["receivedAt"] = core::format_instant(entry.received_at);
  return out;
}

std::string pack(const CaregiverEntry& entry) {
  return core::to_json(content_of(entry));
}

core::Result<void> unpack(std::string_view text, CaregiverEntry& entry) {
  const auto value = core::parse_json(text, kEntryLimits);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  CaregiverEntry found = decode_caregiver_entry(in);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  found.id = entry.id;
  found.caregiver = entry.caregiver;
  found.received_at = entry.received_at;
  entry = std::move(found);
  return {};
}

std::optional<json::value> part_of_worksheet(const catalogue::Activity& activity, std::string_view variant,
                                             CaregiverPart part) {
  const auto* agreed = activity.find_variant(variant);
  json::value worksheet = json::parse(activity.worksheet_json);
  json::array kept;
  for (auto& item : worksheet.get_object().at("item").get_array()) {
    const std::string_view name = item.at("linkId").get_string();
    const auto* field = activity.worksheet.find(name);
    const bool dropped = agreed != nullptr and not agreed->fields.empty() and
                         std::ranges::find(agreed->fields, name) == agreed->fields.end();
    if (field != nullptr and field->caregiver == part and not dropped) kept.push_back(std::move(item));
  }
  if (kept.empty()) return std::nullopt;
  worksheet.get_object()["item"] = std::move(kept);
  return worksheet;
}

json::object caregiver_view(const AssignmentRecord& record, const catalogue::Activity& activity,
                            const std::vector<Entry>& entries, const std::vector<CaregiverEntry>& own) {
  json::object out{{"assignmentId", record.id.text()},
                   {"name", activity.client_name},
                   {"summary", activity.client_summary}};
  if (const auto* agreement = in_force(record.agreements)) {
    out["what"] = agreement->plan.what;
    if (not agreement->plan.where.empty()) out["where"] = agreement->plan.where;
    if (not agreement->plan.when.empty()) out["when"] = agreement->plan.when;
  }
  if (auto form = part_of_worksheet(activity, record.variant_id, CaregiverPart::kRecords))
    out["form"] = *std::move(form);
  if (auto seen = part_of_worksheet(activity, record.variant_id, CaregiverPart::kSees))
    out["seen"] = *std::move(seen);
  json::array shown;
  for (const auto& entry : entries) {
    auto answers = catalogue::answers_of(activity.worksheet, entry.content.answers, CaregiverPart::kSees);
    if (answers.empty()) continue;
    shown.push_back(json::object{{"occurredAt", core::format_local(entry.content.occurred_at)},
                                 {"answers", std::move(answers)}});
  }
  out["entries"] = std::move(shown);
  json::array mine;
  for (const auto& entry : own) mine.push_back(to_json(entry));
  out["mine"] = std::move(mine);
  return out;
}

}  // namespace intersession::homework
