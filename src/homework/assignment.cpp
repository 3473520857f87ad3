#include "homework/assignment.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace intersession::homework {

namespace {

/// One row of the life: from, event, to, and what must hold on the way.
struct Step {
  State from;
  Event event;
  State to;
  std::array<Guard, 3> guards{Guard::kWrongState, Guard::kWrongState,
                              Guard::kWrongState};  // kWrongState: none
};

using enum State;

constexpr std::array<Guard, 3> kToDesign{Guard::kSafetyNotReady, Guard::kDesignMissing, Guard::kGatesOpen};
constexpr std::array<Guard, 3> kToPlan{Guard::kGatesOpen, Guard::kPlanIncomplete, Guard::kNotReviewedYet};
constexpr std::array<Guard, 3> kToAccept{Guard::kAgreementVersion, Guard::kNotReviewedYet,
                                         Guard::kWrongState};
constexpr std::array<Guard, 3> kToFollow{Guard::kSuccessorMissing, Guard::kWrongState, Guard::kWrongState};

// An acceptance stays in `planned` until the other party has accepted too; resume returns to where the pause
// began. Both are settled in apply().
constexpr Step kLife[] = {
    {kProposed, Event::kDesign, kDesigned, kToDesign},
    {kDesigned, Event::kDesign, kDesigned, kToDesign},
    {kPlanned, Event::kDesign, kDesigned, kToDesign},  // confidence was low: back to the design
    {kDesigned, Event::kPlan, kPlanned, kToPlan},
    {kPlanned, Event::kPlan, kPlanned, kToPlan},
    {kPlanned, Event::kAcceptClient, kActive, kToAccept},
    {kPlanned, Event::kAcceptMember, kActive, kToAccept},
    {kActive, Event::kReport, kReported},
    {kReported, Event::kReview, kReviewed},
    {kReviewed, Event::kContinue, kActive},
    {kReviewed, Event::kStepUp, kSuperseded, kToFollow},
    {kReviewed, Event::kStepDown, kSuperseded, kToFollow},
    {kReviewed, Event::kChange, kSuperseded, kToFollow},
    {kReviewed, Event::kRetire, kRetired},
    {kActive, Event::kPause, kPaused},
    {kReported, Event::kPause, kPaused},
    {kPaused, Event::kResume, kActive},
    {kProposed, Event::kDecline, kDeclined},
    {kDesigned, Event::kDecline, kDeclined},
    {kPlanned, Event::kDecline, kDeclined},
};

bool holds(Guard guard, const Facts& facts) {
  switch (guard) {
    case Guard::kWrongState:
      return true;
    case Guard::kSafetyNotReady:
      return not facts.nobody_is_told;
    case Guard::kDesignMissing:
      return facts.has_design;
    case Guard::kGatesOpen:
      return facts.gates_confirmed;
    case Guard::kPlanIncomplete:
      return facts.plan_complete;
    case Guard::kAgreementVersion:
      return facts.newest_agreement;
    case Guard::kNotReviewedYet:
      return not facts.older_not_reviewed or facts.overridden;
    case Guard::kSuccessorMissing:
      return facts.has_successor;
  }
  return false;
}

std::string_view sentence(Guard guard) {
  switch (guard) {
    case Guard::kWrongState:
      return "This step is not possible any more, or not yet.";
    case Guard::kSafetyNotReady:
      return "This activity asks about safety. It can be used once the practice has settled who is told of "
             "an answer, and when.";
    case Guard::kDesignMissing:
      return "Goal, mechanism and rationale come first.";
    case Guard::kGatesOpen:
      return "Something to check before this activity has not been confirmed.";
    case Guard::kPlanIncomplete:
      return "The plan is not complete.";
    case Guard::kAgreementVersion:
      return "The agreement has changed since; please look at the newest version.";
    case Guard::kNotReviewedYet:
      return "Something agreed earlier has not been looked at together yet.";
    case Guard::kSuccessorMissing:
      return "The assignment that follows needs an id.";
  }
  return "";
}

bool is_acceptance(Event event) {
  return event == Event::kAcceptClient or event == Event::kAcceptMember;
}

}  // namespace

core::Error refusal(Guard guard) {
  return {core::ErrorCode::kConflict,
          std::string(sentence(guard)),
          {},
          std::string(core::word_for(kGuards, guard))};
}

core::Result<State> apply(State state, Event event, const Facts& facts) {
  const auto* const step = std::ranges::find_if(
      kLife, [&](const Step& each) { return each.from == state and each.event == event; });
  if (step == std::end(kLife)) return std::unexpected(refusal(Guard::kWrongState));
  for (const Guard guard : step->guards) {
    if (not holds(guard, facts)) return std::unexpected(refusal(guard));
  }
  if (is_acceptance(event) and not facts.accepted_by_other) return kPlanned;
  if (event == Event::kResume) return facts.paused_from == kReported ? kReported : kActive;
  return step->to;
}

bool is_over(State state) {
  return state == kDeclined or state == kSuperseded or state == kRetired;
}

bool takes_entries(State state) {
  return state == kActive or state == kReported or state == kReviewed or state == kPaused or
         state == kSuperseded or state == kRetired;
}

bool makes_successor(Event decision) {
  return decision == Event::kStepUp or decision == Event::kStepDown or decision == Event::kChange;
}

}  // namespace intersession::homework
