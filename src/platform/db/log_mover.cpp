#include "platform/db/log_mover.hpp"

namespace intersession::db {

LogMover::LogMover(const SqliteConnection::Settings& settings, const Writeback& writeback,
                   std::function<void(const DatabaseError&)> on_failure)
    : connection_(settings), writeback_(writeback), on_failure_(std::move(on_failure)) {
  thread_ = std::thread([this] { move_until_closed(); });
}

void LogMover::wake() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  changed_.notify_one();
}

bool LogMover::busy() {
  const std::lock_guard lock(mutex_);
  return wanted_;
}

void LogMover::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void LogMover::move_until_closed() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return wanted_ or closed_; });
    if (closed_) return;
    lock.unlock();
    try {
      moved_ = connection_.checkpoint(SqliteConnection::Checkpoint::kPassive);
      writeback_.run();
    } catch (const DatabaseError& error) {
      on_failure_(error);
    }
    lock.lock();
    wanted_ = false;
  }
}

}  // namespace intersession::db
