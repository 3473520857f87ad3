// What a person at a terminal sees of long work. Silent where standard error is no terminal.
#pragma once

#include <chrono>
#include <mutex>
#include <string_view>

#include "platform/core/json.hpp"

namespace intersession::app {

/// Names the stage of work and keeps how long each took. Thread-safe.
class EvidenceProgress {
 public:
  EvidenceProgress();
  ~EvidenceProgress();
  EvidenceProgress(const EvidenceProgress&) = delete;
  EvidenceProgress& operator=(const EvidenceProgress&) = delete;

  /// A stage begins; the one before ends.
  void stage(std::string_view name);
  /// So many of so many done, as a bar.
  void step(int done, int of);
  /// Ends the last stage and clears the line.
  void finish();

  /// {read_ms, prep_ms, fit_ms, total_ms}; "frame" counts as preparing, "check" is told apart.
  [[nodiscard]] core::json::object timing() const;

 private:
  using Clock = std::chrono::steady_clock;
  void show(std::string_view text);

  bool terminal_;
  Clock::time_point begin_ = Clock::now(), since_ = begin_;
  std::string now_;
  double read_ms_ = 0, prep_ms_ = 0, fit_ms_ = 0, check_ms_ = 0, total_ms_ = 0;
  int shown_ = -1;
  std::mutex mutex_;
};

}  // namespace intersession::app
