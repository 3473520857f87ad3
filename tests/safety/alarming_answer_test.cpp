// From an answer on the phone to the alert: together or not at all.
#include <gtest/gtest.h>

#include "app/course.hpp"

namespace intersession::safety {
namespace {

using test::Answer;
using test::Course;
using test::Installation;
namespace json = core::json;

class AlarmingAnswer : public ::testing::TestWithParam<db::Engine> {
 protected:
  void settle() {
    const auto answer =
        house.owner().put("/api/v1/practice/safety",
                          {{"version", 0},
                           {"hours", "Weekdays 9 to 17"},
                           {"lookWithinHours", 24},
                           {"fallbackMemberId", house.owner().principal().member().text()},
                           {"policy", "We call, then write."},
                           {"reviewOn", "2027-05-01"},
                           {"numbersConfirmed", true}});
    ASSERT_TRUE(answer.at("/ready").as_bool()) << answer;
  }
  Answer assign() {
    return house.owner().put(kim.base + "/measure-plans/" + plan.text(),
                             {{"treatmentId", kim.treatment.text()},
                              {"measureId", "phq-9"},
                              {"rhythm", "weekly"},
                              {"onPhone", true},
                              {"ended", false}});
  }
  /// LOINC's answers to the ninth item: LA6568-5 not at all, LA6569-3 several days.
  Answer submit(const core::Id& id, std::string_view ninth) {
    return kim.phone().put(
        "/api/v1/me/measure-submissions/" + id.text(),
        {{"planId", plan.text()},
         {"slot", "week:2026-11-23"},
         {"mode", "phone"},
         {"answeredAt", "2026-11-24T07:00"},
         {"zone", "Europe/Oslo"},
         {"offsetMinutes", 60},
         {"answers", json::array{json::object{
                         {"linkId", "q9"},
                         {"answer", json::array{json::object{
                                        {"valueCoding", json::object{{"system", "http://loinc.org"},
                                                                     {"code", ninth},
                                                                     {"display", "Tampered words"}}}}}}}}}});
  }
  Answer alerts() { return house.owner().get("/api/v1/alerts"); }

  Installation house{GetParam()};
  Course kim{house};
  const core::Id plan = house.id();
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
  EXPECT_EQ(first.text("/alerts/0/rule"), "PHQ-9 q9, at least 1");
  EXPECT_EQ(first.text("/alerts/0/givenAt"), "2026-11-24T06:00:00.000000Z");
  EXPECT_EQ(first.text("/alerts/0/receivedAt"), "2026-11-24T09:00:00.000000Z");
  EXPECT_EQ(core::to_json(first.body).find("urgent"), std::string::npos) << "the level of a rule is never shown";
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
            json::value(json::array{json::object{
                {"linkId", "q9"}, {"codes", json::array{"LA6569-3", "LA6570-1", "LA6571-9"}}}}));
}

}  // namespace
}  // namespace intersession::safety
