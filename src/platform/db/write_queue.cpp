#include "platform/db/write_queue.hpp"

#include <algorithm>

namespace intersession::db {

core::Result<void> WriteQueue::submit(const core::Id& practice, const Question& question, const Work& work) {
  const auto waiting = std::make_shared<Waiting>(question, work);
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return core::fail(core::ErrorCode::kUnavailable, "The service is shutting down.", "closed");
    if (waiting_ >= waiting_limit_) {
      return core::fail(core::ErrorCode::kUnavailable,
                        "Too much is being saved at once. Please try again in a moment.", "overloaded");
    }
    const core::Id key = lanes_kind_ == Lanes::kOne ? core::Id{} : practice;
    Lane& lane = lanes_[key];
    if (lane.waiting.empty() and not lane.taken) ready_.push_back(key);
    lane.waiting.push_back(waiting);
    ++waiting_;
  }
  ready_changed_.notify_one();
  waiting->wait();
  if (waiting->outcome.thrown) std::rethrow_exception(waiting->outcome.thrown);
  return std::move(waiting->outcome.result);
}

std::optional<Batch> WriteQueue::next() {
  std::unique_lock lock(mutex_);
  ready_changed_.wait(lock, [this] { return not ready_.empty() or (closed_ and waiting_ == 0); });
  if (ready_.empty()) return std::nullopt;
  Batch batch{ready_.front(), {}};
  ready_.pop_front();
  Lane& lane = lanes_.at(batch.practice);
  lane.taken = true;
  const auto count = static_cast<std::ptrdiff_t>(std::min(lane.waiting.size(), batch_limit_));
  batch.writes.assign(lane.waiting.begin(), lane.waiting.begin() + count);
  lane.waiting.erase(lane.waiting.begin(), lane.waiting.begin() + count);
  return batch;
}

void WriteQueue::finish(const Batch& batch) {
  {
    const std::lock_guard lock(mutex_);
    const auto lane = lanes_.find(batch.practice);
    lane->second.taken = false;
    if (lane->second.waiting.empty()) {
      lanes_.erase(lane);
    } else {
      ready_.push_back(batch.practice);
    }
    waiting_ -= batch.writes.size();
  }
  ready_changed_.notify_all();
  for (const auto& write : batch.writes) write->finish();
}

void WriteQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  ready_changed_.notify_all();
}

}  // namespace intersession::db
