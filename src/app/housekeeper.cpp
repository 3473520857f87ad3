#include "app/housekeeper.hpp"

#include "care/client_store.hpp"

namespace intersession::app {

core::Result<Swept> sweep(access::Access& access) {
  const auto rows = access::sweep_expired(access);
  if (not rows) return std::unexpected(rows.error());
  const auto keys =
      access.vault.sweep_orphans(kOrphanGrace, [&](const core::Id& practice, const core::Id& client) {
        return access.database.read([&](db::Connection& connection) {
          return care::store::has_client(connection, practice, client);
        });
      });
  if (not keys) return std::unexpected(keys.error());
  return Swept{*rows, *keys};
}

Housekeeper::Housekeeper(access::Access& access, Report report, std::chrono::milliseconds pause)
    : access_(access), report_(std::move(report)), pause_(pause), thread_([this] { run(); }) {}

Housekeeper::~Housekeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Housekeeper::run() {
  std::unique_lock lock(mutex_);
  while (not stopping_) {
    lock.unlock();
    const auto swept = sweep(access_);
    if (not swept and report_) report_(swept.error());
    lock.lock();
    changed_.wait_for(lock, pause_, [this] { return stopping_; });
  }
}

}  // namespace intersession::app
