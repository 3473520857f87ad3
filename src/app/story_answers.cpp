// What the people of a story answered, in the form of QuestionnaireResponse.item.
#include <algorithm>

#include "app/story.hpp"

namespace intersession::app {

namespace json = core::json;

namespace {

json::object answer_value(const catalogue::WorksheetItem& field, const json::value& value) {
  using catalogue::ItemType;
  switch (field.type) {
    case ItemType::kBoolean:
      return {{"valueBoolean", value}};
    case ItemType::kInteger:
      return {{"valueInteger", value}};
    case ItemType::kDecimal:
      return {{"valueDecimal", value}};
    case ItemType::kDate:
      return {{"valueDate", value}};
    case ItemType::kTime:
      return {{"valueTime", value}};
    case ItemType::kChoice:
    case ItemType::kOpenChoice:
      if (std::ranges::find(field.option_codes, std::string_view(value.as_string())) !=
          field.option_codes.end()) {
        return {{"valueCoding", json::object{{"code", value}}}};
      }
      return {{"valueString", value}};
    default:
      return {{"valueString", value}};
  }
}

}  // namespace

json::array story_answers(const std::vector<catalogue::WorksheetItem>& fields, const json::object& answers) {
  json::array items;
  for (const auto& field : fields) {
    const json::value* given = answers.if_contains(field.link_id);
    if (field.type == catalogue::ItemType::kGroup) {
      // Repeated groups are lists of rows; the fields of a single group stand beside the others.
      if (given != nullptr) {
        for (const auto& row : given->as_array()) {
          items.push_back(
              json::object{{"linkId", field.link_id}, {"item", story_answers(field.items, row.as_object())}});
        }
      } else if (auto nested = story_answers(field.items, answers); not nested.empty()) {
        items.push_back(json::object{{"linkId", field.link_id}, {"item", std::move(nested)}});
      }
    } else if (given != nullptr) {
      json::array values;
      if (given->is_array()) {
        for (const auto& each : given->get_array()) values.push_back(answer_value(field, each));
      } else {
        values.push_back(answer_value(field, *given));
      }
      items.push_back(json::object{{"linkId", field.link_id}, {"answer", std::move(values)}});
    }
  }
  return items;
}

json::array story_scores(const json::array& items, std::int64_t total) {
  json::array answers;
  std::int64_t asked = 0;
  for (const auto& item : items) asked += item.at("type").as_string() != "display";
  std::int64_t place = 0;
  for (const auto& item : items) {
    if (item.at("type").as_string() == "display") continue;
    const std::int64_t value = total / asked + (place++ < total % asked ? 1 : 0);
    json::object answer{{"valueInteger", value}};
    if (const auto* options = item.as_object().if_contains("answerOption"))
      answer = {{"valueCoding", options->as_array().at(static_cast<std::size_t>(value)).at("valueCoding")}};
    answers.push_back(
        json::object{{"linkId", item.at("linkId")}, {"answer", json::array{std::move(answer)}}});
  }
  return answers;
}

}  // namespace intersession::app
