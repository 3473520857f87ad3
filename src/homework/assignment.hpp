// The life of an assignment: states, events and what guards each step.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "platform/core/json.hpp"
#include "platform/core/result.hpp"

namespace intersession::homework {

/// From the first idea to the end. An assignment is `reviewed` only inside one review: its decision moves it
/// on in the same transaction, and the history shows both steps.
enum class State {
  kProposed,
  kDesigned,
  kPlanned,
  kActive,
  kReported,
  kReviewed,
  kPaused,
  kDeclined,
  kSuperseded,
  kRetired
};
inline constexpr core::Word<State> kStateTable[] = {
    {"proposed", State::kProposed}, {"designed", State::kDesigned}, {"planned", State::kPlanned},
    {"active", State::kActive},     {"reported", State::kReported}, {"reviewed", State::kReviewed},
    {"paused", State::kPaused},     {"declined", State::kDeclined}, {"superseded", State::kSuperseded},
    {"retired", State::kRetired}};
inline constexpr std::span<const core::Word<State>> kStates{kStateTable};

/// What can happen to an assignment. A review is two events: kReview and the decision.
enum class Event {
  kDesign,
  kPlan,
  kAcceptClient,
  kAcceptMember,
  kReport,
  kReview,
  kContinue,
  kStepUp,
  kStepDown,
  kChange,
  kRetire,
  kPause,
  kResume,
  kDecline
};
/// The words of the history.
inline constexpr core::Word<Event> kEventTable[] = {{"design", Event::kDesign},
                                                    {"plan", Event::kPlan},
                                                    {"acceptClient", Event::kAcceptClient},
                                                    {"acceptMember", Event::kAcceptMember},
                                                    {"report", Event::kReport},
                                                    {"review", Event::kReview},
                                                    {"continue", Event::kContinue},
                                                    {"stepUp", Event::kStepUp},
                                                    {"stepDown", Event::kStepDown},
                                                    {"change", Event::kChange},
                                                    {"retire", Event::kRetire},
                                                    {"pause", Event::kPause},
                                                    {"resume", Event::kResume},
                                                    {"decline", Event::kDecline}};
inline constexpr std::span<const core::Word<Event>> kEvents{kEventTable};

/// Why a step is refused. The word is the `reason` of the error.
enum class Guard {
  kWrongState,        ///< the event has no place in this state
  kSafetyNotReady,    ///< the activity asks about self-harm or violence; nobody would be told yet
  kDesignMissing,     ///< goal, mechanism and rationale first
  kGatesOpen,         ///< a hard gate of the activity has not been confirmed
  kPlanIncomplete,    ///< a plan field that the activity requires is neither filled in nor skipped with a
                      ///< reason
  kAgreementVersion,  ///< the version to accept is not the newest
  kNotReviewedYet,    ///< an older assignment still waits for its review
  kSuccessorMissing   ///< the decision needs the id of the assignment that follows
};
inline constexpr core::Word<Guard> kGuardTable[] = {
    {"wrong-state", Guard::kWrongState},          {"safety-not-ready", Guard::kSafetyNotReady},
    {"design-missing", Guard::kDesignMissing},    {"gates-open", Guard::kGatesOpen},
    {"plan-incomplete", Guard::kPlanIncomplete},  {"agreement-version", Guard::kAgreementVersion},
    {"not-reviewed-yet", Guard::kNotReviewedYet}, {"successor-missing", Guard::kSuccessorMissing}};
inline constexpr std::span<const core::Word<Guard>> kGuards{kGuardTable};

/// What the guards ask about. The defaults refuse.
struct Facts {
  bool nobody_is_told = true;          ///< the activity asks about safety, and it is not settled who looks
  bool has_design = false;             ///< goal, mechanism and rationale are there
  bool gates_confirmed = false;        ///< every hard gate of the activity
  bool plan_complete = false;          ///< what the activity declares
  bool newest_agreement = false;       ///< the acceptance names the newest version
  bool accepted_by_other = false;      ///< the other party has accepted that same version
  bool older_not_reviewed = true;      ///< see waits_for_review() in occurrence.hpp
  bool overridden = false;             ///< a reason for going on all the same was recorded
  bool has_successor = false;          ///< the id of the assignment that follows is given
  State paused_from = State::kActive;  ///< where a resumed assignment returns to
};

/// The state after an event, or kConflict with the guard's word as reason and a sentence for people.
/// Facts that the event does not ask about are not looked at.
[[nodiscard]] core::Result<State> apply(State state, Event event, const Facts& facts);

/// The error of one guard.
[[nodiscard]] core::Error refusal(Guard guard);

/// True where nothing can happen any more: declined, superseded, retired.
[[nodiscard]] bool is_over(State state);
/// True where an agreement has been in force, so that a phone may hold an entry that is still to arrive.
/// Entries never change the state, and late ones are not lost.
[[nodiscard]] bool takes_entries(State state);
/// True for the decisions that make a successor.
[[nodiscard]] bool makes_successor(Event decision);
/// The state a successor starts in: with the copied design while the activity stays the same.
[[nodiscard]] constexpr State successor_state(bool same_activity) {
  return same_activity ? State::kDesigned : State::kProposed;
}

}  // namespace intersession::homework
