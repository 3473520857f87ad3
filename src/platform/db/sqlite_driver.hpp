// Database over one SQLite file: one writer's thread with group commit, readers with their own snapshots.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "platform/db/database.hpp"
#include "platform/db/guards.hpp"
#include "platform/db/lock_file.hpp"
#include "platform/db/log_mover.hpp"
#include "platform/db/sqlite_connection.hpp"
#include "platform/db/write_queue.hpp"

namespace intersession::db {

/// A thread of its own moves the log into the file while writes go on. Under constant writing it never
/// catches up, so when little is left the writer moves that, after its callers have their answers: then the
/// log starts over.
class SqliteDriver final : public Driver {
 public:
  [[nodiscard]] static core::Result<std::unique_ptr<Driver>> open(const Options& options);
  ~SqliteDriver() override { close(); }

  core::Result<void> read(Statements statements, const Work& work) override;
  core::Result<void> write(const core::Id& practice, const Question& question, const Work& work) override;
  core::Result<void> migrate(std::span<const Migration> migrations, core::Instant now) override;
  [[nodiscard]] Engine engine() const override { return Engine::kSqlite; }
  [[nodiscard]] bool failed() const override { return fatal_.tripped(); }
  [[nodiscard]] bool checked_integrity() const override { return checked_; }
  void close() override;

 private:
  SqliteDriver(const Options& options, LockFile lock);

  core::Result<void> start();
  core::Result<void> check_integrity();
  void write_until_closed();
  void run_batch(Batch& batch);
  void checkpoint_if_due();
  /// Stops everything where the failure is one of storage; a full disk only means that the log stays as it
  /// is.
  void meet_checkpoint_failure(const DatabaseError& error);

  const Options options_;
  LockFile lock_;
  bool checked_ = false;
  bool started_ = false;
  FatalLatch fatal_;
  std::optional<Writeback> writeback_;  ///< outlives the connections
  std::mutex writer_mutex_;             ///< held while the writer's connection is used
  std::unique_ptr<SqliteConnection> writer_;
  Pool<SqliteConnection> readers_;
  std::unique_ptr<LogMover> mover_;
  int log_pages_ = 0;           ///< as the writer saw them last
  int woken_pages_ = 0;         ///< log pages when the mover was woken last, since the log started over
  int checkpointed_pages_ = 0;  ///< log pages at the writer's own last checkpoint, since the log started over
  WriteQueue queue_;
  std::mutex close_mutex_;
  bool closed_ = false;
  std::thread thread_;
};

}  // namespace intersession::db
