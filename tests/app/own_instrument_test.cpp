// An instrument that a practice brought in itself counts like any other: in the frame of the evidence too.
#include <gtest/gtest.h>

#include "app/course.hpp"
#include "insight/practice_options.hpp"
#include "insight/records_store.hpp"
#include "measures/data.hpp"

namespace intersession::app {
namespace {

using test::Course;
using test::Installation;
namespace json = core::json;

class OwnInstrument : public ::testing::TestWithParam<db::Engine> {
 protected:
  Installation house{GetParam()};
  Course kim{house};
};
INTERSESSION_ON_BOTH_ENGINES(OwnInstrument);

constexpr const char* kOurs =
    R"({"questionnaire":{"resourceType":"Questionnaire","url":"https://c.example/q","version":"1",
    "title":"Ours","item":[{"linkId":"a","text":"A","type":"integer","extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueInteger":0},
      {"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":4}]}]},
    "scoring":{"id":"site-ours","schemaVersion":1,"abbreviation":"O","construct":"x","higherIs":"worse",
      "licence":{"class":"site","statements":["ours"]},"wording":{"status":"official-copy","sources":[]},
      "scales":[{"id":"total","name":"Total","items":["a"],"reverse":[],"method":"sum","multiplier":1,"decimals":0,
        "range":[0,4],"prorate":{"maxMissing":0}}]}})";

TEST_P(OwnInstrument, IsAnOutcomeOfTheFrame) {
  Course::expect(200, house.owner().put("/api/v1/site-measures/" + house.id().text(),
                                        core::parse_json(kOurs).value().as_object()));
  const auto plan = house.id();
  Course::expect(201, house.owner().put(kim.base + "/measure-plans/" + plan.text(),
                                        {{"treatmentId", kim.treatment.text()},
                                         {"measureId", "site-ours"},
                                         {"rhythm", "every-session"},
                                         {"onPhone", false}}));
  for (const auto* day : {"2026-11-10", "2026-11-17"}) {
    const auto session = kim.session(std::string(day) + "T10:00", "held");
    Course::expect(201, house.owner().put(
                            kim.base + "/measure-submissions/" + house.id().text(),
                            {{"planId", plan.text()},
                             {"slot", "session:" + session.text()},
                             {"mode", "paper"},
                             {"answeredAt", std::string(day) + "T09:55"},
                             {"zone", "Europe/Oslo"},
                             {"offsetMinutes", 60},
                             {"answers", json::array{json::object{
                                             {"linkId", "a"},
                                             {"answer", json::array{json::object{{"valueInteger", 3}}}}}}}}));
  }
  const auto consent = house.owner().put(kim.base + "/consent",
                                         {{"version", 1}, {"analysis", true}, {"studies", json::array{}}});
  Course::expect(200, consent);
  const auto scope = house.owner().scope();
  const auto records = test::must(house.database().read([&](db::Connection& connection) {
    return insight::store::records(connection, scope, house.vault(), measures::testing::real_instruments(),
                                   {});
  }));
  ASSERT_EQ(records.clients.size(), 1U);
  const auto& scores = records.clients.front().scores;
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_EQ(scores.front().measure, "site-ours");
  EXPECT_EQ(scores.front().value, 3);
  const auto frame = insight::practice_frame(
      records.clients, [](std::string_view) { return std::string(); }, house.clock.now());
  EXPECT_EQ(frame.outcome.measure, "site-ours");
  const auto options = insight::options_for(records.shelf->find(frame.outcome.measure), frame.outcome);
  EXPECT_EQ(options.scale.highest, 4) << "its own limits";
}

}  // namespace
}  // namespace intersession::app
