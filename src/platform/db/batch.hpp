// Several writes in one transaction.
#pragma once

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "platform/core/id.hpp"
#include "platform/db/database.hpp"
#include "platform/db/driver_connection.hpp"

namespace intersession::db {

/// How one piece of work ended.
struct Outcome {
  core::Result<void> result;
  std::exception_ptr thrown{};              ///< an exception of the work's own
  std::optional<DatabaseError> database{};  ///< the fault behind `result`, where a statement failed

  [[nodiscard]] bool succeeded() const { return result.has_value() and not thrown; }
};

/// Whether the answers to what a work has sent are waited for at its end.
enum class Answers { kAll, kLater };

/// Runs the work and catches whatever it throws. Work that swallowed a DatabaseError has failed all the same.
[[nodiscard]] Outcome attempt(DriverConnection& connection, const Work& work,
                              Answers answers = Answers::kAll);

/// attempt() of a read, which throws DatabaseError inside where it runs more statements than it may.
[[nodiscard]] Outcome attempt_read(DriverConnection& connection, Statements statements, const Work& work);

/// One write that a thread waits for.
class Waiting {
 public:
  Waiting(const Question& asks, const Work& works) : question(&asks), work(&works) {}

  const Question* question;
  const Work* work;
  Outcome outcome{};

  /// Sleeps until finish(). (std::binary_semaphore would spin first, which takes the processor from the
  /// writer.)
  void wait() {
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [this] { return done_; });
  }
  /// The caller keeps this alive until it returns.
  void finish() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    finished_.notify_one();  // after the lock, which the one who wakes needs at once
  }

 private:
  std::mutex mutex_;
  std::condition_variable finished_;
  bool done_ = false;
};

struct Batch {
  core::Id practice;
  std::vector<std::shared_ptr<Waiting>> writes;

  /// Gives every write the same error: whatever each saw may have come from others that are undone now.
  void fail(const core::Error& error);
};

/// Asks the questions of all writes of a batch, runs the writes in one transaction and commits those that
/// succeeded. Where one fails that had written something already, or what was taken for granted of one turns
/// out wrong, everything is undone and all run once more, each behind a savepoint and its own question; so
/// work may run twice. Throws DatabaseError where the transaction as a whole failed; then the caller must
/// roll back, and no outcome counts.
void transact(DriverConnection& connection, Batch& batch);

}  // namespace intersession::db
