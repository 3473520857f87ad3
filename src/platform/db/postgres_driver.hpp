// Database over PostgreSQL: a pool of readers, and writers that batch by practice.
#pragma once

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/db/guards.hpp"
#include "platform/db/postgres_connection.hpp"
#include "platform/db/write_queue.hpp"

namespace intersession::db {

/// Connections that break are replaced at their next use. Deadlocks and serialisation failures are run again
/// up to five times, after a random pause.
class PostgresDriver final : public Driver {
 public:
  [[nodiscard]] static core::Result<std::unique_ptr<Driver>> open(const Options& options);
  ~PostgresDriver() override { close(); }

  core::Result<void> read(Statements statements, const Work& work) override;
  core::Result<void> write(const core::Id& practice, const Question& question, const Work& work) override;
  core::Result<void> migrate(std::span<const Migration> migrations, core::Instant now) override;
  [[nodiscard]] Engine engine() const override { return Engine::kPostgres; }
  [[nodiscard]] bool failed() const override { return fatal_.tripped(); }
  [[nodiscard]] bool checked_integrity() const override { return false; }
  void close() override;

 private:
  using Place = std::unique_ptr<PostgresConnection>;

  explicit PostgresDriver(const Options& options);

  void make_schema();
  void write_until_closed();
  void run_batch(Place& place, Batch& batch);
  /// The connection in its place, made anew where it is missing or broken.
  PostgresConnection& connected(Place& place, PostgresConnection::Use use) const;

  const Options options_;
  FatalLatch fatal_;
  Pool<PostgresConnection> readers_;
  WriteQueue queue_;
  std::mutex close_mutex_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace intersession::db
