#include "platform/db/sqlite_driver.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "platform/db/migration_runner.hpp"

namespace intersession::db {
namespace {

constexpr std::chrono::seconds kReaderPatience{5};
// The writer moves the rest of the log where it is at most this part of checkpoint_pages…
constexpr int kFewParts = 8;
// …or when the log has grown for so many rounds of pages, however much is left.
constexpr int kLogRounds = 3;
// Readers have kept the log from starting over for this many rounds: wait for them once.
constexpr int kRestartRounds = 8;

core::Error with_path(core::Error error, const std::string& path, const char* detail) {
  error.message = "Cannot open the database " + path + ": " + detail + ".";
  error.code = core::ErrorCode::kStorage;
  return error;
}

/// Made by us, so that nobody else may read it; SQLite gives its side files the same mode.
core::Result<void> make_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return core::fail(core::ErrorCode::kStorage, "Cannot open or make the database file " + path + ".",
                      "open");
  }
  ::close(file);
  return {};
}

}  // namespace

core::Result<std::unique_ptr<Driver>> SqliteDriver::open(const Options& options) {
  if (auto reason = why_not_sqlite(sqlite3_libversion_number()); not reason.empty()) {
    return core::fail(core::ErrorCode::kStorage, std::move(reason), "sqlite-version");
  }
  auto lock = LockFile::acquire(options.target);
  if (not lock) return std::unexpected(lock.error());
  std::unique_ptr<SqliteDriver> driver(new SqliteDriver(options, *std::move(lock)));
  try {
    if (auto started = driver->start(); not started) return std::unexpected(started.error());
  } catch (const DatabaseError& error) {
    return std::unexpected(with_path(to_error(error), options.target, error.what()));
  }
  return driver;
}

SqliteDriver::SqliteDriver(const Options& options, LockFile lock)
    : options_(options),
      lock_(std::move(lock)),
      fatal_(options.on_fatal),
      readers_(std::max<std::size_t>(options.readers, 1)),
      queue_(WriteQueue::Lanes::kOne, options.queue_limit, std::max<std::size_t>(options.batch_limit, 1)) {}

core::Result<void> SqliteDriver::start() {
  const std::string& path = options_.target;
  if (auto made = make_private(path); not made) return made;
  SqliteConnection::Settings settings{path, options_.vfs, true, options_.unsafe_no_sync,
                                      options_.busy_patience};
  writer_ = std::make_unique<SqliteConnection>(settings);
  if (auto sound = check_integrity(); not sound) return sound;
  if (not lock_.mark_open() or not sync_folder_of(path)) {
    return core::fail(core::ErrorCode::kStorage, "Cannot write beside the database " + path + ".",
                      "lock-file");
  }
  settings.writer = false;
  for (std::vector<decltype(readers_.lease(kReaderPatience))> leases;
       leases.size() < std::max<std::size_t>(options_.readers, 1);) {
    leases.push_back(readers_.lease(kReaderPatience));
    **leases.back() = std::make_unique<SqliteConnection>(settings);
  }
  settings.writer = true;
  writeback_.emplace(path);
  mover_ = std::make_unique<LogMover>(settings, *writeback_,
                                      [this](const DatabaseError& error) { meet_checkpoint_failure(error); });
  started_ = true;
  thread_ = std::thread([this] { write_until_closed(); });
  return {};
}

core::Result<void> SqliteDriver::check_integrity() {
  if (not lock_.unclean()) return {};
  checked_ = true;
  const std::string finding = writer_->quick_check();
  if (finding.empty()) return {};
  return core::fail(core::ErrorCode::kStorage,
                    "The database " + options_.target + " is damaged (" + finding +
                        "). Please restore the last backup; keep the damaged file for a second look.",
                    "corrupt");
}

core::Result<void> SqliteDriver::read(Statements statements, const Work& work) {
  Inside::refuse(this);
  if (fatal_.tripped()) return std::unexpected(fatal_.error());
  const auto lease = readers_.lease(kReaderPatience);
  if (not lease) return std::unexpected(lease.error());
  SqliteConnection& connection = ***lease;
  try {
    connection.begin_read();
    Outcome outcome;
    {
      const Inside inside(this);
      outcome = attempt_read(connection, statements, work);
    }
    if (outcome.succeeded()) {
      connection.end_read();
    } else {
      connection.rollback();
    }
    if (outcome.thrown) std::rethrow_exception(outcome.thrown);
    if (outcome.database) return std::unexpected(fatal_.meet(*outcome.database));
    return outcome.result;
  } catch (const DatabaseError& error) {
    connection.rollback();
    return std::unexpected(fatal_.meet(error));
  }
}

core::Result<void> SqliteDriver::write(const core::Id& practice, const Question& question, const Work& work) {
  Inside::refuse(this);
  if (fatal_.tripped()) return std::unexpected(fatal_.error());
  return queue_.submit(practice, question, work);
}

void SqliteDriver::write_until_closed() {
  while (auto batch = queue_.next()) {
    const std::lock_guard lock(writer_mutex_);
    run_batch(*batch);
    queue_.finish(*batch);
    checkpoint_if_due();
  }
}

void SqliteDriver::run_batch(Batch& batch) {
  if (fatal_.tripped()) return batch.fail(fatal_.error());
  try {
    const Inside inside(this);
    transact(*writer_, batch);
    // A reader may have met a failure of the disk meanwhile.
    if (fatal_.tripped()) batch.fail(fatal_.error());
  } catch (const DatabaseError& error) {
    writer_->rollback();
    batch.fail(fatal_.meet(error));
  } catch (const std::exception&) {  // out of memory
    writer_->rollback();
    batch.fail(
        {core::ErrorCode::kUnavailable, "The service is short of memory. Please try again.", {}, "memory"});
  }
}

void SqliteDriver::checkpoint_if_due() {
  if (fatal_.tripped()) return;
  const int pages = writer_->log_pages();
  if (pages < log_pages_) {
    checkpointed_pages_ = woken_pages_ = 0;
    mover_->forget();
  }
  log_pages_ = pages;
  const int grown = pages - checkpointed_pages_;
  if (grown < options_.checkpoint_pages) return;
  if (grown < options_.checkpoint_pages * kLogRounds) {
    const int few = options_.checkpoint_pages / kFewParts;
    if (mover_->busy()) return;
    if (pages - mover_->moved() > few) {
      if (pages - woken_pages_ <= few) return;  // a reader holds it up
      woken_pages_ = pages;
      return mover_->wake();
    }
  }
  try {
    writer_->checkpoint(pages < options_.checkpoint_pages * kRestartRounds
                            ? SqliteConnection::Checkpoint::kPassive
                            : SqliteConnection::Checkpoint::kRestart);
    checkpointed_pages_ = pages;
  } catch (const DatabaseError& error) {
    meet_checkpoint_failure(error);
  }
}

void SqliteDriver::meet_checkpoint_failure(const DatabaseError& error) {
  if (is_fatal(error.fault())) fatal_.meet(error);
}

core::Result<void> SqliteDriver::migrate(std::span<const Migration> migrations, core::Instant now) {
  Inside::refuse(this);
  if (fatal_.tripped()) return std::unexpected(fatal_.error());
  const std::lock_guard lock(writer_mutex_);
  if (not writer_)
    return core::fail(core::ErrorCode::kUnavailable, "The service is shutting down.", "closed");
  try {
    return apply_migrations(*writer_, migrations, now);
  } catch (const DatabaseError& error) {
    writer_->rollback();
    return std::unexpected(fatal_.meet(error));
  }
}

void SqliteDriver::close() {
  const std::lock_guard closing(close_mutex_);
  if (closed_) return;
  closed_ = true;
  queue_.close();
  if (thread_.joinable()) thread_.join();
  mover_.reset();
  readers_.close();
  const std::lock_guard lock(writer_mutex_);
  if (started_ and not fatal_.tripped()) {
    try {
      writer_->checkpoint(SqliteConnection::Checkpoint::kTruncate);
    } catch (const DatabaseError& error) {
      if (is_fatal(error.fault())) fatal_.meet(error);
    }
  }
  writer_.reset();
  if (started_ and not fatal_.tripped()) lock_.mark_closed();
}

}  // namespace intersession::db
