// Activities that ask about safety: agreed once somebody is told of an answer, and what an alarming answer in
// a worksheet then brings about.
#include <gtest/gtest.h>

#include "app/course.hpp"

namespace intersession::app {
namespace {

using test::Answer;
using test::Course;
using test::Installation;
namespace json = core::json;

constexpr const char* kDiary = "dbt-diary-card";

class SafetyActivity : public ::testing::TestWithParam<db::Engine> {
 protected:
  void settle(std::string_view review_on = "2027-05-01") {
    Course::expect(200, house.owner().put("/api/v1/practice/safety",
                                          {{"version", settled_++},
                                           {"hours", "Weekdays 9 to 17"},
                                           {"lookWithinHours", 24},
                                           {"fallbackMemberId", house.owner().principal().member().text()},
                                           {"policy", "We call, then write."},
                                           {"reviewOn", review_on},
                                           {"numbersConfirmed", true}}));
  }
  Answer design(const core::Id& id) {
    return kim.design(
        id,
        {{"mechanism", "SKILL"},
         {"gates", json::array{json::object{
                       {"gateId", "safety-plan"}, {"confirmed", true}, {"reason", "Gone through today."}}}}});
  }
  core::Id diary() {
    const auto id = house.id();
    Course::expect(201, kim.propose(id, kDiary));
    Course::expect(200, design(id));
    auto plan = test::daily_plan();
    plan.erase("where");
    plan["obstacles"] = json::array{json::object{{"obstacle", "Too tired"}, {"coping", "The short card"}}};
    Course::expect(200, kim.plan(id, plan));
    Course::expect(200, kim.accept(id, "both"));
    return id;
  }
  static json::array urges(std::string_view field, int strength) {
    return {json::object{{"linkId", "urges"},
                         {"item", json::array{json::object{
                                      {"linkId", field},
                                      {"answer", json::array{json::object{{"valueInteger", strength}}}}}}}}};
  }
  static json::array acted(std::string_view code) {
    return {
        json::object{{"linkId", "acted"},
                     {"answer", json::array{json::object{{"valueCoding", json::object{{"code", code}}}}}}}};
  }
  Answer alerts() { return house.owner().get("/api/v1/alerts"); }

  Installation house{GetParam()};
  Course kim{house};

 private:
  int settled_ = 0;
};
INTERSESSION_ON_BOTH_ENGINES(SafetyActivity);

TEST_P(SafetyActivity, CanBeAgreedOnceThePracticeHasSettledWhoLooks) {
  house.refused(409, "safety-not-ready", [&] { return kim.propose(house.id(), kDiary); });
  settle();
  EXPECT_EQ(kim.state(diary()), "active");
}

TEST_P(SafetyActivity, WaitsAgainAfterTheDayOfReview) {
  settle("2026-12-01");
  const auto id = house.id();
  Course::expect(201, kim.propose(id, kDiary));
  const auto running = diary();
  house.clock.advance(std::chrono::days{14});
  EXPECT_EQ(design(id).reason(), "safety-not-ready");
  EXPECT_EQ(kim.state(running), "active") << "what was agreed goes on";
  Course::expect(201, kim.save(house.id(), kim.entry(running, {{"answers", urges("urge-die", 1)}})));
  EXPECT_EQ(alerts().size("/alerts"), 1U) << "and whoever looked still looks";
}

TEST_P(SafetyActivity, AnAlarmingAnswerBringsItsAlertWithBothTimes) {
  settle();
  const auto assignment = diary();
  const auto given = house.clock.now();
  const auto body = kim.entry(assignment, {{"answers", urges("urge-harm", 3)}});
  house.clock.advance(std::chrono::hours{5});
  Course::expect(201, kim.save(house.id(), body));
  const auto list = alerts();
  ASSERT_EQ(list.size("/alerts"), 1U);
  EXPECT_EQ(list.text("/alerts/0/measure"), "DBT diary card");
  EXPECT_EQ(list.text("/alerts/0/question"), "To hurt yourself");
  EXPECT_EQ(list.text("/alerts/0/answer"), "3");
  EXPECT_EQ(list.text("/alerts/0/rule"), "DBT diary card: at least 3 (threshold chosen by this project)");
  EXPECT_EQ(list.text("/alerts/0/givenAt"),
            core::format_instant(std::chrono::floor<std::chrono::minutes>(given)));
  EXPECT_EQ(list.text("/alerts/0/receivedAt"), core::format_instant(house.clock.now()));
}

TEST_P(SafetyActivity, AnswersBelowTheirRuleBringNone) {
  settle();
  const auto assignment = diary();
  for (const auto& answers : {urges("urge-harm", 2), urges("urge-die", 0), urges("urge-use", 5), acted("no")})
    Course::expect(201, kim.save(house.id(), kim.entry(assignment, {{"answers", answers}})));
  EXPECT_EQ(alerts().size("/alerts"), 0U);
}

TEST_P(SafetyActivity, AnOptionIsReadByItsWords) {
  settle();
  Course::expect(201, kim.save(house.id(), kim.entry(diary(), {{"answers", acted("later")}})));
  EXPECT_EQ(alerts().text("/alerts/0/answer"), "I would rather tell you in person");
  EXPECT_EQ(alerts().text("/alerts/0/rule"),
            "DBT diary card: this answer (threshold chosen by this project)");
}

TEST_P(SafetyActivity, SentTwiceOrChangedItBringsOneAlertForEachField) {
  settle();
  const auto assignment = diary();
  const auto id = house.id();
  const auto first = kim.entry(assignment, {{"answers", urges("urge-die", 1)}});
  Course::expect(201, kim.save(id, first));
  Course::expect(200, kim.save(id, first));
  const auto seen = alerts().body;
  ASSERT_EQ(alerts().size("/alerts"), 1U);
  const auto change = [&](int revision, const json::array& answers) {
    Course::expect(201, kim.save(id, kim.entry(assignment, {{"revision", revision},
                                                            {"baseRevision", revision - 1},
                                                            {"answers", answers}})));
  };
  change(2, urges("urge-die", 4));
  EXPECT_EQ(alerts().body, seen);
  change(3, urges("urge-die", 0));
  EXPECT_EQ(alerts().body, seen) << "what was once answered still needs a person";
  change(4, acted("yes"));
  EXPECT_EQ(alerts().size("/alerts"), 2U) << "another question";
}

}  // namespace
}  // namespace intersession::app
