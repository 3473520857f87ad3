// How the outcome of a practice is read: its limits and its reliable change, from the instrument.
#pragma once

#include "insight/practice_frame.hpp"
#include "insight/study.hpp"
#include "measures/instrument.hpp"

namespace intersession::insight {

/// `instrument`: of the outcome's measure, nullptr where it is not here any more. Without a measure: goals
/// from 0 to 10, and no reliable change. A scale where higher is better was turned round by practice_frame(),
/// and so are its limits here.
[[nodiscard]] StudyOptions options_for(const measures::Instrument* instrument, const MeasuredScale& outcome);

/// What people call the measure: "GAD-7". Empty where there is none.
[[nodiscard]] std::string name_of(const measures::Instrument* instrument, const MeasuredScale& outcome);

}  // namespace intersession::insight
