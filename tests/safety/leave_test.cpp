// Nobody is away without cover.
#include "safety/leave.hpp"

#include <gtest/gtest.h>

#include "safety/alarm.hpp"

namespace intersession::safety {
namespace {

using test::Answer;
using test::Course;
using test::Installation;
using test::Person;
namespace json = core::json;

class LeaveRoutes : public ::testing::TestWithParam<db::Engine> {
 protected:
  static json::object leave(const Person& member, const Person& cover, std::string_view from = "2026-12-01",
                            std::string_view until = "2026-12-10") {
    return {{"memberId", member.principal().member().text()},
            {"coverMemberId", cover.principal().member().text()},
            {"from", from},
            {"until", until}};
  }
  static std::string path(const core::Id& id) { return "/api/v1/leaves/" + id.text(); }

  Installation house{GetParam()};
  Person ann = house.join("ann@example.org", {access::Role::kTherapist});
  Person bo = house.join("bo@example.org", {access::Role::kTherapist});
  Person cas = house.join("cas@example.org", {access::Role::kTherapist});
};
INTERSESSION_ON_BOTH_ENGINES(LeaveRoutes);

TEST_P(LeaveRoutes, OnesOwnIsSettledAndSeenByEverybodyUntilItIsOver) {
  const auto id = house.id();
  const auto saved = ann.put(path(id), leave(ann, bo));
  ASSERT_EQ(saved.status, 201) << saved;
  EXPECT_EQ(saved.number("/version"), 1);
  house.repeated([&] { return ann.put(path(id), leave(ann, bo)); }, "sent again");
  EXPECT_EQ(bo.get("/api/v1/leaves").size("/leaves"), 1U);
  auto longer = leave(ann, bo, "2026-12-01", "2026-12-12");
  EXPECT_EQ(ann.put(path(id), longer).status, 409) << "without the version that was looked at";
  longer["version"] = 1;
  EXPECT_EQ(ann.put(path(id), longer).number("/version"), 2);
  house.at("2026-12-12T23:00");
  EXPECT_EQ(bo.get("/api/v1/leaves").size("/leaves"), 1U);
  house.at("2026-12-13T01:00");
  EXPECT_EQ(bo.get("/api/v1/leaves").size("/leaves"), 0U);
}

TEST_P(LeaveRoutes, NobodySettlesAColleaguesButAnOwner) {
  const auto id = house.id();
  house.refused(404, "not-found", [&] { return bo.put(path(id), leave(ann, cas)); });
  ASSERT_EQ(house.owner().put(path(id), leave(ann, cas)).status, 201);
  house.refused(404, "not-found", [&] { return bo.post(path(id) + "/end", {}); });
  house.refused(404, "not-found", [&] { return ann.post(path(house.id()) + "/end", {}); });
  ASSERT_EQ(ann.post(path(id) + "/end", {}).status, 200);
  EXPECT_EQ(bo.get("/api/v1/leaves").size("/leaves"), 0U);
  house.repeated([&] { return ann.post(path(id) + "/end", {}); });
}

TEST_P(LeaveRoutes, WhatDoesNotFitIsNamed) {
  using Places = std::set<std::string>;
  const auto places = [&](const json::object& body) {
    return house.owner().put(path(house.id()), body).pointers();
  };
  auto owner_only = house.join("o@example.org", {access::Role::kOwner});
  EXPECT_EQ(places(leave(ann, ann)), Places{"/coverMemberId"});
  EXPECT_EQ(places(leave(ann, owner_only)), Places{"/coverMemberId"}) << "treats nobody";
  EXPECT_EQ(places(leave(ann, bo, "2026-12-05", "2026-12-04")), Places{"/until"});
  EXPECT_EQ(places(leave(ann, bo, "2026-11-01", "2026-11-23")), Places{"/until"}) << "over already";
  EXPECT_EQ(places(leave(ann, bo, "2026-12-01", "2028-01-01")), Places{"/until"});
  auto without = leave(ann, bo);
  without.erase("coverMemberId");
  EXPECT_EQ(places(without), Places{"/coverMemberId"});
  without = leave(ann, bo);
  without.erase("until");
  EXPECT_EQ(places(without), Places{"/until"});
}

TEST_P(LeaveRoutes, CoverIsThereAllTheTime) {
  ASSERT_EQ(ann.put(path(house.id()), leave(ann, bo)).status, 201);
  const auto places =
      house.owner().put(path(house.id()), leave(cas, ann, "2026-12-10", "2026-12-20")).pointers();
  EXPECT_EQ(places, std::set<std::string>{"/coverMemberId"}) << "is away on the tenth";
  house.refused(409, "stands-in",
                [&] { return bo.put(path(house.id()), leave(bo, cas, "2026-11-20", "2026-12-01")); });
  EXPECT_EQ(ann.put(path(house.id()), leave(ann, cas, "2026-12-09", "2026-12-20")).pointers(),
            std::set<std::string>{"/from"})
      << "away already";
  EXPECT_EQ(bo.put(path(house.id()), leave(bo, cas, "2026-12-11", "2026-12-20")).status, 201)
      << "the day after";
}

TEST_P(LeaveRoutes, WhoeverStandsInCannotBeDisabled) {
  const auto id = house.id();
  ASSERT_EQ(ann.put(path(id), leave(ann, bo)).status, 201);
  const auto disable = [&] {
    return house.owner().post("/api/v1/members/" + bo.principal().member().text() + "/disable", {});
  };
  house.refused(409, "stands-in", disable);
  ASSERT_EQ(ann.post(path(id) + "/end", {}).status, 200);
  EXPECT_LT(disable().status, 300);
}

TEST_P(LeaveRoutes, CoverIsShownTheAlertsOfWhoeverIsAwayAtOnce) {
  Course kim{house};  // treated by the owner, who goes away
  const test::Alarm alarm{house, kim};
  ASSERT_EQ(alarm.settle(cas.principal().member()).status, 200);
  ASSERT_EQ(alarm.assign().status, 201);
  ASSERT_EQ(house.owner().put(path(house.id()), leave(house.owner(), ann, "2026-11-24", "2026-11-24")).status,
            201);
  ASSERT_EQ(alarm.submit(house.id()).status, 201);
  EXPECT_EQ(bo.get("/api/v1/escalations").size("/escalations"), 0U);
  EXPECT_EQ(cas.get("/api/v1/escalations").size("/escalations"), 0U) << "not before its time";
  const auto waiting = ann.get("/api/v1/escalations");
  ASSERT_EQ(waiting.size("/escalations"), 1U) << waiting;
  const std::string take = "/api/v1/escalations/" + waiting.text("/escalations/0/alertId") + "/take-over";
  ASSERT_EQ(ann.post(take, {}).status, 200);
  EXPECT_EQ(ann.get("/api/v1/alerts").size("/alerts"), 1U);
  house.at("2026-11-25T00:30");
  EXPECT_EQ(bo.post(take, {}).status, 404);
}

}  // namespace
}  // namespace intersession::safety
