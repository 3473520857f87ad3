#include "homework/assignment.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "homework/life.hpp"

namespace intersession::homework {
namespace {

/// Facts under which every guard lets pass.
constexpr Facts kFine{.nobody_is_told = false,
                      .has_design = true,
                      .gates_confirmed = true,
                      .plan_complete = true,
                      .newest_agreement = true,
                      .accepted_by_other = true,
                      .older_not_reviewed = false,
                      .overridden = false,
                      .has_successor = true};

using testing::life;
using testing::name;

TEST(AssignmentLife, EveryStateAndEventIsWhatTheDesignSays) {
  int pairs = 0;
  for (const auto& [state_word, state] : kStates) {
    for (const auto& [event_word, event] : kEvents) {
      ++pairs;
      const auto found = life().find({state, event});
      const auto result = apply(state, event, kFine);
      if (found == life().end()) {
        ASSERT_FALSE(result) << name(state, event);
        EXPECT_EQ(result.error().code, core::ErrorCode::kConflict);
        EXPECT_EQ(result.error().reason, "wrong-state") << name(state, event);
      } else {
        ASSERT_TRUE(result) << name(state, event) << ": " << result.error().reason;
        EXPECT_EQ(*result, found->second) << name(state, event);
      }
    }
  }
  EXPECT_EQ(pairs, 10 * 14);
}

TEST(AssignmentLife, NothingLeavesAnEnd) {
  for (const auto& [word, state] : kStates) {
    bool leaves = false;
    for (const auto& [event_word, event] : kEvents) leaves = leaves or apply(state, event, kFine).has_value();
    EXPECT_EQ(is_over(state), not leaves) << word;
  }
}

/// Breaks one fact and looks at which steps it stops.
void expect_guard(Facts facts, Guard guard, const std::set<Event>& guarded) {
  for (const auto& [from_and_event, to] : life()) {
    const auto [state, event] = from_and_event;
    const auto result = apply(state, event, facts);
    if (guarded.contains(event)) {
      ASSERT_FALSE(result) << name(state, event);
      EXPECT_EQ(result.error(), refusal(guard)) << name(state, event);
      EXPECT_FALSE(result.error().message.empty());
    } else {
      ASSERT_TRUE(result) << name(state, event) << " stopped by " << result.error().reason;
    }
  }
}

TEST(AssignmentLife, EachGuardStopsItsStepsAndNoOthers) {
  Facts facts = kFine;
  facts.nobody_is_told = true;
  expect_guard(facts, Guard::kSafetyNotReady, {Event::kDesign});
  facts = kFine;
  facts.has_design = false;
  expect_guard(facts, Guard::kDesignMissing, {Event::kDesign});
  facts = kFine;
  facts.gates_confirmed = false;
  expect_guard(facts, Guard::kGatesOpen, {Event::kDesign, Event::kPlan});
  facts = kFine;
  facts.plan_complete = false;
  expect_guard(facts, Guard::kPlanIncomplete, {Event::kPlan});
  facts = kFine;
  facts.newest_agreement = false;
  expect_guard(facts, Guard::kAgreementVersion, {Event::kAcceptClient, Event::kAcceptMember});
  facts = kFine;
  facts.older_not_reviewed = true;
  expect_guard(facts, Guard::kNotReviewedYet, {Event::kPlan, Event::kAcceptClient, Event::kAcceptMember});
  facts.overridden = true;
  expect_guard(facts, Guard::kNotReviewedYet, {});
  facts = kFine;
  facts.has_successor = false;
  expect_guard(facts, Guard::kSuccessorMissing, {Event::kStepUp, Event::kStepDown, Event::kChange});
}

TEST(AssignmentLife, DefaultFactsRefuseWhatHasAGuard) {
  for (const auto& [from_and_event, to] : life()) {
    const auto [state, event] = from_and_event;
    const bool free = event == Event::kReport or event == Event::kReview or event == Event::kContinue or
                      event == Event::kRetire or event == Event::kPause or event == Event::kResume or
                      event == Event::kDecline;
    EXPECT_EQ(apply(state, event, {}).has_value(), free) << name(state, event);
  }
}

TEST(AssignmentLife, OneAcceptanceAloneDoesNotMakeItActive) {
  Facts facts = kFine;
  facts.accepted_by_other = false;
  EXPECT_EQ(apply(State::kPlanned, Event::kAcceptMember, facts), State::kPlanned);
  EXPECT_EQ(apply(State::kPlanned, Event::kAcceptClient, facts), State::kPlanned);
}

TEST(AssignmentLife, ResumingReturnsToWhereThePauseBegan) {
  Facts facts = kFine;
  facts.paused_from = State::kReported;
  EXPECT_EQ(apply(State::kPaused, Event::kResume, facts), State::kReported);
}

TEST(AssignmentLife, EntriesArriveOnceSomethingWasAgreedEvenLate) {
  const std::set<State> takes{State::kActive, State::kReported,   State::kReviewed,
                              State::kPaused, State::kSuperseded, State::kRetired};
  for (const auto& [word, state] : kStates) EXPECT_EQ(takes_entries(state), takes.contains(state)) << word;
}

TEST(AssignmentLife, ASuccessorKeepsTheDesignOnlyWithTheActivity) {
  EXPECT_EQ(successor_state(true), State::kDesigned);
  EXPECT_EQ(successor_state(false), State::kProposed);
  for (const auto& [word, event] : kEvents) {
    const bool makes = event == Event::kStepUp or event == Event::kStepDown or event == Event::kChange;
    EXPECT_EQ(makes_successor(event), makes) << word;
  }
}

}  // namespace
}  // namespace intersession::homework
