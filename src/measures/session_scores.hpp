// Outcome and mechanism scores by session: what the evidence is computed from. Pure.
#pragma once

#include <string>
#include <vector>

#include "measures/progress.hpp"

namespace intersession::measures {

/// One score that belongs to one session: measured at its beginning, so before the work of that session.
struct SessionScore {
  core::Id session;
  int number = 1;  ///< of the session: counted from 1 over those that took place, in the order of their times
  core::Instant starts_at{};
  std::string measure;
  std::string scale;
  Purpose purpose = Purpose::kOutcome;
  std::string mechanism;  ///< code, where the purpose is a mechanism
  bool higher_is_worse = true;
  double value = 0;
  core::Instant answered_at{};
};

/// Scores of one client in the order of sessions. A submission belongs to the session that its slot names;
/// one without such a slot to the first session that begins after it, at most seven days later (two hours of
/// grace: it may be filled in as the session begins). Where several belong to one session the last answered
/// counts. Scores that could not be computed are left out, never 0. Only sessions that were held or are open
/// count.
[[nodiscard]] std::vector<SessionScore> session_scores(const Course& course);

}  // namespace intersession::measures
