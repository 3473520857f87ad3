// The client confirms having read that nobody watches round the clock.
#include <gtest/gtest.h>

#include "app/course.hpp"

namespace intersession::safety {
namespace {

using test::Course;
using test::Installation;

class StatementRoutes : public ::testing::TestWithParam<db::Engine> {};
INTERSESSION_ON_BOTH_ENGINES(StatementRoutes);

TEST_P(StatementRoutes, IsKeptWithItsTimeForThisClientAlone) {
  Installation house{GetParam()};
  Course kim{house};
  Course bo{house, "Bo Lie"};
  EXPECT_EQ(kim.phone().get("/api/v1/me/safety").find("/statementConfirmedAt"), nullptr);
  const auto confirmed = kim.phone().post("/api/v1/me/safety/statement", {});
  ASSERT_EQ(confirmed.status, 200) << confirmed;
  EXPECT_EQ(confirmed.text("/confirmedAt"), "2026-11-24T09:00:00.000000Z");
  EXPECT_EQ(kim.phone().get("/api/v1/me/safety").text("/statementConfirmedAt"),
            "2026-11-24T09:00:00.000000Z");
  EXPECT_EQ(bo.phone().get("/api/v1/me/safety").find("/statementConfirmedAt"), nullptr);
  EXPECT_EQ(house.owner().post("/api/v1/me/safety/statement", {}).status, 404);
  house.clock.advance(std::chrono::days{91});
  EXPECT_EQ(kim.phone().post("/api/v1/me/safety/statement", {}).text("/confirmedAt"),
            "2027-02-23T09:00:00.000000Z");
}

}  // namespace
}  // namespace intersession::safety
