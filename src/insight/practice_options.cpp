#include "insight/practice_options.hpp"

namespace intersession::insight {

StudyOptions options_for(const measures::Instrument* instrument, const MeasuredScale& outcome) {
  StudyOptions options;
  if (outcome.empty()) {
    options.scale = {.lowest = 0, .highest = 10};
    return options;
  }
  const auto* scale = instrument == nullptr ? nullptr : instrument->find_scale(outcome.scale);
  if (scale == nullptr) return options;
  const bool worse = instrument->higher_is_worse;
  options.scale = {.integer = scale->decimals == 0,
                   .lowest = worse ? scale->min : -scale->max,
                   .highest = worse ? scale->max : -scale->min};
  const auto* figures = instrument->change_of(outcome.scale);
  if (figures == nullptr or not figures->reliable or not figures->cutoff) return options;
  options.rule = evidence::ChangeRule{.least_change = figures->reliable->value,
                                      .cutoff = worse ? figures->cutoff->value : -figures->cutoff->value,
                                      .source = figures->reliable->source};
  return options;
}

std::string name_of(const measures::Instrument* instrument, const MeasuredScale& outcome) {
  if (instrument == nullptr) return outcome.measure;
  return instrument->abbreviation.empty() ? instrument->title : instrument->abbreviation;
}

}  // namespace intersession::insight
