// What an analysis reads of a practice where one record is damaged.
#include <gtest/gtest.h>

#include "app/course.hpp"
#include "insight/records_store.hpp"

namespace intersession::app {
namespace {

using test::Course;
using test::Installation;
using test::must;
namespace json = core::json;

class InsightRecords : public ::testing::TestWithParam<db::Engine> {
 protected:
  void agrees(Course& course) {
    Course::expect(
        200, house.owner().put(course.base + "/consent",
                               {{"analysis", true},
                                {"studies", json::array{}},
                                {"version", house.owner().get(course.base).number("/client/version")}}));
  }
  insight::store::Records read() {
    auto& access = house.house().access();
    return must(access.database.read([&](db::Connection& connection) {
      return insight::store::records(connection, house.owner().scope(), access.vault,
                                     measures::testing::real_instruments(), {.names = true});
    }));
  }
  Installation house{GetParam()};
};
INTERSESSION_ON_BOTH_ENGINES(InsightRecords);

TEST_P(InsightRecords, ADamagedOneIsLeftOutAndCounted) {
  Course kim(house, "Kim Berg");
  Course lee(house, "Lee Dahl");
  Course ida(house, "Ida Moen");
  Course ola(house, "Ola Vik");
  for (auto* each : {&kim, &lee, &ida}) {
    agrees(*each);
    (void)each->active();
  }
  EXPECT_EQ(read().clients.size(), 3U);
  house.tamper("UPDATE agreement SET detail = ?1 WHERE client_id = ?2", core::Bytes(64, 7), lee.client);
  house.tamper("UPDATE client SET detail = ?1 WHERE client_id = ?2", core::Bytes(64, 7), ida.client);
  const auto after = read();
  ASSERT_EQ(after.clients.size(), 1U);
  EXPECT_EQ(after.clients.front().label, "Kim Berg");
  EXPECT_EQ(after.left_out.unreadable, 2U);
  EXPECT_EQ(after.left_out.not_consenting, 1U);
  const auto frame = insight::practice_frame(after.clients, nullptr, house.clock.now());
  EXPECT_NE(insight::source_sentence(frame, after.left_out, "").find("cannot be opened"), std::string::npos);
}

}  // namespace
}  // namespace intersession::app
