// The analysis behind the Insight screen: worked out in the background, one member's clients at a time.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "access/access.hpp"
#include "insight/json_of.hpp"
#include "insight/records_store.hpp"

namespace intersession::insight {

/// What the room needs from rooms below and above it; put together in app/.
struct Ports {
  std::shared_ptr<const measures::Instruments> instruments;
  /// The kind of homework of an activity, shipped or the practice's own.
  std::function<std::string(const core::Id& practice, std::string_view activity)> kind_of;
};

/// What the records were when an analysis was made, so that it is made again when they have changed.
struct Fingerprint {
  std::size_t clients = 0;
  std::int64_t versions = 0;
  bool operator==(const Fingerprint&) const = default;
};

/// One finished analysis.
struct Analysis {
  Fingerprint of;
  core::Instant made_at{};
  std::string source;  ///< one sentence
  json::object study;
};

/// Thread-safe. One worker thread; requests only look at what is finished and leave a wish behind.
class Analyses {
 public:
  Analyses(access::Access& access, Ports ports);
  ~Analyses();
  Analyses(const Analyses&) = delete;
  Analyses& operator=(const Analyses&) = delete;

  /// The newest finished analysis for the scope's member, nullptr before the first. Where the records have
  /// changed since, a new one is begun; `current` says whether the answer is up to date.
  struct Look {
    std::shared_ptr<const Analysis> analysis;
    bool current = false;
  };
  [[nodiscard]] Look look(const access::Scope& scope, const Fingerprint& now);

 private:
  struct Wish {
    access::Scope scope;
    Fingerprint of;
  };
  void work(const std::stop_token& stop);
  [[nodiscard]] core::Result<Analysis> analyse(const Wish& wish) const;

  access::Access& access_;
  Ports ports_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Wish> wishes_;
  std::map<core::Id, Fingerprint> begun_;  ///< by member
  std::map<core::Id, std::shared_ptr<const Analysis>> done_;
  std::jthread worker_;
};

}  // namespace intersession::insight
