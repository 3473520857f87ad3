// An alarming answer that comes late, twice, from two devices or corrected makes one alert, and both times
// are kept. And what got reliably worse between an agreement and its end is told before the next one.
#include <gtest/gtest.h>

#include <set>

#include "app/course.hpp"
#include "catalogue/own_activity.hpp"

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

TEST_P(AnswersAgain, MeetTheRuleOfThePracticeAsItWasWhenTheyCame) {
  ASSERT_EQ(on_phone(house.id(), kSeveralDays).status, 201);
  const auto change = [&](double at_least, int version, bool less) {
    return house.owner().put("/api/v1/measures/phq-9/rules/q9", {{"version", version},
                                                                 {"atLeast", at_least},
                                                                 {"reason", "We ask about it each week"},
                                                                 {"lessSensitive", less}});
  };
  const auto before = house.digest();
  EXPECT_EQ(change(2, 0, false).pointers(), std::set<std::string>{"/lessSensitive"});
  EXPECT_EQ(change(4, 0, true).pointers(), std::set<std::string>{"/atLeast"}) << "no answer reaches it";
  EXPECT_EQ(change(0, 0, true).pointers(), std::set<std::string>{"/atLeast"}) << "every answer meets it";
  EXPECT_EQ(house.owner()
                .put("/api/v1/measures/phq-9/rules/q1",
                     {{"version", 0}, {"atLeast", 2}, {"reason", "No rule there"}})
                .status,
            404);
  EXPECT_EQ(house.digest(), before);
  const auto changed = change(2, 0, true);
  ASSERT_EQ(changed.status, 200) << changed;
  EXPECT_EQ(changed.number("/settingsVersion"), 1);
  EXPECT_EQ(changed.size("/rules/0/changes"), 1U);
  EXPECT_EQ(change(2, 0, true).number("/settingsVersion"), 1) << "sent twice";
  EXPECT_EQ(change(3, 0, true).reason(), "stale-version");

  house.clock.advance(std::chrono::days{7});
  const auto asked = kim.phone().get("/api/v1/me/measures");
  EXPECT_EQ(core::to_json(asked.at("/toAnswer/0/meetAnswers")),
            R"([{"linkId":"q9","codes":["LA6570-1","LA6571-9"]}])");
  ASSERT_EQ(on_phone(house.id(), kSeveralDays, "week:2026-12-01").status, 201);
  const auto first = house.owner().get("/api/v1/alerts");
  ASSERT_EQ(first.size("/alerts"), 1U) << "one day more often is needed now";
  EXPECT_EQ(first.text("/alerts/0/rule"), "PHQ-9 q9, at least 1 (threshold chosen by this project)");
  ASSERT_EQ(on_phone(house.id(), kNearlyEveryDay, "week:2026-12-08").status, 201);
  EXPECT_EQ(
      house.owner().get("/api/v1/alerts").text("/alerts/1/rule"),
      "PHQ-9 q9, at least 2 (threshold changed by this practice on 2026-11-24: We ask about it each week)");
  const auto list = house.owner().get("/api/v1/measures");
  const auto& measures = list.at("/measures").as_array();
  EXPECT_EQ(std::ranges::count_if(measures, [](const auto& each) { return each.at("measureId") == "phq-9"; }),
            1);
}

TEST_P(AnswersAgain, WhatGotReliablyWorseWhileSomethingWasWorkedOnIsTold) {
  const auto all = [&](std::string_view code, std::string_view day, std::string_view slot) {
    json::array answers;
    for (int i = 1; i <= 8; ++i) {
      answers.push_back(
          json::object{{"linkId", "q" + std::to_string(i)},
                       {"answer", json::array{json::object{{"valueCoding", json::object{{"code", code}}}}}}});
    }
    answers.push_back(json::object{
        {"linkId", "q9"},
        {"answer", json::array{json::object{{"valueCoding", json::object{{"code", kNotAtAll}}}}}}});
    auto sent = body(kNotAtAll, slot, "phone");
    sent["answeredAt"] = std::string(day) + "T07:00";
    sent["answers"] = std::move(answers);
    Course::expect(201, kim.phone().put("/api/v1/me/measure-submissions/" + house.id().text(), sent));
  };
  all(kSeveralDays, "2026-11-24", "week:2026-11-24");
  const auto told = [&] { return house.owner().get(kim.base + "/worsening"); };
  (void)kim.active();
  const auto own = house.id();
  const auto own_base = "/api/v1/catalogue/own-activities/" + own.text();
  auto draft = house.owner().get("/api/v1/catalogue/activities/activity-mood-diary").body.get_object();
  draft["author"] = "Olivia Owner";
  draft["name"] = "Diary of this practice";
  Course::expect(201, house.owner().put(own_base + "/draft", {{"draft", draft}}));
  Course::expect(200, house.owner().post(own_base + "/publish", {{"version", 1}}));
  auto diary = test::daily_plan();
  diary.erase("where");
  (void)kim.active(diary, catalogue::own_activity_name(own));
  EXPECT_EQ(told().size("/worsenings"), 0U) << "nothing was measured since";
  house.at("2026-12-01T09:00");
  all(kNearlyEveryDay, "2026-12-01", "week:2026-12-01");
  const auto worse = told();
  ASSERT_EQ(worse.size("/worsenings"), 2U);
  EXPECT_EQ((std::set{worse.text("/worsenings/0/name"), worse.text("/worsenings/1/name")}),
            (std::set<std::string>{"Activity scheduling", "Diary of this practice"}));
  EXPECT_EQ(worse.text("/worsenings/0/measure"), "PHQ-9");
  EXPECT_EQ(core::to_json(worse.at("/worsenings/0/before")), "8E0");
  EXPECT_EQ(core::to_json(worse.at("/worsenings/0/after")), "2.4E1");
  EXPECT_NE(worse.find("/worsenings/0/source"), nullptr) << "with where the least change comes from";
  house.at("2026-12-08T09:00");
  all(kSeveralDays, "2026-12-08", "week:2026-12-08");
  EXPECT_EQ(told().size("/worsenings"), 0U) << "it is as it was";
}

}  // namespace
}  // namespace intersession::app
