// From an answer on the phone to the alert: together or not at all.
#include <gtest/gtest.h>

#include "safety/alarm.hpp"

namespace intersession::safety {
namespace {

using test::Answer;
using test::Course;
using test::Installation;
namespace json = core::json;

class AlarmingAnswer : public ::testing::TestWithParam<db::Engine> {
 protected:
  void settle() { ASSERT_TRUE(alarm.settle().at("/ready").as_bool()); }
  Answer assign() { return alarm.assign(); }
  Answer submit(const core::Id& id, std::string_view ninth) { return alarm.submit(id, ninth); }
  Answer alerts() { return alarm.alerts(); }

  Installation house{GetParam()};
  Course kim{house};
  const test::Alarm alarm{house, kim};
};
INTERSESSION_ON_BOTH_ENGINES(AlarmingAnswer);

TEST_P(AlarmingAnswer, CannotBeAskedForBeforeItIsSettledWhoLooks) {
  EXPECT_EQ(assign().reason(), "safety-not-ready");
  settle();
  EXPECT_EQ(assign().status, 201);
}

TEST_P(AlarmingAnswer, MakesOneAlertInTheInstrumentsOwnWordsWithBothTimes) {
  settle();
  ASSERT_EQ(assign().status, 201);
  const auto id = house.id();
  ASSERT_EQ(submit(id, "LA6569-3").status, 201);
  const auto first = alerts();
  ASSERT_EQ(first.size("/alerts"), 1U) << first;
  EXPECT_EQ(first.text("/alerts/0/answer"), "Several days");
  EXPECT_EQ(first.text("/alerts/0/rule"), "PHQ-9 q9, at least 1 (threshold chosen by this project)");
  EXPECT_EQ(first.text("/alerts/0/givenAt"), "2026-11-24T06:00:00.000000Z");
  EXPECT_EQ(first.text("/alerts/0/receivedAt"), "2026-11-24T09:00:00.000000Z");
  EXPECT_EQ(core::to_json(first.body).find("urgent"), std::string::npos)
      << "the level of a rule is never shown";
  house.clock.advance(std::chrono::hours{1});
  ASSERT_EQ(submit(id, "LA6569-3").status, 200) << "the phone had no answer and sends it again";
  EXPECT_EQ(alerts().body, first.body);
}

TEST_P(AlarmingAnswer, OfNotAtAllMakesNone) {
  settle();
  ASSERT_EQ(assign().status, 201);
  ASSERT_EQ(submit(house.id(), "LA6568-5").status, 201);
  EXPECT_EQ(alerts().size("/alerts"), 0U);
}

TEST_P(AlarmingAnswer, IsNotKeptWithoutItsAlert) {
  settle();
  ASSERT_EQ(assign().status, 201);
  house.tamper("DROP TABLE alert_notice");
  house.tamper("DROP TABLE alert");
  EXPECT_GE(submit(house.id(), "LA6569-3").status, 500);
  EXPECT_EQ(test::must(house.database().read([](db::Connection& connection) {
              return connection.query("SELECT count(*) FROM measure_submission")[0].integer(0);
            })),
            0);
}

TEST_P(AlarmingAnswer, IsMetOnThePhoneByTheRuleThatCameWithTheMeasure) {
  settle();
  ASSERT_EQ(assign().status, 201);
  const auto open = kim.phone().get("/api/v1/me/measures");
  ASSERT_EQ(open.size("/toAnswer"), 1U) << open;
  EXPECT_EQ(open.at("/toAnswer/0/meetAnswers"),
            json::value(json::array{
                json::object{{"linkId", "q9"}, {"codes", json::array{"LA6569-3", "LA6570-1", "LA6571-9"}}}}));
}

TEST_P(AlarmingAnswer, ToPresentIntentIsGivenWithAMemberThereAndNeverAskedOnAPhone) {
  settle();
  const auto asq = house.id();
  const auto path = kim.base + "/measure-plans/" + asq.text();
  json::object wish{{"treatmentId", kim.treatment.text()},
                    {"measureId", "asq"},
                    {"rhythm", "weekly"},
                    {"onPhone", true},
                    {"ended", false}};
  EXPECT_EQ(house.owner().put(path, wish).reason(), "in-person-only");
  wish["onPhone"] = false;
  ASSERT_EQ(house.owner().put(path, wish).status, 201);
  EXPECT_EQ(kim.phone().get("/api/v1/me/measures").size("/toAnswer"), 0U);
  const auto open = house.owner().get(kim.base + "/measures");
  ASSERT_EQ(open.size("/toAnswer"), 1U) << open;
  const auto answered = [&](std::string_view mode) {
    return json::object{
        {"planId", asq.text()},
        {"slot", open.text("/toAnswer/0/slot")},
        {"mode", mode},
        {"answeredAt", "2026-11-24T09:30"},
        {"zone", "Europe/Oslo"},
        {"offsetMinutes", 60},
        {"answers",
         json::array{json::object{
             {"linkId", "q5"},
             {"answer", json::array{json::object{{"valueCoding", json::object{{"code", "LA33-6"}}}}}}}}}};
  };
  const auto submission = "/measure-submissions/" + house.id().text();
  ASSERT_EQ(house.owner().put(kim.base + submission, answered("tablet")).status, 201);
  const auto found = alerts();
  ASSERT_EQ(found.size("/alerts"), 1U) << found;
  EXPECT_EQ(core::to_json(found.body).find("emergency"), std::string::npos) << "its level is shown to nobody";
  const auto kept = house.owner().get(kim.base + submission);
  for (const char* level : {"review", "urgent", "emergency"})
    EXPECT_EQ(core::to_json(kept.at("/scores")).find(level), std::string::npos) << level;
}

}  // namespace
}  // namespace intersession::safety
