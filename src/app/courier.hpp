// What the process does behind the requests for alerts: tells the people who are next, and hands messages
// over.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "platform/core/random.hpp"
#include "platform/jobs/runner.hpp"

namespace intersession::app {

/// Empties the outbox on a thread of its own and keeps watch over what cannot leave. Nothing is lost where it
/// stops: what was not done is in the outbox.
class Courier {
 public:
  /// `handlers`: those of a House. `clock` is the one that jobs become due by.
  Courier(db::Database& database, const core::Clock& clock, core::Random& random,
          std::map<std::string, jobs::Handler> handlers,
          std::chrono::milliseconds pause = std::chrono::seconds(2));
  /// Waits for the message under way.
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  /// False while a message about an alert waits longer than it may (safety::kMailPatience). Never waits.
  [[nodiscard]] bool alerts_leave() const { return alerts_leave_; }

 private:
  void run();

  db::Database& database_;
  const core::Clock& clock_;
  jobs::Outbox outbox_;
  jobs::Runner runner_;
  const std::chrono::milliseconds pause_;
  std::atomic<bool> alerts_leave_{true};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace intersession::app
