#include "platform/http/workers.hpp"

#include <system_error>

namespace intersession::http {
namespace {

// Only touched pages cost memory; sanitizers need far larger frames.
#ifdef INTERSESSION_SANITIZED
constexpr std::size_t kStackBytes = 4 * 1024 * 1024;
#else
constexpr std::size_t kStackBytes = 512 * 1024;
#endif

}  // namespace

Workers::Workers(std::size_t threads, std::size_t waiting_limit) : waiting_limit_(waiting_limit) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  for (std::size_t i = 0; i < threads; ++i) {
    pthread_t thread{};
    const int error = pthread_create(&thread, &attributes, &Workers::thread_main, this);
    if (error != 0) {
      pthread_attr_destroy(&attributes);
      stop();
      throw std::system_error(error, std::generic_category(), "cannot start a worker thread");
    }
    threads_.push_back(thread);
  }
  pthread_attr_destroy(&attributes);
}

Workers::~Workers() {
  stop();
}

bool Workers::submit(Task task) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ or waiting_.size() >= waiting_limit_) return false;
    waiting_.push_back(std::move(task));
    wake = sleeping_ > 0;
  }
  if (wake) wake_.notify_one();
  return true;
}

void Workers::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (const pthread_t thread : threads_) pthread_join(thread, nullptr);
  threads_.clear();
}

void* Workers::thread_main(void* self) {
  static_cast<Workers*>(self)->run();
  return nullptr;
}

void Workers::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    while (waiting_.empty() and not stopping_) {
      ++sleeping_;
      wake_.wait(lock);
      --sleeping_;
    }
    if (waiting_.empty()) return;
    Task task = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

}  // namespace intersession::http
