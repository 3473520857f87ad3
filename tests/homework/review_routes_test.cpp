// Looking at an assignment together, through the routes: decisions, what follows, and what must be looked at
// first.
#include <gtest/gtest.h>

#include "app/course.hpp"

namespace intersession::homework {
namespace {

using test::Answer;
using test::Course;
using test::daily_plan;
using test::Installation;
namespace json = core::json;
using Set = std::set<std::string>;

class ReviewRoutes : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// Opens a session at a wall-clock time of Oslo and goes there.
  core::Id begin_session(std::string_view local) {
    house.at(local);
    return kim.session(local, "open");
  }
  static json::object once(std::string_view day) {
    json::object plan = daily_plan(day);
    plan["recurrence"] = json::object{{"freq", "ONCE"}, {"start", day}};
    return plan;
  }

  Installation house{GetParam()};
  Course kim{house};
};
INTERSESSION_ON_BOTH_ENGINES(ReviewRoutes);

TEST_P(ReviewRoutes, ContinueReturnsToActiveAndKeepsWhatWasSaid) {
  const auto id = kim.in_state(State::kReported);
  const auto session = kim.session("2026-11-24T10:00", "open");
  house.clock.advance(std::chrono::minutes{3});
  const auto answer = kim.review(id, "continue",
                                 {{"sessionId", session.text()},
                                  {"quantity", 3},
                                  {"quality", 2},
                                  {"difficulty", 4},
                                  {"obstacles", json::array{"forgot", "no-time"}},
                                  {"notDoneReason", "A cold"},
                                  {"learning", "Starting is the hard part"},
                                  {"adverse", "yes"},
                                  {"adverseNote", "Slept badly once"},
                                  {"note", "Ask about sleep"}});
  ASSERT_EQ(answer.status, 200) << answer;
  EXPECT_EQ(answer.text("/state"), "active");
  EXPECT_EQ(answer.size("/reviews"), 1U);
  EXPECT_EQ(answer.number("/reviews/0/quantity"), 3);
  EXPECT_EQ(answer.text("/reviews/0/obstacles/1"), "no-time");
  EXPECT_EQ(answer.text("/reviews/0/adverseNote"), "Slept badly once");
  EXPECT_EQ(answer.text("/reviews/0/decision"), "continue");
  EXPECT_EQ(answer.text("/reviews/0/at"), core::format_instant(house.clock.now()));
  EXPECT_EQ(answer.text("/reviews/0/sessionId"), session.text());
  EXPECT_EQ(answer.size("/agreements"), 1U);
  EXPECT_EQ(answer.find("/supersededBy"), nullptr);

  // A second round is a second review; the newest stands first and the first is kept.
  Course::expect(200, kim.event(id, "report"));
  house.clock.advance(std::chrono::hours{1});
  const auto again = kim.review(id, "retire", {{"learning", "I can do it alone"}});
  EXPECT_EQ(again.text("/state"), "retired");
  ASSERT_EQ(again.size("/reviews"), 2U);
  EXPECT_EQ(again.text("/reviews/0/learning"), "I can do it alone");
  EXPECT_EQ(again.text("/reviews/1/learning"), "Starting is the hard part");
  EXPECT_EQ(kim.phone().get(Course::my_path(id)).text("/learning"), "I can do it alone");
}

TEST_P(ReviewRoutes, StepsMakeASuccessorWithTheDesignAndWithoutAgreement) {
  for (const char* decision : {"stepUp", "stepDown", "change"}) {
    const auto id = kim.in_state(State::kReported);
    const auto next = house.id();
    const auto answer =
        kim.review(id, decision, {{"successorId", next.text()}, {"successorVariantId", "five-minutes"}});
    ASSERT_EQ(answer.status, 200) << answer;
    EXPECT_EQ(answer.text("/state"), "superseded") << decision;
    EXPECT_EQ(answer.text("/supersededBy"), next.text());
    const auto successor = kim.look(next);
    ASSERT_EQ(successor.status, 200) << successor;
    EXPECT_EQ(successor.text("/state"), "designed") << decision << ": the activity is the same";
    EXPECT_EQ(successor.text("/supersedes"), id.text());
    EXPECT_EQ(successor.text("/variantId"), "five-minutes");
    EXPECT_EQ(successor.text("/design/goalId"), kim.goal.text());
    EXPECT_EQ(successor.size("/agreements"), 0U) << "it is planned and agreed afresh";
    Course::expect(200, kim.plan(next, daily_plan()));
    EXPECT_EQ(kim.accept(next, "both").text("/state"), "active");
    // What was recorded for the old one can still arrive, and stays there.
    (void)kim.record(id);
    EXPECT_EQ(kim.look(id).size("/entries"), 1U);
    EXPECT_EQ(kim.look(next).size("/entries"), 0U);
  }
}

TEST_P(ReviewRoutes, AChangeOfActivityStartsFromTheProposal) {
  const auto id = kim.in_state(State::kReported);
  const auto next = house.id();
  Course::expect(200, kim.review(id, "change",
                                 {{"successorId", next.text()}, {"successorActivityId", "thought-record"}}));
  const auto successor = kim.look(next);
  EXPECT_EQ(successor.text("/state"), "proposed");
  EXPECT_EQ(successor.text("/activityId"), "thought-record");
  EXPECT_EQ(successor.find("/design"), nullptr);
}

TEST_P(ReviewRoutes, AReviewThatCannotBeIsRefusedWhole) {
  const auto id = kim.in_state(State::kReported);
  const auto taken = kim.in_state(State::kProposed);
  Course lou(house, "Lou Dahl");
  const auto lous_session = lou.session("2026-11-24T10:00");
  for (const char* decision : {"stepUp", "stepDown", "change"}) {
    house.refused(409, "successor-missing", [&] { return kim.review(id, decision); });
    house.refused(409, "successor-missing", [&] {
      return kim.review(id, decision, {{"successorId", id.text()}});
    });
    house.refused(409, "exists", [&] { return kim.review(id, decision, {{"successorId", taken.text()}}); });
    EXPECT_EQ(house
                  .refused(422, "",
                           [&] {
                             return kim.review(
                                 id, decision,
                                 {{"successorId", house.id().text()}, {"successorVariantId", "huge"}});
                           })
                  .pointers(),
              Set{"/successorVariantId"});
  }
  const auto places = [&](const char* decision, const json::object& more) {
    return house.refused(422, "", [&] { return kim.review(id, decision, more); }).pointers();
  };
  EXPECT_EQ(places("continue", {{"successorId", house.id().text()}}), Set{"/successorId"});
  EXPECT_EQ(places("retire", {{"successorVariantId", "five-minutes"}}), Set{"/successorVariantId"});
  EXPECT_EQ(places("stepUp", {{"successorId", house.id().text()}, {"successorActivityId", "thought-record"}}),
            Set{"/successorActivityId"});
  EXPECT_EQ(places("change", {{"successorId", house.id().text()}, {"successorActivityId", "gone"}}),
            Set{"/successorActivityId"});
  EXPECT_EQ(places("continue", {{"sessionId", lous_session.text()}}), Set{"/sessionId"});
  EXPECT_EQ(kim.state(id), "reported");
}

TEST_P(ReviewRoutes, AReviewIsSavedOnceHoweverOftenItIsSent) {
  const auto id = kim.in_state(State::kReported);
  const json::object body{{"version", kim.version(id)},
                          {"reviewId", house.id().text()},
                          {"decision", "stepDown"},
                          {"successorId", house.id().text()}};
  const auto send = [&](const core::Id& to) { return kim.therapist().post(kim.path(to) + "/review", body); };
  const auto first = send(id);
  ASSERT_EQ(first.status, 200) << first;
  const auto before = house.digest();
  const auto again = send(id);
  EXPECT_EQ(again.status, 200) << again;
  EXPECT_EQ(core::to_json(again.body), core::to_json(first.body));
  EXPECT_EQ(house.digest(), before);

  // The same review id for another assignment is no repeat.
  const auto other = kim.in_state(State::kReported);
  json::object theirs = body;
  theirs["version"] = kim.version(other);
  theirs["successorId"] = house.id().text();
  house.refused(409, "exists", [&] { return kim.therapist().post(kim.path(other) + "/review", theirs); });
}

// -- what must be looked at first

TEST_P(ReviewRoutes, WhatWasDueWaitsForItsReviewBeforeSomethingNewIsAgreed) {
  (void)begin_session("2026-11-24T10:00");
  const auto first = kim.active(once("2026-11-26"));
  // Several agreed in one session may be active together.
  const auto second = kim.active(once("2026-11-27"));
  const auto third = kim.planned(once("2026-11-28"));

  (void)begin_session("2026-12-01T10:00");
  const auto fresh = kim.in_state(State::kDesigned);
  house.refused(409, "not-reviewed-yet", [&] { return kim.plan(fresh, once("2026-12-03")); });
  // What was planned in the session before is accepted as seen from there: nothing waited then.
  EXPECT_EQ(kim.accept_on_phone(third).status, 200);

  Course::expect(200, kim.event(first, "report"));
  Course::expect(200, kim.review(first, "continue"));
  house.refused(409, "not-reviewed-yet", [&] { return kim.plan(fresh, once("2026-12-03")); });
  Course::expect(200, kim.event(second, "report"));
  house.refused(409, "not-reviewed-yet", [&] { return kim.plan(fresh, once("2026-12-03")); });
  Course::expect(200, kim.review(second, "retire"));
  EXPECT_EQ(kim.plan(fresh, once("2026-12-03")).status, 200);
  EXPECT_EQ(kim.accept(fresh, "both").text("/state"), "active");
}

TEST_P(ReviewRoutes, AReasonGoesOnAllTheSameAndIsKept) {
  (void)begin_session("2026-11-24T10:00");
  (void)kim.active(once("2026-11-26"));
  (void)begin_session("2026-12-01T10:00");
  const auto fresh = kim.in_state(State::kDesigned);
  house.refused(409, "not-reviewed-yet", [&] { return kim.plan(fresh, once("2026-12-03")); });
  house.refused(409, "not-reviewed-yet", [&] { return kim.plan(fresh, once("2026-12-03"), "  "); });
  const auto planned = kim.plan(fresh, once("2026-12-03"), "The client asked for this first");
  ASSERT_EQ(planned.status, 200) << planned;
  EXPECT_EQ(planned.at("/history").as_array().back().at("reason").as_string(),
            "The client asked for this first");
  EXPECT_EQ(kim.accept(fresh, "member").status, 200) << "the reason of the plan holds for its acceptance";
  EXPECT_EQ(kim.accept_on_phone(fresh).text("/state"), "active");
}

TEST_P(ReviewRoutes, TheGuardLooksOnlyAtWhatIsActiveOrReported) {
  (void)begin_session("2026-11-24T10:00");
  const auto paused = kim.active(once("2026-11-26"));
  Course::expect(200, kim.event(paused, "pause"));
  const auto declined = kim.planned(once("2026-11-26"));
  Course::expect(200, kim.event(declined, "decline"));
  const auto waiting = kim.planned(once("2026-11-26"));
  (void)begin_session("2026-12-01T10:00");
  const auto fresh = kim.in_state(State::kDesigned);
  EXPECT_EQ(kim.plan(fresh, once("2026-12-03")).status, 200);
  EXPECT_EQ(kim.state(waiting), "planned");
  // Resumed, it is asked about again.
  Course::expect(200, kim.event(paused, "resume"));
  house.refused(409, "not-reviewed-yet", [&] { return kim.plan(fresh, once("2026-12-04")); });
}

TEST_P(ReviewRoutes, AWindowThatEndsDuringTheSessionDoesNotWait) {
  (void)begin_session("2026-11-24T10:00");
  json::object plan = daily_plan("2026-12-01");
  plan["recurrence"] = json::object{{"freq", "WEEKLY"},
                                    {"byDay", json::array{"TU"}},
                                    {"times", json::array{"08:00", "10:30"}},
                                    {"start", "2026-12-01"}};
  (void)kim.active(plan);
  // The first window runs from 08:00 to 10:30; the session begins at 10:00 and lasts until 10:45.
  (void)begin_session("2026-12-01T10:00");
  house.at("2026-12-01T10:40");
  const auto fresh = kim.in_state(State::kDesigned);
  EXPECT_EQ(kim.plan(fresh, once("2026-12-03")).status, 200);
  (void)begin_session("2026-12-01T18:00");
  const auto later = kim.in_state(State::kDesigned);
  house.refused(409, "not-reviewed-yet", [&] { return kim.plan(later, once("2026-12-03")); });
}

}  // namespace
}  // namespace intersession::homework
