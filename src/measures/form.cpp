#include "measures/form.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace intersession::measures {

namespace json = core::json;
using catalogue::ItemType;
using catalogue::WorksheetItem;
using core::Decoder;
using core::FieldError;

namespace {

constexpr std::string_view kFhir = "http://hl7.org/fhir/StructureDefinition/";
constexpr std::string_view kOwn = "https://intersession.example/fhir/StructureDefinition/";

/// Copies the members that matter here; a Questionnaire from elsewhere carries many more.
json::object keep(const json::object& from, std::initializer_list<std::string_view> names) {
  json::object kept;
  for (const auto name : names) {
    if (const auto* value = from.if_contains(name)) kept[name] = *value;
  }
  return kept;
}

json::array known_extensions(const json::value& extensions) {
  json::array kept;
  if (not extensions.is_array()) return kept;
  for (const auto& extension : extensions.get_array()) {
    const auto* object = extension.if_object();
    const auto* url = object == nullptr ? nullptr : object->if_contains("url");
    if (url == nullptr or not url->is_string()) continue;
    const std::string_view name = url->get_string();
    const bool known = name.starts_with(kOwn) or name == std::string(kFhir) + "minValue" or
                       name == std::string(kFhir) + "maxValue" or
                       name == std::string(kFhir) + "ordinalValue" or
                       name == std::string(kFhir) + "itemWeight" or
                       name == std::string(kFhir) + "questionnaire-itemControl" or
                       name == std::string(kFhir) + "questionnaire-sliderStepValue";
    if (known) kept.push_back(extension);
  }
  return kept;
}

/// The part of a Questionnaire that the worksheet reader knows; lists keep their places, so that pointers
/// hold.
json::value known_part(const json::value& value) {
  if (value.is_array()) {
    json::array list;
    for (const auto& each : value.get_array()) list.push_back(known_part(each));
    return list;
  }
  if (not value.is_object()) return value;
  const auto& object = value.get_object();
  if (object.contains("valueCoding")) {  // an answer option
    json::object option = keep(object, {"extension", "valueCoding"});
    if (auto* extensions = option.if_contains("extension")) *extensions = known_extensions(*extensions);
    if (auto* coding = option.if_contains("valueCoding"); coding != nullptr and coding->is_object())
      *coding = keep(coding->get_object(), {"system", "code", "display"});
    return option;
  }
  json::object kept =
      object.contains("resourceType")
          ? keep(object, {"resourceType", "url", "version", "name", "status", "language", "title", "item"})
          : keep(object, {"linkId", "text", "type", "repeats", "required", "prefix", "maxLength",
                          "enableWhen", "enableBehavior", "extension", "answerOption", "item"});
  for (const char* list : {"item", "answerOption"}) {
    if (auto* nested = kept.if_contains(list)) *nested = known_part(*nested);
  }
  if (auto* extensions = kept.if_contains("extension")) *extensions = known_extensions(*extensions);
  return kept;
}

/// The link id of the item at a pointer such as "/item/3/answerOption/0"; empty where there is none.
std::string item_at(const json::value& questionnaire, std::string_view pointer) {
  const json::value* here = &questionnaire;
  std::string name;
  while (pointer.starts_with("/item/")) {
    pointer.remove_prefix(6);
    const auto slash = pointer.find('/');
    const std::string number(pointer.substr(0, slash));
    pointer = slash == std::string_view::npos ? std::string_view{} : pointer.substr(slash);
    const auto* object = here->if_object();
    const auto* list = object == nullptr ? nullptr : object->if_contains("item");
    const auto index = static_cast<std::size_t>(std::strtoul(number.c_str(), nullptr, 10));
    if (list == nullptr or not list->is_array() or index >= list->get_array().size()) break;
    here = &list->get_array()[index];
    if (const auto* item = here->if_object()) {
      if (const auto* link_id = item->if_contains("linkId"); link_id != nullptr and link_id->is_string())
        name = std::string(link_id->get_string());
    }
  }
  return name;
}

/// Puts the item's name before what is wrong with it.
void name_items(std::vector<FieldError>& problems, const json::value& questionnaire) {
  for (auto& problem : problems) {
    const auto name = item_at(questionnaire, problem.pointer);
    if (not name.empty()) problem.message = "Item " + name + ": " + problem.message;
    problem.pointer = "/questionnaire" + problem.pointer;
  }
}

/// The range of an item's answers; nothing where it has no number.
std::optional<ScoredItem> scored_item(const WorksheetItem& item) {
  ScoredItem scored{.link_id = item.link_id};
  if (item.type == ItemType::kChoice) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const auto& value : item.option_values) {
      if (not value) return std::nullopt;
      low = std::min(low, *value);
      high = std::max(high, *value);
    }
    scored.min = low;
    scored.max = high;
    return scored;
  }
  if (item.type == ItemType::kBoolean) {
    scored.max = 1;
    return scored;
  }
  const bool number = item.type == ItemType::kInteger or item.type == ItemType::kDecimal;
  if (not number or not item.min_value or not item.max_value) return std::nullopt;
  scored.min = static_cast<double>(*item.min_value);
  scored.max = static_cast<double>(*item.max_value);
  return scored;
}

void collect_items(const std::vector<WorksheetItem>& items, std::vector<ScoredItem>& scored) {
  for (const auto& item : items) {
    if (item.repeats) continue;  // a series has no one value
    if (const auto one = scored_item(item)) scored.push_back(*one);
    collect_items(item.items, scored);
  }
}

std::string copyright_of(const json::value& questionnaire) {
  const auto* object = questionnaire.if_object();
  const auto* text = object == nullptr ? nullptr : object->if_contains("copyright");
  return text != nullptr and text->is_string() ? std::string(text->get_string()) : std::string();
}

}  // namespace

core::Result<Form> decode_form(const json::value& questionnaire) {
  Form form;
  const json::value known = known_part(questionnaire);
  Decoder in(known);
  form.worksheet = catalogue::decode_worksheet(in);
  if (auto problem = in.finish()) {
    name_items(problem->fields, questionnaire);
    return std::unexpected(core::Error{core::ErrorCode::kInvalid, "This instrument is not right.",
                                       std::move(problem->fields), "instrument"});
  }
  form.version = std::string(known.at("version").as_string());
  form.copyright = copyright_of(questionnaire);
  form.known = known.get_object();
  if (not form.copyright.empty()) form.known["copyright"] = form.copyright;
  collect_items(form.worksheet.items, form.items);
  return form;
}

}  // namespace intersession::measures
