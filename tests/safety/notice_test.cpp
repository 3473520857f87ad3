// From an alert to the people who are told: each once, none lost, and never more said than is known.
#include "safety/notice.hpp"

#include <gtest/gtest.h>

#include "access/audit.hpp"
#include "safety/alarm.hpp"

namespace intersession::safety {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::Answer;
using test::Course;
using test::Installation;
using test::Person;
namespace json = core::json;

class Notices : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    ASSERT_EQ(alarm.settle(stand_in.principal().member()).status, 200);
    ASSERT_EQ(alarm.assign().status, 201);
  }
  core::Result<void> take(const messaging::Mail& mail) {
    if (broken) return core::fail(core::ErrorCode::kUnavailable, "Nobody listens.", "connection");
    mails.push_back(mail);
    if (says_nothing)
      return core::fail(core::ErrorCode::kUnavailable, "Gone before its answer.", "connection");
    return {};
  }
  /// Does everything that is due, as the running process does.
  void work() {
    jobs::Outbox outbox(house.database(), house.clock, house.id(), kNoticePolicy);
    jobs::Runner runner(outbox, house.house().job_handlers());
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(runner.run_due());
  }
  std::vector<std::string> told() const {
    std::vector<std::string> addresses;
    for (const auto& mail : mails) addresses.push_back(mail.to);
    return addresses;
  }
  Answer timeline() {
    const auto alerts = alarm.alerts();
    return house.owner().get(kim.base + "/alerts/" + alerts.text("/alerts/0/alertId") + "/timeline");
  }
  Answer acknowledge() {
    const auto alerts = alarm.alerts();
    return house.owner().post(kim.base + "/alerts/" + alerts.text("/alerts/0/alertId") + "/acknowledge",
                              {{"action", "spoke"}, {"note", "Called at once; comes tomorrow at 9"}});
  }
  std::string delivery() { return stand_in.get("/api/v1/practice/delivery").text("/mail"); }

  std::vector<messaging::Mail> mails;
  bool broken = false;
  bool says_nothing = false;
  Installation house{GetParam(), "2026-11-24T09:00:00Z",
                     [this](const messaging::Mail& mail) { return take(mail); }};
  Person stand_in = house.join("standin@example.org", {access::Role::kTherapist});
  Person second_owner = house.join("second@example.org", {access::Role::kOwner});
  Course kim{house};
  const test::Alarm alarm{house, kim};
};
INTERSESSION_ON_BOTH_ENGINES(Notices);
using Addresses = std::vector<std::string>;

TEST_P(Notices, OneMessageWithoutContentGoesToWhoeverIsOnDuty) {
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  EXPECT_TRUE(mails.empty()) << "not before the answer is kept";
  EXPECT_EQ(timeline().text("/notices/0/outcome"), "waiting");
  house.clock.advance(minutes{2});
  work();
  work();
  ASSERT_EQ(told(), Addresses{"owner@example.org"});
  const auto& mail = mails.front();
  for (const char* word : {"Kim", "Berg", "Olivia", "Harbour", "PHQ", "alert", "client", "answer that"}) {
    EXPECT_EQ(mail.subject.find(word), std::string::npos) << word;
    EXPECT_EQ(mail.text.find(word), std::string::npos) << word;
  }
  EXPECT_NE(mail.text.find("http://127.0.0.1:8080/clinic/\n"), std::string::npos);
  const auto seen = timeline();
  EXPECT_EQ(seen.text("/notices/0/outcome"), "sent");
  EXPECT_EQ(seen.text("/notices/0/settledAt"), "2026-11-24T09:02:00.000000Z");
  EXPECT_EQ(seen.text("/notices/0/name"), "Olivia Owner");
  EXPECT_EQ(delivery(), "fine");
}

TEST_P(Notices, TwoMessagesDifferInNothingButTheirId) {
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  Course other{house, "Bo Lie"};
  const test::Alarm second{house, other};
  ASSERT_EQ(second.assign().status, 201);
  ASSERT_EQ(second.submit(house.id()).status, 201);
  work();
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_EQ(mails[0].text, mails[1].text);
  EXPECT_EQ(mails[0].subject, mails[1].subject);
  EXPECT_NE(mails[0].id, mails[1].id);
  EXPECT_EQ(mails[0].id.size(), mails[1].id.size());
}

TEST_P(Notices, StepsFollowUntilSomebodySaysWhatWasDoneAndEachOnce) {
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  work();
  house.clock.advance(hours{24} - minutes{1});
  work();
  EXPECT_EQ(told(), Addresses{"owner@example.org"});
  house.clock.advance(minutes{1});
  work();
  work();
  EXPECT_EQ(told(), (Addresses{"owner@example.org", "standin@example.org"}));
  house.clock.advance(hours{24});
  work();
  auto all = told();
  std::ranges::sort(all);
  EXPECT_EQ(
      all, (Addresses{"owner@example.org", "owner@example.org", "second@example.org", "standin@example.org"}))
      << "both owners, one of whom was told as the therapist";
  house.clock.advance(hours{24 * 30});
  work();
  EXPECT_EQ(mails.size(), 4U);
}

TEST_P(Notices, NothingLeavesOnceSomebodyHasSaidWhatWasDone) {
  broken = true;
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  work();
  ASSERT_EQ(acknowledge().status, 200);
  broken = false;
  house.clock.advance(hours{1});
  work();
  EXPECT_TRUE(mails.empty());
  const auto seen = timeline();
  EXPECT_EQ(seen.text("/notices/0/outcome"), "not-needed");
  house.clock.advance(hours{72});
  work();
  EXPECT_TRUE(mails.empty());
  EXPECT_EQ(timeline().size("/notices"), 1U);
  EXPECT_EQ(delivery(), "fine");
}

TEST_P(Notices, AMessageThatCannotLeaveIsSaidAfterAQuarterOfAnHour) {
  broken = true;
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  work();
  house.clock.advance(minutes{15} - std::chrono::seconds{1});
  work();
  EXPECT_EQ(delivery(), "fine");
  house.clock.advance(std::chrono::seconds{1});
  EXPECT_EQ(delivery(), "stuck");
  const auto seen = house.owner().get("/api/v1/practice/delivery");
  EXPECT_EQ(seen.number("/waiting"), 1);
  EXPECT_EQ(seen.text("/since"), "2026-11-24T09:00:00.000000Z");
  EXPECT_EQ(kim.phone().get("/api/v1/practice/delivery").status, 404);
  broken = false;
  house.clock.advance(minutes{10});
  work();
  EXPECT_EQ(told(), Addresses{"owner@example.org"});
  EXPECT_EQ(delivery(), "fine");
}

TEST_P(Notices, AMessageWhoseAnswerWasLostComesAgainWithTheSameId) {
  says_nothing = true;
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  work();
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(timeline().text("/notices/0/outcome"), "waiting") << "it is not known that it left";
  says_nothing = false;
  house.clock.advance(minutes{1});
  work();
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_EQ(mails[0].id, mails[1].id);
  EXPECT_EQ(timeline().text("/notices/0/outcome"), "sent");
}

TEST_P(Notices, OfWhatCanBeLookedAtInItsTurnWaitForTheHours) {
  const json::object weekdays{
      {"openDays", json::array{"MO", "TU", "WE", "TH", "FR"}}, {"openFrom", "09:00"}, {"openUntil", "17:00"}};
  ASSERT_EQ(alarm.settle(stand_in.principal().member(), weekdays).status, 200);
  house.at("2026-11-27T22:00");  // a Friday
  const test::Alarm quiet{house, kim};
  ASSERT_EQ(quiet.assign("k6").status, 201);
  const auto answer = quiet.submit(house.id(), "a4", "q2");
  ASSERT_EQ(answer.status, 201) << answer;
  ASSERT_EQ(alarm.alerts().size("/alerts"), 1U) << "in the app at once";
  work();
  house.at("2026-11-30T08:59");
  work();
  EXPECT_TRUE(mails.empty());
  house.at("2026-11-30T09:00");
  work();
  EXPECT_EQ(told(), Addresses{"owner@example.org"});
  house.at("2026-11-30T09:59");
  work();
  EXPECT_EQ(mails.size(), 1U) << "whoever looks first has an hour";
  house.at("2026-11-30T10:00");
  work();
  EXPECT_EQ(mails.size(), 2U);
}

TEST_P(Notices, OfAQuestionAboutSelfHarmLeaveAtNightToo) {
  ASSERT_EQ(alarm
                .settle(stand_in.principal().member(),
                        {{"openDays", json::array{"MO"}}, {"openFrom", "09:00"}, {"openUntil", "17:00"}})
                .status,
            200);
  house.at("2026-11-28T03:00");
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  work();
  EXPECT_EQ(told(), Addresses{"owner@example.org"});
}

TEST_P(Notices, GoToTheCoverOfWhoeverIsAwayAndToNobodyElse) {
  auto cover = house.join("cover@example.org", {access::Role::kTherapist});
  const json::object leave{{"memberId", house.owner().principal().member().text()},
                           {"coverMemberId", cover.principal().member().text()},
                           {"from", "2026-11-25"},
                           {"until", "2026-11-26"}};
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  work();
  ASSERT_EQ(house.owner().put("/api/v1/leaves/" + house.id().text(), leave).status, 201);
  work();
  EXPECT_EQ(told(), Addresses{"owner@example.org"}) << "still there today";
  house.at("2026-11-25T00:00");
  work();
  EXPECT_EQ(told(), (Addresses{"owner@example.org", "cover@example.org"})) << "open when the leave began";
  ASSERT_EQ(acknowledge().status, 200);
  house.at("2026-11-26T10:00");
  mails.clear();
  const test::Alarm later{house, kim};  // the same time answered twice makes no second alert
  ASSERT_EQ(later.assign().status, 201);
  ASSERT_EQ(later.submit(house.id()).status, 201);
  work();
  EXPECT_EQ(told(), Addresses{"cover@example.org"}) << "came during the leave";
}

TEST_P(Notices, GoToWhoeverStandsInAtOnceWhereNobodyElseIsThere) {
  auto ann = house.join("ann@example.org", {access::Role::kTherapist});
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  work();
  mails.clear();
  // The practice's founder treats this client and leaves; another owner stays.
  const auto left =
      second_owner.post("/api/v1/members/" + house.owner().principal().member().text() + "/disable", {});
  ASSERT_LT(left.status, 300) << left;
  work();
  EXPECT_EQ(told(), Addresses{"standin@example.org"});
  EXPECT_EQ(stand_in.get("/api/v1/escalations").size("/escalations"), 1U);
  EXPECT_EQ(ann.get("/api/v1/escalations").size("/escalations"), 0U);
}

TEST_P(Notices, FollowTimesThatAreSettledAnew) {
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  work();
  ASSERT_EQ(alarm.settle(stand_in.principal().member(), {{"lookWithinHours", 2}}).status, 200);
  house.clock.advance(hours{2});
  work();
  EXPECT_EQ(told(), (Addresses{"owner@example.org", "standin@example.org"})) << "shorter";
  ASSERT_EQ(alarm.settle(stand_in.principal().member(), {{"lookWithinHours", 100}}).status, 200);
  house.clock.advance(hours{150});
  work();
  EXPECT_EQ(mails.size(), 2U) << "longer: the owners after twice the time";
  house.clock.advance(hours{48});
  work();
  EXPECT_EQ(mails.size(), 4U);
}

TEST_P(Notices, TheTimelineIsInTheChainAndShowsAChange) {
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  work();
  const auto alerts = alarm.alerts();
  const auto path = kim.base + "/alerts/" + alerts.text("/alerts/0/alertId");
  ASSERT_EQ(house.owner().post(path + "/open", {}).status, 200);
  ASSERT_EQ(acknowledge().status, 200);
  const auto seen = house.owner().get(path + "/timeline");
  ASSERT_EQ(seen.status, 200) << seen;
  std::vector<std::string> actions;
  for (const auto& each : seen.at("/chain").as_array()) actions.emplace_back(each.at("action").as_string());
  EXPECT_EQ(actions, (std::vector<std::string>{"alert.raise", "alert.tell", "alert.mail-sent", "alert.open",
                                               "alert.acknowledge"}));
  EXPECT_TRUE(seen.at("/chain/0/bound").as_bool());
  EXPECT_TRUE(seen.at("/chain/4/bound").as_bool());
  EXPECT_EQ(seen.text("/chain/3/by"), "Olivia Owner");
  EXPECT_EQ(seen.text("/acknowledgedBy"), "Olivia Owner");
  EXPECT_EQ(seen.text("/alert/acknowledgement/note"), "Called at once; comes tomorrow at 9");
  EXPECT_TRUE(test::must(access::verify_audit(house.database(), house.practice())).whole());
  EXPECT_EQ(stand_in.get(path + "/timeline").status, 404);
  EXPECT_EQ(kim.phone().get(path + "/timeline").status, 404);

  // Somebody with the database puts another acknowledgement in its place: sealed under the same key.
  const auto id = *core::Id::parse(alerts.text("/alerts/0/alertId"));
  house.tamper("UPDATE alert SET acknowledgement = detail WHERE alert_id = ?1", id);
  EXPECT_GE(house.owner().get(path + "/timeline").status, 500);
}

TEST_P(Notices, SentAgainMakesNobodyTold) {
  const auto id = house.id();
  ASSERT_EQ(alarm.submit(id).status, 201);
  house.clock.advance(hours{1});
  ASSERT_EQ(alarm.submit(id).status, 200);
  work();
  EXPECT_EQ(mails.size(), 1U);
}

class NoMail : public ::testing::TestWithParam<db::Engine> {};
INTERSESSION_ON_BOTH_ENGINES(NoMail);

TEST_P(NoMail, IsSaidAndEverythingIsInTheApp) {
  Installation house{GetParam()};
  Course kim{house};
  const test::Alarm alarm{house, kim};
  ASSERT_EQ(alarm.settle().status, 200);
  ASSERT_EQ(alarm.assign().status, 201);
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  EXPECT_EQ(house.owner().get("/api/v1/practice/delivery").text("/mail"), "off");
  const auto alerts = alarm.alerts();
  const auto seen = house.owner().get(kim.base + "/alerts/" + alerts.text("/alerts/0/alertId") + "/timeline");
  EXPECT_EQ(seen.text("/notices/0/channel"), "app");
  EXPECT_EQ(seen.text("/notices/0/outcome"), "shown");
  house.clock.advance(hours{24});
  EXPECT_EQ(house.owner().get("/api/v1/practice/delivery").text("/mail"), "off");
}

}  // namespace
}  // namespace intersession::safety
