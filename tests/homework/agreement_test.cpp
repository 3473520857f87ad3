#include "homework/agreement.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "homework/assignment_record.hpp"

namespace intersession::homework {
namespace {

using catalogue::FieldPolicy;
using catalogue::PlanField;
using catalogue::PlanPolicy;

Plan full_plan() {
  Plan plan{.what = "Ask one question in the Tuesday meeting",
            .smallest = "Ask a colleague at the coffee machine",
            .where = "Meeting room",
            .when = "Tuesday morning",
            .minutes = 1,
            .if_then = {{"the chair asks for questions", "I ask about the deadline"}},
            .obstacles = {{"I get stuck", "I read the one line on the card"}},
            .readiness = 8,
            .importance = 9,
            .confidence = 8,
            .below_threshold = "One of the two meetings",
            .reminder = Reminder::kOnce};
  plan.recurrence = Recurrence{.freq = Frequency::kWeekly,
                               .by_day = {2},
                               .times = {std::chrono::minutes{600}},
                               .start = core::parse_date("2026-11-24").value()};
  return plan;
}

PlanPolicy policy(FieldPolicy all) {
  PlanPolicy policy;
  for (const auto& [word, field] : catalogue::kPlanFields) policy.set(field, all);
  return policy;
}

std::set<std::string> pointers(const std::vector<core::FieldError>& problems) {
  std::set<std::string> found;
  for (const auto& problem : problems) found.insert(problem.pointer);
  return found;
}

TEST(Plan, IsReadBackAsItWasWritten) {
  Plan plan = full_plan();
  plan.begins = core::parse_date("2026-11-24").value();
  plan.where.clear();
  plan.skips.push_back({"where", "It does not matter"});
  const core::json::value text = to_json(plan);
  core::Decoder in(text);
  const Plan read = decode_plan(in);
  EXPECT_EQ(in.finish(), std::nullopt);
  EXPECT_EQ(to_json(read), text);
}

TEST(Plan, EveryRequiredFieldIsFilledInOrSkippedWithAReason) {
  EXPECT_TRUE(check_plan(full_plan(), policy(FieldPolicy::kRequired), "/plan").empty());
  const Plan bare{.what = "Try it"};
  EXPECT_EQ(pointers(check_plan(bare, policy(FieldPolicy::kRequired), "/plan")),
            (std::set<std::string>{"/plan/where", "/plan/when", "/plan/recurrence", "/plan/minutes",
                                   "/plan/ifThen", "/plan/obstacles", "/plan/readiness", "/plan/importance",
                                   "/plan/confidence", "/plan/reminder"}));
  Plan skipped = bare;
  for (const auto& [word, field] : catalogue::kPlanFields) {
    if (field != PlanField::kWhat) skipped.skips.push_back({std::string(word), "Not now"});
  }
  EXPECT_TRUE(check_plan(skipped, policy(FieldPolicy::kRequired), "/plan").empty());
}

TEST(Plan, OfferedFieldsMayBeLeftOpen) {
  EXPECT_TRUE(check_plan(Plan{.what = "Try it"}, policy(FieldPolicy::kOffered), "/plan").empty());
  EXPECT_TRUE(check_plan(full_plan(), policy(FieldPolicy::kOffered), "/plan").empty());
}

TEST(Plan, HiddenFieldsAreRefusedAndNeedNoSkip) {
  PlanPolicy experiential = policy(FieldPolicy::kOffered);
  experiential.set(PlanField::kHowOften, FieldPolicy::kHidden);
  experiential.set(PlanField::kConfidence, FieldPolicy::kHidden);
  EXPECT_EQ(pointers(check_plan(full_plan(), experiential, "/plan")),
            (std::set<std::string>{"/plan/recurrence", "/plan/confidence"}));
  Plan plan{.what = "When you notice the harsh voice, pause"};
  EXPECT_TRUE(check_plan(plan, experiential, "/plan").empty());
  plan.skips.push_back({"howOften", "No count"});
  EXPECT_EQ(pointers(check_plan(plan, experiential, "/plan")),
            (std::set<std::string>{"/plan/skips/0/field"}));
}

TEST(Plan, ItsLastDayIsNotBeforeItBegins) {
  const auto on = [](const char* day) { return core::parse_date(day).value(); };
  const auto problems = [&](const Plan& plan) {
    return pointers(check_plan(plan, policy(FieldPolicy::kOffered), "/plan"));
  };
  Plan plan = full_plan();
  plan.begins = on("2026-12-01");
  EXPECT_TRUE(problems(plan).empty());
  plan.recurrence->until = on("2026-12-01");
  EXPECT_TRUE(problems(plan).empty());
  plan.recurrence->until = on("2026-11-30");
  EXPECT_EQ(problems(plan), std::set<std::string>{"/plan/beginsOn"});
  plan.recurrence = Recurrence{.freq = Frequency::kOnce, .start = on("2026-11-30")};
  EXPECT_EQ(problems(plan), std::set<std::string>{"/plan/beginsOn"});
  plan.recurrence->start = on("2026-12-01");
  EXPECT_TRUE(problems(plan).empty());
}

TEST(Plan, ASkipNamesAnOpenPlanFieldOnce) {
  Plan plan = full_plan();
  plan.where.clear();
  plan.skips = {{"where", "a"}, {"when", "b"}, {"mood", "c"}, {"where", "d"}};
  EXPECT_EQ(pointers(check_plan(plan, policy(FieldPolicy::kRequired), "/plan")),
            (std::set<std::string>{"/plan/skips/0/field", "/plan/skips/1/field", "/plan/skips/2/field",
                                   "/plan/skips/3/field"}));
}

TEST(Plan, ClockTimesSayWhenToo) {
  Plan plan = full_plan();
  plan.when.clear();
  EXPECT_TRUE(check_plan(plan, policy(FieldPolicy::kRequired), "/plan").empty());
  plan.recurrence->times.clear();
  EXPECT_EQ(pointers(check_plan(plan, policy(FieldPolicy::kRequired), "/plan")),
            (std::set<std::string>{"/plan/when"}));
}

TEST(Agreement, IsInForceWhenBothAcceptedTheSameVersion) {
  const auto at = [](int seconds) { return core::from_micros(seconds * 1'000'000LL); };
  Agreement first{.version = 1, .accepted_by_member_at = at(5), .accepted_by_client_at = at(9)};
  Agreement second{.version = 2, .accepted_by_member_at = at(20)};
  EXPECT_EQ(first.in_force_since(), at(9));
  EXPECT_EQ(second.in_force_since(), std::nullopt);
  const std::vector<Agreement> both{second, first};
  ASSERT_NE(in_force(both), nullptr);
  EXPECT_EQ(in_force(both)->version, 1);
  EXPECT_EQ(in_force({second}), nullptr);
}

// -- what events do to a record

catalogue::Activity activity() {
  catalogue::Activity activity{
      .id = "behavioural-experiment", .version = 3, .name = "Behavioural experiment"};
  activity.plan = policy(FieldPolicy::kOffered);
  activity.plan.set(PlanField::kConfidence, FieldPolicy::kRequired);
  activity.variants = {{.id = "tiny-test", .name = "A smaller try", .text = "One minute only"}};
  activity.gates = {
      {.id = "medical", .hard = true, .text = "Check the heart", .question = "What was checked?"},
      {.id = "fair", .hard = false, .text = "Fair to others"}};
  return activity;
}

core::Id id_of(unsigned char last) {
  core::Id id;
  id.bytes[15] = last;
  return id;
}
Doing now(int second = 1, std::string reason = "") {
  return {.at = core::from_micros(second * 1'000'000LL), .reason = std::move(reason)};
}
Design a_design() {
  Design design{
      .goal = id_of(9), .mechanism = "COG", .rationale = "We test it", .practised = Practised::kLive};
  design.gates.push_back({"medical", true, "The doctor agreed"});
  return design;
}
AssignmentRecord proposed() {
  return propose({.id = id_of(1), .treatment = id_of(2)}, activity(), now()).value();
}
AssignmentRecord active() {
  auto record = design(proposed(), a_design(), activity(), now(2)).value();
  record = plan(record, full_plan(), activity(), false, now(3)).value();
  record = accept(record, {1, Party::kMember, false}, false, now(4)).value();
  return accept(record, {1, Party::kClient, true}, false, now(5)).value();
}

TEST(AssignmentRecord, GoesFromTheIdeaToTheAgreement) {
  const auto record = active();
  EXPECT_EQ(record.state, State::kActive);
  EXPECT_EQ(record.version, 5);
  EXPECT_EQ(record.activity_version, 3);
  ASSERT_EQ(record.history.size(), 5U);
  EXPECT_EQ(record.history[0].event, "propose");
  EXPECT_EQ(record.history[3].to, State::kPlanned);
  EXPECT_EQ(record.history[4].event, "acceptClient");
  EXPECT_TRUE(record.agreements.front().in_room);
  EXPECT_EQ(record.due_since(), now(5).at);
}

TEST(AssignmentRecord, AnActivityThatAsksAboutSafetyWaitsUntilSomebodyIsTold) {
  auto risky = activity();
  risky.safety = true;
  const auto refused = propose({.id = id_of(1), .treatment = id_of(2)}, risky, now());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "safety-not-ready");
  EXPECT_TRUE(
      propose({.id = id_of(1), .treatment = id_of(2)}, risky, {.at = now().at, .safety_ready = true}));
}

TEST(AssignmentRecord, HardGatesNeedTheirAnswer) {
  Design open = a_design();
  open.gates.clear();
  auto refused = design(proposed(), open, activity(), now());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "gates-open");
  ASSERT_EQ(refused.error().fields.size(), 1U);
  EXPECT_EQ(refused.error().fields[0], (core::FieldError{"/gates", "What was checked?"}));

  open.gates.push_back({"medical", true, ""});
  refused = design(proposed(), open, activity(), now());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/gates/0/reason");

  open.gates[0] = {"medical", false, "Not yet"};
  EXPECT_FALSE(design(proposed(), open, activity(), now()));

  open = a_design();
  open.gates.push_back({"unknown", true, ""});
  open.variant_id = "huge";
  refused = design(proposed(), open, activity(), now());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::ErrorCode::kInvalid);
  EXPECT_EQ(pointers(refused.error().fields), (std::set<std::string>{"/variantId", "/gates/1/gateId"}));
}

TEST(AssignmentRecord, AnIncompletePlanIsNamedPlaceByPlace) {
  const auto designed = design(proposed(), a_design(), activity(), now()).value();
  const auto refused = plan(designed, Plan{.what = "Try it"}, activity(), false, now());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::ErrorCode::kInvalid);
  EXPECT_EQ(pointers(refused.error().fields), (std::set<std::string>{"/plan/confidence"}));
}

TEST(AssignmentRecord, ANewPlanAsksForBothAcceptancesAgain) {
  auto record = design(proposed(), a_design(), activity(), now()).value();
  record = plan(record, full_plan(), activity(), false, now()).value();
  record = accept(record, {1, Party::kMember, false}, false, now()).value();
  EXPECT_TRUE(record.waits_for_client());
  record = plan(record, full_plan(), activity(), false, now()).value();
  EXPECT_EQ(record.agreements.front().version, 2);
  EXPECT_EQ(accept(record, {1, Party::kClient, false}, false, now()).error().reason, "agreement-version");
  record = accept(record, {2, Party::kClient, false}, false, now()).value();
  EXPECT_EQ(record.state, State::kPlanned);
  record = accept(record, {2, Party::kMember, false}, false, now()).value();
  EXPECT_EQ(record.state, State::kActive);
}

TEST(AssignmentRecord, AcceptingAgainChangesNothing) {
  const auto record = active();
  const auto again = accept(record, {1, Party::kClient, false}, true, now(9));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->version, record.version);
  EXPECT_EQ(again->agreements.front().accepted_by_client_at, now(5).at);
}

TEST(AssignmentRecord, AnOverrideGivenWithThePlanHoldsForItsAcceptances) {
  const auto designed = design(proposed(), a_design(), activity(), now()).value();
  EXPECT_EQ(plan(designed, full_plan(), activity(), true, now()).error().reason, "not-reviewed-yet");
  auto record = plan(designed, full_plan(), activity(), true, now(1, "We agreed to look next time")).value();
  record = accept(record, {1, Party::kMember, false}, true, now()).value();
  record = accept(record, {1, Party::kClient, false}, true, now()).value();
  EXPECT_EQ(record.state, State::kActive);
}

TEST(AssignmentRecord, AReviewThatStepsDownMakesASuccessorWithTheCopiedDesign) {
  auto record = step(active(), Event::kReport, now(6)).value();
  Review input{.id = id_of(5), .learning = "Nothing happened", .decision = Event::kStepDown};
  EXPECT_EQ(review(record, input, {}, nullptr, now(7)).error().reason, "successor-missing");
  input.successor = id_of(6);
  const auto same = activity();
  const auto result = review(record, input, {.variant_id = "tiny-test"}, &same, now(7)).value();
  EXPECT_EQ(result.record.state, State::kSuperseded);
  EXPECT_EQ(result.record.superseded_by, id_of(6));
  EXPECT_EQ(result.record.learning(), "Nothing happened");
  ASSERT_GE(result.record.history.size(), 2U);
  EXPECT_EQ(result.record.history.end()[-2].to, State::kReviewed);
  EXPECT_EQ(result.record.history.end()[-1].event, "stepDown");
  ASSERT_TRUE(result.successor);
  EXPECT_EQ(result.successor->state, State::kDesigned);
  EXPECT_EQ(result.successor->supersedes, record.id);
  EXPECT_EQ(result.successor->design->variant_id, "tiny-test");
  EXPECT_EQ(result.successor->design->rationale, "We test it");
  EXPECT_TRUE(result.successor->agreements.empty());
  EXPECT_TRUE(plan(*result.successor, full_plan(), same, false, now(8)));
}

TEST(AssignmentRecord, AReviewThatChangesTheActivityStartsFromTheProposal) {
  const auto record = step(active(), Event::kReport, now(6)).value();
  const Review input{.id = id_of(5), .decision = Event::kChange, .successor = id_of(6)};
  catalogue::Activity other{.id = "thought-record"};
  const auto result = review(record, input, {.activity_id = "thought-record"}, &other, now(7)).value();
  EXPECT_EQ(result.successor->state, State::kProposed);
  EXPECT_FALSE(result.successor->design);
  EXPECT_EQ(review(record, input, {.activity_id = "gone"}, nullptr, now(7)).error().fields.at(0).pointer,
            "/successorActivityId");
}

TEST(AssignmentRecord, ContinuingKeepsTheAgreementAndStartsTheClockAnew) {
  const auto reported = step(active(), Event::kReport, now(6)).value();
  EXPECT_EQ(reported.reported_at(), now(6).at);
  const auto result =
      review(reported, {.id = id_of(5), .decision = Event::kContinue}, {}, nullptr, now(7)).value();
  EXPECT_EQ(result.record.state, State::kActive);
  EXPECT_EQ(result.record.due_since(), now(7).at);
  EXPECT_EQ(result.record.reported_at(), std::nullopt);
  EXPECT_FALSE(result.successor);
}

TEST(AssignmentRecord, PauseRemembersWhereItCameFrom) {
  auto record = step(active(), Event::kReport, now(6)).value();
  record = step(record, Event::kPause, now(7, "Holiday")).value();
  EXPECT_EQ(record.history.back().reason, "Holiday");
  record = step(record, Event::kResume, now(8)).value();
  EXPECT_EQ(record.state, State::kReported);
  EXPECT_EQ(record.reported_at(), now(6).at);
}

TEST(Review, SuccessorsOnlyFollowDecisionsThatMakeOne) {
  const auto problems = [](std::string_view text) {
    const auto value = core::parse_json(text).value();
    core::Decoder in(value);
    SuccessorWish wish;
    (void)decode_review(in, wish);
    const auto problem = in.finish();
    return problem ? pointers(problem->fields) : std::set<std::string>{};
  };
  const std::string id(32, 'a');
  EXPECT_EQ(problems(R"({"reviewId":")" + id + R"(","decision":"retire"})"), std::set<std::string>{});
  EXPECT_EQ(problems(R"({"reviewId":")" + id + R"(","decision":"continue","successorId":")" + id + R"("})"),
            std::set<std::string>{"/successorId"});
  EXPECT_EQ(problems(R"({"reviewId":")" + id + R"(","decision":"stepUp","successorActivityId":"x"})"),
            std::set<std::string>{"/successorActivityId"});
  EXPECT_EQ(problems(R"({"reviewId":")" + id + R"(","decision":"pause","quantity":5})"),
            (std::set<std::string>{"/decision", "/quantity"}));
}

}  // namespace
}  // namespace intersession::homework
