// What the process sweeps by itself: sign-in sessions, throttles, keys without a client.
#include "app/housekeeper.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "access/sign_in.hpp"
#include "app/installation.hpp"

namespace intersession::app {
namespace {

using namespace std::chrono_literals;

class HousekeeperTest : public ::testing::TestWithParam<std::string> {
 protected:
  std::int64_t rows(const std::string& table) {
    return testing::must(installation.data->read([&](db::Connection& connection) {
      return connection.query_one("SELECT count(*) FROM " + table)->integer(0);
    }));
  }
  access::Access& access() { return installation.house.access(); }
  void wrong_password() {
    EXPECT_FALSE(access::sign_in(access(), {"owner@example.org", "not the right one", "192.0.2.1", "", ""}));
  }

  testing::Installation installation{GetParam()};
};

TEST_P(HousekeeperTest, SweepsWhatDiedOfAgeAndNothingElse) {
  wrong_password();
  ASSERT_EQ(rows("sign_in"), 1);
  const auto tries = rows("throttle");
  ASSERT_GT(tries, 0);
  EXPECT_EQ(testing::must(sweep(access())), Swept{}) << "everything is in use";

  installation.clock.advance(16min);
  EXPECT_EQ(testing::must(sweep(access())), (Swept{{1, 0}, 0}))
      << "a member's session is idle after 15 minutes";
  EXPECT_EQ(rows("sign_in"), 0);
  EXPECT_EQ(rows("throttle"), tries);

  installation.clock.advance(access::kThrottleMemory);
  EXPECT_EQ(testing::must(sweep(access())), (Swept{{0, tries}, 0}));
  EXPECT_EQ(rows("throttle"), 0);
}

TEST_P(HousekeeperTest, SweepsTheKeyOfAClientThatNeverCame) {
  const auto practice = installation.owner.principal.practice();
  const auto orphan = installation.random.id(installation.clock.now());
  testing::must(installation.vault->create_client(practice, orphan));
  installation.clock.advance(1h);
  const auto client = installation.random.id(installation.clock.now());
  installation.call(http::Method::kPut, "/api/v1/clients/" + client.text(),
                    {{"name", "Ada"},
                     {"zone", "Europe/Oslo"},
                     {"treatment", {{"stage", "early"}, {"paradigms", core::json::array{"cognitive"}}}}});
  installation.clock.advance(kOrphanGrace);
  EXPECT_EQ(testing::must(sweep(access())).keys, 1U);
  EXPECT_EQ(installation.vault->client_key(practice, orphan).error().reason, "no-key");
  EXPECT_TRUE(installation.vault->client_key(practice, client));
}

TEST_P(HousekeeperTest, TheThreadSweepsAtItsStartAndAgain) {
  installation.clock.advance(16min);
  const auto wait_for_none = [&] {
    for (int i = 0; i < 1000 and rows("sign_in") > 0; ++i) std::this_thread::sleep_for(5ms);
    return rows("sign_in");
  };
  const Housekeeper housekeeper(
      access(), [](const core::Error& error) { ADD_FAILURE() << error.message; }, 5ms);
  EXPECT_EQ(wait_for_none(), 0);
  const auto practice = installation.owner.principal.practice();
  testing::must(installation.data->write(practice, [&](db::Connection& connection) {
    core::SystemRandom random;
    (void)access().sign_ins.begin(connection, practice, installation.owner.principal.account(), random,
                                  installation.clock.now() - 15min);
  }));
  EXPECT_EQ(wait_for_none(), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, HousekeeperTest, ::testing::ValuesIn(testing::engines()),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace intersession::app
