// An alarming answer that comes late, twice, from two devices or corrected makes one alert, and both times
// are kept.
#include <gtest/gtest.h>

#include "app/course.hpp"

namespace intersession::app {
namespace {

using test::Answer;
using test::Course;
using test::Installation;
namespace json = core::json;

constexpr const char* kNotAtAll = "LA6568-5";
constexpr const char* kSeveralDays = "LA6569-3";
constexpr const char* kNearlyEveryDay = "LA6571-9";

class AnswersAgain : public ::testing::TestWithParam<db::Engine> {
 protected:
  AnswersAgain() {
    Course::expect(200, house.owner().put("/api/v1/practice/safety",
                                          {{"version", 0},
                                           {"hours", "Weekdays 9 to 17"},
                                           {"lookWithinHours", 24},
                                           {"fallbackMemberId", house.owner().principal().member().text()},
                                           {"policy", "We call, then write."},
                                           {"reviewOn", "2027-05-01"},
                                           {"numbersConfirmed", true}}));
    Course::expect(201, house.owner().put(kim.base + "/measure-plans/" + plan.text(),
                                          {{"treatmentId", kim.treatment.text()},
                                           {"measureId", "phq-9"},
                                           {"rhythm", "weekly"},
                                           {"onPhone", true}}));
  }
  json::object body(std::string_view ninth, std::string_view slot, std::string_view mode) {
    return {{"planId", plan.text()},
            {"slot", slot},
            {"mode", mode},
            {"answeredAt", "2026-11-24T07:00"},
            {"zone", "Europe/Oslo"},
            {"offsetMinutes", 60},
            {"answers",
             json::array{json::object{
                 {"linkId", "q9"},
                 {"answer", json::array{json::object{{"valueCoding", json::object{{"code", ninth}}}}}}}}}};
  }
  Answer on_phone(const core::Id& id, std::string_view ninth, std::string_view slot = "week:2026-11-24",
                  int revision = 1) {
    auto sent = body(ninth, slot, "phone");
    if (revision > 1) sent["revision"] = revision;
    return kim.phone().put("/api/v1/me/measure-submissions/" + id.text(), sent);
  }
  Answer on_tablet(std::string_view ninth) {
    return house.owner().put(kim.base + "/measure-submissions/" + house.id().text(),
                             body(ninth, "week:2026-11-24", "tablet"));
  }
  std::size_t alerts() { return house.owner().get("/api/v1/alerts").size("/alerts"); }

  Installation house{GetParam()};
  Course kim{house};
  const core::Id plan = house.id();
};
INTERSESSION_ON_BOTH_ENGINES(AnswersAgain);

TEST_P(AnswersAgain, FromTwoDevicesMakeOneAlertAndAreBothKept) {
  ASSERT_EQ(on_phone(house.id(), kSeveralDays).status, 201);
  house.clock.advance(std::chrono::hours{1});
  ASSERT_EQ(on_tablet(kSeveralDays).status, 201);
  EXPECT_EQ(alerts(), 1U) << "the same answer to the same question at the same time";
  const auto series = house.owner().get(kim.base + "/progress");
  EXPECT_EQ(series.size("/series/0/points"), 2U) << "both with their times";
  ASSERT_EQ(on_tablet(kNearlyEveryDay).status, 201);
  EXPECT_EQ(alerts(), 2U) << "another answer is not a repetition";
  ASSERT_EQ(on_phone(house.id(), kSeveralDays, "week:2026-12-01").status, 201);
  EXPECT_EQ(alerts(), 3U) << "nor is the same answer a week later";
}

TEST_P(AnswersAgain, PutRightMakeNoSecondAlert) {
  const auto id = house.id();
  ASSERT_EQ(on_phone(id, kSeveralDays).status, 201);
  const auto first = house.owner().get("/api/v1/alerts").body;
  house.clock.advance(std::chrono::minutes{5});
  ASSERT_EQ(on_phone(id, kNearlyEveryDay, "week:2026-11-24", 2).status, 201);
  EXPECT_EQ(house.owner().get("/api/v1/alerts").body, first);
  ASSERT_EQ(on_phone(id, kNotAtAll, "week:2026-11-24", 3).status, 201);
  EXPECT_EQ(house.owner().get("/api/v1/alerts").body, first) << "what was once answered still needs a person";
  const auto shown = house.owner().get(kim.base + "/measure-submissions/" + id.text());
  EXPECT_EQ(shown.size("/earlier"), 2U);
  EXPECT_EQ(shown.size("/lookAt"), 0U);
  EXPECT_EQ(shown.size("/earlier/0/lookAt"), 1U);
}

TEST_P(AnswersAgain, PutRightToAnAlarmingOneMakeTheFirstAlertWithItsTimes) {
  const auto id = house.id();
  ASSERT_EQ(on_phone(id, kNotAtAll).status, 201);
  EXPECT_EQ(alerts(), 0U);
  house.clock.advance(std::chrono::hours{2});
  ASSERT_EQ(on_phone(id, kSeveralDays, "week:2026-11-24", 2).status, 201);
  const auto list = house.owner().get("/api/v1/alerts");
  ASSERT_EQ(list.size("/alerts"), 1U);
  EXPECT_EQ(list.text("/alerts/0/receivedAt"), core::format_instant(house.clock.now()));
}

TEST_P(AnswersAgain, CannotBePutRightOnceTheNextSessionHasBegun) {
  const auto id = house.id();
  ASSERT_EQ(on_phone(id, kNotAtAll).status, 201);
  const auto session = kim.session("2026-11-26T10:00");
  house.at("2026-11-26T09:59");
  EXPECT_EQ(on_phone(id, kSeveralDays, "week:2026-11-24", 2).status, 201);
  Course::expect(200, kim.put_session(session, "2026-11-26T10:00", "open"));
  EXPECT_EQ(on_phone(id, kNotAtAll, "week:2026-11-24", 3).reason(), "too-late-to-correct");
}

TEST_P(AnswersAgain, AnAlertThatCannotBeOpenedStaysAndHoldsUpNoOther) {
  ASSERT_EQ(on_phone(house.id(), kSeveralDays).status, 201);
  const auto damaged = house.owner().get("/api/v1/alerts").text("/alerts/0/alertId");
  house.tamper("UPDATE alert SET detail = ?1 WHERE client_id = ?2", core::Bytes(64, 7), kim.client);
  house.clock.advance(std::chrono::hours{1});
  ASSERT_EQ(on_tablet(kNearlyEveryDay).status, 201);
  auto list = house.owner().get("/api/v1/alerts");
  ASSERT_EQ(list.size("/alerts"), 2U);
  EXPECT_EQ(list.text("/alerts/0/alertId"), damaged);
  EXPECT_TRUE(list.at("/alerts/0/unreadable").as_bool());
  EXPECT_EQ(list.text("/alerts/0/clientName"), "Kim Berg");
  EXPECT_EQ(list.text("/alerts/0/answer"), "");
  EXPECT_EQ(list.find("/alerts/1/unreadable"), nullptr);
  EXPECT_EQ(list.text("/alerts/1/answer"), "Nearly every day");
  Course::expect(200, house.owner().post(kim.base + "/alerts/" + damaged + "/acknowledge",
                                         {{"action", "spoke"}, {"note", "Asked Kim what it was."}}));
  house.tamper("UPDATE client SET detail = ?1 WHERE client_id = ?2", core::Bytes(64, 7), kim.client);
  list = house.owner().get("/api/v1/alerts");
  EXPECT_EQ(list.size("/alerts"), 2U);
  EXPECT_EQ(list.find("/alerts/0/clientName"), nullptr) << "not even the name can be read";
}

}  // namespace
}  // namespace intersession::app
