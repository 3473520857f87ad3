#include "catalogue/form_rules.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace intersession::catalogue {

namespace json = core::json;
using core::pointer_to;

namespace {

constexpr std::string_view kFhir = "http://hl7.org/fhir/StructureDefinition/";
constexpr std::string_view kOwn = "https://intersession.example/fhir/StructureDefinition/";
constexpr std::size_t kLongestName = 64;

bool is_name(std::string_view text) {
  if (text.empty() or text.size() > kLongestName or text.front() == '-' or text.back() == '-') return false;
  char before = 0;
  for (const char c : text) {
    const bool fine = (c >= 'a' and c <= 'z') or (c >= '0' and c <= '9') or (c == '-' and before != '-');
    if (not fine) return false;
    before = c;
  }
  return true;
}

const json::value* member(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr or value->is_null() ? nullptr : value;
}

std::string_view text_of(const json::object& object, std::string_view key) {
  const json::value* value = member(object, key);
  return value != nullptr and value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

bool flag_of(const json::object& object, std::string_view key) {
  const json::value* value = member(object, key);
  return value != nullptr and value->is_bool() and value->get_bool();
}

const json::array& list_of(const json::object& object, std::string_view key) {
  static const json::array kNone;
  const json::value* value = member(object, key);
  return value != nullptr and value->is_array() ? value->get_array() : kNone;
}

/// A field that stands further up, and the repeated group it stands in (empty: none).
struct Known {
  std::string type;
  std::string rows;
  std::set<std::string, std::less<>> codes;
};

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

class FormCheck {
 public:
  explicit FormCheck(core::Decoder& in) : in_(in) {}

  void items(const json::array& items, const std::string& at, const std::string& rows, int depth) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].is_object()) item(items[i].get_object(), pointer_to(at, i), rows, depth);
    }
  }

 private:
  void note(const std::string& at, std::string message) { in_.problem_at(at, std::move(message)); }

  void item(const json::object& item, const std::string& at, const std::string& rows, int depth) {
    const auto name = text_of(item, "linkId");
    const auto type = text_of(item, "type");
    if (not name.empty() and not is_name(name))
      note(at + "/linkId", "This may hold small letters, digits and single hyphens, at most 64.");
    if (text_of(item, "text").empty() and not in_known_wrong(item, "text"))
      note(at + "/text", "Please say what is asked.");
    conditions(item, at, rows);
    // Of a type that is none nothing more can be said; decode_worksheet() names it.
    if (not one_of(type, {"display", "group", "boolean", "integer", "decimal", "string", "text", "date",
                          "time", "choice", "open-choice"}))
      return;
    std::set<std::string, std::less<>> codes = options(item, type, at);
    extensions(item, type, at, depth);
    if (type == "group") {
      group(item, at);
    } else {
      for (std::size_t i = 0; i < list_of(item, "item").size(); ++i) {
        const auto& child = list_of(item, "item")[i];
        if (child.is_object() and text_of(child.get_object(), "type") != "display")
          note(pointer_to(at + "/item", i) + "/type", "Only a group has fields below it.");
      }
    }
    if (type == "display" and flag_of(item, "repeats")) note(at + "/repeats", "A text does not repeat.");
    const bool is_rows = type == "group" and flag_of(item, "repeats");
    items(list_of(item, "item"), at + "/item", is_rows ? std::string(name) : rows, depth + 1);
    known_.insert_or_assign(std::string(name), Known{std::string(type), rows, std::move(codes)});
  }

  /// A member that is there but of another type is named where the item is decoded.
  static bool in_known_wrong(const json::object& item, std::string_view key) {
    const json::value* value = member(item, key);
    return value != nullptr and not value->is_string();
  }

  void group(const json::object& item, const std::string& at) {
    const auto& nested = list_of(item, "item");
    const auto asks = [](const json::value& each) {
      return each.is_object() and text_of(each.get_object(), "type") != "display";
    };
    if (std::ranges::none_of(nested, asks)) note(at + "/item", "A group needs at least one field.");
  }

  std::set<std::string, std::less<>> options(const json::object& item, std::string_view type,
                                             const std::string& at) {
    std::set<std::string, std::less<>> codes;
    const auto& list = list_of(item, "answerOption");
    const bool chooses = one_of(type, {"choice", "open-choice"});
    if (not chooses) {
      if (not list.empty()) note(at + "/answerOption", "Only a choice has options.");
      return codes;
    }
    // A choice without any is decode_worksheet()'s to name.
    if (list.size() == 1 or (list.empty() and type == "open-choice"))
      note(at + "/answerOption", "A choice needs at least two options.");
    for (std::size_t i = 0; i < list.size(); ++i) {
      const json::value* coding = list[i].is_object() ? member(list[i].get_object(), "valueCoding") : nullptr;
      if (coding == nullptr or not coding->is_object()) continue;
      const auto code = text_of(coding->get_object(), "code");
      const std::string place = pointer_to(at + "/answerOption", i) + "/valueCoding/code";
      if (not code.empty() and not is_name(code))
        note(place, "This may hold small letters, digits and single hyphens, at most 64.");
      if (not code.empty() and not codes.emplace(code).second) note(place, "This option stands twice.");
    }
    return codes;
  }

  void conditions(const json::object& item, const std::string& at, const std::string& rows) {
    const auto& list = list_of(item, "enableWhen");
    if (list.size() > 1 and not one_of(text_of(item, "enableBehavior"), {"all", "any"}))
      note(at + "/enableBehavior", "With several conditions, say whether all or any of them must hold.");
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i].is_object()) condition(list[i].get_object(), pointer_to(at + "/enableWhen", i), rows);
    }
  }

  void condition(const json::object& rule, const std::string& at, const std::string& rows) {
    const auto question = text_of(rule, "question");
    const auto operation = text_of(rule, "operator");
    if (not one_of(operation, {"exists", "=", "!=", ">", "<", ">=", "<="}))
      return note(at + "/operator", "This must be one of: exists, =, !=, >, <, >=, <=.");
    const json::value* answer = nullptr;
    std::string_view key;
    for (const std::string_view each : {"answerBoolean", "answerInteger", "answerString", "answerCoding"}) {
      if (const json::value* value = member(rule, each)) {
        if (answer != nullptr) return note(at, "A condition holds exactly one answer.");
        answer = value;
        key = each;
      }
    }
    if (answer == nullptr) return note(at, "A condition needs the answer that it looks for.");
    const auto found = known_.find(question);
    if (found == known_.end()) {
      if (not question.empty()) note(at + "/question", "A condition can only ask about a field further up.");
      return;
    }
    const Known& asked = found->second;
    if (not asked.rows.empty() and asked.rows != rows)
      return note(at + "/question", "A field of a repeated group can only be asked about in the same group.");
    if (not fits(asked, operation, key, *answer))
      note(pointer_to(at, key), "This does not fit the field that the condition asks about.");
  }

  static bool fits(const Known& asked, std::string_view operation, std::string_view key,
                   const json::value& answer) {
    const bool equals = one_of(operation, {"=", "!="});
    if (one_of(asked.type, {"display", "group"})) return false;
    if (operation == "exists") return key == "answerBoolean" and answer.is_bool();
    if (asked.type == "boolean") return equals and key == "answerBoolean" and answer.is_bool();
    if (one_of(asked.type, {"integer", "decimal"})) return key == "answerInteger" and answer.is_int64();
    if (one_of(asked.type, {"string", "text"}))
      return equals and key == "answerString" and answer.is_string();
    if (one_of(asked.type, {"choice", "open-choice"})) {
      return equals and key == "answerCoding" and answer.is_object() and
             asked.codes.contains(text_of(answer.get_object(), "code"));
    }
    return false;
  }

  void extensions(const json::object& item, std::string_view type, const std::string& at, int depth) {
    std::set<std::string, std::less<>> urls;
    std::set<std::string, std::less<>> numbers;
    bool slides = false;
    const auto& list = list_of(item, "extension");
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (not list[i].is_object()) continue;
      const auto& extension = list[i].get_object();
      const std::string place = pointer_to(at + "/extension", i);
      const auto url = text_of(extension, "url");
      // One answer of several can need a person.
      const bool repeats = url.ends_with("worksheet-alert");
      if (not urls.emplace(url).second and not repeats) note(place + "/url", "This stands twice.");
      if (url.starts_with(kFhir)) {
        standard(extension, url.substr(kFhir.size()), type, place, numbers, slides);
      } else if (url.starts_with(kOwn)) {
        own(item, extension, url.substr(kOwn.size()), type, place, depth);
      } else {
        note(place + "/url", "This extension is not known here.");
      }
    }
    const bool has_range = numbers.contains("minValue") and numbers.contains("maxValue");
    const bool series = urls.contains(std::string(kOwn) + "worksheet-series");
    if ((slides or series) and not has_range)
      note(at + "/extension", "A scale needs its smallest and its largest value.");
    if (type == "integer" and flag_of(item, "repeats") and not series)
      note(at + "/repeats", "Numbers that repeat are a curve (worksheet-series).");
  }

  void standard(const json::object& extension, std::string_view name, std::string_view type,
                const std::string& place, std::set<std::string, std::less<>>& numbers, bool& slides) {
    if (one_of(name, {"minValue", "maxValue", "questionnaire-sliderStepValue"})) {
      const json::value* value = member(extension, "valueInteger");
      if (not one_of(type, {"integer", "decimal"})) return note(place + "/url", "Only a number has a range.");
      if (value == nullptr or not value->is_int64())
        return note(place + "/valueInteger", "This must be a whole number.");
      if (name == "questionnaire-sliderStepValue" and value->get_int64() < 1)
        return note(place + "/valueInteger", "This must be 1 or more.");
      numbers.emplace(name);
    } else if (name == "questionnaire-unit") {
      const json::value* unit = member(extension, "valueCoding");
      if (unit == nullptr or not unit->is_object() or text_of(unit->get_object(), "code").empty() or
          text_of(unit->get_object(), "display").empty())
        note(place + "/valueCoding", "A unit needs its code and how it is shown.");
    } else if (name == "questionnaire-itemControl") {
      const auto code = control_of(extension);
      if (not one_of(code, {"slider", "check-box", "drop-down", "radio-button", "lower", "upper", "help"}))
        note(place + "/valueCodeableConcept", "This control is not known here.");
      if (code == "slider") slides = true;
      if (code == "slider" and type != "integer")
        note(place + "/valueCodeableConcept", "Only whole numbers are asked on a scale.");
    } else {
      note(place + "/url", "This extension is not known here.");
    }
  }

  static std::string_view control_of(const json::object& extension) {
    const json::value* concept_value = member(extension, "valueCodeableConcept");
    if (concept_value == nullptr or not concept_value->is_object()) return {};
    const auto& codings = list_of(concept_value->get_object(), "coding");
    return codings.size() == 1 and codings[0].is_object() ? text_of(codings[0].get_object(), "code")
                                                          : std::string_view();
  }

  void own(const json::object& item, const json::object& extension, std::string_view name,
           std::string_view type, const std::string& place, int depth) {
    const auto code = text_of(extension, "valueCode");
    const std::string value = place + "/valueCode";
    if (name == "worksheet-pair") {
      if (code != "before-after") note(value, "This must be before-after.");
      pair(item, type, place);
    } else if (name == "worksheet-series") {
      if (code != "suds-curve") note(value, "This must be suds-curve.");
      if (type != "integer" or not flag_of(item, "repeats"))
        note(place + "/url", "A curve is made of whole numbers that repeat.");
    } else if (name == "worksheet-moment") {
      if (not one_of(code, {"before", "after"})) note(value, "This must be one of: before, after.");
      if (depth > 0) note(place + "/url", "Only a field at the top level belongs to a moment.");
    } else if (name == "worksheet-core") {
      if (not flag_of(extension, "valueBoolean")) note(place + "/valueBoolean", "This must be true.");
      if (depth > 0) note(place + "/url", "Only a field at the top level can be in the short form.");
    } else if (not one_of(name, {"worksheet-privacy", "worksheet-safety", "worksheet-caregiver",
                                 "worksheet-alert"})) {
      note(place + "/url", "This extension is not known here.");
    }
  }

  void pair(const json::object& item, std::string_view type, const std::string& place) {
    const auto& halves = list_of(item, "item");
    const bool two =
        type == "group" and halves.size() == 2 and halves[0].is_object() and halves[1].is_object();
    if (not two or text_of(halves[0].get_object(), "type") != text_of(halves[1].get_object(), "type"))
      note(place + "/url", "A pair is a group of two fields of the same type.");
  }

  core::Decoder& in_;
  std::map<std::string, Known, std::less<>> known_;
};

}  // namespace

void check_form(core::Decoder& in, const json::value& questionnaire) {
  if (not questionnaire.is_object()) return;
  FormCheck(in).items(list_of(questionnaire.get_object(), "item"), in.pointer() + "/item", "", 0);
}

}  // namespace intersession::catalogue
