// Measures whose time has come and gone without an answer: one of the reasons why a client stands in the
// caseload.
#pragma once

#include <string>
#include <vector>

#include "measures/measure_plan.hpp"

namespace intersession::measures {

/// A time that was answered.
struct AnsweredSlot {
  core::Id plan;
  std::string slot;
};

struct WaitingMeasure {
  core::Id plan;
  std::string measure;  ///< id of the instrument
  core::Instant due{};  ///< when it was to be answered; it still can be
};

/// Those that are open, due and unanswered, the earliest due first.
[[nodiscard]] std::vector<WaitingMeasure> waiting(const std::vector<MeasurePlan>& plans,
                                                  const std::vector<AnsweredSlot>& answered,
                                                  const Surroundings& around, core::Instant now);
/// Answers from then on may decide on waiting(): when the earliest slot opened that would wait if nothing had
/// been answered; nothing where none would.
[[nodiscard]] std::optional<core::Instant> answers_matter_since(const std::vector<MeasurePlan>& plans,
                                                                const Surroundings& around,
                                                                core::Instant now);
/// Every instant, past and future, at which time alone may change waiting().
[[nodiscard]] std::vector<core::Instant> turns(const std::vector<MeasurePlan>& plans,
                                               const Surroundings& around, core::Instant now);

}  // namespace intersession::measures
