#include "platform/jobs/runner.hpp"

namespace intersession::jobs {

bool Runner::run(const Job& job) {
  const auto handler = handlers_.find(job.kind);
  core::Result<void> done =
      core::fail(core::ErrorCode::kInternal, "Nobody does jobs of this kind.", "no-handler");
  if (handler != handlers_.end()) {
    try {
      done = handler->second(job);
    } catch (const std::exception&) {
      done = core::fail(core::ErrorCode::kInternal, "The job's handler failed.", "exception");
    }
  }
  // Where these fail the lease runs out and the job comes again.
  if (done) return outbox_->complete(job).value_or(false);
  (void)outbox_->retry(job, done.error().reason.empty() ? "failed" : done.error().reason);
  return false;
}

core::Result<std::size_t> Runner::run_due() {
  const auto jobs = outbox_->claim(batch_);
  if (not jobs) return std::unexpected(jobs.error());
  std::size_t done = 0;
  for (const Job& job : *jobs) {
    if (stopping()) {
      (void)outbox_->release(job);
    } else if (run(job)) {
      ++done;
    }
  }
  return done;
}

void Runner::start(std::chrono::milliseconds pause) {
  thread_ = std::thread([this, pause] {
    while (not stopping()) {
      const auto done = run_due();
      std::unique_lock lock(mutex_);
      if (done and *done == batch_) continue;  // there may be more
      changed_.wait_for(lock, pause, [this] { return stopping_ or nudged_; });
      nudged_ = false;
    }
  });
}

void Runner::nudge() {
  {
    const std::lock_guard lock(mutex_);
    nudged_ = true;
  }
  changed_.notify_all();
}

void Runner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Runner::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

}  // namespace intersession::jobs
