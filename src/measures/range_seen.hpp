// The range of scores seen in comparable clients here: a description of what was, never of what should be.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "measures/instrument.hpp"

namespace intersession::measures {

/// One client's scores on one scale, by session number (1, 2, …; the first session with a score is the
/// baseline and must be number 1 here: numbers count from there).
struct CourseOfScores {
  std::vector<std::pair<int, double>> scores;
};

/// Limits at one session: between them lie the scores of 80 of 100 comparable clients, by the fitted spread.
struct RangeLimits {
  int session = 0;
  double low = 0;
  double high = 0;
};

/// The envelope outcome ~ baseline * log(session) + (1 + log(session) | client)
/// (evidence/expected_response.hpp).
class RangeSeen {
 public:
  /// Nothing where fewer than 100 clients have a baseline and at least three later scores: it is not drawn
  /// then.
  [[nodiscard]] static std::shared_ptr<const RangeSeen> learn(const Scale& scale,
                                                              std::span<const CourseOfScores> courses);

  /// From the second session on, up to `last`; rounded outward where scores are whole numbers, and inside the
  /// scale.
  [[nodiscard]] std::vector<RangeLimits> limits(double baseline, int last) const;
  /// How many clients it rests on.
  [[nodiscard]] int clients() const { return clients_; }

  ~RangeSeen();

 private:
  struct Model;
  RangeSeen(std::unique_ptr<Model> model, int clients);
  std::unique_ptr<Model> model_;
  int clients_ = 0;
};

/// The ranges of every measure and scale that has one, as one member sees them.
struct RangesSeen {
  std::string version;                                                          ///< of what they rest on
  std::map<std::string, std::shared_ptr<const RangeSeen>, std::less<>> ranges;  ///< by "measure/scale"

  /// nullptr where there is none.
  [[nodiscard]] std::shared_ptr<const RangeSeen> find(std::string_view measure, std::string_view scale) const;
};

/// Numbers a client's scored points for the range: the first is session 1, the n-th held session after it n
/// + 1. Points are times of scores, `sessions` times of sessions that took place, both in order. Of several
/// points for one session the last counts.
[[nodiscard]] CourseOfScores by_session(std::span<const std::pair<core::Instant, double>> points,
                                        std::span<const core::Instant> sessions);

/// The time of session number 1, 2, … counted as by_session() does, for a first score at `first`.
[[nodiscard]] std::vector<core::Instant> session_times(core::Instant first,
                                                       std::span<const core::Instant> sessions);

}  // namespace intersession::measures
