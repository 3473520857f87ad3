#include "app/courier.hpp"

#include "safety/notice_work.hpp"

namespace intersession::app {

namespace {

/// Few at a time: each may take some seconds, and all of them must end within the lease.
constexpr std::size_t kBatch = 4;

}  // namespace

Courier::Courier(db::Database& database, const core::Clock& clock, core::Random& random,
                 std::map<std::string, jobs::Handler> handlers, std::chrono::milliseconds pause)
    : database_(database),
      clock_(clock),
      outbox_(database, clock, random.id(clock.now()), safety::kNoticePolicy),
      runner_(outbox_, std::move(handlers), kBatch),
      pause_(pause),
      thread_([this] { run(); }) {}

Courier::~Courier() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  runner_.stop();
  changed_.notify_all();
  thread_.join();
}

void Courier::run() {
  std::unique_lock lock(mutex_);
  while (not stopping_) {
    lock.unlock();
    (void)runner_.run_due();  // an error means that the database is busy or gone; the next round tries again
    const auto stuck = database_.read([&](db::Connection& connection) {
      return safety::store::stuck_mail(connection, clock_.now() - safety::kMailPatience).count > 0;
    });
    if (stuck) alerts_leave_ = not * stuck;
    lock.lock();
    changed_.wait_for(lock, pause_, [this] { return stopping_; });
  }
}

}  // namespace intersession::app
