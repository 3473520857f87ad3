// What was computed before is never shown to anybody who may not see it now, and never after it has changed.
#include <gtest/gtest.h>

#include "access/relation_store.hpp"
#include "app/course.hpp"

namespace intersession::caseload {
namespace {

using test::Course;
using test::Installation;
using test::Person;
namespace json = core::json;

class KeptViews : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// Twice, so that the second answer is the kept one.
  static std::size_t clients_of(Person& member) {
    (void)member.get("/api/v1/caseload");
    return member.get("/api/v1/caseload").size("/clients");
  }
  void relation(Person& member, const core::Id& client, bool open) {
    const auto id = member.principal().member();
    test::must(house.database().write(house.practice(), [&](db::Connection& connection) {
      if (open) {
        access::store::open_relation(connection, house.practice(), client, id, house.clock.now());
      } else {
        (void)access::store::end_relation(connection, house.practice(), client, id, house.clock.now());
      }
    }));
  }

  Installation house{GetParam()};
  Course kim{house};
  Course lee{house, "Lee Dahl"};
};
INTERSESSION_ON_BOTH_ENGINES(KeptViews);

TEST_P(KeptViews, OfTheCaseloadFollowWhoWorksWithWhom) {
  auto other = house.join("other@example.org", {access::Role::kTherapist});
  EXPECT_EQ(clients_of(house.owner()), 2U);
  EXPECT_EQ(clients_of(other), 0U) << "kept for a colleague is not kept for everybody";
  relation(other, kim.client, true);
  EXPECT_EQ(clients_of(other), 1U);
  EXPECT_EQ(other.get("/api/v1/caseload").text("/clients/0/clientId"), kim.client.text());
  house.clock.advance(std::chrono::seconds{1});
  relation(other, kim.client, false);
  EXPECT_EQ(clients_of(other), 0U) << "from the next request on";
  EXPECT_EQ(clients_of(house.owner()), 2U);
}

TEST_P(KeptViews, OfTodayBelongToOnePhone) {
  const auto of_kim = kim.phone().get("/api/v1/me/today");
  const auto of_lee = lee.phone().get("/api/v1/me/today");
  EXPECT_EQ(of_kim.text("/name"), "Kim");
  EXPECT_EQ(of_lee.text("/name"), "Lee");
  EXPECT_EQ(kim.phone().get("/api/v1/me/today").body, of_kim.body);
  EXPECT_EQ(lee.phone().get("/api/v1/me/today").body, of_lee.body);
  EXPECT_EQ(house.owner().get("/api/v1/me/today").status, 404);
}

TEST_P(KeptViews, OfTodayChangeWithTheRecord) {
  (void)kim.phone().get("/api/v1/me/today");
  const auto client = house.owner().get(kim.base);
  ASSERT_EQ(house.owner()
                .put(kim.base, {{"version", client.number("/client/version")},
                                {"name", "Kim Berg"},
                                {"callName", "Kimmy"},
                                {"zone", "Europe/Oslo"},
                                {"treatmentId", kim.treatment.text()},
                                {"treatment", json::object{{"stage", "early"},
                                                           {"paradigms", json::array{"behavioural"}},
                                                           {"mechanisms", json::array{"BA"}}}}})
                .status,
            200);
  EXPECT_EQ(kim.phone().get("/api/v1/me/today").text("/name"), "Kimmy");
}

TEST_P(KeptViews, EndWithTheKeyOfTheClient) {
  EXPECT_EQ(clients_of(house.owner()), 2U);
  ASSERT_EQ(kim.phone().get("/api/v1/me/today").status, 200);
  test::must(house.vault().erase_client(house.practice(), kim.client));
  EXPECT_NE(kim.phone().get("/api/v1/me/today").status, 200) << "an erased record is not shown from memory";
  const auto caseload = house.owner().get("/api/v1/caseload");
  EXPECT_EQ(core::to_json(caseload.body).find("Kim"), std::string::npos);
}

}  // namespace
}  // namespace intersession::caseload
