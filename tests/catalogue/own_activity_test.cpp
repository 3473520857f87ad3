#include "catalogue/own_activity.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "catalogue/data.hpp"

namespace intersession::catalogue {
namespace {

namespace json = core::json;
using testing::real_catalogue;

const core::Id kId = core::Id::parse("0123456789abcdef0123456789abcdef").value();

json::value parsed(std::string_view text) {
  return core::parse_json(text, kActivityLimits).value();
}

const Catalogue& catalogue() {
  static const auto kCatalogue = real_catalogue();
  return *kCatalogue;
}

/// A shipped activity as a therapist would begin with it.
json::object copy_of(std::string_view id = "activity-mood-diary") {
  json::object copy = parsed(catalogue().find(id)->json).get_object();
  copy["author"] = "Dr Lund";
  return copy;
}

/// The places that keep a draft from being published.
std::set<std::string> problems(const json::value& draft, int published = 0) {
  const auto checked = check_own(settle(draft, kId, published), catalogue().known());
  std::set<std::string> places;
  if (checked) return places;
  for (const auto& field : checked.error().fields) places.insert(field.pointer);
  return places;
}

/// A copy whose worksheet is these items, with nothing that asks about others.
json::object with_items(std::string_view items) {
  auto copy = copy_of();
  copy["measures"] = json::array{json::object{{"mechanism", "BA"}}};
  copy["variants"] = json::object{
      {"easier", json::array{json::object{{"id", "less"}, {"name", "Less"}, {"text", "You do a little."}}}},
      {"harder", json::array{}}};
  copy["worksheet"].get_object()["item"] = parsed(items);
  return copy;
}

using Places = std::set<std::string>;

TEST(OwnActivity, HasANameOfItsOwn) {
  EXPECT_EQ(own_activity_name(kId), "own-0123456789abcdef0123456789abcdef");
  EXPECT_EQ(own_activity_id(own_activity_name(kId)), kId);
  EXPECT_FALSE(own_activity_id("activity-mood-diary"));
  EXPECT_FALSE(own_activity_id("own-"));
  EXPECT_FALSE(own_activity_id("own-0123456789ABCDEF0123456789abcdef"));
}

TEST(OwnActivity, NoShippedActivityMayTakeSuchAName) {
  auto files = testing::real_files();
  auto copy = copy_of();
  copy["id"] = own_activity_name(kId);
  files.push_back({"activities/behavioural/" + own_activity_name(kId) + ".json", core::to_json(copy)});
  const auto loaded = Catalogue::load(files);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find("own-"), std::string::npos);
}

TEST(OwnActivity, EveryShippedActivityIsAGoodStart) {
  for (const auto* activity : catalogue().all())
    EXPECT_EQ(problems(copy_of(activity->id)), Places{}) << activity->id;
}

TEST(OwnActivity, AsksForAnAuthorAndClaimsNoReview) {
  auto copy = copy_of();
  copy["author"] = "  ";
  copy["reviewStatus"] = "reviewed";
  EXPECT_EQ(problems(copy), (Places{"/author", "/reviewStatus"}));
}

TEST(OwnActivity, TheServersPartsAreTheServers) {
  auto copy = copy_of();
  copy["id"] = "something-else";
  copy["worksheet"].get_object()["url"] = "https://elsewhere.example/form";
  const auto settled = settle(copy, kId, 2);
  EXPECT_EQ(settled.at("id").as_string(), own_activity_name(kId));
  EXPECT_EQ(settled.at("version").as_int64(), 3);
  EXPECT_EQ(settled.at("worksheet").at("version").as_string(), "3.0.0");
  EXPECT_EQ(settled.at("worksheet").at("url").as_string(),
            "https://intersession.example/fhir/Questionnaire/" + own_activity_name(kId));
  EXPECT_EQ(settle(settled, kId, 0), settled) << "a file that comes back stays what it was";
}

TEST(OwnActivity, ADraftOfNothingNamesEverythingThatIsMissing) {
  const auto places = problems(json::object{});
  for (const char* place : {"/name", "/clientName", "/paradigms", "/worksheet", "/author", "/guide"})
    EXPECT_TRUE(places.contains(place)) << place;
}

struct Wrong {
  const char* what;
  const char* items;
  const char* place;
};

TEST(OwnActivity, AWorksheetThatNoScreenCouldAskIsNamed) {
  const Wrong kWrong[] = {
      {"a field without a question", R"([{"linkId":"a","type":"text","text":""}])", "/worksheet/item/0/text"},
      {"a name with capitals", R"([{"linkId":"A","type":"text","text":"t"}])", "/worksheet/item/0/linkId"},
      {"an empty group", R"([{"linkId":"a","type":"group","text":"t","item":[]}])", "/worksheet/item/0/item"},
      {"one option",
       R"([{"linkId":"a","type":"choice","text":"t","answerOption":[{"valueCoding":{"code":"x","display":"X"}}]}])",
       "/worksheet/item/0/answerOption"},
      {"an option twice",
       R"([{"linkId":"a","type":"choice","text":"t","answerOption":[{"valueCoding":{"code":"x","display":"X"}},
          {"valueCoding":{"code":"x","display":"Y"}}]}])",
       "/worksheet/item/0/answerOption/1/valueCoding/code"},
      {"a condition on itself",
       R"([{"linkId":"a","type":"boolean","text":"t","enableWhen":[{"question":"a","operator":"=","answerBoolean":true}]}])",
       "/worksheet/item/0/enableWhen/0/question"},
      {"a condition on a field further down",
       R"([{"linkId":"a","type":"text","text":"t","enableWhen":[{"question":"b","operator":"exists","answerBoolean":true}]},
          {"linkId":"b","type":"text","text":"t"}])",
       "/worksheet/item/0/enableWhen/0/question"},
      {"an operator that is none",
       R"([{"linkId":"b","type":"text","text":"t"},
          {"linkId":"a","type":"text","text":"t","enableWhen":[{"question":"b","operator":"~","answerBoolean":true}]}])",
       "/worksheet/item/1/enableWhen/0/operator"},
      {"an answer of another type",
       R"([{"linkId":"b","type":"integer","text":"t"},
          {"linkId":"a","type":"text","text":"t","enableWhen":[{"question":"b","operator":"=","answerString":"3"}]}])",
       "/worksheet/item/1/enableWhen/0/answerString"},
      {"several conditions without all or any",
       R"([{"linkId":"b","type":"integer","text":"t"},
          {"linkId":"a","type":"text","text":"t","enableWhen":[{"question":"b","operator":">","answerInteger":3},
            {"question":"b","operator":"<","answerInteger":7}]}])",
       "/worksheet/item/1/enableBehavior"},
      {"an option that is not there",
       R"([{"linkId":"b","type":"choice","text":"t","answerOption":[{"valueCoding":{"code":"x","display":"X"}},
          {"valueCoding":{"code":"y","display":"Y"}}]},
          {"linkId":"a","type":"text","text":"t","enableWhen":[{"question":"b","operator":"=","answerCoding":{"code":"z"}}]}])",
       "/worksheet/item/1/enableWhen/0/answerCoding"},
      {"a condition into another row",
       R"([{"linkId":"r","type":"group","repeats":true,"text":"t","item":[{"linkId":"b","type":"boolean","text":"t"}]},
          {"linkId":"a","type":"text","text":"t","enableWhen":[{"question":"b","operator":"=","answerBoolean":true}]}])",
       "/worksheet/item/1/enableWhen/0/question"},
      {"a pair of three",
       R"([{"linkId":"p","type":"group","text":"t","extension":[
          {"url":"https://intersession.example/fhir/StructureDefinition/worksheet-pair","valueCode":"before-after"}],
          "item":[{"linkId":"a","type":"text","text":"t"},{"linkId":"b","type":"text","text":"t"},
          {"linkId":"c","type":"text","text":"t"}]}])",
       "/worksheet/item/0/extension/0/url"},
      {"a curve without a range",
       R"([{"linkId":"a","type":"integer","repeats":true,"text":"t","extension":[
          {"url":"https://intersession.example/fhir/StructureDefinition/worksheet-series","valueCode":"suds-curve"}]}])",
       "/worksheet/item/0/extension"},
      {"an extension from elsewhere",
       R"([{"linkId":"a","type":"text","text":"t","extension":[{"url":"https://elsewhere.example/x","valueCode":"y"}]}])",
       "/worksheet/item/0/extension/0/url"},
      {"a field below a field",
       R"([{"linkId":"a","type":"text","text":"t","item":[{"linkId":"b","type":"text","text":"t"}]}])",
       "/worksheet/item/0/item/0/type"},
  };
  for (const auto& wrong : kWrong)
    EXPECT_EQ(problems(with_items(wrong.items)), Places{wrong.place}) << wrong.what;
}

std::string own(const char* name, const char* value) {
  return R"({"url":"https://intersession.example/fhir/StructureDefinition/)" + std::string(name) + "\"," +
         value + "}";
}

TEST(OwnActivity, ASafetyFieldMustBeDeclared) {
  auto copy = with_items(R"([{"linkId":"a","type":"text","text":"t","extension":[
    {"url":"https://intersession.example/fhir/StructureDefinition/worksheet-safety","valueBoolean":true}]}])");
  EXPECT_EQ(problems(copy), Places{"/safety"});
  copy["safety"] = true;
  EXPECT_EQ(problems(copy), Places{});
}

TEST(OwnActivity, ARuleAboutAnAnswerCanBeMetAndNoRatedQuestionGoesWithout) {
  struct Case {
    const char* what;
    std::string item;
    bool right = false;
  };
  const std::string safety = own("worksheet-safety", R"("valueBoolean":true)");
  const std::string from_three = own("worksheet-alert", R"("valueInteger":3)");
  const std::string yes = own("worksheet-alert", R"("valueCode":"yes")");
  const std::string range = R"({"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":)";
  const std::string options = R"("answerOption":[{"valueCoding":{"code":"no","display":"No"}},)"
                              R"({"valueCoding":{"code":"yes","display":"Yes"}}],)";
  const auto item = [](const std::string& type, const std::string& more, const std::string& extensions) {
    return R"([{"linkId":"a","text":"t","type":")" + type + R"(",)" + more + R"("extension":[)" + extensions +
           "]}]";
  };
  const Case kCases[] = {
      {"a number within reach", item("integer", "", safety + "," + from_three + "," + range + "5}"), true},
      {"an option that is there", item("choice", options, safety + "," + yes), true},
      {"text, which has no rule", item("text", "", safety), true},
      {"a number out of reach", item("integer", "", safety + "," + from_three + "," + range + "2}")},
      {"an option that is not there",
       item("choice", options, safety + "," + own("worksheet-alert", R"("valueCode":"maybe")"))},
      {"a number without a rule", item("integer", "", safety)},
      {"a choice without a rule", item("choice", options, safety)},
      {"a rule on text", item("text", "", safety + "," + from_three)},
      {"a rule on what does not ask about safety", item("integer", "", from_three)},
  };
  for (const auto& each : kCases) {
    auto copy = with_items(each.item.c_str());
    copy["safety"] = each.item.find("worksheet-safety") != std::string::npos;
    EXPECT_EQ(problems(copy), each.right ? Places{} : Places{"/worksheet/item/0/extension"}) << each.what;
  }
}

TEST(OwnActivity, WhatIsAskedAboutSafetyIsNotForACaregiver) {
  auto copy = with_items(("[{\"linkId\":\"a\",\"type\":\"text\",\"text\":\"t\",\"extension\":[" +
                          own("worksheet-safety", R"("valueBoolean":true)") + "," +
                          own("worksheet-caregiver", R"("valueCode":"sees")") + "]}]")
                             .c_str());
  copy["safety"] = true;
  EXPECT_EQ(problems(copy), Places{"/worksheet/item/0/extension"});
}

// -- there and back, for every type of field

std::string standard(const char* name, int value) {
  return R"({"url":"http://hl7.org/fhir/StructureDefinition/)" + std::string(name) + R"(","valueInteger":)" +
         std::to_string(value) + "}";
}

/// Text as therapists write it: quotes, line breaks, accents, other scripts, emoji.
std::string any_words() {
  const auto word =
      rc::gen::element<std::string>("Mood", "\"so\"", "a\nb", "Ängste", "心", "🙂", "<b>", "\\", "7/10");
  std::string text = *word;
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) text += " " + *word;
  return text;
}

json::value words() {
  return json::string(any_words());
}

/// One field of any type, with whatever may stand on it.
json::object any_field(const std::string& name, bool top) {
  using rc::gen::inRange;
  json::object item{{"linkId", name}, {"text", words()}};
  const int type = *inRange(0, 14);
  std::string extensions;
  const auto extend = [&](const std::string& each) { extensions += (extensions.empty() ? "" : ",") + each; };
  const auto options = [&] {
    json::array list;
    for (int i = *inRange(2, 6); i > 0; --i)
      list.push_back(json::object{
          {"valueCoding", json::object{{"code", "c" + std::to_string(i)}, {"display", words()}}}});
    item["answerOption"] = std::move(list);
  };
  const auto range = [&] {
    const int low = *inRange(-10, 10);
    extend(standard("minValue", low));
    extend(standard("maxValue", low + *inRange(1, 100)));
  };
  static constexpr const char* kTypes[] = {"boolean", "integer", "decimal",     "string", "text",
                                           "date",    "time",    "choice",      "choice", "open-choice",
                                           "display", "integer", "open-choice", "integer"};
  item["type"] = kTypes[type];
  switch (type) {
    case 1:
    case 2:
      if (*rc::gen::arbitrary<bool>()) range();
      break;
    case 3:
    case 4:
      if (*rc::gen::arbitrary<bool>()) item["maxLength"] = *inRange(1, 4000);
      break;
    case 8:
    case 12:
      item["repeats"] = true;
      options();
      break;
    case 7:
    case 9:
      options();
      break;
    case 11:
      item["repeats"] = true;
      range();
      extend(own("worksheet-series", R"("valueCode":"suds-curve")"));
      break;
    case 13:
      range();
      extend(
          R"({"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl","valueCodeableConcept":{"coding":[{"code":"slider"}]}})");
      extend(standard("questionnaire-sliderStepValue", *inRange(1, 5)));
      break;
    default:
      break;
  }
  if (*rc::gen::arbitrary<bool>())
    extend(own("worksheet-privacy",
               *rc::gen::arbitrary<bool>() ? R"("valueCode":"private")" : R"("valueCode":"shared")"));
  if (top and *rc::gen::arbitrary<bool>()) extend(own("worksheet-core", R"("valueBoolean":true)"));
  if (top and *rc::gen::arbitrary<bool>()) extend(own("worksheet-moment", R"("valueCode":"before")"));
  if (not extensions.empty()) item["extension"] = parsed("[" + extensions + "]");
  if (type != 10 and *rc::gen::arbitrary<bool>()) {
    item["item"] = json::array{json::object{
        {"linkId", name + "-help"},
        {"text", words()},
        {"type", "display"},
        {"extension",
         parsed(
             R"([{"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl","valueCodeableConcept":{"coding":[{"code":"help"}]}}])")}}};
  }
  return item;
}

json::array any_items() {
  json::array items;
  items.push_back(json::object{{"linkId", "first"}, {"text", words()}, {"type", "boolean"}});
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    const std::string name = "f" + std::to_string(i);
    switch (*rc::gen::inRange(0, 4)) {
      case 0: {  // rows of anything
        json::object rows{{"linkId", name}, {"text", words()}, {"type", "group"}, {"repeats", true}};
        rows["item"] =
            json::array{json::object{{"linkId", name + "-q"}, {"text", words()}, {"type", "integer"}},
                        any_field(name + "-a", false)};
        items.push_back(std::move(rows));
        break;
      }
      case 1: {  // a pair
        json::object pair{{"linkId", name}, {"text", words()}, {"type", "group"}};
        pair["extension"] = parsed("[" + own("worksheet-pair", R"("valueCode":"before-after")") + "]");
        pair["item"] =
            json::array{json::object{{"linkId", name + "-b"}, {"text", words()}, {"type", "text"}},
                        json::object{{"linkId", name + "-a"}, {"text", words()}, {"type", "text"}}};
        items.push_back(std::move(pair));
        break;
      }
      default: {
        auto field = any_field(name, true);
        if (*rc::gen::arbitrary<bool>()) {
          field["enableWhen"] = json::array{
              json::object{{"question", "first"}, {"operator", "="}, {"answerBoolean", true}},
              json::object{{"question", "first"}, {"operator", "exists"}, {"answerBoolean", true}}};
          field["enableBehavior"] = *rc::gen::arbitrary<bool>() ? "all" : "any";
        }
        items.push_back(std::move(field));
      }
    }
  }
  return items;
}

RC_GTEST_PROP(OwnActivity, ComesBackFromAFileAsItWas, ()) {
  auto draft = with_items("[]");
  draft["worksheet"].get_object()["item"] = any_items();
  draft["guide"] = words();
  draft["version"] = *rc::gen::inRange(1, 50);
  const auto settled = settle(draft, kId, 0);
  const auto made = check_own(settled, catalogue().known());
  if (not made) {
    std::string all;
    for (const auto& field : made.error().fields) all += field.pointer + ": " + field.message + "\n";
    RC_FAIL(all + core::to_json(settled));
  }
  // Published, exported, imported, published elsewhere under the same name: the same JSON.
  const auto file = parsed(made->json);
  RC_ASSERT(file == settled);
  const auto again = check_own(settle(file, kId, 0), catalogue().known());
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->json == made->json);
}

RC_GTEST_PROP(OwnActivity, ABrokenFileIsRefusedAndNeverMore, ()) {
  // Any member of any depth replaced by something else: either it is still right, or places are named.
  json::value file = settle(copy_of(), kId, 0);
  json::value* at = &file;
  std::string pointer;
  for (int depth = *rc::gen::inRange(1, 6); depth > 0; --depth) {
    if (at->is_object() and not at->get_object().empty()) {
      auto member = at->get_object().begin() + *rc::gen::inRange<std::ptrdiff_t>(
                                                   0, static_cast<std::ptrdiff_t>(at->get_object().size()));
      pointer = core::pointer_to(pointer, member->key());
      at = &member->value();
    } else if (at->is_array() and not at->get_array().empty()) {
      const auto index = *rc::gen::inRange<std::size_t>(0, at->get_array().size());
      pointer = core::pointer_to(pointer, index);
      at = &at->get_array()[index];
    }
  }
  *at = *rc::gen::element<json::value>(json::value(nullptr), json::value(17), json::value("x"),
                                       json::value(true), json::value(json::object{{"x", 1}}),
                                       json::value(json::array{1}));
  const auto checked = check_own(settle(file, kId, 0), catalogue().known());
  if (not checked) RC_ASSERT(not checked.error().fields.empty());
}

}  // namespace
}  // namespace intersession::catalogue
