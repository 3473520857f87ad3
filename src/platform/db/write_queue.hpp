// Writes that wait for a commit.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "platform/db/batch.hpp"

namespace intersession::db {

/// Callers submit and wait; workers take batches. Thread-safe. No waiting is added: a batch is whatever
/// queued up while the last commit was under way.
class WriteQueue {
 public:
  enum class Lanes { kOne, kPerPractice };

  /// With one lane all writes queue behind each other; with one per practice, batches hold one practice only
  /// and no two batches of a practice are under way at the same time.
  WriteQueue(Lanes lanes, std::size_t waiting_limit, std::size_t batch_limit)
      : lanes_kind_(lanes), waiting_limit_(waiting_limit), batch_limit_(batch_limit) {}

  /// Waits until the work is answered; rethrows an exception of the work's own.
  /// kUnavailable at once where too many wait ("overloaded") or the queue is closed ("closed").
  core::Result<void> submit(const core::Id& practice, const Question& question, const Work& work);

  /// Waits for the next batch; nothing once the queue is closed and empty.
  std::optional<Batch> next();
  /// Wakes the callers of a batch and lets the next batch of its practice begin.
  void finish(const Batch& batch);

  void close();

 private:
  struct Lane {
    std::deque<std::shared_ptr<Waiting>> waiting;
    bool taken = false;
  };

  const Lanes lanes_kind_;
  const std::size_t waiting_limit_;
  const std::size_t batch_limit_;
  std::mutex mutex_;
  std::condition_variable ready_changed_;
  std::unordered_map<core::Id, Lane> lanes_;
  std::deque<core::Id> ready_;  ///< lanes with waiting writes that nobody has taken
  std::size_t waiting_ = 0;
  bool closed_ = false;
};

}  // namespace intersession::db
