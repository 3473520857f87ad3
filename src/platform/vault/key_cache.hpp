// Unwrapped keys that were used lately.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "platform/core/id.hpp"
#include "platform/core/time.hpp"

namespace intersession::vault {

class SealingKey;

/// Least recently used go first. Thread-safe. A key that was being read while something was dropped is not
/// kept, so that an erased key cannot come back.
class KeyCache {
 public:
  using Key = std::shared_ptr<SealingKey>;
  struct Name {
    core::Id practice;
    core::Id client;
    bool operator==(const Name&) const = default;
  };

  KeyCache(std::size_t capacity, std::chrono::seconds lifetime) : capacity_(capacity), lifetime_(lifetime) {}

  /// nullptr where there is none or it is too old.
  [[nodiscard]] Key find(const Name& name, core::Instant now);
  /// Whatever is there, however old.
  [[nodiscard]] Key peek(const Name& name);
  /// A token to give to keep(), taken before reading the key.
  [[nodiscard]] std::uint64_t generation();
  /// False, and not kept, where something was dropped since `generation`.
  [[nodiscard]] bool keep(const Name& name, Key key, core::Instant now, std::uint64_t generation);
  /// Forgets one; returns it where it was there.
  Key drop(const Name& name);

 private:
  struct Hash {
    std::size_t operator()(const Name& name) const noexcept {
      return std::hash<core::Id>{}(name.client) ^ (std::hash<core::Id>{}(name.practice) << 1U);
    }
  };
  struct Entry {
    Name name;
    Key key;
    core::Instant read_at;
  };
  using Entries = std::list<Entry>;

  std::mutex mutex_;
  Entries entries_;  ///< newest use first
  std::unordered_map<Name, Entries::iterator, Hash> index_;
  std::uint64_t generation_ = 0;
  std::size_t capacity_;
  std::chrono::seconds lifetime_;
};

}  // namespace intersession::vault
