// What got worse while something was worked on: said before the next thing is agreed, without a word about
// why.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "measures/change.hpp"

namespace intersession::safety {

/// An activity that was agreed, from its agreement until it was over (or now).
struct Worked {
  std::string activity;
  core::Instant from{};
  core::Instant until{};
};
/// The leading score of a measure at one time.
struct Measured {
  const measures::Instrument* instrument = nullptr;
  core::Instant at{};
  double value = 0;
};
/// A score that got reliably worse between the last time before an activity began and the last time until it
/// was over. Both happened; nothing says that one brought the other.
struct Worsening {
  std::string activity;
  const measures::Instrument* instrument = nullptr;
  core::Instant before_at{};
  core::Instant after_at{};
  measures::Change change;
};

/// How long after an activity was over a score still counts to it: a fortnight, so that a weekly or
/// fortnightly measure has its turn. Chosen by this project.
inline constexpr std::chrono::days kEcho{14};

/// Newest first, one for each activity and measure. Only measures with a published least reliable change
/// (Jacobson & Truax 1991) can get reliably worse; `measured` in the order of time.
[[nodiscard]] std::vector<Worsening> worsenings(std::span<const Worked> worked,
                                                std::span<const Measured> measured);

}  // namespace intersession::safety
