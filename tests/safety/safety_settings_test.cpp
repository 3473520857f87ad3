// What has to be settled before anything may ask about safety.
#include "safety/safety_settings.hpp"

#include <gtest/gtest.h>

#include "app/course.hpp"

namespace intersession::safety {
namespace {

using test::Course;
using test::Installation;
namespace json = core::json;

class SafetySettingsRoutes : public ::testing::TestWithParam<db::Engine> {
 protected:
  json::object whole(std::int64_t version = 0) {
    return {{"version", version},
            {"hours", "Weekdays 9 to 17"},
            {"lookWithinHours", 24},
            {"fallbackMemberId", house.owner().principal().member().text()},
            {"policy", "We call, then write."},
            {"reviewOn", "2026-12-01"},
            {"numbersConfirmed", true}};
  }
  Installation house{GetParam()};
  const std::string path = "/api/v1/practice/safety";
};
INTERSESSION_ON_BOTH_ENGINES(SafetySettingsRoutes);

TEST_P(SafetySettingsRoutes, EachPartIsMissedByName) {
  const auto nothing = house.owner().get(path);
  ASSERT_EQ(nothing.status, 200) << nothing;
  EXPECT_EQ(nothing.size("/missing"), 6U);
  EXPECT_FALSE(nothing.at("/ready").as_bool());
  const std::map<std::string, std::string> parts{{"hours", "hours"},
                                                 {"lookWithinHours", "look-within"},
                                                 {"fallbackMemberId", "fallback"},
                                                 {"policy", "policy"},
                                                 {"reviewOn", "review"},
                                                 {"numbersConfirmed", "numbers"}};
  std::int64_t version = 0;
  for (const auto& [member, word] : parts) {
    auto input = whole(version);
    input.erase(member);
    const auto answer = house.owner().put(path, input);
    ASSERT_EQ(answer.status, 200) << answer;
    EXPECT_EQ(answer.at("/missing"), json::value(json::array{word})) << member;
    version = answer.number("/version");
  }
  EXPECT_TRUE(house.owner().put(path, whole(version)).at("/ready").as_bool());
}

TEST_P(SafetySettingsRoutes, TheReviewDayIsTheLastOnWhichItCounts) {
  ASSERT_TRUE(house.owner().put(path, whole()).at("/ready").as_bool());
  house.at("2026-12-01T23:59");
  EXPECT_TRUE(house.owner().get(path).at("/ready").as_bool());
  house.at("2026-12-02T00:01");
  EXPECT_EQ(house.owner().get(path).at("/missing"), json::value(json::array{"review"}));
}

TEST_P(SafetySettingsRoutes, NumbersThatWereChangedAfterTheyWereTriedHaveToBeTriedAgain) {
  ASSERT_TRUE(house.owner().put(path, whole()).at("/ready").as_bool());
  auto practice = house.owner().get("/api/v1/practice");
  const json::object changed{{"version", practice.number("/version")},
                             {"name", "Harbour Practice"},
                             {"zone", "Europe/Oslo"},
                             {"noun", "homework"},
                             {"confidenceThreshold", 7},
                             {"contacts", json::array{{{"label", "Practice"}, {"phone", "555 0101"}}}},
                             {"emergency", "Call 112."}};
  ASSERT_EQ(house.owner().put("/api/v1/practice", changed).status, 200);
  const auto after = house.owner().get(path);
  EXPECT_EQ(after.at("/missing"), json::value(json::array{"numbers"}));
  EXPECT_FALSE(after.at("/numbersConfirmed").as_bool());
  EXPECT_TRUE(house.owner().put(path, whole(1)).at("/ready").as_bool()) << "tried again";
  auto renamed = changed;
  renamed["version"] = practice.number("/version") + 1;
  renamed["confidenceThreshold"] = 8;
  ASSERT_EQ(house.owner().put("/api/v1/practice", renamed).status, 200);
  EXPECT_TRUE(house.owner().get(path).at("/ready").as_bool()) << "nothing of the help page was changed";
}

TEST_P(SafetySettingsRoutes, OnlyAnOwnerSettlesAndAClientReadsOnlyWhenSomebodyLooks) {
  auto therapist = house.join("t@example.org", {access::Role::kTherapist});
  EXPECT_EQ(therapist.put(path, whole()).status, 404);
  EXPECT_EQ(therapist.get(path).status, 200);
  Course kim{house};
  EXPECT_EQ(kim.phone().get(path).status, 404);
  EXPECT_EQ(kim.phone().get("/api/v1/me/safety").find("/hours"), nullptr) << "not settled, so not promised";
  ASSERT_EQ(house.owner().put(path, whole()).status, 200);
  const auto mine = kim.phone().get("/api/v1/me/safety");
  EXPECT_EQ(mine.text("/hours"), "Weekdays 9 to 17");
  EXPECT_EQ(mine.find("/policy"), nullptr);
}

TEST_P(SafetySettingsRoutes, WhoeverStandsInMustTreatAndCannotBeDisabled) {
  auto owner_only = house.join("o@example.org", {access::Role::kOwner});
  auto input = whole();
  input["fallbackMemberId"] = owner_only.principal().member().text();
  EXPECT_EQ(house.owner().put(path, input).pointers(), std::set<std::string>{"/fallbackMemberId"});
  auto therapist = house.join("t@example.org", {access::Role::kTherapist});
  const auto member = therapist.principal().member().text();
  input["fallbackMemberId"] = member;
  ASSERT_EQ(house.owner().put(path, input).status, 200);
  const auto before = house.digest();
  EXPECT_EQ(house.owner().post("/api/v1/members/" + member + "/disable", {}).reason(), "stands-in");
  EXPECT_EQ(house.digest(), before);
  ASSERT_EQ(house.owner().put(path, whole(1)).status, 200);
  EXPECT_LT(house.owner().post("/api/v1/members/" + member + "/disable", {}).status, 300);
}

}  // namespace
}  // namespace intersession::safety
