// Moves pages from SQLite's log into the file while the writer goes on.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "platform/db/sqlite_connection.hpp"
#include "platform/db/writeback.hpp"

namespace intersession::db {

/// A thread with a connection of its own that checkpoints when it is asked to. It never waits for readers or
/// the writer, and neither waits for it. Thread-safe.
///
/// A sync of the log that fails here may have given up pages of a batch that is about to be committed. The
/// writer hears of it at its own sync, through its own opening of the log (errseq_t, Linux 4.13), before
/// anything is acknowledged.
class LogMover {
 public:
  /// Opens the connection; throws DatabaseError. `on_failure` is called by the thread. `writeback` (of the
  /// same file) must live longer.
  LogMover(const SqliteConnection::Settings& settings, const Writeback& writeback,
           std::function<void(const DatabaseError&)> on_failure);
  ~LogMover() { close(); }
  LogMover(const LogMover&) = delete;
  LogMover& operator=(const LogMover&) = delete;

  /// Begins to move what the log holds now; nothing where it is still at an earlier call.
  void wake();
  /// At what it was woken for.
  [[nodiscard]] bool busy();
  /// Pages of the log that were in the file when it was last done.
  [[nodiscard]] int moved() const { return moved_; }
  /// The log has started over.
  void forget() { moved_ = 0; }
  /// Waits for what is under way. May be called more than once.
  void close();

 private:
  void move_until_closed();

  SqliteConnection connection_;
  const Writeback& writeback_;
  const std::function<void(const DatabaseError&)> on_failure_;
  std::atomic<int> moved_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;
  bool closed_ = false;
  std::thread thread_;
};

}  // namespace intersession::db
