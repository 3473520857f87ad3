#include "catalogue/alarming.hpp"

#include <algorithm>
#include <optional>

namespace intersession::catalogue {

namespace json = core::json;

namespace {

/// The rule of the field that one value meets, in words; nothing where it meets none.
std::optional<std::string> met(const WorksheetItem& field, const json::object& value) {
  if (const auto* coding = value.if_contains("valueCoding")) {
    const std::string_view code = coding->at("code").as_string();
    if (std::ranges::find(field.alert_codes, code) == field.alert_codes.end()) return std::nullopt;
    return "this answer";
  }
  if (not field.alert_at_least) return std::nullopt;
  const auto& number = value.begin()->value();
  if (number.to_number<double>() < static_cast<double>(*field.alert_at_least)) return std::nullopt;
  return "at least " + std::to_string(*field.alert_at_least);
}

void collect(const Worksheet& worksheet, const json::array& answers, std::vector<AlarmingAnswer>& found) {
  for (const auto& each : answers) {
    const auto& answered = each.as_object();
    if (const auto* nested = answered.if_contains("item")) collect(worksheet, nested->as_array(), found);
    const auto* values = answered.if_contains("answer");
    const auto* field = worksheet.find(std::string_view(answered.at("linkId").as_string()));
    if (values == nullptr or field == nullptr) continue;
    if (std::ranges::find(found, field, &AlarmingAnswer::field) != found.end()) continue;
    for (const auto& value : values->as_array()) {
      auto rule = met(*field, value.as_object());
      if (not rule) continue;
      found.push_back({field, answer_text(*field, value.as_object()), *std::move(rule)});
      break;
    }
  }
}

}  // namespace

std::vector<AlarmingAnswer> alarming_answers(const Worksheet& worksheet, const json::array& answers) {
  std::vector<AlarmingAnswer> found;
  collect(worksheet, answers, found);
  return found;
}

}  // namespace intersession::catalogue
