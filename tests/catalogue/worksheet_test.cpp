#include "catalogue/worksheet.hpp"

#include <gtest/gtest.h>

namespace intersession::catalogue {
namespace {

namespace json = core::json;

Worksheet sample() {
  const auto value = core::parse_json(R"({
    "resourceType":"Questionnaire","url":"u","version":"1","title":"T","status":"active","item":[
      {"linkId":"belief","text":"b","type":"integer","extension":[
        {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueInteger":0},
        {"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":100}]},
      {"linkId":"what","text":"w","type":"text","maxLength":5},
      {"linkId":"suds","text":"s","type":"integer","repeats":true},
      {"linkId":"place","text":"p","type":"choice","answerOption":[{"valueCoding":{"code":"home","display":"Home"}}]},
      {"linkId":"tags","text":"t","type":"open-choice","repeats":true,"answerOption":[{"valueCoding":{"code":"a","display":"A"}}]},
      {"linkId":"when","text":"t","type":"time"},{"linkId":"day","text":"d","type":"date"},
      {"linkId":"yes","text":"y","type":"boolean"},
      {"linkId":"rows","text":"r","type":"group","repeats":true,"item":[
        {"linkId":"row-text","text":"x","type":"string"},
        {"linkId":"row-secret","text":"x","type":"string","extension":[
          {"url":"https://intersession.example/fhir/StructureDefinition/worksheet-privacy","valueCode":"private"}]}]}
    ]})");
  core::Decoder in(*value);
  auto worksheet = decode_worksheet(in);
  EXPECT_FALSE(in.finish().has_value());
  return worksheet;
}

std::vector<std::string> wrong(const char* answers) {
  const auto value = core::parse_json(answers);
  std::vector<std::string> pointers;
  for (const auto& problem : check_answers(sample(), value->get_array(), "/answers")) {
    pointers.push_back(problem.pointer);
  }
  return pointers;
}

using Pointers = std::vector<std::string>;

TEST(CheckAnswers, TakesEveryFieldType) {
  EXPECT_EQ(wrong(R"([
    {"linkId":"belief","answer":[{"valueInteger":75}]},
    {"linkId":"what","answer":[{"valueString":"fünf!"}]},
    {"linkId":"suds","answer":[{"valueInteger":80},{"valueInteger":60}]},
    {"linkId":"place","answer":[{"valueCoding":{"code":"home","display":"Home"}}]},
    {"linkId":"tags","answer":[{"valueCoding":{"code":"a"}},{"valueString":"own words"}]},
    {"linkId":"when","answer":[{"valueTime":"07:30"}]},
    {"linkId":"day","answer":[{"valueDate":"2026-11-24"}]},
    {"linkId":"yes","answer":[{"valueBoolean":false}]},
    {"linkId":"rows","item":[{"linkId":"row-text","answer":[{"valueString":"one"}]}]},
    {"linkId":"rows","item":[{"linkId":"row-text","answer":[{"valueString":"two"}]}]}])"),
            Pointers{});
  EXPECT_EQ(wrong("[]"), Pointers{});
}

TEST(CheckAnswers, NamesWhatDoesNotFit) {
  EXPECT_EQ(wrong(R"([{"linkId":"belief","answer":[{"valueInteger":101}]}])"),
            Pointers{"/answers/0/answer/0/valueInteger"});
  EXPECT_EQ(wrong(R"([{"linkId":"belief","answer":[{"valueString":"75"}]}])"),
            Pointers{"/answers/0/answer/0"});
  EXPECT_EQ(wrong(R"([{"linkId":"belief","answer":[{"valueInteger":7.5}]}])"),
            Pointers{"/answers/0/answer/0/valueInteger"});
  EXPECT_EQ(wrong(R"([{"linkId":"what","answer":[{"valueString":"sechs!!"}]}])"),
            Pointers{"/answers/0/answer/0/valueString"});
  EXPECT_EQ(wrong(R"([{"linkId":"what","answer":[{"valueString":"a"},{"valueString":"b"}]}])"),
            Pointers{"/answers/0/answer"});
  EXPECT_EQ(wrong(R"([{"linkId":"place","answer":[{"valueCoding":{"code":"moon"}}]}])"),
            Pointers{"/answers/0/answer/0/valueCoding"});
  EXPECT_EQ(wrong(R"([{"linkId":"when","answer":[{"valueTime":"25:00"}]}])"),
            Pointers{"/answers/0/answer/0/valueTime"});
  EXPECT_EQ(wrong(R"([{"linkId":"nowhere"}])"), Pointers{"/answers/0/linkId"});
  EXPECT_EQ(wrong(R"([{"linkId":"what"},{"linkId":"what"}])"), Pointers{"/answers/1/linkId"});
  EXPECT_EQ(wrong(R"([{"linkId":"rows","item":[{"linkId":"row-text","more":1}]}])"),
            Pointers{"/answers/0/item/0/more"});
  EXPECT_EQ(wrong(R"([5])"), Pointers{"/answers/0"});
}

TEST(SharedAnswers, LeavesOutPrivateFieldsUnlessReleased) {
  const auto answers = core::parse_json(
      R"([{"linkId":"rows","item":[{"linkId":"row-text","answer":[{"valueString":"a"}]},
          {"linkId":"row-secret","answer":[{"valueString":"b"}]}]}])");
  const auto hidden = shared_answers(sample(), answers->get_array(), {});
  EXPECT_EQ(hidden.withheld, 1);
  EXPECT_EQ(core::to_json(hidden.answers).find("\"b\""), std::string::npos);
  const auto released = shared_answers(sample(), answers->get_array(), {"row-secret"});
  EXPECT_EQ(released.withheld, 0);
  EXPECT_NE(core::to_json(released.answers).find("\"b\""), std::string::npos);
}

TEST(DecodeWorksheet, NamesContradictions) {
  const auto value = core::parse_json(R"({
    "resourceType":"Questionnaire","url":"u","version":"1","title":"T","item":[
      {"linkId":"a","text":"b","type":"choice"},{"linkId":"a","text":"b","type":"banana"},
      {"linkId":"c","text":"b","type":"text","enableWhen":[{"question":"zz","operator":"=","answerInteger":1}]}]})");
  core::Decoder in(*value);
  (void)decode_worksheet(in);
  const auto error = in.finish();
  ASSERT_TRUE(error.has_value());
  Pointers pointers;
  for (const auto& field : error->fields) pointers.push_back(field.pointer);
  EXPECT_EQ(pointers, (Pointers{"/item/0/answerOption", "/item/1/type", "/item/1/linkId",
                                "/item/2/enableWhen/0/question"}));
}

}  // namespace
}  // namespace intersession::catalogue
