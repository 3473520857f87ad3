// The life of an assignment as the design tells it, written down a second time for tests.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "homework/assignment.hpp"

namespace intersession::homework::testing {

using StateAndEvent = std::pair<State, Event>;

/// Where each event leads, all guards holding and the other party having accepted. What is not here is
/// refused.
inline const std::map<StateAndEvent, State>& life() {
  static const std::map<StateAndEvent, State> kLife = {
      {{State::kProposed, Event::kDesign}, State::kDesigned},
      {{State::kProposed, Event::kDecline}, State::kDeclined},
      {{State::kDesigned, Event::kDesign}, State::kDesigned},
      {{State::kDesigned, Event::kPlan}, State::kPlanned},
      {{State::kDesigned, Event::kDecline}, State::kDeclined},
      {{State::kPlanned, Event::kDesign}, State::kDesigned},
      {{State::kPlanned, Event::kPlan}, State::kPlanned},
      {{State::kPlanned, Event::kAcceptClient}, State::kActive},
      {{State::kPlanned, Event::kAcceptMember}, State::kActive},
      {{State::kPlanned, Event::kDecline}, State::kDeclined},
      {{State::kActive, Event::kReport}, State::kReported},
      {{State::kActive, Event::kPause}, State::kPaused},
      {{State::kReported, Event::kReview}, State::kReviewed},
      {{State::kReported, Event::kPause}, State::kPaused},
      {{State::kReviewed, Event::kContinue}, State::kActive},
      {{State::kReviewed, Event::kStepUp}, State::kSuperseded},
      {{State::kReviewed, Event::kStepDown}, State::kSuperseded},
      {{State::kReviewed, Event::kChange}, State::kSuperseded},
      {{State::kReviewed, Event::kRetire}, State::kRetired},
      {{State::kPaused, Event::kResume}, State::kActive},
  };
  return kLife;
}

inline std::string name(State state, Event event) {
  return std::string(core::word_for(kStates, state)) + " x " + std::string(core::word_for(kEvents, event));
}

}  // namespace intersession::homework::testing
