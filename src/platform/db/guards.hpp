// Small guards that both drivers share.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "platform/core/result.hpp"
#include "platform/db/error.hpp"

namespace intersession::db {

/// Remembers the first failure of storage and tells it once. Thread-safe.
class FatalLatch {
 public:
  explicit FatalLatch(std::function<void(const core::Error&)> on_fatal) : on_fatal_(std::move(on_fatal)) {}

  /// The first call keeps the error and hands it to on_fatal; later ones change nothing.
  void trip(const core::Error& error);
  [[nodiscard]] bool tripped() const;
  /// The kept error. Precondition: tripped().
  [[nodiscard]] core::Error error() const;
  /// The error to answer with; trips where the fault is fatal.
  core::Error meet(const DatabaseError& error);

 private:
  const std::function<void(const core::Error&)> on_fatal_;
  mutable std::mutex mutex_;
  std::optional<core::Error> error_;
};

/// Marks that this thread runs work of a database, to refuse read() or write() from inside.
class Inside {
 public:
  /// Throws std::logic_error where the thread is inside already.
  static void refuse(const void* database);

  explicit Inside(const void* database) : database_(database), outer_(innermost_) { innermost_ = this; }
  ~Inside() { innermost_ = outer_; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  static thread_local const Inside* innermost_;
  const void* database_;
  const Inside* outer_;
};

/// A fixed number of places for things that one thread uses at a time. Thread-safe.
template <class T>
class Pool {
 public:
  /// Gives its place back when it goes.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<T>& place) : pool_(&pool), place_(&place) {}
    Lease(Lease&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)), place_(other.place_) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (pool_ != nullptr) pool_->give_back(*place_);
    }
    /// May be empty, and may be filled or emptied by the holder.
    [[nodiscard]] std::unique_ptr<T>& operator*() const { return *place_; }

   private:
    Pool* pool_;
    std::unique_ptr<T>* place_;
  };

  explicit Pool(std::size_t places) : places_(places) {
    for (auto& place : places_) free_.push_back(&place);
  }

  /// kUnavailable where no place comes free in time ("busy") or the pool is closed ("closed").
  core::Result<Lease> lease(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    if (not freed_.wait_for(lock, patience, [this] { return closed_ or not free_.empty(); })) {
      return core::fail(core::ErrorCode::kUnavailable, "The database is busy. Please try again in a moment.",
                        "busy");
    }
    if (closed_) return core::fail(core::ErrorCode::kUnavailable, "The service is shutting down.", "closed");
    std::unique_ptr<T>& place = *free_.back();
    free_.pop_back();
    return Lease(*this, place);
  }

  /// Refuses new leases, waits for those that are out, and destroys the things.
  void close() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    freed_.notify_all();
    all_back_.wait(lock, [this] { return free_.size() == places_.size(); });
    for (auto& place : places_) place.reset();
  }

 private:
  void give_back(std::unique_ptr<T>& place) {
    const std::lock_guard lock(mutex_);
    free_.push_back(&place);
    freed_.notify_one();
    if (closed_) all_back_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable freed_;
  std::condition_variable all_back_;
  std::vector<std::unique_ptr<T>> places_;
  std::vector<std::unique_ptr<T>*> free_;
  bool closed_ = false;
};

}  // namespace intersession::db
