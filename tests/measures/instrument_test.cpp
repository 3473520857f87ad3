#include "measures/instrument.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "measures/data.hpp"

namespace intersession::measures {
namespace {

namespace json = core::json;

const char* kForm =
    R"({"resourceType":"Questionnaire","url":"https://clinic.example/q","version":"1","title":"Ours",
  "meta":{"profile":["x"]},"copyright":"(c) us","item":[
  {"linkId":"stem","text":"In the past week","type":"display"},
  {"linkId":"a","text":"A","type":"choice","code":[{"system":"s","code":"c"}],"answerOption":[
    {"valueCoding":{"system":"s","code":"0","display":"no","version":"7"},
     "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":0}]},
    {"valueCoding":{"code":"1","display":"yes"},
     "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":3}]}]},
  {"linkId":"b","text":"B","type":"integer","extension":[
    {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueInteger":0},
    {"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":10}]},
  {"linkId":"c","text":"C","type":"text"}]})";
const char* kScoring =
    R"({"id":"site-ours","schemaVersion":1,"abbreviation":"O","construct":"x","higherIs":"worse",
  "licence":{"class":"site","statements":["we hold one"]},"wording":{"status":"official-copy","sources":[]},
  "scales":[{"id":"total","name":"Total","items":["a","b"],"reverse":["b"],"method":"sum","multiplier":1,"decimals":0,
    "range":[0,13],"prorate":{"maxMissing":0}}],
  "bands":[{"scale":"total","min":0,"max":5,"label":"low"},{"scale":"total","min":6,"max":13,"label":"high"}],
  "alerts":[{"item":"a","whenAtLeast":3,"level":"review","action":"look"}]})";

/// The messages that a changed form or scoring file is refused with; empty where it is taken.
std::string refusal(const std::function<void(json::object&, json::object&)>& change) {
  auto form = testing::parse(kForm);
  auto scoring = testing::parse(kScoring);
  change(form.get_object(), scoring.get_object());
  const auto instrument = decode_instrument(form, scoring);
  if (instrument) return "";
  std::string all;
  for (const auto& field : instrument.error().fields) all += field.pointer + ": " + field.message + "\n";
  return all;
}

json::object& scale(json::object& scoring) {
  return scoring["scales"].get_array()[0].get_object();
}

TEST(Instrument, TakesAnyQuestionnaireWithItsScoring) {
  const auto instrument = decode_instrument(testing::parse(kForm), testing::parse(kScoring));
  ASSERT_TRUE(instrument) << instrument.error().message;
  EXPECT_EQ(instrument->title, "Ours");
  EXPECT_EQ(instrument->copyright, "(c) us");
  ASSERT_EQ(instrument->items.size(), 2U);
  EXPECT_EQ(instrument->items[0].max, 3);
  EXPECT_EQ(instrument->items[1].max, 10);
  const auto scored = score(*instrument, {{"a", 3}, {"b", 1}});
  EXPECT_EQ(scored.scores.front().value, 12);
  EXPECT_EQ(scored.scores.front().band, "high");
  EXPECT_EQ(scored.alerts, std::vector<std::string>{"a"});
}

TEST(Instrument, RefusesWhatItsAnswersCannotReachByItem) {
  EXPECT_EQ(refusal([](auto&, auto&) {}), "");
  const auto has = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  auto text = refusal([](auto&, auto& s) { scale(s)["items"] = json::array{"a", "z"}; });
  EXPECT_TRUE(has(text, "/scoring/scales/0/items: Item z: the form has no such item")) << text;
  text = refusal([](auto&, auto& s) { scale(s)["range"] = json::array{0, 20}; });
  EXPECT_TRUE(has(text, "items a to b): its answers reach 0 to 13")) << text;
  text = refusal([](auto&, auto& s) { scale(s)["reverse"] = json::array{"c"}; });
  EXPECT_TRUE(has(text, "Item c")) << text;
  text = refusal([](auto&, auto& s) { scale(s)["items"] = json::array{"a", "a"}; });
  EXPECT_TRUE(has(text, "Item a: it stands twice")) << text;
  text = refusal([](auto&, auto& s) { s["bands"].get_array()[1].get_object()["min"] = 5; });
  EXPECT_TRUE(has(text, "overlap")) << text;
  text = refusal([](auto&, auto& s) { s["bands"].get_array()[1].get_object()["max"] = 14; });
  EXPECT_TRUE(has(text, "outside the scores")) << text;
  text = refusal([](auto&, auto& s) { s["alerts"].get_array()[0].get_object()["whenAtLeast"] = 4; });
  EXPECT_TRUE(has(text, "Item a: no answer reaches this")) << text;
  text = refusal([](auto&, auto& s) { s["safetyItems"] = json::array{"q9"}; });
  EXPECT_TRUE(has(text, "Item q9")) << text;
  text = refusal([](auto&, auto& s) { s["surprise"] = 1; });
  EXPECT_TRUE(has(text, "/scoring/surprise")) << text;
}

TEST(Instrument, RefusesAFormByItem) {
  const auto has = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  auto text = refusal([](auto& f, auto&) { f["item"].get_array()[3].get_object()["type"] = "attachment"; });
  EXPECT_TRUE(has(text, "/questionnaire/item/3/type: Item c: ")) << text;
  text = refusal([](auto& f, auto&) { f["item"].get_array()[2].get_object()["linkId"] = "a"; });
  EXPECT_TRUE(has(text, "Item a: This link id stands twice")) << text;
  // An option without a value leaves its item without a score, which the scoring then cannot use.
  text = refusal([](auto& f, auto&) {
    f["item"].get_array()[1].get_object()["answerOption"].get_array()[0].get_object().erase("extension");
  });
  EXPECT_TRUE(has(text, "Item a: the form has no such item with a value")) << text;
}

TEST(Instruments, AllOfThemLoad) {
  const auto all = testing::real_instruments();
  EXPECT_EQ(std::ranges::count_if(all->all(),
                                  [](const auto& each) { return each.second.licence != LicenceClass::kOwn; }),
            21);
  std::set<std::string> mechanisms;
  for (const auto& [id, instrument] : all->all()) {
    if (instrument.purpose == Purpose::kMechanism) mechanisms.insert(instrument.mechanism);
    if (instrument.licence != LicenceClass::kOwn) {
      EXPECT_FALSE(instrument.copyright.empty()) << id;
    }
  }
  for (const char* code :
       {"BA",   "REW", "MAST", "SE",  "COG",  "INH", "EMO",  "AFF", "INS", "INT", "COP", "SKILL",
        "MCOG", "ATT", "MIND", "DEC", "FLEX", "VAL", "COMP", "SCH", "EXP", "ALL", "PAR", "AGENCY"}) {
    EXPECT_TRUE(mechanisms.contains(code)) << code;
  }
  for (const char* own : {"goal-rating", "problem-tracker", "suds", "alliance-3", "functioning-5"}) {
    ASSERT_NE(all->find(own), nullptr) << own;
    EXPECT_EQ(all->find(own)->licence, LicenceClass::kOwn);
  }
}

TEST(Instruments, ABuildCanLeaveOutTheNonCommercialOnes) {
  const auto without = Instruments::load(catalogue::testing::real_files(), false);
  ASSERT_TRUE(without);
  EXPECT_EQ((*without)->find("who-5"), nullptr);
  EXPECT_EQ((*without)->find("audit-c"), nullptr);
  EXPECT_NE((*without)->find("phq-9"), nullptr);
}

TEST(Instruments, LicenceAndSafetyDecideWhoMayHaveThem) {
  const auto all = testing::real_instruments();
  const auto reason = [&](const char* id, Terms terms, bool to_phone = true) {
    const auto allowed = may_assign(*all->find(id), terms, to_phone);
    return allowed ? std::string() : allowed.error().reason;
  };
  EXPECT_TRUE(is_offered(*all->find("who-5"), {}));
  EXPECT_FALSE(is_offered(*all->find("who-5"), {.commercial = true}));
  EXPECT_EQ(reason("who-5", {.commercial = true}), "licence");
  EXPECT_EQ(reason("gad-7", {.commercial = true}), "");
  EXPECT_EQ(reason("phq-9", {}), "safety-not-ready");
  EXPECT_EQ(reason("core-10", {}), "safety-not-ready");
  EXPECT_EQ(reason("phq-9", {.safety_ready = true}), "");
  EXPECT_EQ(reason("asq", {.safety_ready = true}), "in-person-only");
  EXPECT_EQ(reason("asq", {.safety_ready = true}, false), "");
}

TEST(Instruments, ABuildWithoutNonCommercialOnesCarriesAllOthers) {
  const auto files = catalogue::testing::real_files();
  const auto all = Instruments::load(files, true).value();
  const auto without = Instruments::load(files, false).value();
  std::set<std::string> left_out;
  for (const auto& [id, instrument] : all->all()) {
    if (without->find(id) == nullptr) left_out.insert(id);
  }
  EXPECT_EQ(left_out, (std::set<std::string>{"audit-c", "who-5"}));
}

TEST(Instruments, ClientsReadNoNameOfAnIllness) {
  const auto all = testing::real_instruments();
  for (const auto& [id, instrument] : all->all()) {
    if (instrument.licence == LicenceClass::kOwn) continue;
    EXPECT_FALSE(instrument.plain_title.empty()) << id;
    std::string shown = instrument.client_title();
    for (const auto& scale : instrument.scales) shown += " " + scale.client_name;
    std::ranges::transform(shown, shown.begin(), [](unsigned char letter) { return std::tolower(letter); });
    for (const char* word :
         {"depress", "anxi", "disorder", "suicid", "insomnia", "stress", "patholog", "phq", "gad"})
      EXPECT_EQ(shown.find(word), std::string::npos) << id << ": " << shown;
  }
}

TEST(Instruments, AFileInTheWrongFolderIsRefused) {
  auto files = catalogue::testing::real_files();
  for (auto& file : files) {
    if (file.path.starts_with("measures/non-commercial/who-5"))
      file.path.replace(0, std::string("measures/non-commercial").size(), "measures/public-domain");
  }
  const auto loaded = Instruments::load(files);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find("measures/non-commercial/who-5"), std::string::npos);
}

/// Check digit of a LOINC code: Luhn's mod 10 over what stands before the dash, as Regenstrief does it, where
/// the letters of answer codes ("LA6568-5") count as their ASCII number less 48.
bool loinc_is_right(const std::string& code) {
  const auto dash = code.find('-');
  if (dash == std::string::npos or dash + 2 != code.size()) return false;
  int sum = 0;
  bool twice = true;
  for (auto i = dash; i-- > 0;) {
    const int digit = code[i] - 48;
    sum += twice ? 2 * digit - digit / 5 * 9 : digit;
    twice = not twice;
  }
  return (10 - sum % 10) % 10 == code[dash + 1] - '0';
}

void collect_loinc(const json::value& value, std::vector<std::string>& codes) {
  if (value.is_array()) {
    for (const auto& each : value.get_array()) collect_loinc(each, codes);
  } else if (value.is_object()) {
    const auto& object = value.get_object();
    const auto* system = object.if_contains("system");
    if (system != nullptr and system->is_string() and system->get_string() == "http://loinc.org")
      codes.emplace_back(object.at("code").as_string());
    for (const auto& each : object) collect_loinc(each.value(), codes);
  }
}

TEST(Instruments, LoincCodesPassTheirCheckDigit) {
  EXPECT_TRUE(loinc_is_right("44261-6"));
  EXPECT_FALSE(loinc_is_right("44261-5"));
  EXPECT_TRUE(loinc_is_right("LA6568-5"));
  EXPECT_FALSE(loinc_is_right("LA6586-5"));
  std::vector<std::string> codes;
  for (const auto& file : catalogue::testing::real_files()) {
    if (file.path.starts_with("measures/")) collect_loinc(testing::parse(file.text), codes);
  }
  EXPECT_GT(codes.size(), 100U);
  for (const auto& code : codes) EXPECT_TRUE(loinc_is_right(code)) << code;
}

}  // namespace
}  // namespace intersession::measures
