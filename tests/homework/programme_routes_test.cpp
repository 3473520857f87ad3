// Programmes through the routes, on both engines and with a clock that is moved.
#include <gtest/gtest.h>

#include "app/course.hpp"
#include "homework/programme_run_store.hpp"

namespace intersession::homework {
namespace {

using test::Answer;
using test::Course;
using test::daily_plan;
using test::Installation;
namespace json = core::json;

class ProgrammeRoutes : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// One client's programme and what a therapist does with it.
  struct Programme {
    Course& course;
    std::string path;

    Programme(Course& of, const core::Id& id) : course(of), path(of.base + "/programmes/" + id.text()) {}

    Answer start(std::string_view name, json::object more = {}) {
      json::object body{{"treatmentId", course.treatment.text()}, {"programmeId", name}};
      for (auto& each : more) body[each.key()] = each.value();
      return course.therapist().put(path, body);
    }
    Answer look() {
      const auto all = course.therapist().get(course.base + "/programmes");
      for (const auto& each : all.at("/programmes").as_array()) {
        if (path.ends_with(std::string(each.at("runId").as_string()))) return {all.status, each};
      }
      throw std::runtime_error("no such programme");
    }
    Answer post(const std::string& event, json::object body = {}) {
      body["version"] = look().number("/version");
      return course.therapist().post(path + "/" + event, body);
    }
    /// Takes a step up as a new assignment.
    core::Id take(const std::string& step) {
      const auto id = course.house.id();
      Course::expect(200, post("steps/" + step + "/take-up", {{"assignmentId", id.text()}}));
      return id;
    }
    json::object step(std::string_view name) {
      const auto run = look();
      for (const auto& each : run.at("/steps").as_array()) {
        if (each.at("stepId").as_string() == name) return each.as_object();
      }
      throw std::runtime_error("no such step");
    }
    std::string state(std::string_view name) { return std::string(step(name).at("state").as_string()); }
    std::string due(std::string_view name) {
      const auto found = step(name);
      const auto* on = found.if_contains("dueOn");
      return on == nullptr ? "unknown" : std::string(on->as_string());
    }
  };

  /// Agrees on an assignment with a plan that fits activity-scheduling, and looks at it together for good.
  void agree(Course& course, const core::Id& id, json::object plan = daily_plan()) {
    Course::expect(200, course.design(id));
    Course::expect(200, course.plan(id, std::move(plan), "It stands by itself"));
    Course::expect(200, course.accept(id, "both"));
  }
  void retire(Course& course, const core::Id& id) {
    Course::expect(200, course.event(id, "report"));
    Course::expect(200, course.review(id, "retire"));
  }
  /// Wishes that keep these steps, in this order, of all that the programme has.
  static json::array only(Answer programme, const std::vector<std::string>& wanted) {
    json::array wishes;
    for (const auto& name : wanted) wishes.push_back(json::object{{"stepId", name}});
    for (const auto& each : programme.at("/steps").as_array()) {
      const std::string name(each.at("id").as_string());
      if (std::ranges::find(wanted, name) == wanted.end())
        wishes.push_back(json::object{{"stepId", name}, {"leftOut", true}});
    }
    return wishes;
  }
  json::array only(const std::string& name, const std::vector<std::string>& wanted) {
    return only(kim.therapist().get("/api/v1/catalogue/programmes/" + name), wanted);
  }

  Installation house{GetParam()};
  Course kim{house};
  static constexpr const char* kActivation = "behavioural-activation-depression";
};
INTERSESSION_ON_BOTH_ENGINES(ProgrammeRoutes);

TEST_P(ProgrammeRoutes, TheCatalogueShowsElevenProgrammesWithTheirSteps) {
  const auto list = kim.therapist().get("/api/v1/catalogue/programmes");
  EXPECT_EQ(list.size("/programmes"), 11U);
  for (const auto& each : list.at("/programmes").as_array()) {
    const auto whole = kim.therapist().get("/api/v1/catalogue/programmes/" +
                                           std::string(each.at("programmeId").as_string()));
    EXPECT_EQ(static_cast<std::int64_t>(whole.size("/steps")), each.at("steps").as_int64());
  }
  EXPECT_EQ(kim.therapist().get("/api/v1/catalogue/programmes/none").status, 404);
}

TEST_P(ProgrammeRoutes, StepsFallDueByTheClockInAllFiveModesOfTheClientsZone) {
  // 2026-11-24T09:00Z is 22:00 of that day in Auckland; clocks there go back on 2027-04-04.
  Course ana{house, "Ana Rua", "Pacific/Auckland"};
  Programme course{ana, house.id()};
  Course::expect(201, course.start("relapse-prevention-course"));
  const auto at = [&](std::string_view local) {
    house.clock.set(core::to_instant(core::parse_local(local).value(), "Pacific/Auckland"));
  };
  /// Waiting in the last second before a day, due from its first.
  const auto turns = [&](std::string_view step, const std::string& day_before, const std::string& day) {
    at(day_before + "T23:59:59");
    EXPECT_EQ(course.state(step), "waiting") << step;
    at(day + "T00:00");
    EXPECT_EQ(course.state(step), "due") << step;
    EXPECT_EQ(course.due(step), day);
  };
  EXPECT_EQ(course.look().text("/startsOn"), "2026-11-24");
  EXPECT_EQ(course.state("gather"), "due") << "at once";
  EXPECT_EQ(course.state("pauses"), "due") << "at once";
  EXPECT_EQ(course.due("complete"), "unknown") << "fourteen days after one that has not begun";

  const auto gather = course.take("gather");
  Course::expect(200, ana.event(gather, "decline"));
  EXPECT_EQ(course.state("gather"), "due") << "declined: offered again";
  course.take("gather");
  Course::expect(200, course.post("steps/gather/finish"));
  turns("complete", "2026-12-07", "2026-12-08");
  turns("habits", "2027-02-20", "2027-02-21");    // day 90
  turns("own-hour", "2027-03-06", "2027-03-07");  // fourteen days after that, finished or not
  EXPECT_EQ(course.state("card"), "waiting") << "after a step that is not finished";
  course.take("own-hour");
  Course::expect(200, course.post("steps/own-hour/finish"));
  EXPECT_EQ(course.state("card"), "due") << "after the previous";
  turns("yearly", "2027-05-21", "2027-05-22");  // day 180, in another offset than the beginning
}

TEST_P(ProgrammeRoutes, AStepBecomesAProposalThatNamesWhereItCameFrom) {
  const auto session = kim.session("2026-11-24T10:00", "open");
  Programme course{kim, house.id()};
  Course::expect(201, course.start(kActivation));
  EXPECT_EQ(kim.therapist().get(kim.base + "/session-screen").size("/programmes"), 1U);
  const auto id = house.id();
  const auto take = [&] {
    return kim.therapist().post(course.path + "/steps/watch-week/take-up",
                                {{"version", 1}, {"assignmentId", id.text()}, {"sessionId", session.text()}});
  };
  const auto taken = take();
  ASSERT_EQ(taken.status, 200) << taken;
  const auto made = kim.look(id);
  EXPECT_EQ(made.text("/state"), "proposed");
  EXPECT_EQ(made.text("/activityId"), "activity-mood-diary");
  EXPECT_EQ(made.text("/variantId"), "one-day");
  EXPECT_EQ(made.text("/sessionId"), session.text());
  EXPECT_EQ(made.text("/programme/name"), "Behavioural activation for depression");
  EXPECT_EQ(made.number("/programme/number"), 1);
  EXPECT_EQ(made.number("/programme/of"), 11);
  house.repeated(take, "taken up again");
  EXPECT_EQ(kim.phone().get("/api/v1/me/assignments").size("/assignments"), 0U)
      << "nothing reaches the phone before it is agreed";
  EXPECT_EQ(kim.phone().get(Course::my_path(id)).status, 404);
}

TEST_P(ProgrammeRoutes, TheClientReadsTheStepWhereTheWorkIsCountedAndOnlyTheNameElsewhere) {
  Programme counted{kim, house.id()};
  Course::expect(
      201, counted.start(kActivation,
                         {{"steps", only(kActivation, {"first-activities", "schedule", "big-thing"})}}));
  const auto id = counted.take("first-activities");
  agree(kim, id);
  const auto mine = kim.phone().get(Course::my_path(id));
  EXPECT_EQ(mine.text("/programme/name"), "Back into life, step by step");
  EXPECT_EQ(mine.number("/programme/number"), 1);
  EXPECT_EQ(mine.number("/programme/of"), 3);

  house.clock.advance(std::chrono::hours{1});  // lists are in the order of creation
  Programme uncounted{kim, house.id()};
  Course::expect(201, uncounted.start("emotion-focused-depression"));
  const auto felt = uncounted.take("stayed");
  Course::expect(200, kim.design(felt));
  Course::expect(200, kim.plan(felt, {{"what", "Notice what stayed"}}));
  Course::expect(200, kim.accept(felt, "both"));
  const auto open = kim.phone().get(Course::my_path(felt));
  EXPECT_EQ(open.text("/programme/name"), "Listening to what I feel");
  EXPECT_EQ(open.find("/programme/number"), nullptr);
  const auto list = kim.phone().get("/api/v1/me/assignments");
  EXPECT_EQ(list.at("/assignments").as_array().size(), 2U);
  EXPECT_EQ(list.number("/assignments/0/programme/number"), 1);
}

TEST_P(ProgrammeRoutes, StepsAgreedInAdvanceReachThePhoneOnTheirDay) {
  Course ana{house, "Ana Rua", "Pacific/Auckland"};
  Programme course{ana, house.id()};
  auto wishes = only(kActivation, {"first-activities", "schedule"});
  wishes[0].as_object()["on"] = "2026-11-25";
  wishes[1].as_object()["on"] = "2026-12-02";
  Course::expect(201, course.start(kActivation, {{"steps", wishes}}));
  // Both are planned and agreed in one session, before the first is due.
  for (const auto& [step, day] : {std::pair{"first-activities", "2026-11-25"}, {"schedule", "2026-12-02"}}) {
    EXPECT_EQ(course.state(step), "waiting");
    auto plan = daily_plan("2026-11-24");
    plan["beginsOn"] = day;
    if (step == std::string("schedule")) plan["what"] = "Three a week";
    agree(ana, course.take(step), plan);
  }
  const auto names = [&] {
    std::set<std::string> whats;
    const auto today = ana.phone().get("/api/v1/me/today");
    for (const auto& each : today.at("/items").as_array()) {
      if (each.at("occurrence").at("from").as_string() <= today.text("/date") + "T23:59:59")
        whats.insert(std::string(each.at("what").as_string()));
    }
    return whats;
  };
  const auto at = [&](std::string_view local) {
    house.clock.set(core::to_instant(core::parse_local(local).value(), "Pacific/Auckland"));
  };
  using Set = std::set<std::string>;
  at("2026-11-24T23:59:59");
  EXPECT_EQ(names(), Set{});
  at("2026-11-25T00:00");
  EXPECT_EQ(names(), Set{"Walk around the block"});
  at("2026-12-01T23:59:59");
  EXPECT_EQ(names(), Set{"Walk around the block"});
  at("2026-12-02T00:00");
  EXPECT_EQ(names(), (Set{"Walk around the block", "Three a week"}));
}

TEST_P(ProgrammeRoutes, WhatTheRunDoesNotAllowIsRefusedAndWritesNothing) {
  Programme course{kim, house.id()};
  house.refused(422, "", [&] { return course.start("no-such"); });
  auto unknown = only(kActivation, {"schedule"});
  unknown[0].as_object()["stepId"] = "no-such";
  EXPECT_TRUE(house.refused(422, "",
                            [&] {
                              return course.start(kActivation, {{"steps", unknown}});
                            })
                  .pointers()
                  .contains("/steps/0/stepId"));
  house.refused(422, "", [&] { return course.start(kActivation, {{"treatmentId", house.id().text()}}); });
  Course::expect(201, course.start(kActivation));
  house.repeated([&] { return course.start(kActivation); });
  Programme twice{kim, house.id()};
  house.refused(409, "already-running", [&] { return twice.start(kActivation); });
  const json::object next{{"assignmentId", house.id().text()}};
  house.refused(409, "not-due", [&] { return course.post("steps/watch-more/take-up", next); });
  house.refused(404, "not-found", [&] { return course.post("steps/no-such/take-up", next); });
  house.refused(409, "wrong-state", [&] { return course.post("steps/watch-week/finish"); });
  house.refused(
      422, "", [&] { return course.post("end"); }, "the end has a reason");
  house.refused(409, "stale-version", [&] {
    return kim.therapist().post(course.path + "/pause", {{"version", 7}});
  });
  // An id that another assignment has.
  const auto taken = kim.active();
  house.refused(409, "exists", [&] {
    return course.post("steps/watch-week/take-up", {{"assignmentId", taken.text()}});
  });
  // Another client's session.
  Course bo{house, "Bo Berg"};
  const auto session = bo.session("2026-11-24T10:00");
  house.refused(422, "", [&] {
    return course.post("steps/watch-week/take-up",
                       {{"assignmentId", house.id().text()}, {"sessionId", session.text()}});
  });
  Course::expect(200, course.post("end", {{"reason", "Moved away"}}));
  house.refused(409, "wrong-state", [&] { return course.post("pause"); });
  EXPECT_EQ(kim.therapist().get(kim.base + "/session-screen").size("/programmes"), 0U);
  EXPECT_EQ(course.look().text("/history/1/reason"), "Moved away");
  Course::expect(201, twice.start(kActivation));  // it may begin anew
}

TEST_P(ProgrammeRoutes, RestsGoOnAndAreAdapted) {
  Programme course{kim, house.id()};
  Course::expect(201, course.start("relapse-prevention-course"));
  EXPECT_EQ(course.due("habits"), "2027-02-21");
  Course::expect(200, course.post("pause", {{"reason", "Flu"}}));
  EXPECT_EQ(course.state("gather"), "waiting");
  house.at("2026-12-04T09:00");
  Course::expect(200, course.post("resume"));
  EXPECT_EQ(course.state("gather"), "due");
  EXPECT_EQ(course.due("habits"), "2027-03-03") << "ten days of rest";
  json::array wishes;
  const auto before = course.look();
  for (const auto& each : before.at("/steps").as_array()) {
    json::object wish{{"stepId", each.at("stepId")}};
    if (each.at("stepId").as_string() == "drill") wish["leftOut"] = true;
    if (each.at("stepId").as_string() == "drill") wish["reason"] = "Done elsewhere";
    wishes.push_back(std::move(wish));
  }
  const auto adapted = kim.therapist().put(course.path + "/steps",
                                           {{"version", before.number("/version")}, {"steps", wishes}});
  ASSERT_EQ(adapted.status, 200) << adapted;
  EXPECT_EQ(adapted.number("/of"), 7);
  EXPECT_EQ(course.state("drill"), "left-out");
  EXPECT_EQ(std::string(course.step("drill").at("reason").as_string()), "Done elsewhere");
}

TEST_P(ProgrammeRoutes, WhatFollowsAReviewStaysInTheProgrammeAndShowsWhatWasFoundOut) {
  Programme course{kim, house.id()};
  Course::expect(
      201, course.start(kActivation, {{"steps", only(kActivation, {"first-activities", "big-thing"})}}));
  const auto first = course.take("first-activities");
  agree(kim, first);
  house.clock.advance(std::chrono::hours{1});  // lists are in the order of creation
  Course::expect(200, kim.event(first, "report"));
  const auto second = house.id();
  Course::expect(200, kim.review(first, "stepUp",
                                 {{"successorId", second.text()}, {"learning", "Shoes on is half the way"}}));
  EXPECT_EQ(course.state("first-activities"), "begun");
  EXPECT_EQ(std::string(course.step("first-activities").at("assignmentId").as_string()), second.text());
  EXPECT_EQ(kim.look(second).number("/programme/number"), 1);
  Course::expect(200, kim.plan(second, daily_plan(), "It stands by itself"));
  Course::expect(200, kim.accept(second, "both"));
  EXPECT_EQ(kim.phone().get(Course::my_path(second)).text("/learning"), "Shoes on is half the way");
  EXPECT_EQ(kim.phone().get("/api/v1/me/assignments").text("/assignments/1/learning"),
            "Shoes on is half the way");
  house.clock.advance(std::chrono::hours{1});
  Course::expect(200, kim.event(second, "report"));
  Course::expect(200, kim.review(second, "retire", {{"learning", "I can start small"}}));
  EXPECT_EQ(course.state("first-activities"), "finished");
  EXPECT_EQ(course.state("big-thing"), "due");
  for (const auto& found :
       {kim.therapist().get(kim.base + "/learnings"), kim.phone().get("/api/v1/me/learnings")}) {
    ASSERT_EQ(found.size("/learnings"), 2U) << found;
    EXPECT_EQ(found.text("/learnings/0/text"), "Shoes on is half the way");
    EXPECT_EQ(found.text("/learnings/1/text"), "I can start small");
  }
  Course bo{house, "Bo Berg"};
  EXPECT_EQ(bo.phone().get("/api/v1/me/learnings").size("/learnings"), 0U);
}

TEST_P(ProgrammeRoutes, ARunKeepsTheStepsItBeganWithWhateverTheCatalogueSaysNow) {
  // As an older catalogue had it: another version, other steps, and an activity that is gone since.
  const auto id = house.id();
  ProgrammeRun old{.id = id,
                   .treatment = kim.treatment,
                   .programme_id = kActivation,
                   .programme_version = 77,
                   .name = "As it was called",
                   .client_name = "For you",
                   .starts = core::parse_date("2026-11-01").value()};
  for (const auto& [step, activity] : {std::pair{"one", "activity-scheduling"}, {"two", "gone-since"}}) {
    old.steps.push_back({.step = {.id = step, .activity_id = activity, .note = "As it was"}});
  }
  old.steps[1].step.delivery.kind = catalogue::DeliveryKind::kAtOnce;
  old.history.push_back({RunEvent::kStart, house.clock.now(), {}, {}});
  test::must(house.write(kim.therapist(), kim.client,
                         [&](db::Connection& connection, const access::ClientAccess& access) {
                           return store::save(connection, access, *house.key(kim.client), old);
                         }));
  Programme course{kim, id};
  const auto seen = course.look();
  EXPECT_EQ(seen.number("/programmeVersion"), 77);
  EXPECT_EQ(seen.text("/name"), "As it was called");
  EXPECT_EQ(seen.size("/steps"), 2U);
  EXPECT_EQ(seen.text("/steps/0/note"), "As it was");
  EXPECT_EQ(course.state("two"), "due");
  house.refused(409, "activity-gone", [&] {
    return course.post("steps/two/take-up", {{"assignmentId", house.id().text()}});
  });
  const auto taken = course.take("one");
  EXPECT_EQ(kim.look(taken).text("/programme/name"), "As it was called");
  EXPECT_EQ(kim.look(taken).number("/programme/of"), 2);
}

TEST_P(ProgrammeRoutes, EveryWriteIsAuditedOnce) {
  const auto audit = [&] {
    return test::must(house.database().read(
        [](db::Connection& connection) { return connection.query("SELECT 1 FROM audit").size(); }));
  };
  Programme course{kim, house.id()};
  (void)kim.therapist().get(kim.base + "/programmes");  // the window of reads has begun
  const auto adds = [&](std::size_t rows, const Answer& answer, const std::string& what, std::size_t before) {
    EXPECT_LT(answer.status, 300) << what << answer;
    EXPECT_EQ(audit(), before + rows) << what;
  };
  auto before = audit();
  adds(1, course.start(kActivation), "start", before);
  before = audit();
  adds(2, course.post("steps/watch-week/take-up", {{"assignmentId", house.id().text()}}), "take up", before);
  before = audit();
  adds(1, course.post("steps/watch-week/finish"), "finish", before);
  before = audit();
  adds(1, course.post("pause"), "pause", before);
  before = audit();
  adds(1, course.post("resume"), "resume", before);
  before = audit();
  adds(1, course.post("end", {{"reason", "Enough"}}), "end", before);
}

}  // namespace
}  // namespace intersession::homework
