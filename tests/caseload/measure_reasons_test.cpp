// Why a client stands in the caseload: measures, alerts, silence, and a record that cannot be opened; each
// from its first to its last moment, twice, so that the second answer is the kept one.
#include <gtest/gtest.h>

#include <cmath>

#include "app/course.hpp"

namespace intersession::caseload {
namespace {

using test::Answer;
using test::Course;
using test::daily_plan;
using test::Installation;
namespace json = core::json;

class MeasureReasons : public ::testing::TestWithParam<db::Engine> {
 protected:
  Answer caseload() {
    const auto first = house.owner().get("/api/v1/caseload");
    const auto kept = house.owner().get("/api/v1/caseload");
    EXPECT_EQ(first.body, kept.body);
    return kept;
  }
  /// One reason of a client; null where there is none of the kind.
  json::value reason(const Course& course, std::string_view kind) {
    const auto list = caseload();
    for (const auto& row : list.at("/clients").as_array()) {
      if (row.at("clientId").as_string() != course.client.text()) continue;
      for (const auto& each : row.at("reasons").as_array()) {
        if (each.at("kind").as_string() == kind) return each;
      }
    }
    return {};
  }
  bool has(std::string_view kind) { return not reason(kim, kind).is_null(); }
  std::string now_text() { return core::format_instant(house.clock.now()); }

  core::Id ask(Course& course, std::string_view measure, std::string_view rhythm, bool phone = true) {
    const auto plan = house.id();
    Course::expect(201, house.owner().put(course.base + "/measure-plans/" + plan.text(),
                                          {{"treatmentId", course.treatment.text()},
                                           {"measureId", measure},
                                           {"rhythm", rhythm},
                                           {"onPhone", phone}}));
    return plan;
  }
  /// On the tablet; `answer` is the value of the one question "q1".
  void fill_in(const Course& course, const core::Id& plan, std::string_view slot, std::string_view local,
               int answer) {
    Course::expect(201,
                   house.owner().put(
                       course.base + "/measure-submissions/" + house.id().text(),
                       {{"planId", plan.text()},
                        {"slot", slot},
                        {"mode", "tablet"},
                        {"answeredAt", local},
                        {"zone", "Europe/Oslo"},
                        {"offsetMinutes", 60},
                        {"answers", json::array{json::object{
                                        {"linkId", "q1"},
                                        {"answer", json::array{json::object{{"valueInteger", answer}}}}}}}}));
  }

  Installation house{GetParam()};
  Course kim{house, "Kim Berg"};
};
INTERSESSION_ON_BOTH_ENGINES(MeasureReasons);

TEST_P(MeasureReasons, AMeasureWaitsFromItsDueTimeUntilItIsAnsweredOrTheNextOneOpens) {
  const auto plan = ask(kim, "suds", "weekly");  // Tuesday, 24 November
  house.at("2026-11-26T23:59:59");
  EXPECT_FALSE(has("measure-waits"));
  house.at("2026-11-27T00:00");
  const auto waits = reason(kim, "measure-waits");
  ASSERT_FALSE(waits.is_null());
  EXPECT_EQ(waits.at("measure").as_string(), "SUDS");
  EXPECT_EQ(waits.at("since").as_string(), now_text());
  EXPECT_EQ(waits.at("count"), 1);
  fill_in(kim, plan, "week:2026-11-24", "2026-11-27T00:00", 40);
  EXPECT_FALSE(has("measure-waits"));
  house.at("2026-12-04T00:00");
  EXPECT_TRUE(has("measure-waits")) << "the next week's";
  house.at("2026-12-08T00:00");
  EXPECT_FALSE(has("measure-waits")) << "a new one has opened and is not due yet";
  house.at("2026-12-11T00:00");
  EXPECT_TRUE(has("measure-waits"));
  Course::expect(200, house.owner().put(kim.base + "/measure-plans/" + plan.text(),
                                        {{"treatmentId", kim.treatment.text()},
                                         {"measureId", "suds"},
                                         {"rhythm", "weekly"},
                                         {"onPhone", true},
                                         {"version", 1},
                                         {"ended", true}}));
  EXPECT_FALSE(has("measure-waits")) << "it was ended";
}

TEST_P(MeasureReasons, BeforeASessionItIsDueWhenTheSessionBeginsAndForAWeek) {
  (void)ask(kim, "suds", "every-session", false);
  (void)kim.session("2026-12-01T10:00");
  house.at("2026-12-01T09:59:59");
  EXPECT_FALSE(has("measure-waits"));
  house.at("2026-12-01T10:00");
  EXPECT_TRUE(has("measure-waits"));
  house.at("2026-12-08T09:59:59");
  EXPECT_TRUE(has("measure-waits"));
  house.at("2026-12-08T10:00");
  EXPECT_FALSE(has("measure-waits"));
}

TEST_P(MeasureReasons, NoEntryAWeekAfterTheLastOneUntilTheNext) {
  house.at("2026-11-24T10:30");
  const auto id = kim.active(daily_plan("2026-11-24"));
  house.at("2026-11-25T20:00");
  (void)kim.record(id);
  const auto last = now_text();
  house.at("2026-12-02T19:59:59");
  EXPECT_FALSE(has("no-entry"));
  house.at("2026-12-02T20:00");
  const auto silent = reason(kim, "no-entry");
  ASSERT_FALSE(silent.is_null());
  EXPECT_EQ(silent.at("since").as_string(), last);
  EXPECT_EQ(silent.at("assignmentId").as_string(), id.text());
  EXPECT_FALSE(has("not-started")) << "one line, not two";
  house.at("2027-03-10T12:00");
  EXPECT_EQ(reason(kim, "no-entry").at("since").as_string(), last)
      << "months later it is still the same silence";
  (void)kim.record(id, {{"outcome", "not-reached"}});
  EXPECT_FALSE(has("no-entry")) << "'did not get to it' is an answer";
}

TEST_P(MeasureReasons, NoSilenceWhereNothingWasDue) {
  auto plan = daily_plan("2026-11-24");
  plan["recurrence"] = json::object{{"freq", "WEEKLY"}, {"interval", 2}, {"start", "2026-11-24"}};
  const auto id = kim.active(plan);
  house.at("2026-11-24T20:00");
  (void)kim.record(id);
  house.at("2026-12-08T23:59:59");
  EXPECT_FALSE(has("no-entry")) << "two weeks of silence, as agreed";
  house.at("2026-12-09T00:00");
  EXPECT_TRUE(has("no-entry"));
}

TEST_P(MeasureReasons, AnAlertIsOpenUntilSomebodySaysWhatWasDone) {
  Course::expect(200, house.owner().put("/api/v1/practice/safety",
                                        {{"version", 0},
                                         {"hours", "Weekdays 9 to 17"},
                                         {"lookWithinHours", 24},
                                         {"fallbackMemberId", house.owner().principal().member().text()},
                                         {"policy", "We call, then write."},
                                         {"reviewOn", "2027-05-01"},
                                         {"numbersConfirmed", true}}));
  const auto plan = ask(kim, "phq-9", "weekly");
  EXPECT_FALSE(has("alert-open"));
  const auto given = now_text();
  Course::expect(
      201, kim.phone().put(
               "/api/v1/me/measure-submissions/" + house.id().text(),
               {{"planId", plan.text()},
                {"slot", "week:2026-11-24"},
                {"mode", "phone"},
                {"answeredAt", "2026-11-24T07:00"},
                {"zone", "Europe/Oslo"},
                {"offsetMinutes", 60},
                {"answers", json::array{json::object{
                                {"linkId", "q9"},
                                {"answer", json::array{json::object{
                                               {"valueCoding", json::object{{"code", "LA6569-3"}}}}}}}}}}));
  const auto open = reason(kim, "alert-open");
  ASSERT_FALSE(open.is_null());
  EXPECT_EQ(open.at("since").as_string(), given);
  EXPECT_EQ(open.at("count"), 1);
  EXPECT_EQ(caseload().text("/clients/0/reasons/0/kind"), "alert-open") << "before everything else";
  const auto alert = house.owner().get("/api/v1/alerts").text("/alerts/0/alertId");
  Course::expect(200, house.owner().post(kim.base + "/alerts/" + alert + "/acknowledge",
                                         {{"action", "spoke"}, {"note", "Called at noon."}}));
  EXPECT_FALSE(has("alert-open"));
}

TEST_P(MeasureReasons, OneRecordThatCannotBeOpenedHoldsUpNobodyElse) {
  Course lee(house, "Lee Dahl");
  Course ida(house, "Ida Moen");
  (void)ida.active();
  (void)caseload();
  house.tamper("UPDATE agreement SET detail = ?1 WHERE client_id = ?2", core::Bytes(64, 7), ida.client);
  house.tamper("UPDATE client_version SET version = version + 1 WHERE client_id = ?1", ida.client);
  const auto damaged = caseload();
  EXPECT_EQ(damaged.status, 200);
  EXPECT_EQ(damaged.size("/clients"), 2U);
  ASSERT_EQ(damaged.size("/cannotBeOpened"), 1U);
  EXPECT_EQ(damaged.text("/cannotBeOpened/0/clientId"), ida.client.text());
  EXPECT_EQ(damaged.text("/cannotBeOpened/0/name"), "Ida Moen");
  house.tamper("UPDATE client SET detail = ?1 WHERE client_id = ?2", core::Bytes(64, 7), ida.client);
  EXPECT_EQ(caseload().find("/cannotBeOpened/0/name"), nullptr) << "not even the name can be read";
}

TEST_P(MeasureReasons, OutsideTheRangeSeenHereOnlyWhereTheOwnerSwitchedItOn) {
  const auto local = [](int week) { return "2026-11-0" + std::to_string(week + 2) + "T09:00"; };
  const auto course_of = [&](Course& course, int first, double step) {
    const auto plan = ask(course, "suds", "once");
    for (int i = 0; i < 4; ++i) {
      (void)course.session("2026-11-0" + std::to_string(i + 2) + "T10:00", "held");
      fill_in(course, plan, "once", local(i), static_cast<int>(std::lround(first + step * i)));
    }
    return plan;
  };
  std::vector<std::unique_ptr<Course>> others;
  for (int i = 0; i < 105; ++i) {
    others.push_back(std::make_unique<Course>(house, "Client " + std::to_string(i)));
    course_of(*others.back(), 45 + i % 11, -1.0 - (i % 7) + (i % 3) * 0.7);
  }
  const auto plan = course_of(kim, 50, 14);  // 50, 64, 78, 92: others came down
  EXPECT_FALSE(has("outside-range")) << "off by default";
  Course::expect(200,
                 house.owner().put(
                     "/api/v1/measure-settings",
                     {{"version", 0}, {"commercial", false}, {"rangeSeenHere", true}, {"noticeRead", true}}));
  const auto outside = reason(kim, "outside-range");
  ASSERT_FALSE(outside.is_null());
  EXPECT_EQ(outside.at("measure").as_string(), "SUDS");
  EXPECT_EQ(outside.at("clients"), 106);
  EXPECT_EQ(outside.at("since").as_string(), "2026-11-05T08:00:00.000000Z");
  EXPECT_TRUE(reason(*others.front(), "outside-range").is_null());
  fill_in(kim, plan, "once", "2026-11-06T09:00", 40);
  EXPECT_FALSE(has("outside-range")) << "the last score is inside again";
  Course::expect(200, house.owner().put("/api/v1/measure-settings",
                                        {{"version", 1}, {"commercial", false}, {"rangeSeenHere", false}}));
  EXPECT_TRUE(reason(*others.front(), "outside-range").is_null());
}

}  // namespace
}  // namespace intersession::caseload
