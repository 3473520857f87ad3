#include "measures/scoring.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "measures/data.hpp"

namespace intersession::measures {
namespace {

namespace json = core::json;

const Instruments& instruments() {
  static const auto kAll = testing::real_instruments();
  return *kAll;
}

void check_vector(const Instrument& instrument, const json::object& vector) {
  const auto& expected = vector.at("expected").as_object();
  const auto scored = score(instrument, testing::answers_of(vector.at("answers").as_object()));
  for (const auto& want : expected.at("scores").as_object()) {
    const auto* got = scored.find(want.key());
    ASSERT_NE(got, nullptr) << want.key();
    if (want.value().is_null()) {
      EXPECT_FALSE(got->value) << want.key();
      EXPECT_TRUE(got->absent) << "an absent score must say why";
    } else {
      ASSERT_TRUE(got->value) << want.key();
      EXPECT_NEAR(*got->value, want.value().to_number<double>(), 1e-9) << want.key();
      EXPECT_FALSE(got->absent);
    }
  }
  for (const auto& want : expected.at("bands").as_object()) {
    EXPECT_EQ(scored.find(want.key())->band,
              want.value().is_null() ? "" : std::string(want.value().as_string()));
  }
  std::vector<std::string> alerts;
  for (const auto& each : expected.at("alerts").as_array()) alerts.emplace_back(each.as_string());
  EXPECT_EQ(scored.alerts, alerts);
  std::vector<std::string> unanswered;
  for (const auto& each : expected.at("safetyItemsMissing").as_array())
    unanswered.emplace_back(each.as_string());
  // A vector speaks of the items it names; others were not asked.
  auto open = scored.unanswered_safety;
  std::erase_if(open, [&](const auto& item) { return not vector.at("answers").as_object().contains(item); });
  EXPECT_EQ(open, unanswered);
}

TEST(Scoring, EveryVectorOfEveryInstrument) {
  std::map<bool, int> checked;  // own or not
  for (const auto& file : catalogue::testing::real_files()) {
    if (not file.path.ends_with(".vectors.json")) continue;
    const auto value = testing::parse(file.text);
    const auto* instrument = instruments().find(value.at("id").as_string());
    ASSERT_NE(instrument, nullptr) << file.path;
    for (const auto& vector : value.at("vectors").as_array()) {
      SCOPED_TRACE(file.path + ": " + std::string(vector.at("name").as_string()));
      check_vector(*instrument, vector.as_object());
      ++checked[instrument->licence == LicenceClass::kOwn];
    }
  }
  EXPECT_EQ(checked[false], 160);
  EXPECT_GE(checked[true], 10);
}

// tests/measures/second-scorer.mjs knows the rules from the publications, not from the scoring files.
TEST(Scoring, AgreesWithASecondScorer) {
  std::ostringstream text;
  text << std::ifstream(std::string(INTERSESSION_SOURCE_DIR) + "/tests/measures/second-scorer.json").rdbuf();
  const auto file = testing::parse(text.str());
  int checked = 0;
  std::set<std::string> ids;
  for (const auto& each : file.at("cases").as_array()) {
    const auto* instrument = instruments().find(each.at("id").as_string());
    ASSERT_NE(instrument, nullptr);
    ids.insert(instrument->id);
    Answers answers;
    const auto& row = each.at("answers").as_array();
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (not row[i].is_null()) answers["q" + std::to_string(i + 1)] = row[i].to_number<double>();
    }
    const auto scored = score(*instrument, answers);
    for (const auto& want : each.at("scores").as_object()) {
      const auto* got = scored.find(want.key());
      ASSERT_NE(got, nullptr) << want.key();
      ASSERT_EQ(got->value.has_value(), not want.value().is_null()) << core::to_json(each);
      if (got->value) {
        EXPECT_NEAR(*got->value, want.value().to_number<double>(), 1e-9) << core::to_json(each);
      }
      ++checked;
    }
  }
  EXPECT_GE(ids.size(), 8U);
  EXPECT_GT(checked, 500);
}

TEST(Scoring, ReadsAnswersOfAForm) {
  const auto* gad = instruments().find("gad-7");
  const auto& options = gad->form.find("q1")->option_codes;
  json::array answers;
  answers.push_back(json::object{
      {"linkId", "q1"},
      {"answer", json::array{json::object{{"valueCoding", json::object{{"code", options[3]}}}}}}});
  answers.push_back(json::object{{"linkId", "q2"}});
  EXPECT_EQ(read_answers(*gad, answers), (Answers{{"q1", 3}}));
  const auto scored = score(*gad, read_answers(*gad, answers));
  EXPECT_EQ(scored.scores.front().absent, Absent::kTooManyMissing);
  EXPECT_EQ(scored.scores.front().missing, 6);
}

TEST(Scoring, OwnWordsScoreOnlyWhatWasAsked) {
  const auto* tracker = instruments().find("problem-tracker");
  const auto scored = score(*tracker, {{"p1", 4}}, {"p1", "p2"});
  ASSERT_EQ(scored.scores.size(), 2U);
  EXPECT_EQ(scored.scores[0].value, 4);
  EXPECT_EQ(scored.scores[1].absent, Absent::kNothingAnswered);
}

}  // namespace
}  // namespace intersession::measures
