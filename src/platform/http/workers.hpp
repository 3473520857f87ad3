// A bounded pool of threads for handlers.
#pragma once

#include <pthread.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace intersession::http {

/// Many threads with small stacks, because a handler that writes waits for the group commit. Thread-safe.
class Workers {
 public:
  using Task = std::move_only_function<void()>;

  /// At most `waiting_limit` tasks wait for a thread.
  Workers(std::size_t threads, std::size_t waiting_limit);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// False where the queue is full or stop() was called: say "busy" at once instead of waiting.
  [[nodiscard]] bool submit(Task task);
  /// Runs what waits, then ends the threads.
  void stop();

 private:
  static void* thread_main(void* self);
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> waiting_;
  std::size_t waiting_limit_;
  std::size_t sleeping_ = 0;
  bool stopping_ = false;
  std::vector<pthread_t> threads_;
};

}  // namespace intersession::http
