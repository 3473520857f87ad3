// Alerts: who is shown what when, and what alone ends them.
#include "safety/alert.hpp"

#include <gtest/gtest.h>

#include "app/course.hpp"
#include "safety/alert_store.hpp"

namespace intersession::safety {
namespace {

using std::chrono::hours;
using test::Answer;
using test::Course;
using test::Installation;
using test::Person;
namespace json = core::json;

constexpr core::Instant kArrived{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};

TEST(Escalation, FollowsThePracticesOwnTimes) {
  const auto at = [](int look_within, core::Instant now) {
    return escalation_at(alert_times(kArrived, hours{look_within}, {}, "Europe/Oslo", true), now);
  };
  constexpr std::chrono::microseconds kTick{1};
  EXPECT_EQ(at(48, kArrived), Escalation::kTherapist);
  EXPECT_EQ(at(48, kArrived + hours{48} - kTick), Escalation::kTherapist);
  EXPECT_EQ(at(48, kArrived + hours{48}), Escalation::kFallback);
  EXPECT_EQ(at(48, kArrived + hours{96} - kTick), Escalation::kFallback);
  EXPECT_EQ(at(48, kArrived + hours{96}), Escalation::kOwner);
  EXPECT_EQ(at(0, kArrived), Escalation::kOwner) << "nothing settled: nobody is known to look";
}

class AlertRoutes : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// As the room that keeps the answer does it: inside the write of the answer, by the client's phone.
  Answer raise(const core::Id& answer, const std::string& item = "q9") {
    const Alert alert{.id = house.id(),
                      .client = kim.client,
                      .answer = answer,
                      .item = item,
                      .given_at = house.clock.now() - hours{3},
                      .received_at = house.clock.now(),
                      .reason = {.measure = "A questionnaire",
                                 .question = "Its ninth question",
                                 .answer = "More than half the days",
                                 .rule = "q9 at least 1"}};
    raised = test::must(house.write(kim.phone(), kim.client,
                                    [&](db::Connection& connection, const access::ClientAccess& access) {
                                      return store::raise(connection, access, *house.key(kim.client), alert);
                                    }));
    return kim.therapist().get("/api/v1/alerts");
  }
  Answer settle(const core::Id& fallback) {
    return house.owner().put("/api/v1/practice/safety", {{"version", 0},
                                                         {"hours", "Weekdays 9 to 17"},
                                                         {"lookWithinHours", 24},
                                                         {"fallbackMemberId", fallback.text()},
                                                         {"policy", "We call, then write."},
                                                         {"reviewOn", "2027-05-01"},
                                                         {"numbersConfirmed", true}});
  }
  std::string path(const Answer& alerts) const {
    return kim.base + "/alerts/" + alerts.text("/alerts/0/alertId");
  }
  static json::object done(std::string_view note = "Called at once; comes tomorrow at 9") {
    return {{"action", "spoke"}, {"note", note}};
  }

  Installation house{GetParam()};
  Course kim{house};
  bool raised = false;
};
INTERSESSION_ON_BOTH_ENGINES(AlertRoutes);

TEST_P(AlertRoutes, TheTherapistSeesTheAnswerWithBothTimesAndNoLevel) {
  const auto alerts = raise(house.id());
  ASSERT_EQ(alerts.size("/alerts"), 1U) << alerts;
  const auto& alert = alerts.at("/alerts/0").as_object();
  std::set<std::string> keys;
  for (const auto& each : alert) keys.emplace(each.key());
  EXPECT_EQ(keys, (std::set<std::string>{"alertId", "clientId", "clientName", "measure", "question", "answer",
                                         "rule", "givenAt", "receivedAt", "escalation"}));
  EXPECT_EQ(alerts.text("/alerts/0/answer"), "More than half the days");
  EXPECT_NE(alerts.text("/alerts/0/givenAt"), alerts.text("/alerts/0/receivedAt"));
}

TEST_P(AlertRoutes, TheSameAnswerSentAgainMakesNoSecondAlert) {
  const auto answer = house.id();
  raise(answer);
  EXPECT_TRUE(raised);
  EXPECT_EQ(raise(answer).size("/alerts"), 1U);
  EXPECT_FALSE(raised);
  EXPECT_EQ(raise(answer, "q10").size("/alerts"), 2U) << "another item of the same answer";
  EXPECT_EQ(raise(house.id()).size("/alerts"), 3U) << "another answer";
}

TEST_P(AlertRoutes, OpeningEndsNothingOnlySayingWhatWasDoneDoes) {
  const auto alerts = raise(house.id());
  const auto opened = kim.therapist().post(path(alerts) + "/open", {});
  ASSERT_EQ(opened.status, 200) << opened;
  const std::string when = opened.text("/openedAt");
  house.clock.advance(hours{1});
  EXPECT_EQ(kim.therapist().post(path(alerts) + "/open", {}).text("/openedAt"), when)
      << "the first time counts";
  EXPECT_EQ(kim.therapist().get("/api/v1/alerts").find("/alerts/0/acknowledgement"), nullptr);

  EXPECT_EQ(kim.therapist().post(path(alerts) + "/acknowledge", json::object{{"action", "spoke"}}).pointers(),
            std::set<std::string>{"/note"});
  const auto saved = kim.therapist().post(path(alerts) + "/acknowledge", done());
  ASSERT_EQ(saved.status, 200) << saved;
  EXPECT_EQ(saved.text("/acknowledgement/action"), "spoke");
  EXPECT_EQ(saved.find("/escalation"), nullptr);
  EXPECT_EQ(kim.therapist().post(path(alerts) + "/acknowledge", done()).status, 200) << "sent again";
  EXPECT_EQ(kim.therapist().post(path(alerts) + "/acknowledge", done("Something else")).reason(),
            "already-acknowledged");
}

TEST_P(AlertRoutes, NeitherAClientNorAColleagueSeesIt) {
  const auto alerts = raise(house.id());
  auto other = house.join("other@example.org", {access::Role::kTherapist});
  EXPECT_EQ(other.get("/api/v1/alerts").size("/alerts"), 0U);
  EXPECT_EQ(other.post(path(alerts) + "/acknowledge", done()).status, 404);
  EXPECT_EQ(kim.phone().get("/api/v1/alerts").status, 404);
  EXPECT_EQ(kim.phone().post(path(alerts) + "/acknowledge", done()).status, 404);
}

TEST_P(AlertRoutes, WhatNobodyTookCareOfGoesToWhoeverStandsInWithoutWhatItSays) {
  auto stand_in = house.join("standin@example.org", {access::Role::kTherapist});
  ASSERT_EQ(settle(stand_in.principal().member()).status, 200);
  const auto alerts = raise(house.id());
  EXPECT_EQ(stand_in.get("/api/v1/escalations").size("/escalations"), 0U);
  const std::string take = "/api/v1/escalations/" + alerts.text("/alerts/0/alertId") + "/take-over";
  EXPECT_EQ(stand_in.post(take, {}).status, 404) << "not before its time";

  house.clock.advance(hours{24});
  const auto waiting = stand_in.get("/api/v1/escalations");
  ASSERT_EQ(waiting.size("/escalations"), 1U) << waiting;
  EXPECT_EQ(waiting.at("/escalations/0").as_object().size(), 3U) << "id, time, therapists; nothing else";
  EXPECT_EQ(stand_in.get("/api/v1/alerts").size("/alerts"), 0U);

  const auto taken = stand_in.post(take, {});
  ASSERT_EQ(taken.status, 200) << taken;
  EXPECT_EQ(stand_in.get("/api/v1/alerts").size("/alerts"), 1U);
  EXPECT_EQ(stand_in.get("/api/v1/escalations").size("/escalations"), 0U) << "among the own ones now";
  EXPECT_EQ(stand_in.post(path(alerts) + "/acknowledge", done()).status, 200);

  house.clock.advance(std::chrono::days{7});
  EXPECT_EQ(stand_in.get(kim.base).status, 404) << "standing in has ended";
}

TEST_P(AlertRoutes, NobodyElseCanTakeOver) {
  auto stand_in = house.join("standin@example.org", {access::Role::kTherapist});
  auto other = house.join("other@example.org", {access::Role::kTherapist});
  ASSERT_EQ(settle(stand_in.principal().member()).status, 200);
  const auto alerts = raise(house.id());
  house.clock.advance(hours{24 * 30});
  EXPECT_EQ(other.get("/api/v1/escalations").size("/escalations"), 0U);
  const auto before = house.digest();
  EXPECT_EQ(other.post("/api/v1/escalations/" + alerts.text("/alerts/0/alertId") + "/take-over", {}).status,
            404);
  EXPECT_EQ(house.digest(), before);
  EXPECT_EQ(other.get(kim.base).status, 404);
}

TEST_P(AlertRoutes, AnOwnerWhoDoesNotTreatLearnsThatItWaitsAfterTwiceTheTime) {
  auto stand_in = house.join("standin@example.org", {access::Role::kTherapist});
  auto owner = house.join("second-owner@example.org", {access::Role::kOwner});
  ASSERT_EQ(settle(stand_in.principal().member()).status, 200);
  const auto alerts = raise(house.id());
  house.clock.advance(hours{47});
  EXPECT_EQ(owner.get("/api/v1/escalations").size("/escalations"), 0U);
  house.clock.advance(hours{1});
  EXPECT_EQ(owner.get("/api/v1/escalations").size("/escalations"), 1U);
  EXPECT_EQ(owner.post("/api/v1/escalations/" + alerts.text("/alerts/0/alertId") + "/take-over", {}).status,
            404);
}

}  // namespace
}  // namespace intersession::safety
