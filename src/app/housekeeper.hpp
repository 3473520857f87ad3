// What the process cleans up behind itself while it runs.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "access/sweep.hpp"

namespace intersession::app {

/// Keys of clients that never came to be are kept so long.
inline constexpr std::chrono::hours kOrphanGrace{24};

struct Swept {
  access::SweptRows rows;
  std::size_t keys = 0;  ///< of clients whose key was made and whose first row was not

  bool operator==(const Swept&) const = default;
};

/// Sweeps once, by the clock of `access`.
[[nodiscard]] core::Result<Swept> sweep(access::Access& access);

/// Sweeps at its start and then every `pause`, on a thread of its own. An error is reported and the next
/// round tries again; nothing depends on a sweep.
class Housekeeper {
 public:
  using Report = std::function<void(const core::Error&)>;

  Housekeeper(access::Access& access, Report report, std::chrono::milliseconds pause = std::chrono::hours(1));
  /// Waits for a sweep under way.
  ~Housekeeper();
  Housekeeper(const Housekeeper&) = delete;
  Housekeeper& operator=(const Housekeeper&) = delete;

 private:
  void run();

  access::Access& access_;
  const Report report_;
  const std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace intersession::app
