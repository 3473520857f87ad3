// Safety plans over the routes of the house, on both engines.
#include "safety/safety_plan.hpp"

#include <gtest/gtest.h>

#include "app/course.hpp"
#include "safety/safety_plan_store.hpp"

namespace intersession::safety {
namespace {

using test::Course;
using test::Installation;
namespace json = core::json;

class SafetyPlanRoutes : public ::testing::TestWithParam<db::Engine> {
 protected:
  static json::object plan(std::int64_t version, std::string_view sign = "I stop answering messages") {
    return {{"version", version},
            {"signs", json::array{sign}},
            {"company", json::array{json::object{{"name", "The climbing hall"}}}},
            {"people", json::array{json::object{{"name", "Ida"}, {"phone", "555 0122"}, {"note", "knows"}}}}};
  }
  Installation house{GetParam()};
  Course kim{house};
  const std::string path = kim.base + "/safety-plan";
};
INTERSESSION_ON_BOTH_ENGINES(SafetyPlanRoutes);

TEST_P(SafetyPlanRoutes, ThereIsAlwaysAPlanAtFirstEmpty) {
  const auto first = house.owner().get(path);
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(first.number("/version"), 0);
  EXPECT_EQ(first.size("/signs"), 0U);
  EXPECT_EQ(first.find("/changedAt"), nullptr);
  EXPECT_EQ(kim.phone().get("/api/v1/me/safety").number("/plan/version"), 0);
}

TEST_P(SafetyPlanRoutes, TheClientReadsWhatWasMadeTogether) {
  const auto saved = house.owner().put(path, plan(0));
  ASSERT_EQ(saved.status, 200) << saved;
  EXPECT_EQ(saved.number("/version"), 1);
  const auto mine = kim.phone().get("/api/v1/me/safety");
  ASSERT_EQ(mine.status, 200) << mine;
  EXPECT_EQ(mine.at("/plan"), saved.body);
  EXPECT_EQ(mine.text("/plan/people/0/phone"), "555 0122");
  EXPECT_EQ(mine.find("/plan/company/0/phone"), nullptr);
}

TEST_P(SafetyPlanRoutes, EveryVersionIsKeptAndAnOldOneOverwritesNothing) {
  ASSERT_EQ(house.owner().put(path, plan(0)).status, 200);
  ASSERT_EQ(house.owner().put(path, plan(1, "Two nights without sleep")).number("/version"), 2);
  const auto before = house.digest();
  EXPECT_EQ(house.owner().put(path, plan(1, "A third version")).reason(), "stale-version");
  EXPECT_EQ(house.owner().put(path, plan(2, "Two nights without sleep")).number("/version"), 2)
      << "sent again";
  EXPECT_EQ(house.digest(), before);
  EXPECT_EQ(test::must(house.database().read([](db::Connection& connection) {
              return connection.query("SELECT count(*) FROM safety_plan")[0].integer(0);
            })),
            2);
}

TEST_P(SafetyPlanRoutes, WrongPlacesAreNamedAndNothingIsWritten) {
  const auto before = house.digest();
  json::object wrong = plan(0);
  wrong["signs"] = json::array{"", 7};
  wrong["people"] =
      json::array{json::object{{"phone", "555"}}, json::object{{"name", "Ida"}, {"risk", "high"}}};
  const auto answer = house.owner().put(path, wrong);
  EXPECT_EQ(answer.status, 422) << answer;
  EXPECT_EQ(answer.pointers(),
            (std::set<std::string>{"/signs/0", "/signs/1", "/people/0/name", "/people/1/risk"}));
  EXPECT_EQ(house.digest(), before);
}

TEST_P(SafetyPlanRoutes, NobodyElseSeesIt) {
  ASSERT_EQ(house.owner().put(path, plan(0)).status, 200);
  auto other = house.join("other@example.org", {access::Role::kTherapist});
  const auto refused = other.get(path);
  const auto unknown = other.get("/api/v1/clients/" + house.id().text() + "/safety-plan");
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(refused.body, unknown.body);
  EXPECT_EQ(other.put(path, plan(1)).status, 404);
  EXPECT_EQ(kim.phone().put(path, plan(1)).status, 404) << "the client reads it, the two change it together";
  Course lee{house, "Lee Dahl"};
  EXPECT_EQ(lee.phone().get("/api/v1/me/safety").number("/plan/version"), 0);
}

TEST_P(SafetyPlanRoutes, ARowMovedToAnotherClientDoesNotOpen) {
  Course lee{house, "Lee Dahl"};
  ASSERT_EQ(house.owner().put(path, plan(0)).status, 200);
  ASSERT_EQ(house.owner().put(lee.base + "/safety-plan", plan(0, "Something else")).status, 200);
  house.tamper(
      "UPDATE safety_plan SET detail = (SELECT p.detail FROM safety_plan p WHERE p.client_id = ?1) "
      "WHERE client_id = ?2",
      kim.client, lee.client);
  EXPECT_GE(house.owner().get(lee.base + "/safety-plan").status, 500);
  EXPECT_EQ(house.owner().get(path).status, 200);
}

}  // namespace
}  // namespace intersession::safety
