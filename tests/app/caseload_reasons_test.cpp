// Why a client stands in the caseload, asked through the real routes while the days go by.
#include <gtest/gtest.h>

#include <set>

#include "app/installation.hpp"

namespace intersession::app {
namespace {

namespace json = core::json;
using http::Method;
using namespace std::chrono_literals;

class CaseloadReasonsTest : public ::testing::TestWithParam<std::string> {
 protected:
  CaseloadReasonsTest() {
    installation.call(Method::kPut, base,
                      {{"name", "Ada"},
                       {"zone", "Europe/Oslo"},
                       {"treatmentId", treatment.text()},
                       {"treatment", {{"stage", "early"}, {"paradigms", json::array{"cognitive"}}}}});
    installation.call(Method::kPut, base + "/goals/" + goal.text(),
                      {{"treatmentId", treatment.text()}, {"text", "Say it when I mean it"}});
  }

  core::Id new_id() { return installation.random.id(installation.clock.now()); }

  void put_session(const core::Id& id, std::chrono::minutes from_now, const char* state, int version = 0) {
    const auto starts = core::to_local(installation.clock.now() + from_now, "Europe/Oslo");
    json::object body{
        {"treatmentId", treatment.text()}, {"startsAt", core::format_local(starts)}, {"state", state}};
    if (version > 0) body["version"] = version;
    installation.call(Method::kPut, base + "/sessions/" + id.text(), body);
  }

  /// Agrees work in the room that has no schedule: the activity hides how often.
  void agree_without_schedule() {
    const std::string path = base + "/assignments/" + new_id().text();
    auto found = installation.call(
        Method::kPut, path, {{"treatmentId", treatment.text()}, {"activityId", "emotion-awareness-log"}});
    found = installation.call(Method::kPost, path + "/design",
                              {{"version", found.at("version")},
                               {"goalId", goal.text()},
                               {"mechanism", "EMO"},
                               {"rationale", "To notice it as it comes"}});
    found = installation.call(
        Method::kPost, path + "/plan",
        {{"version", found.at("version")}, {"plan", json::object{{"what", "Notice one feeling"}}}});
    installation.call(Method::kPost, path + "/accept",
                      {{"version", found.at("version")},
                       {"agreementVersion", found.at("agreements").as_array().front().at("version")},
                       {"party", "both"}});
  }

  std::set<std::string> reasons() {
    const auto caseload = installation.call(Method::kGet, "/api/v1/caseload");
    std::set<std::string> kinds;
    for (const auto& reason : caseload.at("clients").as_array().front().at("reasons").as_array())
      kinds.emplace(reason.at("kind").as_string());
    return kinds;
  }
  bool not_started() { return reasons().contains("not-started"); }

  testing::Installation installation{GetParam()};
  core::Id client = new_id();
  core::Id treatment = new_id();
  core::Id goal = new_id();
  std::string base = "/api/v1/clients/" + client.text();
};

TEST_P(CaseloadReasonsTest, WorkWithoutAScheduleIsDueAtTheNextSession) {
  const auto today = new_id();
  put_session(today, 0min, "open");
  installation.clock.advance(30min);
  agree_without_schedule();
  put_session(today, -30min, "held", 1);
  put_session(new_id(), 7 * 24h, "planned");
  EXPECT_FALSE(not_started());
  for (int day = 1; day <= 6; ++day) {
    installation.clock.advance(24h);
    EXPECT_FALSE(not_started()) << "day " << day;
  }
  installation.clock.advance(25h);
  EXPECT_TRUE(not_started()) << "the next session has come, and nothing was recorded";
}

TEST_P(CaseloadReasonsTest, WithoutANextSessionItIsNotDue) {
  const auto today = new_id();
  put_session(today, 0min, "open");
  installation.clock.advance(30min);
  agree_without_schedule();
  put_session(today, -30min, "held", 1);
  for (int day = 0; day <= 10; ++day) {
    EXPECT_FALSE(not_started()) << "day " << day;
    installation.clock.advance(24h);
  }
}

TEST_P(CaseloadReasonsTest, AgreedBeforeTheSessionOfTheDayItIsForTheNext) {
  put_session(new_id(), 2h, "planned");
  agree_without_schedule();
  put_session(new_id(), 7 * 24h, "planned");
  installation.clock.advance(24h);
  EXPECT_FALSE(not_started()) << "one day after agreeing";
}

TEST_P(CaseloadReasonsTest, WithoutAnySession) {
  agree_without_schedule();
  for (int day = 0; day <= 10; ++day) {
    EXPECT_FALSE(not_started()) << "day " << day;
    installation.clock.advance(24h);
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, CaseloadReasonsTest, ::testing::ValuesIn(testing::engines()),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace intersession::app
