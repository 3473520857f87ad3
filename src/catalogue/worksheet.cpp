#include "catalogue/worksheet.hpp"

#include <algorithm>
#include <set>

namespace intersession::catalogue {

namespace json = core::json;
using core::Decoder;
using core::FieldError;
using core::pointer_to;
using core::Word;

namespace {

constexpr std::string_view kFhir = "http://hl7.org/fhir/StructureDefinition/";
constexpr std::string_view kOwn = "https://intersession.example/fhir/StructureDefinition/";

constexpr Word<ItemType> kItemTypeTable[] = {{"display", ItemType::kDisplay},
                                             {"group", ItemType::kGroup},
                                             {"boolean", ItemType::kBoolean},
                                             {"integer", ItemType::kInteger},
                                             {"decimal", ItemType::kDecimal},
                                             {"string", ItemType::kString},
                                             {"text", ItemType::kText},
                                             {"date", ItemType::kDate},
                                             {"time", ItemType::kTime},
                                             {"choice", ItemType::kChoice},
                                             {"open-choice", ItemType::kOpenChoice}};
constexpr std::span<const Word<ItemType>> kItemTypes{kItemTypeTable};

bool any_private(const WorksheetItem& item) {
  return item.is_private or std::ranges::any_of(item.items, any_private);
}

bool any_safety(const std::vector<WorksheetItem>& items) {
  return std::ranges::any_of(items,
                             [](const auto& item) { return item.is_safety or any_safety(item.items); });
}

/// What is collected over the whole form while its items are read.
struct Reading {
  std::set<std::string, std::less<>> link_ids;
  std::vector<std::pair<std::string, std::string>> conditions;  ///< pointer, link id asked about
};

/// A number or an option, one of the two.
void decode_alert(Decoder& in, WorksheetItem& item) {
  if (const auto code = in.optional_text("valueCode", 80)) {
    item.alert_codes.push_back(*code);
  } else {
    item.alert_at_least = in.integer("valueInteger", -1'000'000, 1'000'000);
  }
}

bool is_number(ItemType type) {
  return type == ItemType::kInteger or type == ItemType::kDecimal;
}

/// What a rule over one answer must keep to, so that none is silent: it can be met, and no rated question
/// about safety goes without.
void check_alerts(Decoder& in, const WorksheetItem& item) {
  const bool choice = item.type == ItemType::kChoice or item.type == ItemType::kOpenChoice;
  const bool has_rule = item.alert_at_least.has_value() or not item.alert_codes.empty();
  if (has_rule and not item.is_safety)
    in.problem("extension", "A rule about an answer belongs to a field that asks about safety.");
  if (item.alert_at_least and not is_number(item.type))
    in.problem("extension", "A rule from a number on needs a field for a number.");
  if (item.alert_at_least and item.max_value and *item.alert_at_least > *item.max_value)
    in.problem("extension", "No answer can reach the number of this rule.");
  for (const auto& code : item.alert_codes) {
    if (std::ranges::find(item.option_codes, code) == item.option_codes.end())
      in.problem("extension", "The rule names the option " + code + ", which this field does not have.");
  }
  if (item.is_safety and item.type == ItemType::kBoolean)
    in.problem("type", "A question about safety is asked with options, so that a rule can name them.");
  if (item.is_safety and not has_rule and (choice or is_number(item.type)))
    in.problem("extension", "A question about safety says which answers need a person.");
}

void decode_extension(Decoder& in, WorksheetItem& item) {
  const std::string url = in.text("url", 200);
  if (url == std::string(kFhir) + "minValue") {
    item.min_value = in.optional_integer("valueInteger", -1'000'000, 1'000'000);
  } else if (url == std::string(kFhir) + "maxValue") {
    item.max_value = in.optional_integer("valueInteger", -1'000'000, 1'000'000);
  } else if (url == std::string(kOwn) + "worksheet-privacy") {
    static constexpr Word<bool> kPrivacy[] = {{"shared", false}, {"private", true}};
    item.is_private = in.word<bool>("valueCode", kPrivacy);
  } else if (url == std::string(kOwn) + "worksheet-caregiver") {
    static constexpr Word<CaregiverPart> kParts[] = {{"sees", CaregiverPart::kSees},
                                                     {"records", CaregiverPart::kRecords}};
    item.caregiver = in.word<CaregiverPart>("valueCode", kParts);
  } else if (url == std::string(kOwn) + "worksheet-safety") {
    item.is_safety = in.boolean("valueBoolean");
  } else if (url == std::string(kOwn) + "worksheet-alert") {
    decode_alert(in, item);
  } else {
    // The rest is for the screen: itemControl, slider step, unit, pair, series, moment, core.
    for (const char* key :
         {"valueCode", "valueBoolean", "valueInteger", "valueCodeableConcept", "valueCoding"}) {
      (void)in.raw(key);
    }
  }
}

/// The score of an option: ordinalValue, or itemWeight as later releases of FHIR name it.
std::optional<double> option_value(const json::value* extensions) {
  if (extensions == nullptr or not extensions->is_array()) return std::nullopt;
  for (const auto& extension : extensions->get_array()) {
    if (not extension.is_object()) continue;
    const json::value* url = extension.get_object().if_contains("url");
    const json::value* value = extension.get_object().if_contains("valueDecimal");
    if (url == nullptr or not url->is_string() or value == nullptr or not value->is_number()) continue;
    const std::string_view name = url->get_string();
    if (name == std::string(kFhir) + "ordinalValue" or name == std::string(kFhir) + "itemWeight")
      return value->to_number<double>();
  }
  return std::nullopt;
}

void decode_option(Decoder& in, WorksheetItem& item) {
  item.option_values.push_back(option_value(in.raw("extension")));
  in.object("valueCoding", [&](Decoder& coding) {
    (void)coding.optional_text("system", 300);
    item.option_codes.push_back(coding.text("code", 80));
    item.option_texts.push_back(coding.text("display", 300));
  });
}

WorksheetItem decode_item(Decoder& in, Reading& reading, int depth) {
  WorksheetItem item;
  item.link_id = in.text("linkId", 80);
  item.text = in.optional_text("text", 1000).value_or("");
  item.type = in.word<ItemType>("type", kItemTypes);
  item.repeats = in.optional_boolean("repeats").value_or(false);
  (void)in.optional_boolean("required");
  (void)in.optional_text("enableBehavior", 10);
  (void)in.optional_text("prefix", 20);
  if (const auto length = in.optional_integer("maxLength", 1, 20'000)) {
    item.max_length = static_cast<std::size_t>(*length);
  }
  if (not item.link_id.empty() and not reading.link_ids.insert(item.link_id).second) {
    in.problem("linkId", "This link id stands twice in the worksheet.");
  }
  in.objects("enableWhen", 10, [&](Decoder& condition) {
    reading.conditions.emplace_back(condition.pointer() + "/question", condition.text("question", 80));
    (void)condition.text("operator", 10);
    for (const char* key : {"answerInteger", "answerCoding", "answerBoolean", "answerString"}) {
      (void)condition.raw(key);
    }
  });
  in.objects("extension", 20, [&](Decoder& extension) { decode_extension(extension, item); });
  in.objects("answerOption", 60, [&](Decoder& option) { decode_option(option, item); });
  if (depth > 4) {
    in.problem("item", "Groups are nested too deeply.");
  } else {
    in.objects("item", 60,
               [&](Decoder& child) { item.items.push_back(decode_item(child, reading, depth + 1)); });
  }
  if (item.min_value and item.max_value and *item.min_value > *item.max_value) {
    in.problem("extension", "The smallest value is larger than the largest.");
  }
  if (item.caregiver != CaregiverPart::kNone and depth > 0)
    in.problem("extension", "The part of a caregiver belongs on a top-level item.");
  if (item.caregiver == CaregiverPart::kSees and any_private(item))
    in.problem("extension", "What is private is not for a caregiver to see.");
  if (item.caregiver != CaregiverPart::kNone and (item.is_safety or any_safety(item.items)))
    in.problem("extension", "What is asked about safety is not for a caregiver.");
  if (item.type == ItemType::kChoice and item.option_codes.empty()) {
    in.problem("answerOption", "A choice needs its options.");
  }
  check_alerts(in, item);
  return item;
}

const WorksheetItem* find_in(const std::vector<WorksheetItem>& items, std::string_view link_id) {
  for (const auto& item : items) {
    if (item.link_id == link_id) return &item;
    if (const auto* found = find_in(item.items, link_id)) return found;
  }
  return nullptr;
}

/// The one member of an answer, "valueInteger" and the like, that fits the type of a field.
std::string_view value_key(ItemType type) {
  switch (type) {
    case ItemType::kBoolean:
      return "valueBoolean";
    case ItemType::kInteger:
      return "valueInteger";
    case ItemType::kDecimal:
      return "valueDecimal";
    case ItemType::kString:
    case ItemType::kText:
      return "valueString";
    case ItemType::kDate:
      return "valueDate";
    case ItemType::kTime:
      return "valueTime";
    case ItemType::kChoice:
    case ItemType::kOpenChoice:
      return "valueCoding";
    case ItemType::kDisplay:
    case ItemType::kGroup:
      return "";
  }
  return "";
}

bool is_clock_time(std::string_view text) {
  return (text.size() == 5 or text.size() == 8) and
         core::parse_local("2000-01-01T" + std::string(text)).has_value();
}

class AnswerCheck {
 public:
  std::vector<FieldError> problems;

  void items(const std::vector<WorksheetItem>& fields, const json::array& answers,
             const std::string& pointer) {
    std::set<std::string, std::less<>> seen;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const std::string at = pointer_to(pointer, i);
      if (not answers[i].is_object()) {
        note(at, "This must be an object.");
        continue;
      }
      one(fields, answers[i].get_object(), at, seen);
    }
  }

 private:
  void note(std::string pointer, std::string message) {
    if (problems.size() < 50) problems.push_back({std::move(pointer), std::move(message)});
  }

  void one(const std::vector<WorksheetItem>& fields, const json::object& answered, const std::string& at,
           std::set<std::string, std::less<>>& seen) {
    for (const auto& member : answered) {
      const std::string_view key = member.key();
      if (key != "linkId" and key != "answer" and key != "item") {
        note(pointer_to(at, key), "This is not known here.");
      }
    }
    const json::value* link_id = answered.if_contains("linkId");
    if (link_id == nullptr or not link_id->is_string()) {
      note(at + "/linkId", "This is required.");
      return;
    }
    const std::string_view name = link_id->get_string();
    const auto field = std::ranges::find(fields, name, &WorksheetItem::link_id);
    if (field == fields.end() or field->type == ItemType::kDisplay) {
      note(at + "/linkId", "This worksheet has no such field here.");
      return;
    }
    if (not seen.emplace(name).second and not(field->type == ItemType::kGroup and field->repeats)) {
      note(at + "/linkId", "This field is answered twice.");
    }
    if (field->type == ItemType::kGroup) {
      group(*field, answered, at);
    } else {
      values(*field, answered, at);
    }
  }

  void group(const WorksheetItem& field, const json::object& answered, const std::string& at) {
    if (answered.contains("answer")) note(at + "/answer", "A group has no answer of its own.");
    const json::value* nested = answered.if_contains("item");
    if (nested == nullptr) return;
    if (not nested->is_array()) {
      note(at + "/item", "This must be a list.");
    } else {
      items(field.items, nested->get_array(), at + "/item");
    }
  }

  void values(const WorksheetItem& field, const json::object& answered, const std::string& at) {
    if (answered.contains("item")) note(at + "/item", "This field has no fields below it.");
    const json::value* list = answered.if_contains("answer");
    if (list == nullptr) return;
    if (not list->is_array()) {
      note(at + "/answer", "This must be a list.");
      return;
    }
    const auto& answers = list->get_array();
    const std::size_t most = field.repeats ? 200 : 1;
    if (answers.size() > most) note(at + "/answer", "There are too many answers to this field.");
    for (std::size_t i = 0; i < std::min(answers.size(), most); ++i) {
      value(field, answers[i], pointer_to(at + "/answer", i));
    }
  }

  void value(const WorksheetItem& field, const json::value& answer, const std::string& at) {
    if (not answer.is_object() or answer.get_object().size() != 1) {
      note(at, "This must hold exactly one value.");
      return;
    }
    const auto& member = *answer.get_object().begin();
    const std::string_view key = member.key();
    // An open choice also takes the client's own words.
    const bool own_words = field.type == ItemType::kOpenChoice and key == "valueString";
    if (key != value_key(field.type) and not own_words) {
      note(at, "This field takes " + std::string(value_key(field.type)) + ".");
      return;
    }
    const std::string place = pointer_to(at, key);
    switch (field.type) {
      case ItemType::kBoolean:
        if (not member.value().is_bool()) note(place, "This must be true or false.");
        break;
      case ItemType::kInteger:
        if (not member.value().is_int64()) {
          note(place, "This must be a whole number.");
        } else {
          range(field, static_cast<double>(member.value().get_int64()), place);
        }
        break;
      case ItemType::kDecimal:
        if (not member.value().is_number()) {
          note(place, "This must be a number.");
        } else {
          range(field, member.value().to_number<double>(), place);
        }
        break;
      case ItemType::kDate:
        if (not member.value().is_string() or not core::parse_date(member.value().get_string())) {
          note(place, "This must be a date.");
        }
        break;
      case ItemType::kTime:
        if (not member.value().is_string() or not is_clock_time(member.value().get_string())) {
          note(place, "This must be a time of day.");
        }
        break;
      case ItemType::kChoice:
      case ItemType::kOpenChoice:
        if (own_words) {
          text(field, member.value(), place);
        } else {
          coding(field, member.value(), place);
        }
        break;
      default:
        text(field, member.value(), place);
    }
  }

  void range(const WorksheetItem& field, double number, const std::string& place) {
    const double low = field.min_value ? static_cast<double>(*field.min_value) : -1e6;
    const double high = field.max_value ? static_cast<double>(*field.max_value) : 1e6;
    if (number < low or number > high) {
      note(place, "This must be between " + std::to_string(static_cast<std::int64_t>(low)) + " and " +
                      std::to_string(static_cast<std::int64_t>(high)) + ".");
    }
  }

  void text(const WorksheetItem& field, const json::value& value, const std::string& place) {
    if (not value.is_string()) {
      note(place, "This must be a text.");
    } else if (core::code_points(value.get_string()) > field.max_length) {
      note(place, "This is too long: at most " + std::to_string(field.max_length) + " characters.");
    }
  }

  void coding(const WorksheetItem& field, const json::value& value, const std::string& place) {
    const json::value* code = value.is_object() ? value.get_object().if_contains("code") : nullptr;
    if (code == nullptr or not code->is_string() or
        std::ranges::find(field.option_codes, std::string_view(code->get_string())) ==
            field.option_codes.end()) {
      note(place, "Please choose one of the options.");
      return;
    }
    for (const auto& member : value.get_object()) {
      if (member.key() != "code" and member.key() != "display" and member.key() != "system") {
        note(pointer_to(place, member.key()), "This is not known here.");
      } else if (not member.value().is_string() or member.value().get_string().size() > 300) {
        note(pointer_to(place, member.key()), "This must be a short text.");
      }
    }
  }
};

json::array without_private(const std::vector<WorksheetItem>& fields, const json::array& answers,
                            const std::vector<std::string>& released, int& withheld) {
  json::array shared;
  for (const auto& answer : answers) {
    const std::string_view name = answer.at("linkId").get_string();
    const auto field = std::ranges::find(fields, name, &WorksheetItem::link_id);
    if (field == fields.end()) continue;
    if (field->is_private and std::ranges::find(released, name) == released.end()) {
      ++withheld;
      continue;
    }
    json::object copy = answer.get_object();
    if (json::value* nested = copy.if_contains("item"); nested != nullptr and nested->is_array()) {
      *nested = without_private(field->items, nested->get_array(), released, withheld);
    }
    shared.push_back(std::move(copy));
  }
  return shared;
}

}  // namespace

std::string answer_text(const WorksheetItem& field, const json::object& value) {
  const auto* coding = value.if_contains("valueCoding");
  if (coding == nullptr) return core::to_json(value.begin()->value());
  const std::string code(coding->at("code").as_string());
  const auto option = std::ranges::find(field.option_codes, code);
  if (option == field.option_codes.end()) return code;
  return field.option_texts[static_cast<std::size_t>(option - field.option_codes.begin())];
}

const WorksheetItem* Worksheet::find(std::string_view link_id) const {
  return find_in(items, link_id);
}

bool Worksheet::has_safety_field() const {
  return any_safety(items);
}

Worksheet decode_worksheet(Decoder& in) {
  Worksheet worksheet;
  if (in.text("resourceType", 40) != "Questionnaire")
    in.problem("resourceType", "This must be Questionnaire.");
  (void)in.text("url", 300);
  (void)in.text("version", 40);
  (void)in.optional_text("name", 120);
  (void)in.optional_text("status", 20);
  (void)in.optional_text("language", 20);
  (void)in.texts("derivedFrom", 5, 300);
  worksheet.title = in.text("title", 200);
  Reading reading;
  in.objects("item", 60, [&](Decoder& child) { worksheet.items.push_back(decode_item(child, reading, 0)); });
  if (worksheet.items.empty()) in.problem("item", "A worksheet needs at least one field.");
  for (const auto& [pointer, question] : reading.conditions) {
    if (not reading.link_ids.contains(question)) in.problem_at(pointer, "This asks about an unknown field.");
  }
  return worksheet;
}

std::vector<FieldError> check_answers(const Worksheet& worksheet, const json::array& answers,
                                      std::string_view pointer) {
  AnswerCheck check;
  check.items(worksheet.items, answers, std::string(pointer));
  return std::move(check.problems);
}

json::array answers_of(const Worksheet& worksheet, const json::array& answers, CaregiverPart part) {
  json::array kept;
  for (const auto& answer : answers) {
    const std::string_view name = answer.at("linkId").get_string();
    const auto field = std::ranges::find(worksheet.items, name, &WorksheetItem::link_id);
    if (field != worksheet.items.end() and field->caregiver == part) kept.push_back(answer);
  }
  return kept;
}

std::vector<std::string> texts_of(const Worksheet& worksheet, CaregiverPart part) {
  std::vector<std::string> texts;
  for (const auto& item : worksheet.items) {
    if (item.caregiver == part and item.type != ItemType::kDisplay) texts.push_back(item.text);
  }
  return texts;
}

SharedAnswers shared_answers(const Worksheet& worksheet, const json::array& answers,
                             const std::vector<std::string>& released) {
  SharedAnswers shared;
  shared.answers = without_private(worksheet.items, answers, released, shared.withheld);
  return shared;
}

}  // namespace intersession::catalogue
