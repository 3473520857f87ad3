// The worker that empties the outbox.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "platform/jobs/outbox.hpp"

namespace intersession::jobs {

/// Does one job. It may run again (at least once), so effects outside of the database need a key of their
/// own. Success removes the job; an error puts it off, with Error::reason (or its code's name) kept for
/// people to see.
using Handler = std::function<core::Result<void>(const Job&)>;

/// Claims jobs and hands each to the handler of its kind. Thread-safe; handlers run one after the other.
class Runner {
 public:
  Runner(Outbox& outbox, std::map<std::string, Handler> handlers, std::size_t batch = 16)
      : outbox_(&outbox), handlers_(std::move(handlers)), batch_(batch) {}
  /// As stop().
  ~Runner() { stop(); }
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Does what is due now, on this thread; the number of jobs that were done. A kind without handler is put
  /// off. Fails only where claiming failed.
  [[nodiscard]] core::Result<std::size_t> run_due();

  /// Runs in the background, looking every `pause` and whenever nudge() is called.
  void start(std::chrono::milliseconds pause);
  void nudge();
  /// Finishes the job under way, gives the others back, and waits for the thread.
  void stop();

 private:
  /// True where the job was done and removed.
  bool run(const Job& job);
  [[nodiscard]] bool stopping();

  Outbox* outbox_;
  const std::map<std::string, Handler> handlers_;
  const std::size_t batch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool nudged_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace intersession::jobs
